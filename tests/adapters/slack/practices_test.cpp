#include "adapters/slack/modal.hpp"
#include "tests/support/show_text.hpp"
#include "tests/support/slack_server/block_kit.hpp"
#include "tests/support/test_bot.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

/// What the bot really says, as Slack would take it.
namespace goodturn::slack {
namespace {

using support::TestBot;
using testing::IsEmpty;

const Look acme{"T0ACME", "https://acme.slack.com/"};

void expect_fine(const TestBot& bot) {
    for (const auto& message : bot.said()) {
        const auto shown = support::to_text(message);
        const auto parts = parts_of(message, acme);
        EXPECT_EQ(1U, parts.size()) << shown;
        for (const auto& part : parts)
            EXPECT_THAT(block_kit::problems(part), IsEmpty()) << shown << "\n" << part.blocks;
        const auto live = live_of(message, acme);
        EXPECT_THAT(block_kit::problems(live.part, true), IsEmpty()) << shown;
    }
    for (const auto& form : bot.shown_forms())
        EXPECT_THAT(block_kit::view_problems(modal_of(form)), IsEmpty()) << modal_of(form);
    EXPECT_THAT(bot.log(), IsEmpty());
}

/// Presses everything that can be pressed, once a label.
void press_all(TestBot& bot, std::string_view who, std::set<std::string>& pressed) {
    for (bool more = true; more;) {
        const auto labels = bot.buttons(who);
        const auto fresh =
            std::ranges::find_if(labels, [&](const auto& label) { return pressed.insert(label).second; });
        more = fresh != labels.end();
        if (more) bot.presses(who, *fresh);
    }
}

TEST(Practices, EverythingTheyAnswerFitsSlack) {
    TestBot bot({.strangers = true});
    std::set<std::string> pressed;
    for (const auto* line : {
             "",
             "hello",
             "help",
             "help all",
             "help thanks",
             "settings",
             "privacy",
             "@ana helped me with the *deploy* <!channel>",
             "helped @ana, @bo and Kai for the `demo` & <https://evil.example|good>",
             "helped @will",
             "log",
             "thanks",
             "thanks @ana",
             "thanks @ana for the review\n> and the cake",
             "thanks @kai and @bo privately for everything",
             "thanks Ana and Will here for covering",
             "helpd @ana for teh _deploy_",
             "helped Ana with her migration",
             "pause until 3/4",
             "tz lisbon",
             "tz nowhere",
             "hours mon-thu 8:30-16",
             "round",
             "round 9",
             "reactions on",
             "no more from bo",
             "why",
             "why @ana",
             "forget it",
             "undo",
             "something that nobody understands <@U123>",
         }) {
        bot.says("ben", line);
        press_all(bot, "ben", pressed);
    }
    bot.says("ben", "@goodturn thanks @ana for the review", "#release-4");
    bot.says("ben", "@goodturn log", "#release-4");
    bot.invites("ana");
    EXPECT_LT(50U, bot.said().size());
    EXPECT_LT(3U, bot.shown_forms().size());
    expect_fine(bot);
}

TEST(Practices, TheRoundAndItsLettersFitSlack) {
    TestBot bot;
    const std::string words = "reading my <draft> & the *minutes* `twice` " + std::string(600, 'x');
    for (const std::string who : {"bo", "kai", "joerg", "will"})
        bot.says("ana", "@" + who + " helped me with " + words);
    bot.clock_to("2027-01-29T09:00:00Z");
    const auto round = bot.said().back();
    const auto blocks = nlohmann::json::parse(live_of(round, acme).part.blocks);
    EXPECT_TRUE(std::ranges::any_of(blocks, [](const auto& block) { return block["type"] == "actions"; }));
    bot.says("ana", "send 1");
    bot.says("ana", "edit 2");
    bot.says("ana", "skip 3");
    bot.clock_to("2027-02-01T16:00:00Z");
    std::set<std::string> pressed;
    for (const auto* who : {"ana", "bo", "kai", "joerg", "will"}) press_all(bot, who, pressed);
    bot.says("bo", "thanks Ana, happy to help");
    bot.clock_to("2027-03-01T16:00:00Z");
    EXPECT_LT(20U, bot.said().size());
    expect_fine(bot);
}

}  // namespace
}  // namespace goodturn::slack
