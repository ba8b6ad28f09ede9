/// What Slack sends. The first byte says what the rest is: f a frame of the websocket, t the text of a message.
#include "adapters/slack/decode.hpp"
#include "adapters/slack/ids.hpp"
#include "adapters/slack/mrkdwn.hpp"
#include "adapters/slack/text.hpp"
#include "adapters/slack/words.hpp"
#include "core/chat/json.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace goodturn::fuzz {
namespace {

const slack::Workspace workspace{.space = {"slack/T1"},
                                 .team = "T1",
                                 .enterprise = {},
                                 .bot = {"UBOT"},
                                 .bot_id = "B1",
                                 .app = "A1",
                                 .url = "https://acme.slack.com/",
                                 .verbs = {{"/thanks", "thanks"}},
                                 .own_chats = {{"D1"}}};
constexpr chat::Instant arrival{std::chrono::milliseconds(1'801'130'999'000)};

void check_words(const chat::Words& words) {
    bool text_before = false;
    for (const auto& word : words) {
        const auto* text = std::get_if<std::string>(&word);
        check(text == nullptr || (!text->empty() && !text_before), "text is in one run");
        check(text != nullptr || slack::is_id(std::get<chat::Named>(word).account.value), "a mention names an account");
        text_before = text != nullptr;
    }
    check(chat::words_from_json(chat::to_json(words)).has_value(), "words survive the store");
}

void check_item(const engine::Intake& item) {
    check(!item.keys.empty(), "everything has a key");
    for (const auto& key : item.keys) check(key.starts_with("slack/T1/") && is_utf8(key), "keys begin so", key);
    const auto& event = item.event;
    check(event.space == workspace.space, "it happened here");
    check(event.actor.empty() == std::holds_alternative<chat::AccountSeen>(event.what), "only facts are nobody's");
    check(event.actor != workspace.bot, "the bot does not hear itself");
    check(event.actor.empty() || slack::is_id(event.actor.value), "an account", event.actor.value);
    const auto& conversation = event.place.conversation;
    check(conversation.empty() || slack::is_id(conversation.value), "a channel", conversation.value);
    check(event.place.thread.empty() || slack::split(event.place.thread), "a thread is a message");
    if (const auto* typed = std::get_if<chat::Typed>(&event.what)) {
        check(typed->addressed == typed->message.empty(), "only a command is no message");
        check_words(typed->words);
    } else if (const auto* pressed = std::get_if<chat::Pressed>(&event.what)) {
        check(!pressed->button.empty(), "a button has a name");
    } else if (const auto* submitted = std::get_if<chat::Submitted>(&event.what)) {
        for (const auto& [field, words] : submitted->values) check_words(words);
    } else if (const auto* reacted = std::get_if<chat::Reacted>(&event.what)) {
        check(slack::split(reacted->message).has_value() && !reacted->emoji.empty(), "a reaction is to a message");
    } else if (const auto* seen = std::get_if<chat::AccountSeen>(&event.what)) {
        check(slack::is_id(seen->account.value) && !seen->name.empty(), "who is seen has a name");
    }
}

void frame(std::string_view text) {
    const auto read = slack::read_frame(text);
    const auto* envelope = std::get_if<slack::Envelope>(&read);
    if (envelope == nullptr) return;
    for (const auto& item : slack::decode(*envelope, workspace, arrival).items) check_item(item);
}

void message(std::string_view text) {
    std::size_t length = 0;
    for (const auto& token : slack::tokens_of(text)) length += token.target.size() + token.label.size();
    check(length <= text.size(), "nothing is in it twice");
    check(slack::unescaped(slack::escaped(text)) == text, "escaping goes both ways");
    check_words(slack::words_of(text));
    // What is escaped is text and nothing else.
    const auto words = slack::words_of(slack::escaped(text));
    check(text.empty() ? words.empty() : words == chat::Words{slack::as_typed(text)}, "an escaped text says nothing");
}

}  // namespace

void run(std::string_view input) {
    if (input.empty()) return;
    const auto rest = input.substr(1);
    if (input.front() == 'f') frame(rest);
    if (input.front() == 't') message(rest);
}

}  // namespace goodturn::fuzz
