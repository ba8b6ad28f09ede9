#pragma once

#include "core/engine/engine.hpp"
#include "core/schedule/hours.hpp"
#include "tests/sim/judge.hpp"
#include "tests/sim/platform.hpp"
#include "tests/sim/timeline.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace goodturn::sim {

/// A date in the zone in which somebody lived then.
struct LocalDay {
    std::string zone;
    schedule::Day day;
    bool operator==(const LocalDay&) const = default;
};

/// What people remember of what they asked for and the bot confirmed: their hours, stop, pause, and whom they blocked.
/// It is learned from the bot's answers alone, as people do, and holds from the acknowledgement of the command on.
/// While something of theirs is under way nobody can say what holds, and nothing is judged.
class Wishes {
public:
    Wishes(Judge& judge, const Timeline& timeline, const std::vector<Member>& members)
        : judge_(judge), timeline_(timeline), members_(members) {}

    /// Somebody did something, or the platform has news of them.
    void asked(const engine::Intake& item);
    void acknowledged(const engine::Intake& item, engine::Handled handled);
    /// The bot has understood what they asked for.
    void answered(const engine::Intake& item, std::string_view answer);
    /// The bot says this to them. `delivery` tells which of two answers is the newer one, whichever comes first.
    void told(const std::string& account, std::int64_t delivery, std::string_view text);

    /// The bot writes to them without having been asked just now; `now` is its clock.
    void written_to(const std::string& account, std::int64_t kind, chat::Instant now);
    /// The words of `sender` leave for `account`.
    void passed_on(const std::string& account, const std::string& sender, std::string_view word);
    /// nullopt: they may be moving right now.
    [[nodiscard]] std::optional<LocalDay> local_day(const std::string& account, chat::Instant now) const;

private:
    struct Wish {
        std::set<std::string> under_way;  ///< keys
        std::string zone;
        bool gone = false;
        schedule::Hours hours{};
        bool stopped = false;
        chat::Instant quiet_until{};
        bool all_blocked = false;
        std::set<std::string> blocked;
        // The newest answer about each.
        std::int64_t hours_by = 0;
        std::int64_t quiet_by = 0;
        std::int64_t blocked_by = 0;
    };
    void told_quiet(Wish& wish, std::string_view text) const;
    void told_blocked(Wish& wish, std::string_view text) const;
    [[nodiscard]] chat::Instant begin_of(std::string_view day) const;

    Judge& judge_;
    const Timeline& timeline_;
    const std::vector<Member>& members_;
    std::map<std::string, Wish> wishes_;
};

}  // namespace goodturn::sim
