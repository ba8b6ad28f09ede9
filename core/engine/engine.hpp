#pragma once

#include "core/chat/outgoing.hpp"
#include "core/engine/slots.hpp"
#include "core/engine/turn.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace goodturn::engine {

struct Cursor {
    std::string name;  ///< of the source: "page"
    std::string value;
};

/// One event on its way in. The keys name the event for good: an item with a key that is already in the store changes
/// nothing. One that led to a form, or to its errors, leaves no keys.
struct Intake {
    std::vector<std::string> keys;  ///< with the source in front: "page:417"
    chat::Event event;
    std::optional<Cursor> cursor;  ///< committed with the event, whatever becomes of it
};

/// How an adapter hands an event over, wherever the engine is. `committed` is called exactly once, on the event loop's
/// thread and not from within the call: true once the event is in the store (done, duplicate or failed), false if the
/// transaction failed and nothing of it happened. Its form or form errors are given to the adapter before that, what it
/// says right after.
using Sink = std::function<void(Intake, std::move_only_function<void(bool committed)>)>;

/// What became of something that step() handed out.
struct Outcome {
    std::int64_t delivery = 0;
    chat::SendResult result;
};

enum class Handled { done, duplicate, failed };

/// Field::name → what is wrong, in words.
using FormErrors = std::vector<std::pair<std::string, std::string>>;

/// Forms and their errors: volatile, at most once, never stored.
struct Volatile {
    std::string route;
    chat::SpaceId space;
    std::variant<chat::Form, FormErrors> what;
};

using Show = std::function<void(Volatile)>;

struct Step {
    std::vector<Handled> handled;          ///< one an item
    std::vector<chat::Outgoing> outgoing;  ///< to send now, each answered by one Outcome in a later step
    std::optional<chat::Instant> next;     ///< when to step again even if nothing happens
    std::vector<std::string> log;          ///< one line an event that failed: ids and error, never words
};

/// Whether this database, in which an engine has been, was made with the key that `seal` is from.
[[nodiscard]] bool is_key_of(store::Database& db, const store::Seal& seal);

/// The core's door. Synchronous; belongs to the thread that owns the database.
class Engine {
public:
    /// Applies migrations. Practices must outlive the engine.
    Engine(store::Database& db, const store::Seal& seal, Options options, std::span<const Practice* const> practices);
    ~Engine();

    /// After a start: what was being sent has an unknown outcome and will be handed out again under its key.
    void recover(chat::Instant now);

    /// One transaction: the items in order, then the outcomes, the alarms that are due (at most 256), and what can be
    /// sent now. What throws is lost alone. Throws store::Error if the transaction failed: then nothing of it happened,
    /// and the same step can be tried again. `show` is called within, on the way to the commit and whether that
    /// succeeds or not: a form waits for nobody's disk, so a form's args name nothing that this step made.
    [[nodiscard]] Step step(
        std::span<const Intake> items, std::span<const Outcome> outcomes, chat::Instant now, Slots slots,
        const Show& show = [](const Volatile&) {});

    /// When the next nudge or dated message may reach this account, for the try-out page's clock; nullopt: none
    /// planned.
    [[nodiscard]] std::optional<chat::Instant> next_nudge(const chat::SpaceId& space, const chat::AccountId& account);
    /// The IANA zone of this account's person; "UTC" if it is not known.
    [[nodiscard]] std::string zone(const chat::SpaceId& space, const chat::AccountId& account);
    /// The newest instant at which this store was stepped, to a minute.
    [[nodiscard]] std::optional<chat::Instant> newest();
    [[nodiscard]] std::optional<std::string> cursor(std::string_view name);
    /// What adapters told of accounts, so that after a restart they need not ask for all of it again.
    [[nodiscard]] std::vector<KnownAccount> accounts();
    /// Forgets everything that belongs to this space (the page's "start over").
    void erase(const chat::SpaceId& space);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace goodturn::engine
