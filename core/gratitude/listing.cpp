#include "core/gratitude/common.hpp"
#include "core/gratitude/help_store.hpp"
#include "core/gratitude/log.hpp"
#include "core/gratitude/settings.hpp"
#include "core/gratitude/texts.hpp"

#include <algorithm>
#include <array>

/// Several notes in one message.
namespace goodturn::gratitude {

using namespace engine;
using chat::Spans;

namespace {

constexpr std::size_t longest_shown = 80;
constexpr std::size_t most_notes = 20;  ///< of one message

struct Read {
    std::vector<PersonId> helpers;
    std::string what;
};

/// "@ben helped me with x", "helped @ben for x". "helped @ben with x" can mean either, and is asked about alone.
std::optional<Read> read(Turn& turn, const Line& item) {
    constexpr std::array<std::string_view, 3> after{"helped me", "has helped me", "helped us"};
    Scanner words(item);
    auto people = words.people(turn.directory());
    if (!people) return std::nullopt;
    if (people->empty()) {
        if (!words.take("helped")) return std::nullopt;
        const bool direction_said = words.take("by") || words.take("me");
        people = words.people(turn.directory());
        if (!people || people->empty() || (!words.take("for") && !direction_said)) return std::nullopt;
    } else if (!words.take_any(after)) {
        return std::nullopt;
    }
    words.take("with") || words.take("for");
    Read read{each_once(persons(*people)), without_lead(words.rest())};
    if (length(read.what) > max_words || not_noted(turn, read.helpers)) return std::nullopt;
    return read;
}

Spans sentence(Turn& turn, const Noted& note) {
    return fill(note.what.empty() ? texts::noted_item : texts::noted_item_what,
                {{"who", names_of(turn, note.people)}, {"what", note.what}});
}

}  // namespace

bool take_list(Turn& turn, const std::vector<Line>& items) {
    std::vector<Noted> notes;
    chat::List noted;
    chat::List left;
    for (std::size_t i = 0; i < std::min(items.size(), most_notes); ++i) {
        if (auto found = read(turn, items[i])) {
            const auto& note = notes.emplace_back(note_help(turn, found->helpers, found->what));
            expect_news(turn, note);
            noted.items.push_back(sentence(turn, note));
        } else {
            const chat::Span words = chat::Quoted{shortened(written_out(items[i]), longest_shown)};
            left.items.push_back(
                fill(texts::left_item, {{"number", static_cast<std::int64_t>(i + 1)}, {"words", words}}));
        }
    }
    if (notes.empty()) return false;
    chat::Message answer = message(texts::noted_list);
    answer.blocks.emplace_back(std::move(noted));
    if (!left.items.empty()) {
        answer.blocks.emplace_back(paragraph(texts::left_list, {{"n", std::ssize(left.items)}}));
        answer.blocks.emplace_back(std::move(left));
    }
    if (items.size() > most_notes) {
        answer.blocks.emplace_back(
            paragraph(texts::too_many_notes, {{"max", static_cast<std::int64_t>(most_notes)},
                                              {"n", static_cast<std::int64_t>(items.size() - most_notes)},
                                              {"first", static_cast<std::int64_t>(most_notes + 1)},
                                              {"last", std::ssize(items)}}));
    }
    chat::Buttons buttons{{turn.undoable("help.list", keep_together(turn, notes.front(), notes.back()))}};
    if (auto told = first_help(turn)) {
        answer.blocks.emplace_back(std::move(*told));
        buttons.buttons.push_back(no_thanks_button());
    }
    answer.blocks.emplace_back(std::move(buttons));
    turn.answer(std::move(answer));
    return true;
}

std::optional<Spans> undo_list(Turn& turn, std::int64_t list) {
    const auto notes = noted_together(turn, list);
    if (notes.empty()) {
        turn.answer(texts::gone_from_log);
        return std::nullopt;
    }
    for (const auto note : notes) forget_note(turn, note);
    return fill(texts::removed_list);
}

}  // namespace goodturn::gratitude
