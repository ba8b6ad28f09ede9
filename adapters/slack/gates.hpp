#pragma once

#include "adapters/slack/link.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// When a call may be made: the calls of one workspace wait here for their turns. Without I/O.
///
/// Slack limits each method of each workspace for itself, and says when it is had enough (429, Retry-After); it takes
/// about one message a second in a channel, whatever the way, and several hundred a minute in a workspace
/// (docs.slack.dev/apis/web-api/rate-limits). Nothing here ever stops everything: what is closed is one method, all
/// edits, one channel, one message or one person.
namespace goodturn::slack {

using CallId = std::uint64_t;

/// What goes to a response_url, beside Slack's methods.
inline constexpr std::string_view by_response_url = "response_url";

/// What of a call its turn depends on.
struct Pace {
    std::string method;  ///< "chat.postMessage", or `by_response_url`
    /// Where it counts: the channel of a message, the message that chat.update changes ("<channel>/<ts>"), the person
    /// whose Home tab is published. Not used for other methods.
    std::string target{};
    /// Somebody waits for it: it goes before all that are none, and does not count for the workspace's 200 a minute.
    bool answer = false;
    /// How long it may wait. Nothing: as long as it takes.
    std::optional<Moment> patience{};
    bool urgent = false;  ///< see net::ClientOptions
};

class Gates {
public:
    /// `person`: between two questions about people.
    explicit Gates(Moment person) : person_(person) {}

    /// `call` waits, and its patience lasts from `since`. Ids are given by the caller, in rising order: the order of
    /// those who want the same. One that was waiting once may come back, to its old place. When its time comes, as far
    /// as that can be told at `since`.
    Moment wait(CallId call, const Pace& pace, Moment since);

    struct Turn {
        CallId call = 0;
        /// Nothing: it goes now. Else it would come too late, and this is how long it would have to wait from now.
        std::optional<Moment> late{};
        bool operator==(const Turn&) const = default;
    };
    /// Those whose time has come, in the order in which they go. They wait no more.
    [[nodiscard]] std::vector<Turn> due(Moment now);
    /// When `due` will have something to say; nullopt: not before something else happens.
    [[nodiscard]] std::optional<Moment> next(Moment now) const;

    /// Slack wants no more calls of this method before `until`. For a minute after that they go one a second, lest all
    /// that waited run into the next refusal.
    void close(const std::string& method, Moment until);

private:
    /// One in `every`, after `burst` at once.
    struct Claim {
        std::string key;
        Moment every;
        int burst;
    };
    struct Waiting {
        std::string method;
        std::vector<Claim> claims;
        std::optional<Moment> end;  ///< of its patience
    };
    struct Closed {
        Moment until;
        Moment forgotten;
    };
    [[nodiscard]] std::vector<Claim> claims_of(const Pace& pace) const;
    /// When it goes, or is told that it would be too late.
    [[nodiscard]] Moment turn_of(const Waiting& waiting, Moment now) const;
    [[nodiscard]] Moment opens(const Waiting& waiting, Moment now) const;
    void take(const Waiting& waiting, Moment now);

    Moment person_;
    std::map<std::pair<bool, CallId>, Waiting> waiting_;  ///< answers first
    std::map<std::string, Closed> closed_;                ///< by method
    /// By the key of a claim: when all that was taken is paid back (the "theoretical arrival time" of GCRA, ITU-T
    /// I.371). What is not in it owes nothing.
    std::map<std::string, Moment> owed_;
};

}  // namespace goodturn::slack
