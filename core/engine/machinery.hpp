#pragma once

#include "core/engine/actions.hpp"
#include "core/engine/alarms.hpp"
#include "core/engine/engine.hpp"
#include "core/engine/kinds.hpp"
#include "core/engine/limiter.hpp"
#include "core/engine/outbox.hpp"
#include "core/engine/people.hpp"
#include "core/engine/registry.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace goodturn::engine {

struct Space {
    std::int64_t id = 0;
    chat::SpaceId remote;
    chat::AccountId bot;
    chat::Capabilities can;
};

/// Everything the engine is made of, for the parts that need more than one of it.
struct Machinery {
    Machinery(store::Database& database, const store::Seal& seal_, Options options_,
              std::span<const Practice* const> practices)
        : db(database),
          seal(seal_),
          options(std::move(options_)),
          registry(practices),
          people(db, options.default_hours),
          outbox(db),
          kinds(db, people, options),
          alarms(db, people, options),
          actions(db, seal) {}

    /// nullopt: never described.
    [[nodiscard]] std::optional<Space> space(const chat::SpaceId& remote);
    [[nodiscard]] Space space(std::int64_t id);

    /// Runs one thing in a savepoint of its own. False: it threw, nothing of it remains, and the log has a line. A
    /// broken environment (full, I/O, corrupt…) is thrown on: it is not this one thing's fault. While `unguarded` there
    /// is no savepoint, and instead of false StartOver is thrown, past contained().
    bool guarded(const std::string& what, const std::function<void()>& run);
    /// The same without any savepoint: what it wrote before it threw remains.
    bool contained(const std::string& what, const std::function<void()>& run);
    /// What was read is read anew from here on: after a rollback, or a deletion that people or spaces were part of.
    void forget();

    store::Database& db;
    const store::Seal& seal;
    Options options;
    Registry registry;
    People people;
    Outbox outbox;
    Kinds kinds;
    Alarms alarms;
    Actions actions;
    Limiter limiter;

    [[nodiscard]] bool clock_fell_back(chat::Instant now) const {
        return newest && *newest > now + clock_may_fall_back;
    }
    /// The time that people, rules and rows live by: while the clock is behind, it stands at the newest instant this
    /// store has seen. Only tries and limits go by the clock itself.
    [[nodiscard]] chat::Instant time(chat::Instant now) const { return clock_fell_back(now) ? *newest : now; }
    /// When something happened, by that time. An instant that the clock has not reached is the platform's own, and
    /// right.
    [[nodiscard]] chat::Instant time_of(chat::Instant at, chat::Instant now) const {
        return clock_fell_back(now) && at <= now + clock_may_fall_back ? *newest : at;
    }

    chat::Instant started{};  ///< what the clock said when the process came, or came back

    struct StartOver {};

    // What the current step read and gathered.
    bool unguarded = false;
    std::optional<chat::Instant> newest;
    std::vector<Volatile> volatiles;
    std::vector<std::string> log;
    /// By delivery, so that what is sent in the step that said it need not be opened and parsed again.
    std::map<std::int64_t, chat::Message> composed;

private:
    std::vector<Space> spaces_;  ///< read so far
};

}  // namespace goodturn::engine
