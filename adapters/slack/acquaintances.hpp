#pragma once

#include "adapters/slack/moment.hpp"
#include "adapters/slack/replies.hpp"
#include "core/chat/event.hpp"
#include "core/engine/engine.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>

namespace goodturn::slack {

/// What Slack said of whom, whether that is on disk, and about whom it has to be asked. Pure.
class Acquaintances {
public:
    /// `first_pause`: see pause().
    Acquaintances(std::function<chat::Instant()> now, Moment first_pause);

    /// What an earlier process learned.
    void remember(const engine::KnownAccount& known);
    [[nodiscard]] bool met(const chat::AccountId& account) const { return met_.contains(account); }
    /// They do things, or are in a channel, whether or not Slack says who it is.
    void is_there(const chat::AccountId& account) { met_[account].there = true; }

    // Asking
    // --------------------------------

    /// From now on a question about them waits. False: one does already, or what is known holds.
    [[nodiscard]] bool begin_waiting(const chat::AccountId& account);
    /// It is under way.
    void asked(const chat::AccountId& account) { met_[account].overtaken = false; }
    /// It was answered, or given up. False: an event said meanwhile what is newer than the answer may be.
    [[nodiscard]] bool answered(const chat::AccountId& account);
    /// Slack does not say who it is.
    void refused(const chat::AccountId& account, const Problem& why);
    /// True: of them nothing is known, and they are not there. Anybody can name what nobody is.
    [[nodiscard]] bool forget_if_nobody(const chat::AccountId& account);

    // What was said; true: it is to be stored
    // --------------------------------

    /// In an answer.
    [[nodiscard]] bool learned(const chat::AccountSeen& account);
    /// See Facts::changed.
    [[nodiscard]] bool changed(const chat::AccountSeen& account, chat::Instant at, bool new_here);
    void stored(const chat::AccountSeen& account);
    /// See Facts::is_past.
    [[nodiscard]] bool is_past(const chat::AccountSeen& account) const;

    // Whom something is for
    // --------------------------------

    /// Slack said who this is, within a day or since the start, and it is on disk; or it says no more who that is.
    [[nodiscard]] bool is_sure(const chat::AccountId& account);
    /// Why Slack does not say who it is; once for each time it was asked.
    [[nodiscard]] std::optional<Problem> refusal(const chat::AccountId& account);
    /// Before what waits is tried again: the longer it waited, the longer.
    [[nodiscard]] Moment pause(const chat::AccountId& account);

private:
    struct Met {
        std::optional<std::int64_t> mark{};  ///< of what Slack said; nullopt: nothing yet
        bool stored = false;                 ///< that is on disk
        bool confirmed = true;               ///< it is not what an earlier process learned more than a day ago
        chat::Instant until{};               ///< that holds
        chat::Instant changed{};             ///< the last event about them
        bool waiting = false;                ///< to be asked about
        bool overtaken = false;              ///< by an event, while that was under way
        bool there = false;                  ///< see is_there
    };
    /// Whom something is for, and of whom nothing sure is known. Few, where there may be very many of the others.
    struct Wanted {
        Moment pause{};
        std::optional<Problem> refused{};
    };

    [[nodiscard]] static bool is_news(Met& met, const chat::AccountSeen& account);

    std::function<chat::Instant()> now_;
    Moment first_pause_;
    std::map<chat::AccountId, Met> met_;
    std::map<chat::AccountId, Wanted> wanted_;
};

}  // namespace goodturn::slack
