#pragma once

#include "core/chat/outgoing.hpp"
#include "core/engine/ids.hpp"
#include "core/engine/slots.hpp"
#include "core/engine/turn.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The one way out. A row of `delivery` is a message on its way: it waits until its time, is begun, is done. Everything
/// here runs inside the engine's transaction.
namespace goodturn::engine {

/// Whose eyes a message is for.
enum class Eyes { direct, only_person, everybody, overview };

/// As the store has it.
[[nodiscard]] std::string_view eyes_name(Eyes eyes);
[[nodiscard]] Eyes eyes_from(std::string_view name);

struct Destination {
    std::int64_t space = 0;
    PersonId person{};  ///< everybody: on whose behalf it is said; else: who reads it
    Eyes eyes = Eyes::direct;
    std::string conversation{};
    std::string thread{};
};

struct NewDelivery {
    std::int64_t id = 0;  ///< from the store; 0: a fresh one
    Destination to;
    Kind kind = Kind::answer;
    std::string intent = "post";  ///< post, edit, delete, react
    std::string target{};         ///< edit, delete, react: the message's id in the space
    std::string route{};
    std::optional<std::int64_t> view{};  ///< rendered when sent; else the payload is the message
    std::string payload{};               ///< sealed JSON of the message; react: the emoji
    chat::Instant due{};
    std::optional<chat::Instant> not_after{};
    std::optional<chat::Instant> asked{};  ///< an answer: when it was asked for
};

struct Delivery {
    std::int64_t id = 0;
    Destination to;
    Kind kind = Kind::answer;
    std::string intent;
    std::string target;
    std::string route;
    std::optional<std::int64_t> view;
    std::string payload;
    int attempt = 0;
    std::optional<chat::Instant> first_try;    ///< since when it may have arrived
    std::optional<chat::Instant> tries_since;  ///< the same, unless it came again since, and is tried anew
    chat::Instant due{};
    std::optional<chat::Instant> not_after;
    std::string lane;
    std::optional<chat::Instant> asked;
    bool counted = false;  ///< it ended as "unknown" once, was counted then, and came again for being taken back
};

class Outbox {
public:
    explicit Outbox(store::Database& db) : db_(db) {}

    /// nullopt: the view has a waiting delivery already, which will show the newest state; if this one is more urgent,
    /// that one becomes as urgent and is returned.
    std::optional<std::int64_t> add(const NewDelivery& delivery, chat::Instant now);

    struct Begun {
        std::vector<Delivery> deliveries;
        bool more = false;  ///< not everything that is due was looked at
    };
    /// What may begin now, retries and answers first, one a lane, as many as there are slots. `decide` is asked for
    /// each new one: true begins it; false means that it was put off or ended by the caller. `time`: Machinery::time,
    /// when those are handed out that never were.
    [[nodiscard]] Begun begin(chat::Instant now, chat::Instant time, Slots slots,
                              const std::function<bool(Delivery&)>& decide);

    [[nodiscard]] std::optional<Delivery> get(std::int64_t id);
    /// The message it became; empty: not sent.
    [[nodiscard]] std::string remote_id(std::int64_t id);
    /// It is due, but its kind may not be sent before `until`.
    void put_off(std::int64_t id, chat::Instant until);
    /// What changed for this person may let go what was put off: it is asked about again.
    void reconsider(PersonId person, chat::Instant now);
    /// The outcome is "sent", "dropped", "unreachable", "dead", or "unknown": it may have arrived. The payload goes.
    void end(std::int64_t id, std::string_view outcome, chat::Instant now, std::string_view remote_id = {});
    /// An answer that would show an old state, or come in another order, if a later one overtook it. Not so a view that
    /// is there, which is rendered anew, nor what is to go.
    [[nodiscard]] bool keeps_place(const Delivery& delivery);
    /// Tries again at `at`: in its place in the lane, or waiting anew, so that the rules of its kind hold for every try
    /// and nobody waits behind it. `counts`: the next try counts as one more.
    void retry(const Delivery& delivery, chat::Instant at, bool counts);
    /// Nothing of this try went, and none is to go before `until`: put off, as if it had not been handed out. What
    /// became an answer meanwhile is not held.
    void put_back(const Delivery& delivery, chat::Instant until);
    void hold_space(std::int64_t space, chat::Instant until);
    /// Notes that its reader has to let the bot in first; true: that is new.
    bool await_reader(std::int64_t id);
    /// Whether a delivery of this view waits for that.
    [[nodiscard]] bool awaits_reader(std::int64_t view);
    /// Whether a delivery of this view was handed out without a receipt.
    [[nodiscard]] bool may_be_there(std::int64_t view);
    /// What was put off for a while by the clock as it was would wait until that is reached again.
    void clock_set_back(chat::Instant now);
    /// Ends what waits for this view and was never tried. What may have arrived goes once more, at once and past all
    /// rules, under its key: only its receipt tells what to delete.
    void take_back(std::int64_t view, chat::Instant now);
    /// Whether a delivery of this view is on its way.
    [[nodiscard]] bool begun(std::int64_t view);
    /// After a restart: what was in flight is tried again under its key.
    void recover(chat::Instant now);
    /// When something can begin that can't now.
    [[nodiscard]] std::optional<chat::Instant> next_due(chat::Instant now);

private:
    /// What may have arrived goes again under its key, so that it is not there twice.
    [[nodiscard]] std::optional<std::int64_t> revive(const NewDelivery& delivery, chat::Instant now);
    /// Those that the platform did not ask to wait.
    [[nodiscard]] std::vector<std::int64_t> free_spaces(chat::Instant now);
    struct Allowance {
        std::int64_t space;
        std::size_t unasked;  ///< how many more of what is no answer may begin there
    };
    /// Of the same. `unasked`: how many may be on their way in all.
    [[nodiscard]] std::vector<Allowance> allowances(chat::Instant now, std::size_t unasked);
    store::Database& db_;
};

/// How long to wait before try number `attempt` + 1: doubling from 1 s to 10 min, with up to half of it on top,
/// spread by the delivery's id so that many don't come back at once.
[[nodiscard]] std::chrono::milliseconds backoff(int attempt, std::int64_t delivery);

}  // namespace goodturn::engine
