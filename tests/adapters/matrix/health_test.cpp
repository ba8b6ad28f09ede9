#include "adapters/matrix/health.hpp"

#include <gmock/gmock.h>

namespace goodturn::matrix {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const std::string server = "https://matrix.example.org";
constexpr Moment start{1h};
const Problem unreachable{.detail = "sync: connection refused"};

TEST(MatrixHealth, AllIsWellWhileTheServerAnswers) {
    Health health(start);
    EXPECT_EQ("", health.trouble(start + 5s, server)) << "a start takes a while";
    EXPECT_EQ("coming in", health.standing(start + 5s));
    health.heard(start + 10s);
    EXPECT_EQ("connected, last heard 30 s ago", health.standing(start + 40s));
    health.failed({.detail = "sync: HTTP 504"}, start + 41s);
    EXPECT_EQ("", health.trouble(start + 41s, server)) << "a proxy between cuts a poll now and then";
    health.heard(start + 42s);
    health.failed({.detail = "sync: HTTP 504"}, start + 43s);
    EXPECT_EQ("", health.trouble(start + 43s, server));
}

TEST(MatrixHealth, AServerThatCantBeReachedIsTold) {
    Health health(start);
    health.failed(unreachable, start);
    const std::string told =
        "the server has been silent for 2 s (sync: connection refused): see that https://matrix.example.org runs and "
        "can be reached from here. The bot goes on by itself then.";
    EXPECT_EQ(told, health.trouble(start + 2s, server)) << "from the first start on";
    health.heard(start + 1min);
    EXPECT_EQ("", health.trouble(start + 1min, server));
    for (int i = 0; i < 2; ++i) health.failed(unreachable, start + 1min);
    EXPECT_EQ(told, health.trouble(start + 1min + 2s, server));
    health.heard(start + 2min);
    EXPECT_EQ("", health.trouble(start + 2min, server));
    EXPECT_THAT(health.trouble(start + 2min + 142s, server), HasSubstr("silent for 142 s: see that"));
}

TEST(MatrixHealth, ATokenThatIsNotTakenIsTold) {
    Health health(start);
    health.heard(start);
    health.failed({.fault = Fault::token, .detail = "sync: HTTP 401 M_UNKNOWN_TOKEN"}, start);
    EXPECT_THAT(health.trouble(start, server), HasSubstr("does not take the token any more (sync: HTTP 401"));
    health.failed({.fault = Fault::refused, .detail = "the server does not take this user id and password"}, start);
    health.shut();
    EXPECT_EQ(
        "not in use: the server does not take this user id and password. Mend it in the settings, or stop the bot and "
        "log in with `goodturn matrix login`; then start it again.",
        health.trouble(start, server));
    health.heard(start);
    EXPECT_EQ("", health.trouble(start, server)) << "the server took it after all";
}

TEST(MatrixHealth, AServerThatWantsToBeLeftAloneIsTold) {
    Health health(start);
    health.failed({.fault = Fault::rate_limited, .retry_after = 334s, .detail = "login: HTTP 429 M_LIMIT_EXCEEDED"},
                  start);
    EXPECT_THAT(health.trouble(start, server), HasSubstr("wants to be asked nothing for 334 s (login: HTTP 429"));
    EXPECT_THAT(health.trouble(start + 4s, server), HasSubstr("nothing for 330 s"));

    Health running(start);
    running.heard(start);
    running.failed({.fault = Fault::rate_limited, .retry_after = 334s, .detail = "sync: HTTP 429 M_LIMIT_EXCEEDED"},
                   start + 30s);
    EXPECT_EQ("", running.trouble(start + 31s, server));
    EXPECT_THAT(running.trouble(start + 71s, server), HasSubstr("asked nothing for 293 s (sync: HTTP 429"))
        << "it is silent because it was asked for nothing";
}

TEST(MatrixHealth, OneFailureBeforeASilenceSaysWhy) {
    Health health(start);
    health.heard(start);
    health.failed({.detail = "sync: HTTP 504"}, start + 60s);
    EXPECT_THAT(health.trouble(start + 71s, server), HasSubstr("silent for 71 s (sync: HTTP 504): see that"));
}

TEST(MatrixHealth, AFirstAnswerMayTakeLong) {
    Health health(start);
    health.does(Health::Doing::coming_in);
    EXPECT_EQ("", health.trouble(start + 5min, server));
    EXPECT_EQ("coming in, waiting for the server to tell of all rooms, for 300 s so far",
              health.standing(start + 5min));
    health.failed({.detail = "sync: timed out"}, start + 10min);
    EXPECT_THAT(health.trouble(start + 10min, server), HasSubstr("silent for 600 s (sync: timed out): see that"));
}

TEST(MatrixHealth, AStoreThatTakesNothingIsNoSilentServer) {
    Health health(start);
    health.heard(start);
    health.does(Health::Doing::storing);
    EXPECT_EQ("", health.trouble(start + 5s, server));
    EXPECT_EQ(
        "what the server told 71 s ago is not stored yet: see that the disk has room, and what the log says of the "
        "store. The bot goes on by itself then.",
        health.trouble(start + 71s, server));
    health.does(Health::Doing::asking);
    EXPECT_THAT(health.trouble(start + 71s, server), HasSubstr("silent for 71 s"));
}

}  // namespace
}  // namespace goodturn::matrix
