#pragma once

#include "tests/sim/deliveries.hpp"
#include "tests/sim/judge.hpp"
#include "tests/sim/platform.hpp"
#include "tests/sim/process.hpp"
#include "tests/sim/wishes.hpp"
#include "tests/sim/words.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace goodturn::sim {

/// Watches what happens, and holds it against what must hold (judge.hpp). Each function throws BrokenPromise.
class Promises {
public:
    Promises(const Timeline& timeline, const Platform& platform, const std::vector<Member>& members)
        : platform_(platform),
          wishes_(judge_, timeline, members),
          words_(judge_, platform, members),
          deliveries_(judge_, platform, wishes_) {}

    /// What people tell of what they do.
    [[nodiscard]] Words& words() { return words_; }

    void happened(const engine::Intake& item) { wishes_.asked(item); }
    void acknowledged(const engine::Intake& item, engine::Handled handled, Process& process);
    void handed_out(const chat::Outgoing& out, Process& process);
    void confirmed(const engine::Outcome& outcome) { deliveries_.confirmed(outcome); }
    void refused(const chat::Outgoing& out);
    void seen(const Posted& posted, bool first);
    void logged(const std::string& line);
    /// The store as it is on disk and in the bot.
    void check_store(Process& process, Disk& disk);
    /// A last look at the database before the bot stops in order.
    void stopping(Process& process);
    /// It has stopped, and all it knows lies in one file: seldom a byte of what was erased.
    void stopped(const Disk& disk);
    /// Long after everybody fell silent: everything has ended.
    void check_ended(Process& process);

    [[nodiscard]] const Judged& judged() const { return judge_.judged(); }

private:
    void taken_out(const std::string& text);
    void sample_payload(std::int64_t delivery, Process& process);

    const Platform& platform_;
    Judge judge_;
    Wishes wishes_;
    Words words_;
    Deliveries deliveries_;
    std::map<std::int64_t, std::string> payloads_;  ///< delivery → the beginning of what was sealed
    std::size_t overwritten_ = 0;                   ///< of them, when the bot stopped
    std::size_t left_over_ = 0;
};

}  // namespace goodturn::sim
