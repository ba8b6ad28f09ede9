#include "tests/adapters/slack/house.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <random>

/// The bot dies at any moment, and Slack and the disk are what is left.
namespace goodturn::slack {
namespace {

using slack_server::Delivery;
using slack_server::DeliveryRef;
using testing::Contains;
using testing::HasSubstr;
using testing::SizeIs;
using namespace std::chrono_literals;

class KilledTest : public HouseTest {
protected:
    /// Nothing in this Slack is late, so the look-ups need not be either.
    KilledTest() : HouseTest({.call = 10s, .look_ups = {5ms, 20ms}, .quiet_gather = 0ms, .person = 0ms}) {
        server.world.add_user({.team = "T1", .name = "nia"});
        server.world.add_channel("T1", "elsewhere", {people.begin(), people.end()});
        connect();
    }

    static constexpr std::array people{"ana", "ben", "bo", "kai", "joerg", "will"};

    static int kills() {
        const char* number = std::getenv("GOODTURN_KILLS");  // NOLINT(concurrency-mt-unsafe): nobody sets it
        return number == nullptr ? 10 : std::atoi(number);   // NOLINT(cert-err34-c): a person gave it
    }

    /// Lets some of what is under way happen; a kill can fall between any two of these.
    void live_for(int happenings) {
        for (int i = 0; i < happenings; ++i) {
            loop.restart();
            if (loop.run_one_for(20ms) == 0) return;
        }
    }
    /// Until Slack has nothing to repeat.
    void calm() {
        for (int i = 0; i < 150 && server.gateway.waiting() > 0; ++i) {
            server.clock.skip(3s);
            live_for(10'000);
        }
        settle();
    }
    int roll(int sides) { return static_cast<int>(dice_() % static_cast<unsigned>(sides)); }
    void connected() {
        ASSERT_TRUE(until([&] { return server.gateway.live("A1").size() == 1; }));
    }
    /// The label of the newest one that begins so: people are called by their ids until they are known.
    std::string button(const std::string& who, const std::string& beginning) {
        std::string found;
        for (const auto& text : sees(who)) {
            const auto at = text.find("[" + beginning);
            if (at != text.npos) found = text.substr(at + 1, text.find(']', at) - at - 1);
        }
        return found;
    }
    std::vector<std::string> heard(const std::string& who) {
        std::vector<std::string> all;
        for (const auto& message : server.people.sees(who)) {
            if (!message.bot_id.empty()) all.push_back(message.text);
        }
        return all;
    }

private:
    std::mt19937 dice_{5};  // NOLINT(cert-msc51-cpp): to be the same each time
};

TEST_F(KilledTest, DuringCommandsEachThatWasAcknowledgedIsAnswered) {
    std::vector<DeliveryRef> commands;
    constexpr int each = 10;
    for (int kill = 0; kill < kills(); ++kill) {
        for (int i = 0; i < each; ++i) {
            const auto number = commands.size();
            commands.push_back(server.people.runs(people.at(number % people.size()),
                                                  fmt::format("/goodturn helped @nia for migration <{}>", number),
                                                  "#elsewhere"));
            live_for(roll(12));
        }
        live_for(roll(60));
        die_and_start();
        connected();
        skip(3s);  // who was not acknowledged sees that it failed
    }
    skip(10min);  // what was tried in vain is tried again
    std::vector<std::string> all;
    for (const auto* who : people) {
        std::ranges::move(sees(who, "#elsewhere"), std::back_inserter(all));
        std::ranges::move(sees(who), std::back_inserter(all));
    }
    std::size_t acknowledged = 0;
    for (std::size_t i = 0; i < commands.size(); ++i) {
        const auto answers = std::ranges::count_if(
            all, [&](const auto& text) { return text.contains(fmt::format("migration <{}>", i)); });
        if (commands[i]->state != Delivery::State::acked) continue;
        ++acknowledged;
        EXPECT_GE(answers, 1) << "command " << i << " was acknowledged and is nowhere";
    }
    EXPECT_GE(acknowledged, commands.size() / 4);
}

TEST_F(KilledTest, DuringPostsEachIsThereOnce) {
    int people = 0;
    std::vector<std::string> all;
    for (int kill = 0; kill < kills(); ++kill) {
        for (int i = 0; i < 5; ++i) {
            all.push_back(fmt::format("p{}", people++));
            server.world.add_user({.team = "T1", .name = all.back()});
            server.people.types(all.back(), "helped @ben for the migration");
            live_for(roll(20));
        }
        live_for(roll(100));
        die_and_start();
        connected();
        if (kill % 10 == 9) calm();
    }
    calm();
    skip(10min);
    for (const auto& one : all) EXPECT_THAT(heard(one), SizeIs(1)) << one;
    EXPECT_EQ(server.gateway.seen.events_lost, 0U);
}

TEST_F(KilledTest, DuringThankYousEachArrivesOnce) {
    const int thanks = 2 * kills();
    std::vector<std::string> helpers;
    for (int i = 0; i < thanks; ++i) {
        helpers.push_back(fmt::format("h{}", i));
        server.world.add_user({.team = "T1", .name = helpers.back(), .tz = "Europe/London", .tz_offset = 0});
        server.world.channel("#release-4").members.insert("U" + fmt::format("H{}", i));
    }
    restart();
    for (const auto& helper : helpers) {
        const auto giver = "g" + helper;
        server.world.add_user({.team = "T1", .name = giver, .tz = "Europe/London", .tz_offset = 0});
        types(giver, "thanks @" + helper + " for the migration");
        ASSERT_THAT(sees(giver), Contains(HasSubstr("Nothing has left yet"))) << giver;
    }
    std::vector<DeliveryRef> sent;
    for (std::size_t i = 0; i < helpers.size(); ++i) {
        sent.push_back(server.people.presses("g" + helpers[i], button("g" + helpers[i], "Send to ")));
        if (roll(4) == 0) {
            live_for(roll(60));
        } else {
            ASSERT_TRUE(until([&] { return sent.back()->state == Delivery::State::acked; }));
        }
        if (i % 2 != 0) {
            server.clock.skip(31s);
            live_for(roll(400));  // for a letter Slack is asked twice before it is posted
            die_and_start();
            connected();
        }
        // The more letters wait the less becomes of each within a life: of too many, none is posted before the last.
        // And each leads to an edit, of which Slack takes 50 a minute.
        if (i % 10 == 9) calm();
    }
    calm();
    for (int minutes = 0; minutes < 20; ++minutes) skip(1min);
    std::size_t acknowledged = 0;
    for (std::size_t i = 0; i < helpers.size(); ++i) {
        const bool surely = sent[i]->state == Delivery::State::acked;
        acknowledged += surely ? 1 : 0;
        const auto arrived = heard(helpers[i]).size();
        EXPECT_LE(arrived, 1U) << helpers[i];
        EXPECT_TRUE(arrived == 1 || !surely) << helpers[i];
    }
    EXPECT_GE(acknowledged, helpers.size() / 2);
}

}  // namespace
}  // namespace goodturn::slack
