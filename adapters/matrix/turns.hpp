#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// When a call that counts may be made. Without I/O.
///
/// A homeserver counts all that an account sends, wherever and whatever it is (Synapse: ten at once, then one in five
/// seconds), and says when it has had enough. So all wait in one line: answers first, one of a lane at a time, which
/// keeps the order in each room, and after a refusal nobody until the server wants more. For a minute after that they
/// go one by one, with as long between them as the server wanted to wait, lest all run into the next refusal; and on,
/// twice as fast each minute, while there is always one that waits: what the server takes at once comes back with time.
/// Where that is refused, it is as slow again as it was.
namespace goodturn::matrix {

using Moment = std::chrono::steady_clock::time_point;
using Turn = std::uint64_t;
using Wait = std::chrono::milliseconds;

class Turns {
public:
    /// Turns are given by the caller, in rising order. One that was refused may wait again, in its old place. It waits
    /// no longer than until `end`, and not at all for what opens only after that.
    void wait(Turn turn, std::string lane, bool answer, Moment end = Moment::max());
    /// Those that would have to wait for too long, and for how long from now: they wait no more.
    [[nodiscard]] std::map<Turn, Wait> late(Moment now);
    /// Those that may go now, in order. Each has to end.
    [[nodiscard]] std::vector<Turn> due(Moment now);
    void end(Turn turn, Moment now);
    /// Instead of end(): it was one too many, and the server wants nothing more for so long.
    void refused(Turn turn, Moment now, Wait wait);
    /// The same where the server counts by itself what is in this lane: nothing else has to wait.
    void refused_lane(Turn turn, Moment now, Wait wait);
    [[nodiscard]] bool anybody_waits() const { return !waiting_.empty(); }
    /// Not only for what is before it in its lane.
    [[nodiscard]] bool anybody_is_held_up() const;
    /// The server refused nothing in the last ten minutes.
    [[nodiscard]] bool calm(Moment now) const;
    /// When `due` or `late` may have something to say though nothing else happens.
    [[nodiscard]] std::optional<Moment> next(Moment now) const;

private:
    struct Waiting {
        std::string lane;
        Moment end;
    };
    std::map<std::pair<bool, Turn>, Waiting> waiting_;  ///< answers first
    std::map<Turn, std::string> under_way_;
    std::set<std::string> busy_;
    std::map<std::string, Moment> closed_lanes_;
    void leave(Turn turn);
    /// But for what goes before it.
    [[nodiscard]] Moment opens(const std::string& lane, Moment now) const;
    /// When `due` may have something to say.
    [[nodiscard]] std::optional<Moment> next_due(Moment now) const;
    [[nodiscard]] std::size_t room_for(Moment now) const;
    [[nodiscard]] bool may_go(const std::string& lane) const;

    std::optional<Moment> closed_;
    std::optional<Moment> careful_;  ///< until then
    std::optional<Moment> last_refusal_;
    Wait pace_{0};
    Wait proven_{0};  ///< the pace that the server took for a whole minute; 0: none
};

}  // namespace goodturn::matrix
