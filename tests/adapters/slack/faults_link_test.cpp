#include "tests/adapters/slack/house.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>

/// Connections that are replaced, lost or silent.
namespace goodturn::slack {
namespace {

using slack_server::Delivery;
using slack_server::DeliveryRef;
using testing::Each;
using testing::SizeIs;
using testing::StartsWith;
using namespace std::chrono_literals;

class BadLinkTest : public HouseTest {
protected:
    /// Slack's clock stands still: what it plans is hours apart.
    BadLinkTest() : HouseTest({.person = 0ms, .replacement = 0ms}) {
        for (int i = 0; i < channels; ++i) server.world.add_channel("T1", fmt::format("c{}", i), {"UANA"});
        connect();
    }

    static constexpr int channels = 10;

    [[nodiscard]] std::vector<slack_server::ConnectionId> live() { return server.gateway.live("A1"); }
    /// A line of its own each time, each in the next channel.
    void runs_one() {
        const int number = static_cast<int>(commands_.size());
        commands_.push_back(server.people.runs("ana", fmt::format("/goodturn helped @ben for migration <{}>", number),
                                               fmt::format("#c{}", number % channels)));
    }
    void expect_each_answered() {
        std::vector<std::string> all;
        for (int i = 0; i < channels; ++i)
            std::ranges::move(sees("ana", fmt::format("#c{}", i)), std::back_inserter(all));
        for (std::size_t i = 0; i < commands_.size(); ++i) {
            EXPECT_EQ(commands_[i]->state, Delivery::State::acked) << i;
            const auto answers = std::ranges::count_if(
                all, [&](const auto& text) { return text.contains(fmt::format("migration <{}>", i)); });
            // Twice if the connection ended between the acknowledgement and its proof.
            EXPECT_THAT(answers, testing::AllOf(testing::Ge(1), testing::Le(2))) << "command " << i;
        }
        EXPECT_THAT(all, Each(StartsWith("(only you) Noted")));
    }
    [[nodiscard]] std::size_t commands() const { return commands_.size(); }
    static std::ptrdiff_t open_files() {
        return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
    }

private:
    std::vector<DeliveryRef> commands_;
};

TEST_F(BadLinkTest, PlannedRefreshesLoseNoCommandThoughTheOldConnectionEndsWithSomeOnTheirWay) {
    const char* number = std::getenv("GOODTURN_REFRESHES");            // NOLINT(concurrency-mt-unsafe): nobody sets it
    const int refreshes = number == nullptr ? 20 : std::atoi(number);  // NOLINT(cert-err34-c): a person gave it
    std::ptrdiff_t files = 0;
    for (int i = 0; i < refreshes; ++i) {
        ASSERT_THAT(live(), SizeIs(1));
        const auto old = live().front();
        server.gateway.disconnect(old, "warning");
        runs_one();
        ASSERT_TRUE(until([&] { return !live().empty() && live().back() != old; }));
        for (int n = 0; n < 3; ++n) runs_one();
        server.gateway.refresh(old);
        runs_one();
        ASSERT_TRUE(until([&] { return server.gateway.open("A1") == 1; }));
        settle();
        skip(3s);  // nobody types faster
        if (i == refreshes / 2) files = open_files();
    }
    expect_each_answered();
    EXPECT_EQ(server.gateway.seen.failed_at_person, 0U);
    EXPECT_EQ(server.gateway.seen.left_alone, 0U);
    EXPECT_EQ(server.gateway.seen.most_open, 2U);
    EXPECT_EQ(server.gateway.seen.opened, 1U + static_cast<std::size_t>(refreshes));
    EXPECT_LE(open_files(), files + 2);
}

TEST_F(BadLinkTest, AConnectionThatIsRenewedBeforeItsEndServesUntilSlackEndsIt) {
    server.faults.lives = 1s;
    installations.front().patience.renewal = 250ms;
    die_and_start();
    ASSERT_TRUE(until([&] { return live().size() == 1; }));
    server.faults.lives = 5h;
    const auto old = live().front();
    ASSERT_TRUE(until([&] { return live().size() == 2; }));
    const auto run_some = [&] {
        for (int n = 0; n < 10; ++n) runs_one();
    };
    for (int i = 0; i < 6; ++i) {
        run_some();
        settle();
        skip(10s);  // nobody types faster
    }
    EXPECT_FALSE(server.gateway.connection(old).said_goodbye);
    server.gateway.disconnect(old, "warning");
    run_some();
    server.gateway.refresh(old);
    run_some();
    settle();
    ASSERT_TRUE(until([&] { return server.gateway.open("A1") == 1; }));
    expect_each_answered();
    EXPECT_EQ(rows(), static_cast<std::int64_t>(commands()));
    EXPECT_EQ(server.gateway.seen.failed_at_person, 0U);
    EXPECT_EQ(server.gateway.seen.most_open, 2U);
}

TEST_F(BadLinkTest, ACommandThatWasNotOnDiskWhenItsConnectionEndedIsAcknowledgedByTheNextOne) {
    const auto old = live().front();
    disk_hangs = true;
    runs_one();
    server.gateway.refresh(old);
    ASSERT_TRUE(until([&] { return live().size() == 1 && server.gateway.open("A1") == 1; }));
    disk_hangs = false;
    skip(1s);
    expect_each_answered();
    EXPECT_EQ(server.gateway.seen.acks_elsewhere, 1U);
}

TEST_F(BadLinkTest, CommandsWhoseConnectionIsResetAreAcknowledgedByTheNextOne) {
    for (int i = 0; i < 3; ++i) {  // further ones are met more slowly than a command lasts
        const auto old = live().front();
        on_commit = [&] { server.gateway.line(old).reset(); };
        runs_one();
        ASSERT_TRUE(until([&] { return live().size() == 1 && live().front() != old; }));
        ASSERT_TRUE(until([&] { return server.gateway.waiting() == 0; }));
        settle();
    }
    expect_each_answered();
    EXPECT_EQ(server.gateway.seen.failed_at_person, 0U);
    EXPECT_EQ(server.gateway.seen.acks_elsewhere, 3U);
}

TEST_F(BadLinkTest, ASilentConnectionIsReplacedWithinSecondsAndLosesNothingThatComesLater) {
    const auto old = live().front();
    server.gateway.line(old).freeze();
    ASSERT_TRUE(until([&] { return live().back() != old; })) << "before the 25 s after which it counts as dead";
    server.gateway.line(old).thaw();  // it was only slow: what went into it arrives
    for (int n = 0; n < 10; ++n) runs_one();
    settle();
    expect_each_answered();
    EXPECT_EQ(server.gateway.seen.most_open, 2U);
}

TEST_F(BadLinkTest, AWorkspaceThatIsNamedOnlyAfterTheStopOpensNone) {
    server.faults.on("auth.test", slack_server::taken_late(1s));
    die_and_start();
    ASSERT_TRUE(until([&] { return server.calls_of("auth.test").size() == 2; }));
    bool stopped = false;
    stop([&] { stopped = true; });
    ASSERT_TRUE(until([&] { return stopped; }));
    const auto looks = server.calls_of("users.conversations").size();
    server.clock.skip(1s);
    ASSERT_TRUE(until([&] { return server.calls_of("users.conversations").size() > looks; })) << "it was named";
    settle();
    EXPECT_THAT(server.calls_of("apps.connections.open"), SizeIs(1)) << "that of the first process";
}

TEST_F(BadLinkTest, WithoutHelloOrWithARefusedHandshakeItIsTriedAgain) {
    server.faults.on(slack_server::Faults::handshake, slack_server::status(409));
    server.faults.on(slack_server::Faults::handshake, slack_server::html());
    server.faults.on("apps.connections.open", slack_server::refuses("internal_error"));
    server.gateway.line(live().front()).reset();
    ASSERT_TRUE(until([&] { return live().empty(); }));
    ASSERT_TRUE(until([&] { return live().size() == 1; }) || until([&] { return live().size() == 1; }));
    ASSERT_TRUE(until([&] { return server.calls_of("apps.connections.open").size() == 5; }));
    runs_one();
    settle();
    expect_each_answered();
}

TEST_F(BadLinkTest, AnotherConnectionThatWasLeftBehindIsNotMistakenForOurs) {
    const auto ghost = server.gateway.add_ghost("A1");
    server.gateway.refresh(live().front());
    ASSERT_TRUE(until([&] { return server.gateway.open("A1") == 1 && live().size() == 2 && live().back() != ghost; }));
    server.gateway.remove_ghost(ghost);
    runs_one();
    settle();
    expect_each_answered();
}

}  // namespace
}  // namespace goodturn::slack
