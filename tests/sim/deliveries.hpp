#pragma once

#include "core/engine/engine.hpp"
#include "tests/sim/judge.hpp"
#include "tests/sim/platform.hpp"
#include "tests/sim/process.hpp"
#include "tests/sim/wishes.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace goodturn::sim {

/// The outbox against what the platform saw: each delivery once, in its order, and not too many in a day.
class Deliveries {
public:
    Deliveries(Judge& judge, const Platform& platform, const Wishes& wishes)
        : judge_(judge), platform_(platform), wishes_(wishes) {}

    /// Returns its kind.
    std::int64_t handed_out(const chat::Outgoing& out, Process& process);
    void seen(const Posted& posted);
    /// The bot has heard, and has it on disk, what became of it.
    void confirmed(const engine::Outcome& outcome);

    /// Looks at what ended since the last time; more often than the bot forgets it.
    void check_store(Process& process);
    /// What was taken back, when nothing of it is under way any more.
    void check_taken_back(Process& process);
    /// Long after everybody fell silent.
    void check_ended(Process& process);

private:
    struct Sent {
        std::int64_t kind = 0;
        bool view = false;
        std::optional<LocalDay> day;  ///< of the newest try
    };
    void count_nudge(const std::string& account, const Sent& sent);
    void count_passed_on(const std::string& account, const Sent& sent);
    void check_dates(const std::string& account, const Posted& posted, std::int64_t kind);

    Judge& judge_;
    const Platform& platform_;
    const Wishes& wishes_;
    std::map<std::int64_t, Sent> sent_;               ///< delivery, as it was handed out
    std::map<std::int64_t, std::string> message_of_;  ///< delivery → message
    std::map<std::int64_t, std::string> confirmed_;   ///< delivery → message; empty: no message of its own
    std::map<std::int64_t, std::string> ended_;       ///< delivery → outcome, judged
    /// Conversation, and for whose eyes alone → delivery.
    std::map<std::pair<std::string, std::string>, std::int64_t> newest_answer_;
    std::map<std::string, std::vector<LocalDay>> nudges_;               ///< account → what they saw
    std::map<std::string, std::vector<LocalDay>> passed_on_;            ///< account → what they saw
    std::map<std::pair<std::string, std::string>, std::string> dated_;  ///< account, text → message
};

}  // namespace goodturn::sim
