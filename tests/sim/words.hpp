#pragma once

#include "core/engine/engine.hpp"
#include "tests/sim/judge.hpp"
#include "tests/sim/platform.hpp"
#include "tests/sim/process.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace goodturn::sim {

/// With a sign that what is sealed never has, so that it is not found there by chance.
inline constexpr std::string_view word_mark = "zq~zq";
/// Every private word in `text`.
[[nodiscard]] std::vector<std::string> words_in(std::string_view text);

/// The private words of everybody: people mark what is private with a word of its own ("zq~zq17z"), by which it is
/// recognised wherever it turns up.
class Words {
public:
    Words(Judge& judge, const Platform& platform, const std::vector<Member>& members)
        : judge_(judge), platform_(platform), members_(members) {}

    // What people did.

    /// A new private word. `named`: to whom its owner may come to send it.
    [[nodiscard]] std::string new_word(const std::string& owner, std::set<std::string> named);
    /// This command, once acknowledged, is one row of the help log for each time the word is there.
    void will_be_noted(const std::string& key, const std::string& word);
    /// The owner changed or took back something of what stands in `text`: it is there once or not at all.
    void touched(std::string_view text);
    /// The owner may have changed any of their newest commands, and does so as long as `key` is under way.
    void touched_newest(const std::string& owner, const std::string& key);
    /// They may have taken back what stands in `text`, or any of their newest.
    void repented(const std::string& owner, std::string_view text);
    /// The owner agreed that what of theirs stands in `text` leaves: to whom it names, or in the channel.
    void agreed(const std::string& owner, std::string_view text, bool to_channel);
    /// Everybody whom `text` names: the people a word written under it may go to.
    [[nodiscard]] std::set<std::string> named_in(std::string_view text) const;

    // What is watched.

    /// `answer`: what the bot said to it, if it is known.
    void acknowledged(const engine::Intake& item, std::string_view answer, Process& process);
    void seen(const Posted& posted, bool first);
    /// The platform will never show them this.
    void refused(const std::string& reader, std::string_view text);
    void shown(const std::string& account, const chat::Form& form);
    void logged(const std::string& line);
    [[nodiscard]] const std::string& owner(const std::string& word) const { return words_.at(word).owner; }
    /// They have seen it in a message.
    [[nodiscard]] bool has_arrived(const std::string& word, const std::string& account) const;

    /// What is sealed in the store.
    [[nodiscard]] std::string opened(Process& process, std::string_view sealed, std::string_view purpose);
    void check_store(Process& process, const Disk& disk);
    /// Long after everybody fell silent.
    void check_ended();

    [[nodiscard]] std::size_t size() const { return words_.size(); }

private:
    struct Word {
        std::string owner;
        std::set<std::string> named;
        bool agreed = false;
        bool to_channel = false;
        bool touched = false;
        bool acknowledged = false;
        bool noted = false;                          ///< in the store when it was acknowledged
        bool forgotten = false;                      ///< the bot said that it kept nothing of it
        bool repented = false;                       ///< its owner may have taken it back
        bool called_sent = false;                    ///< to somebody alone, as its owner read
        bool returned = false;                       ///< the owner read that it can't be passed on
        std::set<std::string> refused_for;           ///< accounts, its owner too
        bool withdrawn = false;                      ///< the owner saw that it has not left, or was taken back
        std::set<std::string> called_delivered;      ///< to these accounts
        std::map<std::string, std::string> arrived;  ///< account → the message it came in first
        std::set<std::string> to_vanish;             ///< messages of others that showed it when it was withdrawn
    };
    /// What was sent and whose owner was free to hear of it.
    void came_back(const std::string& name, const Word& word);
    [[nodiscard]] std::map<std::string, std::int64_t> times_in(Process& process, std::string_view sql,
                                                               std::string_view purpose);
    [[nodiscard]] std::map<std::string, std::int64_t> helps(Process& process);
    void may_read(const std::string& name, const std::string& reader, const std::string& conversation);
    void reaches(const Posted& posted, const std::string& reader, const std::string& name, bool first);
    void owner_reads(const Posted& posted, const std::string& name);

    Judge& judge_;
    const Platform& platform_;
    const std::vector<Member>& members_;
    std::map<std::string, Word> words_;
    std::map<std::string, std::string> noting_;              ///< key of a command → its word
    std::map<std::string, std::set<std::string>> changing_;  ///< owner → keys of changes under way
    std::map<std::string, std::deque<std::string>> newest_;  ///< owner → words
    std::uint64_t made_ = 0;
};

}  // namespace goodturn::sim
