#pragma once

#include "core/engine/engine.hpp"
#include "core/store/database.hpp"
#include "core/store/sealed.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace goodturn::bench {

/// A company that has used the bot for a year: everybody noted ten helps, one every four weeks, has the thank-you round
/// on, and is in a team of ten with its own channel. Of the answers, those of the last month are still there, as
/// pruning leaves them.
struct Company {
    std::filesystem::path file;
    std::int64_t people = 0;
    /// Everybody lives in this zone; empty: spread over eight.
    std::string zone{};
};
constexpr std::int64_t entries_each = 10;

/// Monday 2027-01-18, 10:00 UTC, is today in every company.
constexpr chat::Instant today{std::chrono::sys_days{std::chrono::year{2027} / 1 / 18} + std::chrono::hours(10)};

[[nodiscard]] const store::Seal& seal();
[[nodiscard]] engine::Options options();
[[nodiscard]] std::string account(std::int64_t person);

void fill(const Company& company);
/// The same company once more, under another name beside it.
[[nodiscard]] Company copy(const Company& company, const std::string& name);
void remove(const Company& company);

enum class Command { helped, helped_by_name, log };

/// Commands that people type in their chats with the bot; everybody gets a turn before anybody gets a second.
[[nodiscard]] std::vector<engine::Intake> commands(Command what, std::int64_t people, std::int64_t first,
                                                   std::int64_t count, chat::Instant now);

/// A bot over this company, short of sockets: everything that goes out arrives at once, and is confirmed in the next
/// step.
class Bot {
public:
    explicit Bot(const Company& company);

    engine::Step step(std::vector<engine::Intake> items, std::size_t room);
    void pass(std::chrono::milliseconds time) { now_ += time; }
    void until(chat::Instant instant) { now_ = instant; }
    [[nodiscard]] chat::Instant now() const { return now_; }
    [[nodiscard]] bool confirmed() const { return outcomes_.empty(); }
    [[nodiscard]] store::Database& db() { return db_; }

private:
    store::Database db_;
    engine::Engine engine_;
    chat::Instant now_ = today;
    std::vector<engine::Outcome> outcomes_;
};

}  // namespace goodturn::bench
