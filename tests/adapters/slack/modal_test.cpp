#include "adapters/slack/modal.hpp"

#include "tests/support/slack_server/block_kit.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <string>

namespace goodturn::slack {
namespace {

using nlohmann::json;
using testing::IsEmpty;

chat::Field field(std::string name, chat::FieldKind kind, std::string initial = {}) {
    chat::Field made;
    made.name = std::move(name);
    made.label = "What for? *really*";
    made.kind = kind;
    made.initial = std::move(initial);
    return made;
}

json shown(const chat::Form& form) {
    const auto view = modal_of(form);
    EXPECT_THAT(block_kit::view_problems(view), IsEmpty()) << view;
    return json::parse(view);
}

/// The element of the only field.
json element(chat::Field field) {
    return shown({"t", "Title", {std::move(field)}, "Send"})["blocks"][0]["element"];
}

TEST(Modal, HoldsTheWholeForm) {
    auto words = field("what", chat::FieldKind::paragraph, "the deploy\nand <more>");
    words.required = false;
    words.max = 700;
    auto often = field("often", chat::FieldKind::choice, "b");
    often.options = {{"a", "Monthly"}, {"b", "Quarterly"}};
    const auto view =
        shown({"help:17", "Note a help", {field("who", chat::FieldKind::person, "U1"), words, often}, "Note it"});
    EXPECT_EQ(json::parse(R"({
        "type": "modal", "callback_id": "form", "private_metadata": "help:17",
        "title": {"type": "plain_text", "text": "Note a help"},
        "submit": {"type": "plain_text", "text": "Note it"},
        "close": {"type": "plain_text", "text": "Cancel"},
        "blocks": [
            {"type": "input", "block_id": "who", "optional": false,
             "label": {"type": "plain_text", "text": "What for? *really*"},
             "element": {"type": "users_select", "action_id": "v", "initial_user": "U1"}},
            {"type": "input", "block_id": "what", "optional": true,
             "label": {"type": "plain_text", "text": "What for? *really*"},
             "element": {"type": "plain_text_input", "action_id": "v", "multiline": true, "max_length": 700,
                         "initial_value": "the deploy\nand <more>"}},
            {"type": "input", "block_id": "often", "optional": false,
             "label": {"type": "plain_text", "text": "What for? *really*"},
             "element": {"type": "static_select", "action_id": "v",
                 "options": [{"text": {"type": "plain_text", "text": "Monthly"}, "value": "a"},
                             {"text": {"type": "plain_text", "text": "Quarterly"}, "value": "b"}],
                 "initial_option": {"text": {"type": "plain_text", "text": "Quarterly"}, "value": "b"}}}
        ]})"),
              view);
}

TEST(Modal, CutsWhatIsTooLong) {
    const auto view = shown({std::string(3000, 't'), "A title that is too long by far", {}, std::string(80, 's')});
    EXPECT_EQ("A title that is too lon…", view["title"]["text"]);
    EXPECT_EQ(3000U, view["private_metadata"].get<std::string>().size());
    auto wordy = field("what", chat::FieldKind::line);
    wordy.label = std::string(3000, 'l');
    EXPECT_EQ("…", shown({"t", " ", {wordy}, ""})["title"]["text"]);
}

TEST(Modal, ATextFieldTakesItsOwnBeginning) {
    std::string emoji;
    for (int i = 0; i < 900; ++i) emoji += "🎉";
    auto wordy = field("what", chat::FieldKind::paragraph, emoji);
    wordy.max = 1000;
    EXPECT_EQ(1800, element(wordy)["max_length"]);
    wordy.initial = emoji + emoji;
    EXPECT_EQ(2999, element(wordy)["max_length"]);
    wordy.initial = std::string(5000, 'x');
    wordy.max = 100'000;
    EXPECT_EQ(3000, element(wordy)["max_length"]);
    EXPECT_FALSE(element(field("what", chat::FieldKind::line, " \n")).contains("initial_value"));
    EXPECT_EQ("a b", element(field("what", chat::FieldKind::line, "a\nb"))["initial_value"]);
}

TEST(Modal, WhatIsNoPersonOrOptionIsNotChosen) {
    EXPECT_FALSE(element(field("who", chat::FieldKind::person)).contains("initial_user"));
    EXPECT_FALSE(element(field("who", chat::FieldKind::person, "<!channel>")).contains("initial_user"));
    auto often = field("often", chat::FieldKind::choice, "c");
    often.options = {{"a", "Monthly"}};
    EXPECT_FALSE(element(often).contains("initial_option"));
}

TEST(Modal, ManyOptionsAreGrouped) {
    auto often = field("often", chat::FieldKind::choice, "v149");
    for (int i = 0; i < 230; ++i) often.options.push_back({"v" + std::to_string(i), "Option " + std::to_string(i)});
    const auto select = element(often);
    ASSERT_EQ(3U, select["option_groups"].size());
    EXPECT_EQ("201–230", select["option_groups"][2]["label"]["text"]);
    EXPECT_EQ("v149", select["initial_option"]["value"]);
}

TEST(Modal, ErrorsStandOnlyAtFieldsThatAreThere) {
    EXPECT_EQ(
        json::parse(R"({"response_action": "errors", "errors": {"what": "Too long", "who": "Please choose one"}})"),
        json::parse(errors_ack({{"what", "Too long"}, {"who", "Please choose one"}}, {"who", "what"})));
    EXPECT_EQ(json::parse(R"({"response_action": "errors", "errors": {"who": "Nobody Gone"}})"),
              json::parse(errors_ack({{"who", "Nobody"}, {"old", "Gone"}}, {"who", "what"})));
    EXPECT_EQ("{}", errors_ack({{"who", "Nobody"}}, {}));
}

}  // namespace
}  // namespace goodturn::slack
