#pragma once

#include "tests/bench/bare.hpp"
#include "tests/bench/company.hpp"
#include "tests/bench/table.hpp"

#include <filesystem>

namespace goodturn::bench {

/// A company with 10,000 entries, and one with 1,000,000: what is measured on both must not differ.
struct Companies {
    Company small;
    Company large;
};

/// Commands through engine and store against the same SQL alone.
void show_speed(Table& table, const Companies& companies);
/// Everybody's alarms planned anew, and everybody's thank-you round at the same minute.
void show_rounds(Table& table, const std::filesystem::path& folder);
/// The time a start takes and the memory it needs, of `program` too.
void show_start(Table& table, const Companies& companies, const std::filesystem::path& program);
/// What people and the clock ask for, on both companies.
void show_growth(Table& table, const Companies& companies);

/// Commands a second, `waiting` of them in each step; their answers go out and are confirmed. Each `part` is other
/// commands.
[[nodiscard]] double commands_a_second(Bot& bot, const Company& company, Command what, std::int64_t waiting,
                                       std::int64_t count, std::int64_t part = 0);
/// What `count` `helped` commands write, recorded on a store of their own.
void record(Recording& recording, const Company& company, std::int64_t waiting, std::int64_t count);

}  // namespace goodturn::bench
