/// The page's frames, one a line: decoded, carried out by the chat server, and told to the bot.
#include "adapters/web/chat_server.hpp"
#include "adapters/web/events.hpp"
#include "adapters/web/page_adapter.hpp"
#include "adapters/web/sample.hpp"
#include "core/chat/json.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace goodturn::fuzz {
namespace {

using namespace web;

constexpr chat::Instant now{std::chrono::hours(500'000)};

void check_say(const Command& command) {
    const auto* say = std::get_if<Say>(&command.what);
    if (say == nullptr) return;
    const auto again = decode(say_frame(command.id, command.as, *say));
    check(again.has_value(), "a frame that was read can be written");
    const auto& read = std::get<Say>(std::get<Command>(*again).what);
    check(read.in == say->in && read.words == say->words, "a frame survives being written");
}

void check_shown(const Change& change) {
    for (const auto& message : change.messages) check(is_utf8(frame(message)), "what is shown is UTF-8");
}

/// What PageAdapter does with a command.
void carry_out(ChatServer& chat, const Command& command, std::string_view text) {
    if (std::holds_alternative<StartOver>(command.what)) return chat.start_over({command.id}, now);
    if (std::holds_alternative<Fill>(command.what)) return check_shown(chat.fill(command.id, now).change);
    if (std::holds_alternative<MoveClock>(command.what)) return chat.remember(command.id);
    const auto carried = chat.carry_out(command, text, now);
    if (!carried) return check(is_utf8(refused_frame(command.id, carried.error())), "a refusal is UTF-8");
    check_shown(carried->change);
    check(is_utf8(done_frame(command.id)), "what is done is told in UTF-8");
    const auto again = chat.carry_out(command, text, now);
    check(again && again->log == carried->log && again->change.messages.empty(), "the same id is carried out once");
}

}  // namespace

void run(std::string_view input) {
    ChatServer chat({}, "goodturn");
    chat.furnish(now);
    std::ignore = chat.send({.delivery = 1,
                             .space = {std::string(space_name)},
                             .address = chat::DirectTo{{"ana"}},
                             .route = {},
                             .intent = chat::Post{{{chat::Paragraph{{chat::Plain{"Hi Ana."}}}}}}},
                            now);
    while (!input.empty()) {
        const auto text = take_line(input);
        const auto read = decode(text);
        if (!read) {
            check(is_utf8(refused_frame(read.error().id, "no")), "a refusal is UTF-8");
        } else if (const auto* command = std::get_if<Command>(&*read)) {
            check_say(*command);
            carry_out(chat, *command, text);
        } else {
            for (const auto& message : chat.snapshot(std::get<Hello>(*read).after).messages)
                check(is_utf8(frame(message)), "what is shown is UTF-8");
        }
    }
    for (const auto& entry : chat.log_after(0, 1000).entries) {
        const auto event = event_of(entry, "Goodturn", "goodturn");
        check(event.actor.empty() || is_person(event.actor.value), "an event is somebody's");
        const auto* typed = std::get_if<chat::Typed>(&event.what);
        if (typed != nullptr) check(chat::words_from_json(chat::to_json(typed->words)) == typed->words, "words stay");
    }
}

}  // namespace goodturn::fuzz
