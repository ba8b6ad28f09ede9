#include "tests/support/test_bot.hpp"

#include <gmock/gmock.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace goodturn {
namespace {

using support::TestBot;
using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::int64_t count(TestBot& bot, std::string_view sql) {
    return bot.db().integer(sql).value_or(-1);
}

/// How much of everything there is that a person can change.
std::vector<std::int64_t> kept(TestBot& bot) {
    constexpr std::array counted{
        std::string_view("SELECT COUNT(*) FROM help"),        std::string_view("SELECT COUNT(*) FROM help_given"),
        std::string_view("SELECT COUNT(*) FROM thanks"),      std::string_view("SELECT COUNT(*) FROM thanks_copy"),
        std::string_view("SELECT COUNT(*) FROM letter"),      std::string_view("SELECT COUNT(*) FROM thanker"),
        std::string_view("SELECT COUNT(*) FROM thank_round"), std::string_view("SELECT COUNT(*) FROM alarm"),
        std::string_view("SELECT COUNT(*) FROM undo"),        std::string_view("SELECT COUNT(*) FROM basics_change"),
        std::string_view("SELECT COUNT(*) FROM view"),        std::string_view("SELECT COUNT(*) FROM person"),
    };
    std::vector<std::int64_t> counts;
    counts.reserve(counted.size());
    for (const auto sql : counted) counts.push_back(count(bot, sql));
    return counts;
}

constexpr std::size_t hundred_kilobytes = 102'400;

struct Bad {
    std::string line;
    std::string_view said;
};

std::vector<Bad> bad_lines() {
    return {
        // Unknown verb.
        {"frobnicate the deploy", "I only know short commands"},
        {"setings", "Did you mean"},
        {"thnks @ana for the review", "Did you mean"},
        // No reason, nobody.
        {"thanks @ana", "Say thanks"},
        {"helped @ana", "Which way round"},
        {"i helped @ana", "Which way round"},
        {"thanks a lot for the review", "Who is it for?"},
        {"helped out with the review", "Who was it?"},
        // Oneself, the bot.
        {"thanks @ben for the review", "That's you"},
        {"helped @ben for the review", "That's you"},
        {"@ben helped me with the review", "That's you"},
        {"thanks Ben Okafor for the review", "That's you"},
        {"gave help to @ben with the review", "That's you"},
        {"thanks @ana and @ben for the review", "That's you"},
        {"thanks @goodturn for the reminder", "bots like me"},
        {"helped @goodturn for the reminder", "bots like me"},
        {"@ana and @goodturn helped me with the review", "bots like me"},
        // Unknown and ambiguous people.
        {"thanks Bartholomew for the review", "“Bartholomew”"},
        {"thanks @ana and Bartholomew for the review", "“Bartholomew”"},
        {"helped Bartholomew for the review", "“Bartholomew”"},
        {"Bartholomew helped me with the review", "“Bartholomew”"},
        {"thanks @bartholomew for the review", "“bartholomew”"},
        {"thanks Will for the review", "Which Will do you mean?"},
        {"helped Will for the review", "Which Will do you mean?"},
        {"Will helped me with the review", "Which Will do you mean?"},
        // Dates, hours, zones.
        {"pause until 31 feb", "can't find that day"},
        {"pause until 31/2", "can't find that day"},
        {"pause until 25:00", "can't find that day"},
        {"pause until 3 jan 9999", "can't find that day"},
        {"pause until yesterday", "already over"},
        {"pause until the cows come home", "can't find that day"},
        {"hours mon-thu 25-26", "can't read these hours"},
        {"hours 17-17", "can't read these hours"},
        {"tz atlantis", "don't know a time zone"},
        {"round 25:00", "round 9:00"},
        {"reactions perhaps", "reactions on"},
        // Too much.
        {"thanks @ana for " + std::string(hundred_kilobytes, 'x'), "longer than I can read"},
        {"helped @ana for " + std::string(hundred_kilobytes, 'x'), "longer than I can read"},
        {std::string(hundred_kilobytes, 'x'), "longer than I can read"},
        {"thanks @ana for " + std::string(1001, 'x'), "more than 1000 characters"},
        {"helped @ana for " + std::string(1001, 'x'), "more than 1000 characters"},
        {"thanks @ana for e" +
             [] {
                 std::string marks;
                 for (int i = 0; i < 20'000; ++i) marks += "\u0301";
                 return marks;
             }() +
             std::string(1001, 'x'),
         "more than 1000 characters"},
        // Not text.
        {"\xFF\xFE\x80\xC0", "I only know short commands"},
        {"\xC3\x28 \xED\xA0\x80 \xF8\x88\x80\x80\x80", "I only know short commands"},
        {"\u202Exyzzyx", "I only know short commands"},
        {"\uFFFC\uFFFC Ana", "I only know short commands"},
    };
}

TEST(BadInput, GetsOneClearSentenceAndChangesNothing) {
    TestBot bot;
    bot.joins({.account = {"will2"}, .name = "Will Young", .given = {}, .zone = {}});
    std::ignore = bot.news("ben");
    const auto before = kept(bot);
    for (const auto& [line, said] : bad_lines()) {
        const auto shown = line.substr(0, 60);
        bot.says("ben", line);
        EXPECT_THAT(bot.news("ben"), ElementsAre(HasSubstr(said))) << shown;
        EXPECT_EQ(kept(bot), before) << shown;
        for (const auto* who : {"ana", "bo", "kai", "will"}) EXPECT_THAT(bot.news(who), IsEmpty()) << shown;
        bot.pass(std::chrono::seconds(1));
    }
    EXPECT_THAT(bot.log(), IsEmpty());
}

TEST(BadInput, IsTheSameInWords) {
    TestBot bot({.look = TestBot::Look::words});
    bot.joins({.account = {"will2"}, .name = "Will Young", .given = {}, .zone = {}});
    std::ignore = bot.news("ben");
    const auto before = kept(bot);
    for (const auto& [line, said] : bad_lines()) {
        const auto shown = line.substr(0, 60);
        bot.says("ben", "cancel");  // what the line before asked for
        std::ignore = bot.news("ben");
        bot.says("ben", line);
        const auto asks = AnyOf(HasSubstr(said), HasSubstr("What for?"));
        EXPECT_THAT(bot.news("ben"), ElementsAre(asks)) << shown;
        EXPECT_EQ(kept(bot), before) << shown;
        bot.pass(std::chrono::seconds(1));
    }
    EXPECT_THAT(bot.log(), IsEmpty());
}

TEST(BadInput, CharactersThatCannotBeSeenDoNotGetIntoWhatIsPassedOn) {
    TestBot bot;
    bot.says("ben", "thanks @ana for\u202E the\x01 re\u200Bview\x1B[31m\u2066!");
    EXPECT_THAT(bot.last("ben"), HasSubstr("> for the review[31m!\n"));
    bot.says("ben", "\u2067helped @bo for the deploy\u2069");
    EXPECT_THAT(bot.last("ben"), HasSubstr("*Bo Lindqvist helped you* – the deploy\n"));
}

TEST(BadInput, BrokenTextIsShownForWhatItIsBeforeAnythingLeaves) {
    TestBot bot;
    bot.says("ben", "thanks @ana for the \xFFreview\xC3");
    EXPECT_THAT(bot.last("ben"), HasSubstr("> for the \uFFFDreview\uFFFD\n"));
    EXPECT_THAT(bot.news("ana"), IsEmpty());
}

TEST(BadInput, TenThousandLinesAMinuteAreToldOnceAndTheRestChangesNothing) {
    TestBot bot;
    const auto before = count(bot, "SELECT COUNT(*) FROM help");
    for (int i = 0; i < 10'000; ++i) {
        bot.says("ben", "helped @ana for the deploy");
        if (i % 100 == 99) bot.pass(std::chrono::milliseconds(600));
    }
    const auto noted = count(bot, "SELECT COUNT(*) FROM help") - before;
    EXPECT_LE(noted, 60 + 2 * 60) << "sixty at once, then two a second";
    std::vector<std::string> refused;
    for (const auto& text : bot.news("ben")) {
        if (text.find("helped you") == std::string::npos) refused.push_back(text);
    }
    EXPECT_THAT(refused, ElementsAre(HasSubstr("faster than I can follow")));
    bot.says("ana", "log");
    EXPECT_THAT(bot.last("ana"), HasSubstr("Your help log is empty")) << "nobody else waits for it";
    EXPECT_THAT(bot.log(), IsEmpty());
}

}  // namespace
}  // namespace goodturn
