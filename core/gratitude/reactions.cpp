#include "core/gratitude/common.hpp"
#include "core/gratitude/help_store.hpp"
#include "core/gratitude/log.hpp"
#include "core/gratitude/settings.hpp"
#include "core/gratitude/texts.hpp"

namespace goodturn::gratitude {

using namespace engine;

namespace {

constexpr std::string_view thanking = "🙏";
constexpr std::int64_t told_of = 3;

struct Mark {
    chat::Instant at;
    std::optional<std::int64_t> help{};
    std::int64_t told = 0;  ///< the answer that told of it; 0: none did
    bool round = false;     ///< and of the round that came with it, which they have chosen nothing about since
};

std::optional<Mark> mark_on(Turn& turn, std::string_view message) {
    auto row =
        turn.db().query(R"sql(SELECT at, help_id, told, round FROM help_mark WHERE owner_id = $1 AND message = $2)sql",
                        {raw(turn.actor()), message});
    if (!row.next()) return std::nullopt;
    return Mark{instant(row.integer(0)), row.maybe_integer(1), row.integer(2), row.flag(3)};
}

void set_mark(Turn& turn, std::string_view message, const Mark& mark) {
    turn.db().run(
        R"sql(INSERT INTO help_mark (id, owner_id, message, at, help_id, told, round) VALUES ($1, $2, $3, $4, $5, $6, $7)
              ON CONFLICT (owner_id, message) DO UPDATE SET at = excluded.at, help_id = excluded.help_id,
                  told = excluded.told, round = excluded.round)sql",
        {turn.db().new_id(), raw(turn.actor()), message, millis(mark.at), store::maybe(mark.help), mark.told,
         std::int64_t{mark.round}});
}

/// Unless they know by now.
void tell(Turn& turn, PersonId helper, std::int64_t help, Mark& mark) {
    if (settings_of(turn).told >= told_of) return;
    count_told(turn, 1);
    std::vector<chat::Button> buttons{
        button(texts::add_a_word, "word", "✏️", "help.edit", std::to_string(help)),
        button(texts::remove, "remove", "🗑️", "help.remove", std::to_string(help), chat::ButtonStyle::danger)};
    auto first = first_help(turn);
    mark.round = first.has_value();
    if (first) buttons.push_back(no_thanks_button());
    auto told = says(fill(texts::noted_reaction, {{"who", names_of(turn, {helper})}}), std::move(buttons));
    if (first) told.blocks.insert(told.blocks.end() - 1, std::move(*first));
    turn.answer_in_chat(std::move(told));
    mark.told = turn.answered();
}

/// Nothing is left that speaks of the help as if it were noted. The round that came with it was not asked for: it can
/// still be turned off, and what nobody was told of does not come.
void take_off(Turn& turn, const Mark& mark) {
    const auto helper = mark.help ? remove_help(turn, *mark.help) : std::nullopt;
    if (!helper || mark.told == 0) return;
    auto removed = message(texts::removed, {{"who", turn.bold(*helper)}});
    if (mark.round) {
        removed.blocks.emplace_back(chat::Note{round_state(turn)});
        removed.blocks.emplace_back(chat::Buttons{{button(texts::no_round, "no round", "🔕", "round.off")}});
    }
    if (turn.change(mark.told, std::move(removed))) return;
    count_told(turn, -1);
    if (!mark.round) return;
    auto settings = settings_of(turn);
    settings.round = Settings::Round::unset;
    keep(turn, settings);
}

}  // namespace

void reacted(Turn& turn, const chat::Reacted& reaction) {
    const auto channel = turn.channel();
    // Variants of skin colour only add to the emoji.
    if (!channel || !reaction.emoji.starts_with(thanking) || reaction.author.empty()) return;
    const auto message =
        turn.seal().fingerprint(channel->space + "\n" + channel->conversation + "\n" + reaction.message.value);
    const auto mark = mark_on(turn, message);
    const bool on = settings_of(turn).reactions;

    if (!reaction.added) {
        if (mark ? turn.at() < mark->at : !on) return;
        if (mark) take_off(turn, *mark);
        return set_mark(turn, message, {.at = turn.at()});
    }
    // Set and taken off at the same moment counts as taken off.
    if (!on || (mark && turn.at() <= mark->at)) return;
    if (mark && mark->help) return set_mark(turn, message, {turn.at(), mark->help, mark->told, mark->round});
    const auto author = turn.directory().mentioned({reaction.author, reaction.author.value});
    if (not_noted(turn, {author})) return;
    const auto note = note_help(turn, {author}, {}, reaction.link);
    Mark fresh{.at = turn.at(), .help = note.id};
    tell(turn, author, note.id, fresh);
    set_mark(turn, message, fresh);
}

}  // namespace goodturn::gratitude
