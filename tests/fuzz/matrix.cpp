/// What a homeserver sends. The first byte says what the rest is: s an answer of /sync, c the content of a message, h
/// HTML.
#include "adapters/matrix/decode.hpp"
#include "adapters/matrix/html.hpp"
#include "adapters/matrix/ids.hpp"
#include "adapters/matrix/words.hpp"
#include "core/chat/json.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace goodturn::fuzz {
namespace {

const matrix::Account account{{"matrix/x"}, {"@b:x"}};
constexpr chat::Instant arrival{std::chrono::milliseconds(1'801'130'999'000)};

void check_words(const chat::Words& words) {
    bool text_before = false;
    for (const auto& word : words) {
        const auto* text = std::get_if<std::string>(&word);
        check(text == nullptr || (!text->empty() && !text_before), "text is in one run");
        check(text != nullptr || matrix::is_user_id(std::get<chat::Named>(word).account.value),
              "a mention names an account");
        text_before = text != nullptr;
    }
    check(chat::words_from_json(chat::to_json(words)).has_value(), "words survive the store");
}

void check_fact(const chat::Event& event) {
    if (const auto* seen = std::get_if<chat::AccountSeen>(&event.what)) {
        check(matrix::is_user_id(seen->account.value) && !seen->name.empty(), "who is seen has a name");
        check(seen->account != account.bot, "the bot is nobody to be seen");
        return;
    }
    const auto* where = std::get_if<chat::ConversationSeen>(&event.what);
    check(where != nullptr, "only facts are nobody's");
    check(matrix::is_room_id(where->conversation.value), "a room", where->conversation.value);
    check(!where->direct_with || where->members.size() < 2, "a chat of two");
}

void check_item(const engine::Intake& item, const matrix::Rooms& rooms) {
    const auto& event = item.event;
    check(event.space == account.space, "it happened here");
    check(event.actor.empty() == item.keys.empty(), "what somebody did has a key");
    if (event.actor.empty()) return check_fact(event);
    for (const auto& key : item.keys) check(key.starts_with("matrix/x/event/$") && is_utf8(key), "keys begin so", key);
    check(event.actor != account.bot, "the bot does not hear itself");
    check(matrix::is_user_id(event.actor.value), "an account", event.actor.value);
    check(rooms.find(event.place.conversation.value) != nullptr, "a room that is known");
    check(event.place.thread.empty() || matrix::split(event.place.thread), "a thread is a message");
    if (const auto* typed = std::get_if<chat::Typed>(&event.what)) {
        check(matrix::split(typed->message).has_value() && !typed->addressed, "what is typed is a message");
        check(event.place.direct == event.route.empty(), "who is alone needs no way to be told");
        check_words(typed->words);
    } else if (const auto* reacted = std::get_if<chat::Reacted>(&event.what)) {
        check(matrix::split(reacted->message).has_value() && !reacted->emoji.empty(), "a reaction is to a message");
    } else {
        check(std::holds_alternative<chat::Opened>(event.what) && event.place.direct, "a chat was opened");
    }
}

void sync(std::string_view text) {
    const auto document = net::Document::parse(text);
    if (!document) return;
    matrix::Rooms rooms(account.bot);
    matrix::Recent recent;
    (void)matrix::unknown_targets(document->root(), {}, recent);
    for (const auto& item : matrix::decode(document->root(), {}, rooms, recent, account, arrival).items) {
        check_item(item, rooms);
    }
    (void)matrix::gaps_in(document->root(), rooms, account.bot);
    (void)matrix::decode_state(text, rooms, account);
    for (const auto& item : matrix::facts_of(rooms, account, arrival, 1'000'000)) {
        check(item.event.actor.empty(), "what is now was done by nobody");
    }
}

void html(std::string_view text) {
    for (const auto& run : matrix::runs_of(text)) check(!run.text.empty(), "no run is empty");
    const auto escaped = matrix::as_html(text);
    check(escaped.find_first_of("\"'") == std::string::npos, "it fits between quotes");
    const auto runs = matrix::runs_of(escaped);
    check(text.empty() ? runs.empty() : runs == std::vector{matrix::Run{std::string(text), {}}},
          "an escaped text says nothing");
}

}  // namespace

void run(std::string_view input) {
    if (input.empty()) return;
    const auto rest = input.substr(1);
    if (input.front() == 's') sync(rest);
    if (input.front() == 'h') html(rest);
    if (input.front() != 'c') return;
    if (const auto document = net::Document::parse(rest)) check_words(matrix::words_of(document->root()));
}

}  // namespace goodturn::fuzz
