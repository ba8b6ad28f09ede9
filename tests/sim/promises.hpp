#pragma once

#include "tests/sim/platform.hpp"
#include "tests/sim/process.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace goodturn::sim {

/// What must hold whatever happens. Each function throws BrokenPromise with a sentence. People in the simulation mark
/// what is private with a word of its own ("zq~zq17z"), by which it is recognised wherever it turns up.
class Promises {
public:
    Promises(Timeline& timeline, const std::vector<Member>& members) : timeline_(timeline), members_(members) {}

    // What people did.

    /// A new private word. `named`: to whom its owner may come to send it.
    [[nodiscard]] std::string new_word(const std::string& owner, std::set<std::string> named);
    /// This command, once acknowledged, is one row of the help log for each time the word is there.
    void will_be_noted(const std::string& key, const std::string& word);
    /// The owner changed or took back something of what stands in `text`: it is there once or not at all.
    void touched(std::string_view text);
    /// The owner may have changed any of their newest commands, and does so as long as `key` is under way.
    void touched_newest(const std::string& owner, const std::string& key);
    /// The owner agreed that what of theirs stands in `text` leaves: to whom it names, or in the channel.
    void agreed(const std::string& owner, std::string_view text, bool to_channel);
    /// Everybody whom `text` names: the people a word written under it may go to.
    [[nodiscard]] std::set<std::string> named_in(std::string_view text) const;

    // What is watched.

    void acknowledged(const engine::Intake& item, engine::Handled handled, Process& process);
    void handed_out(const chat::Outgoing& out, Process& process);
    void seen(const Posted& posted, bool first);
    void shown(const std::string& account, const chat::Form& form);
    static void logged(const std::string& line);
    /// The store as it is on disk and in the bot.
    void check_store(Process& process, Disk& disk);
    /// Remembers some of what is sealed in the outbox, for check_erased().
    void sample_payloads(Process& process);
    /// A copy of the database holds nothing of those that were erased since.
    void check_erased(Process& process, Disk& disk);
    /// Long after everybody fell silent: everything has ended.
    void check_ended(Process& process, const Platform& platform);

    [[nodiscard]] std::size_t commands() const { return words_.size(); }

private:
    struct Word {
        std::string owner;
        std::set<std::string> named;
        bool agreed = false;
        bool to_channel = false;
        bool touched = false;
        bool acknowledged = false;
        bool noted = false;                          ///< in the store when it was acknowledged
        std::map<std::string, std::string> arrived;  ///< account → the message it came in first
    };
    /// How often each word stands in the help log.
    [[nodiscard]] static std::map<std::string, std::int64_t> helps(Process& process);
    [[nodiscard]] static std::set<std::string> blocked(const std::string& account, Process& process);
    void may_read(const std::string& word, const std::string& conversation, const std::string& only_for);
    void check_nudge(const std::string& account, std::int64_t delivery, Process& process);
    void check_arrived(const Posted& posted);
    void check_crowd(const std::string& account, std::int64_t delivery, std::int64_t kind);

    Timeline& timeline_;
    const std::vector<Member>& members_;
    std::map<std::string, Word> words_;
    std::map<std::string, std::string> noting_;              ///< key of a command → its word
    std::map<std::string, std::set<std::string>> changing_;  ///< owner → keys of changes under way
    std::map<std::string, std::deque<std::string>> newest_;  ///< owner → words
    std::map<std::int64_t, std::string> message_of_;         ///< delivery → message
    struct KindSent {
        std::int64_t number;
        bool view;
    };
    std::map<std::int64_t, KindSent> kind_of_;                ///< delivery, as it was handed out
    std::map<std::string, std::int64_t> newest_answer_;       ///< conversation → delivery
    std::map<std::string, std::set<std::string>> reminders_;  ///< account → texts seen
    struct LocalDay {
        std::string zone;
        schedule::Day day;
        bool operator==(const LocalDay&) const = default;
    };
    std::map<std::int64_t, LocalDay> local_day_;               ///< nudge → when it was handed out first
    std::map<std::string, std::vector<LocalDay>> nudges_;      ///< account → what they saw
    std::map<std::string, std::vector<chat::Instant>> crowd_;  ///< account → nudges and deliveries, when
    std::map<std::string, std::set<std::string>> blocked_by_;  ///< account → whom they blocked when last written to
    std::map<std::int64_t, std::string> payloads_;             ///< sampled
    std::uint64_t made_ = 0;
};

/// Every private word in `text`.
[[nodiscard]] std::vector<std::string> words_in(std::string_view text);

}  // namespace goodturn::sim
