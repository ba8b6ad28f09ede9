#include "core/gratitude/answering.hpp"
#include "core/gratitude/common.hpp"
#include "core/gratitude/passing.hpp"
#include "core/gratitude/texts.hpp"
#include "core/gratitude/thanks.hpp"

#include <algorithm>
#include <utility>

/// What its writer sees of a thank-you.
namespace goodturn::gratitude {

using namespace engine;

namespace {

/// The words that were read as an option, or nothing.
std::string option_of(const Thanks& thanks) {
    const auto words = without_lead(thanks.head + thanks.tail);
    return words.substr(0, words.find_last_not_of(' ') + 1);
}

std::vector<chat::Button> draft_buttons(Turn& turn, const Thanks& thanks, const std::vector<Copy>& copies) {
    const auto id = std::to_string(thanks.id);
    std::vector<chat::Button> buttons;
    const bool may_write = !not_thanked(turn, persons(copies), Place::privately);
    if (may_write && (thanks.place != Place::here || needs_invite(turn, thanks))) {
        buttons.push_back(named_button(copies.size() == 1 ? texts::send_to_one : texts::send_to_each,
                                       {{"who", turn.people().get(copies.front().recipient).given}}, "send", "✅",
                                       "thanks.send", id, chat::ButtonStyle::primary));
    }
    if (thanks.channel && thanks.place != Place::privately) {
        buttons.push_back(named_button(texts::post_in, {{"where", turn.channel_name(*thanks.channel)}}, "post", "📣",
                                       "thanks.post", id));
    }
    if (!option_of(thanks).empty()) {
        buttons.push_back(button(texts::part_of_text, "text", "", "thanks.text", id));
    }
    buttons.push_back(button(texts::edit, "edit", "✏️", "thanks.edit", id));
    buttons.push_back(button(texts::cancel, "cancel", "❌", "thanks.cancel", id));
    return buttons;
}

/// Who it is for turned out to be nobody to thank: the words stay, to be said in another way.
chat::Message not_any_more(Turn& turn, const Thanks& thanks, const NotThanked& why) {
    chat::Message shown = refusal(turn, why, thanks.why);
    shown.blocks.emplace_back(
        chat::Buttons{{button(texts::cancel, "cancel", "❌", "thanks.cancel", std::to_string(thanks.id))}});
    return shown;
}

chat::Message draft(Turn& turn, const Thanks& thanks, const std::vector<Copy>& copies) {
    const bool may_post = thanks.channel && thanks.place == Place::undecided;
    if (const auto why = not_thanked(turn, persons(copies), may_post ? Place::here : thanks.place)) {
        return not_any_more(turn, thanks, *why);
    }
    chat::Spans names;
    for (const auto& copy : copies) names.push_back(turn.bold(copy.recipient));
    const bool unposted = thanks.unposted && !thanks.undo;  // and not sent and taken back since
    const auto where = unposted && thanks.channel ? turn.channel_name(*thanks.channel) : std::string();
    chat::Message shown =
        message(unposted ? texts::unposted : texts::draft, {{"who", listed(names)}, {"where", where}});
    shown.blocks.emplace_back(chat::Quote{thanks.why});
    const auto option = option_of(thanks);
    if (!option.empty()) {
        const bool nowhere = !thanks.channel && thanks.place == Place::undecided;
        shown.blocks.emplace_back(note(nowhere ? texts::option_nowhere : texts::option_read, {{"option", option}}));
    }
    if (!unposted && needs_invite(turn, thanks)) {
        shown.blocks.emplace_back(note(texts::not_in_there, {{"where", turn.channel_name(*thanks.channel)}}));
    }
    shown.blocks.emplace_back(chat::Buttons{draft_buttons(turn, thanks, copies)});
    return shown;
}

chat::Message sent(Turn& turn, const Thanks& thanks, const std::vector<Copy>& copies) {
    chat::Message shown;
    for (const auto& copy : copies) {
        shown.blocks.emplace_back(chat::Paragraph{status(turn, thanks, copy)});
        if (thanks.place == Place::here) break;  // one post for all
    }
    if (!thanks.why.empty()) shown.blocks.emplace_back(chat::Quote{thanks.why});
    const auto any = [&](Copy::State state) { return std::ranges::find(copies, state, &Copy::state) != copies.end(); };
    chat::Buttons buttons;
    const auto id = std::to_string(thanks.id);
    if (any(Copy::State::held) || any(Copy::State::waiting)) {
        buttons.buttons.push_back(button(texts::undo, "undo", "↩️", "thanks.unsend", id));
    }
    if (const auto option = option_of(thanks); any(Copy::State::held) && !option.empty()) {
        shown.blocks.emplace_back(note(texts::option_read, {{"option", option}}));
        buttons.buttons.push_back(button(texts::part_of_text, "text", "", "thanks.text", id));
    }
    if (!buttons.buttons.empty()) shown.blocks.emplace_back(std::move(buttons));
    return shown;
}

}  // namespace

std::optional<chat::Message> render_thanks(Turn& turn, std::int64_t id) {
    const auto thanks = find_thanks(turn, id);
    if (!thanks) return std::nullopt;
    const auto copies = copies_of(turn, id);
    if (thanks->state == Thanks::State::dropped || copies.empty()) return message(texts::dropped);
    if (thanks->state != Thanks::State::draft) return sent(turn, *thanks, copies);
    return thanks->answer ? answer_question(turn, *thanks, copies) : draft(turn, *thanks, copies);
}

}  // namespace goodturn::gratitude
