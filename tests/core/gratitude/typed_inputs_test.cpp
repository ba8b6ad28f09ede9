#include "tests/support/golden.hpp"
#include "tests/support/test_bot.hpp"

#include <gmock/gmock.h>

#include <array>
#include <functional>
#include <string>
#include <vector>

namespace goodturn {
namespace {

using support::TestBot;
using Look = TestBot::Look;

/// What Ben does, in order: a line he types, or "[Label]", a button he presses.
struct Case {
    std::vector<std::string> steps;
    std::string_view where = "";
    Look look = Look::buttons;
    std::function<void(TestBot&)> before = nullptr;
    std::string_view note = "";  ///< what has to be known about the people around
};

void join(TestBot& bot, std::string account, std::string name) {
    bot.joins({.account = {std::move(account)}, .name = std::move(name), .given = {}, .zone = {}});
}
void join_ana_maria(TestBot& bot) {
    join(bot, "anamaria", "Ana María Ruiz");
}
void join_jan_and_may(TestBot& bot) {
    join(bot, "jan", "Jan Novak");
    join(bot, "may", "May Chen");
}
void know_zoe(TestBot& bot) {
    bot.platform_knows({{"zoe"}, "Zoe Lang"});
}
/// A thank-you of Bo's has just reached Ben.
void letter_from_bo(TestBot& bot) {
    bot.clock_to("2027-01-04T15:00:00Z");
    bot.says("bo", "thanks @ben privately for the demo");
    bot.pass(std::chrono::minutes(5));
    std::ignore = bot.news("ben");
}

std::vector<Case> cases() {
    constexpr std::string_view channel = "#release-4";
    return {
        {{""}},
        {{""}, {}, Look::words},
        {{"@goodturn"}, channel},
        {{"!gt"}, channel, Look::words},
        {{"thanks!"}},
        {{"thanks!"}, {}, Look::buttons, letter_from_bo, "a thank-you of Bo's has just reached Ben"},
        {{"thanks @ana"}},
        {{"thanks @ana", "for the review", "send"}, {}, Look::words},
        {{"thanks @Ana"}},
        {{"helped Ana with her migration", "[Ana helped me]", "[I helped Ana]"}},
        {{"helped Ana with her migration", "2"}, {}, Look::words},
        {{"@ana helped me with the deploy"}},
        {{"@ana helped me with the deploy"}, {}, Look::words},
        {{"helpd @ana for teh deploy", "[helped @Ana Sousa for teh deploy]"}},
        {{"helpd @ana for teh deploy", "1"}, {}, Look::words},
        {{"helped @ana, @bo and Kai for the demo"}},
        {{"thanks Ana and Will for covering"}},
        {{"thanks Ana and Will for covering"}, channel},
        {{"@goodturn thanks Ana and Will for covering"}, channel},
        {{"thanks @ana for telling me privately", "[It was part of the text]"}},
        {{"thanks @ana for telling me privately"}, {}, Look::words},
        {{"thank you Ana María for the résumé review 🎉"},
         {},
         Look::buttons,
         join_ana_maria,
         "Ana María Ruiz is here too"},
        {{"danke @jörg für die Hilfe"}},
        {{"danke @joerg für die Hilfe"}},
        {{"/thanks @ana for the review"}, {}, Look::words},
        {{"/thanks @ana for the review"}, channel, Look::words},
        {{"!gt log"}, channel, Look::words},
        {{"!gt log"}, channel},
        {{"I think @goodturn is great"}, channel},
        {{"I think @goodturn is great"}},
        {{"never mind"}},
        {{"thanks @ana", "never mind"}, {}, Look::words},
        {{"tz lisbon", "never mind", "[Undo]"}},
        {{"stop"}},
        {{"thanks @ana", "stop"}, {}, Look::words},
        {{"pause until 24/12"}},
        {{"pause until 3/4", "[Sat 3 Apr]", "pause until 5/6"}},
        {{"pause until 3/4", "2", "pause until 5/6"}, {}, Look::words},
        {{"pause next week"}},
        {{"round 9"}},
        {{"tz lisbon"}},
        {{"hours mon-thu 8:30-16"}},
        {{"hours Mon – Thu, 8:30 – 16:00"}},
        {{"“quotes” and – dashes"}},
        {{"thanks @ana – “quotes” and – dashes"}},
        {{"– the deploy"}},
        {{"thanks @ana for\n- the review\n- the cake"}},
        {{"helped @ana for the review\nand the cake"}},
        {{"thanks Jan for the cake", "helped May for the demo", "pause until May"},
         {},
         Look::buttons,
         join_jan_and_may,
         "Jan Novak and May Chen are here too"},
        {{"Jan helped me in May"}, {}, Look::buttons, join_jan_and_may, "Jan Novak and May Chen are here too"},
        {{"thanks Ana for the review", "[Ana María Ruiz]"},
         {},
         Look::buttons,
         join_ana_maria,
         "Ana María Ruiz is here too"},
        {{"thanks Ana for the review", "2"}, {}, Look::words, join_ana_maria, "Ana María Ruiz is here too"},
        {{"thanks @zoe for the intro", "[Send to Zoe only]", "helped @zoe for the intro"},
         {},
         Look::buttons,
         know_zoe,
         "Goodturn was never told about Zoe"},
        {{"helped @ana for the deploy", "tz lisbon", "undo", "undo", "undo"}},
        {{"forget it"}},
        {{"no more from ben", "no more from bo", "no more from bob"}},
    };
}

/// Further lines of one thing said stand under its first.
std::string indented(std::string_view text) {
    std::string all;
    for (const char c : text) all += c == '\n' ? "\n    " : std::string(1, c);
    return all;
}

void append_case(std::string& all, const Case& it) {
    TestBot bot({.look = it.look});
    if (it.before != nullptr) it.before(bot);
    for (const auto* who : {"ana", "ben", "bo"}) bot.news(who);
    all += "\n### " + (it.steps.front().empty() ? "(an empty line)" : indented(it.steps.front())) + "\n";
    all += it.where.empty() ? "in his chat" : "in " + std::string(it.where);
    all += it.look == Look::buttons ? ", with buttons" : ", in words";
    if (!it.note.empty()) all += "; " + std::string(it.note);
    all += "\n```\n";
    for (const auto& step : it.steps) {
        const bool press = step.starts_with('[') && step.ends_with(']');
        all += "Ben: " + indented(step) + "\n";
        if (press) {
            bot.presses("ben", std::string_view(step).substr(1, step.size() - 2));
        } else {
            bot.says("ben", step, it.where);
        }
        const auto news = bot.news("ben");
        for (const auto& text : news) all += "Goodturn: " + indented(text) + "\n";
        const std::string mark = press ? std::string() : bot.mark("ben");
        if (!mark.empty()) all += "Goodturn puts " + mark + " on his line\n";
        if (news.empty() && mark.empty()) all += "Goodturn says nothing\n";
        for (const auto& text : bot.news("ana")) all += "Ana sees: " + indented(text) + "\n";
    }
    all += "```\n";
    EXPECT_THAT(bot.log(), testing::IsEmpty()) << it.steps.front();
}

TEST(TypedInputs, AnswersAreThoseOfTheGoldenFile) {
    std::string all =
        "# What people type, and what they see\n\n"
        "Ben Okafor types; Ana Sousa, Bo Lindqvist, Kai Tanaka, Jörg Weber and Will Carter share #release-4 with him. "
        "It is\nMonday, 4 January 2027, 10:00 UTC. [Label] is a button. Every case begins anew. Written by "
        "typed_inputs_test.cpp;\nGOODTURN_UPDATE_GOLDEN=1 writes it again.\n";
    for (const auto& it : cases()) append_case(all, it);
    support::expect_golden("typed_inputs.md", all);
}

}  // namespace
}  // namespace goodturn
