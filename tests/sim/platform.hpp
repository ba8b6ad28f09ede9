#pragma once

#include "core/chat/outgoing.hpp"
#include "core/engine/engine.hpp"
#include "tests/sim/dice.hpp"
#include "tests/sim/timeline.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace goodturn::sim {

/// Accounts of a space begin with its name and a dash: "rich-07".
struct Member {
    chat::AccountSeen account;
    chat::SpaceId space;
    [[nodiscard]] const std::string& id() const { return account.account.value; }
};

/// A message of the bot as it is now.
struct Posted {
    std::string id;
    std::int64_t delivery = 0;
    std::string conversation;
    std::string only_for;  ///< empty: everybody in the conversation
    chat::Message message;
    std::string text;  ///< of the message, as people read it
    bool deleted = false;
};

[[nodiscard]] std::string direct_chat(std::string_view account);
/// The account whose chat with the bot this is; empty: a channel.
[[nodiscard]] std::string_view owner_of_chat(std::string_view conversation);

/// A chat platform that keeps events until they are acknowledged, and knows a delivery that it took before. It loses
/// answers after it took the post, doubles, lags, reorders, limits the rate, refuses posts, closes chats, lets nobody
/// disturb people for hours, and goes away for minutes and days.
class Platform {
public:
    struct Hooks {
        std::function<void(const engine::Intake&)> happened;  ///< somebody did something
        std::function<void(const engine::Intake&)> deliver;   ///< to the process, if it lives
        std::function<void(const Posted&, bool first)> seen;  ///< somebody sees this; not the first time: an edit
        std::function<void(const chat::Outgoing&)> refused;   ///< it will never take this
        std::function<void(engine::Outcome)> outcome;         ///< to the process that sent it
    };
    Platform(Timeline& timeline, Dice& dice, Hooks hooks)
        : timeline_(timeline), dice_(dice), hooks_(std::move(hooks)) {}

    // From people.

    void happen(engine::Intake item);
    void acknowledge(const std::string& key);
    /// A process has started: it gets what it has not acknowledged, in the order in which it happened.
    void reconnect();
    /// The newest first.
    [[nodiscard]] std::vector<const Posted*> seen_by(const Member& member, std::size_t most) const;
    /// People delete messages in their chat.
    void remove(const std::string& message);

    // From the bot. The outcome comes later, unless the process that asked is gone by then.

    void send(const chat::Outgoing& out);

    // Faults.

    void go_away_for(std::chrono::milliseconds time) { away_until_ = timeline_.now() + time; }
    /// It does what it is asked, and nobody hears of it.
    void lose_answers_for(std::chrono::milliseconds time) { mute_until_ = timeline_.now() + time; }
    /// From now on everything works.
    void heal() { healed_ = true; }
    /// Control: a delivery that comes again is posted again.
    void forget_deliveries() { forgetful_ = true; }

    [[nodiscard]] std::size_t unacknowledged() const { return open_.size(); }
    [[nodiscard]] const std::deque<Posted>& posted() const { return posted_; }
    /// nullptr: there is no such message.
    [[nodiscard]] const Posted* find(const std::string& message) const;
    /// Whether it ever did what this delivery wants.
    [[nodiscard]] bool took(std::int64_t delivery) const { return taken_.contains(delivery); }
    /// Whether it ever said that it won't take this post.
    [[nodiscard]] bool refused(std::int64_t delivery) const { return refused_.contains(delivery); }

private:
    void arrive(const std::string& key, std::chrono::milliseconds lag);
    [[nodiscard]] std::chrono::milliseconds quiet_for(const chat::Outgoing& out);
    [[nodiscard]] std::optional<chat::SendFailure> refusal(const chat::Outgoing& out);
    [[nodiscard]] chat::SendResult take(const chat::Outgoing& out);
    [[nodiscard]] chat::SendResult post(const chat::Outgoing& out, const chat::Message& message);
    [[nodiscard]] chat::SendResult change(const chat::Outgoing& out);

    Timeline& timeline_;
    Dice& dice_;
    Hooks hooks_;
    std::map<std::uint64_t, engine::Intake> open_;  ///< not acknowledged, in order
    std::map<std::string, std::uint64_t> order_of_;
    std::uint64_t happened_ = 0;
    std::deque<Posted> posted_;
    std::map<std::string, std::size_t> by_id_;
    std::map<std::int64_t, std::string> by_delivery_;
    std::set<std::int64_t> taken_;
    std::set<std::int64_t> refused_;
    std::map<std::string, chat::Instant> closed_until_;  ///< conversation → nobody can be written to there
    std::map<std::string, chat::Instant> quiet_until_;   ///< account → nobody is to disturb them, answers aside
    std::map<std::string, std::deque<std::size_t>> by_conversation_;
    chat::Instant away_until_{};
    chat::Instant limited_until_{};
    chat::Instant mute_until_{};
    bool healed_ = false;
    bool forgetful_ = false;
};

}  // namespace goodturn::sim
