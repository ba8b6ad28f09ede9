#pragma once

#include "tests/support/slack_server/clock.hpp"

#include <cstddef>
#include <limits>
#include <list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// Every way in which the server can be a bad one, by name.
namespace goodturn::slack_server {

/// Instead of the answer to one call.
struct Misanswer {
    enum class How {
        says,      ///< this status and body
        resets,    ///< RST, no answer
        closes,    ///< FIN, no answer
        hangs,     ///< neither, until the client goes
        trickles,  ///< what it should say, half of it at once and the rest after `delay`
    };
    How how = How::says;
    bool taken = false;   ///< what was asked for happens all the same
    Duration delay{};     ///< before it is taken or answered, of the server's clock
    unsigned status = 0;  ///< 0: the answer is the right one
    std::string body{};
    std::string type = "application/json; charset=utf-8";
    std::vector<std::pair<std::string, std::string>> headers{};
};

/// 429 with Retry-After.
[[nodiscard]] Misanswer rate_limited(int seconds);
[[nodiscard]] Misanswer rate_limited_without_retry_after();
/// 500 with a body that is no JSON.
[[nodiscard]] Misanswer server_error();
/// 200 with a page, as a captive portal's or a proxy's.
[[nodiscard]] Misanswer html();
/// 200 with the first half of some JSON.
[[nodiscard]] Misanswer half_json();
/// 200 with ok false and this error: "internal_error", "invalid_auth", "account_inactive", "ratelimited", …
[[nodiscard]] Misanswer refuses(const std::string& error);
/// Of a handshake: 404, 408, 409, 503; also any other call.
[[nodiscard]] Misanswer status(unsigned status);
[[nodiscard]] Misanswer slow_body(Duration delay);
[[nodiscard]] Misanswer resets();
[[nodiscard]] Misanswer closes();
[[nodiscard]] Misanswer hangs();

// It was taken, and the answer is lost.
[[nodiscard]] Misanswer taken_then_reset();
[[nodiscard]] Misanswer taken_then_closed();
[[nodiscard]] Misanswer taken_then_500();
[[nodiscard]] Misanswer taken_then_502();
[[nodiscard]] Misanswer taken_then_hangs();
/// ok false with internal_error, though it was done.
[[nodiscard]] Misanswer taken_then_internal_error();
/// It is taken only after `delay`, when the client may have given up long ago, and then answered.
[[nodiscard]] Misanswer taken_late(Duration delay);

struct Faults {
    static constexpr int always = std::numeric_limits<int>::max();
    /// The method's name of the opening handshake of a websocket, and of what is sent to a response_url.
    static constexpr const char* handshake = "websocket";
    static constexpr const char* response_url = "response_url";

    /// The next `times` calls of this method are answered so. Several queue up.
    void on(const std::string& method, Misanswer how, int times = 1);
    void heal() { *this = {}; }
    /// What the next call gets, once.
    [[nodiscard]] std::optional<Misanswer> take(const std::string& method);

    Duration history_lags{};  ///< what was posted shows up in history and replies only then

    // Of Socket Mode
    bool repeats_events = false;     ///< each comes twice: another envelope, the same event_id
    bool repeats_envelopes = false;  ///< each comes twice: the same envelope, retry_attempt 0 both times
    bool fragments_frames = false;
    std::size_t pads_envelopes = 0;  ///< bytes of an unknown field in the payload
    bool keeps_tcp_open = false;     ///< after the closing handshake, as the real one does
    bool keeps_the_lost = false;     ///< who goes without a close frame stays registered, as a ghost
    bool says_no_hello = false;
    std::chrono::seconds lives{18'060};  ///< a connection, as its hello says; it ends when a test wants it to

private:
    struct Rule {
        std::string method;
        Misanswer how;
        int times = 1;
    };
    std::list<Rule> rules_;
};

}  // namespace goodturn::slack_server
