#include "tests/sim/words.hpp"

#include "core/gratitude/common.hpp"
#include "core/store/sealed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <stdexcept>

namespace goodturn::sim {
namespace {

/// Where words are kept after the bot has answered, and what they are sealed for.
struct Kept {
    std::string_view sql;
    std::string_view purpose;
};
constexpr std::array kept_places{
    Kept{R"sql(SELECT what FROM help WHERE removed_at IS NULL AND what <> '')sql", gratitude::help_what},
    Kept{R"sql(SELECT what FROM help_given WHERE what <> '')sql", gratitude::given_what},
    Kept{R"sql(SELECT why FROM thanks WHERE why <> '')sql", gratitude::thanks_why},
    Kept{R"sql(SELECT why FROM round_item WHERE why <> '')sql", gratitude::item_why},
};

/// Whether the owner of a thank-you reads here that nothing of it is with anybody.
bool says_withdrawn(std::string_view text) {
    return text.starts_with("Taken back. ") || text.contains("Nothing has left yet.");
}

/// Whether the lines that quote this word come after one that says so.
bool says_returned(std::string_view text, std::string_view word) {
    constexpr std::string_view sentence = "I can't pass this on";
    const auto at = text.find(word);
    const auto said = text.rfind(sentence, at);
    if (said == std::string_view::npos) return false;
    for (auto line = text.find('\n', said); line < at; line = text.find('\n', line + 1)) {
        if (text[line + 1] != '>') return false;
    }
    return true;
}

bool is_round(std::string_view text) {
    return text.contains("helped you since ") || text.contains("Your thank-you round");
}

}  // namespace

std::vector<std::string> words_in(std::string_view text) {
    std::vector<std::string> found;
    for (auto at = text.find(word_mark); at != std::string_view::npos; at = text.find(word_mark, at + 1)) {
        auto end = at + word_mark.size();
        while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end])) != 0) ++end;
        if (end < text.size() && text[end] == 'z') found.emplace_back(text.substr(at, end + 1 - at));
    }
    return found;
}

// What people did.
// ----------------------------------------------------------------------------------------------------------------

std::string Words::new_word(const std::string& owner, std::set<std::string> named) {
    std::string word = fmt::format("{}{}z", word_mark, ++made_);
    auto& made = words_[word];
    made.owner = owner;
    made.named = std::move(named);
    // A "send" that is still under way may come after it and mean it.
    made.agreed = made.to_channel = !changing_[owner].empty();
    auto& newest = newest_[owner];
    newest.push_back(word);
    if (newest.size() > 20) newest.pop_front();
    return word;
}

void Words::will_be_noted(const std::string& key, const std::string& word) {
    noting_[key] = word;
    if (!changing_[words_.at(word).owner].empty()) words_.at(word).touched = true;
}

void Words::touched(std::string_view text) {
    for (const auto& word : words_in(text)) words_.at(word).touched = true;
}

void Words::touched_newest(const std::string& owner, const std::string& key) {
    for (const auto& word : newest_[owner]) words_.at(word).touched = true;
    changing_[owner].insert(key);
}

void Words::repented(const std::string& owner, std::string_view text) {
    for (const auto& word : words_in(text)) words_.at(word).repented = true;
    for (const auto& word : newest_[owner]) words_.at(word).repented = true;
}

void Words::agreed(const std::string& owner, std::string_view text, bool to_channel) {
    auto meant = words_in(text);
    // A draft that was edited is sent as it is, even while its message still shows the words of before.
    std::ranges::copy(newest_[owner], std::back_inserter(meant));
    for (const auto& found : meant) {
        auto& word = words_.at(found);
        if (word.owner != owner) continue;
        // Who stands beside it is whom the button names.
        for (const auto& member : members_) {
            if (text.contains(found) && text.contains(member.account.given)) word.named.insert(member.id());
        }
        word.agreed = true;
        word.to_channel = word.to_channel || to_channel;
        word.withdrawn = false;
    }
}

std::set<std::string> Words::named_in(std::string_view text) const {
    std::set<std::string> named;
    for (const auto& member : members_) {
        if (text.contains(member.account.given)) named.insert(member.id());
    }
    for (const auto& word : words_in(text)) {
        named.insert(words_.at(word).named.begin(), words_.at(word).named.end());
        named.insert(words_.at(word).owner);
    }
    return named;
}

// What is kept.
// ----------------------------------------------------------------------------------------------------------------

std::string Words::opened(Process& process, std::string_view sealed, std::string_view purpose) {
    try {
        return process.seal().open(sealed, purpose);
    } catch (const std::runtime_error& error) {
        judge_.that(Promise::sealed, false, "{} can't be opened: {}", purpose, error.what());
        throw;
    }
}

/// How often each word stands there.
std::map<std::string, std::int64_t> Words::times_in(Process& process, std::string_view sql, std::string_view purpose) {
    std::map<std::string, std::int64_t> times;
    auto row = process.db().query(sql);
    while (row.next()) {
        for (const auto& word : words_in(opened(process, row.text(0), purpose))) ++times[word];
    }
    return times;
}

std::map<std::string, std::int64_t> Words::helps(Process& process) {
    return times_in(process, kept_places.front().sql, kept_places.front().purpose);
}

// What is watched.
// ----------------------------------------------------------------------------------------------------------------

void Words::acknowledged(const engine::Intake& item, std::string_view answer, Process& process) {
    const std::string& key = item.keys.front();
    for (auto& [owner, keys] : changing_) keys.erase(key);
    const auto* typed = std::get_if<chat::Typed>(&item.event.what);
    if (typed != nullptr && answer.contains("I kept nothing of that")) {
        for (const auto& part : typed->words) {
            const auto* text = std::get_if<std::string>(&part);
            for (const auto& word : words_in(text == nullptr ? std::string() : *text)) words_.at(word).forgotten = true;
        }
    }
    const auto noting = noting_.find(key);
    if (noting == noting_.end()) return;
    auto& word = words_.at(noting->second);
    // It may have been the answer to a question, too old, or about somebody unknown: then it was answered so.
    word.noted = helps(process).contains(noting->second);
    word.acknowledged = true;
    noting_.erase(noting);
}

void Words::seen(const Posted& posted, bool first) {
    const std::string reader =
        posted.only_for.empty() ? std::string(owner_of_chat(posted.conversation)) : posted.only_for;
    const auto all = words_in(posted.text);
    for (const auto& name : all) {
        may_read(name, reader, posted.conversation);
        auto& word = words_.at(name);
        if (word.owner == reader && says_returned(posted.text, name)) word.returned = true;
        if (posted.text.starts_with("Noted, ") && first && word.acknowledged && !word.touched) {
            judge_.that(Promise::noted, word.noted, "{} was called noted and is not in the store", name);
        }
        if (word.owner != reader) reaches(posted, reader, name, first);
    }
    // With words of several thank-yous it can't be told which is meant.
    if (all.size() == 1 && words_.at(all.front()).owner == reader) owner_reads(posted, all.front());
}

void Words::refused(const std::string& reader, std::string_view text) {
    for (const auto& name : words_in(text)) {
        words_.at(name).refused_for.insert(reader);
    }
}

void Words::may_read(const std::string& name, const std::string& reader, const std::string& conversation) {
    const auto found = words_.find(name);
    judge_.that(Promise::own_eyes, found != words_.end(), "a word that nobody wrote: {}", name);
    const auto& word = found->second;
    if (reader == word.owner) return;
    const bool allowed = reader.empty() ? word.to_channel : word.agreed && word.named.contains(reader);
    judge_.that(Promise::own_eyes, allowed, "{} of {} is read by {}{}", name, word.owner,
                reader.empty() ? conversation : reader, word.agreed ? "" : ", and its owner sent it to nobody");
}

void Words::reaches(const Posted& posted, const std::string& reader, const std::string& name, bool first) {
    auto& word = words_.at(name);
    const auto [before, is_new] = word.arrived.emplace(reader, posted.id);
    if (!first || reader.empty()) return;
    judge_.that(Promise::passed_on_once, is_new, "{} arrived twice: {} and {}", name, before->second, posted.id);
}

void Words::owner_reads(const Posted& posted, const std::string& name) {
    if (is_round(posted.text)) return;
    auto& word = words_.at(name);
    for (const auto& member : members_) {
        if (posted.text.contains("Delivered to *" + member.account.name + "*")) {
            word.called_delivered.insert(member.id());
        }
    }
    word.withdrawn = says_withdrawn(posted.text);
    word.called_sent = !word.withdrawn && (word.called_sent || posted.text.starts_with("Sent to *"));
    if (!word.withdrawn) return;
    for (const auto& other : platform_.posted()) {
        if (other.text.contains(name) && owner_of_chat(other.conversation) != word.owner &&
            other.only_for != word.owner) {
            word.to_vanish.insert(other.id);
        }
    }
}

bool Words::has_arrived(const std::string& word, const std::string& account) const {
    return words_.at(word).arrived.contains(account);
}

void Words::shown(const std::string& account, const chat::Form& form) {
    for (const auto& field : form.fields) {
        for (const auto& word : words_in(field.initial)) may_read(word, account, {});
    }
}

void Words::logged(const std::string& line) {
    judge_.that(Promise::own_eyes, !line.contains(word_mark), "a private word is in the log");
}

void Words::check_store(Process& process, const Disk& disk) {
    judge_.that(Promise::sealed, !disk.holds(word_mark), "a private word lies unsealed on the disk");
    const auto noted = helps(process);
    for (const auto& [name, word] : words_) {
        const auto there = noted.find(name);
        const std::int64_t times = there == noted.end() ? 0 : there->second;
        if (times == 0 && !word.noted) continue;
        judge_.that(Promise::noted, times <= 1, "{} of {} is noted {} times", name, word.owner, times);
        judge_.that(Promise::noted, times == 1 || word.touched, "{} of {} was acknowledged and is not in the store",
                    name, word.owner);
    }
    for (const auto& place : kept_places) {
        for (const auto& [name, times] : times_in(process, place.sql, place.purpose)) {
            const auto& word = words_.at(name);
            judge_.that(Promise::erased, !word.forgotten || word.touched,
                        "{} of {}, of which nothing was to be kept, is in the store", name, word.owner);
        }
    }
}

void Words::came_back(const std::string& name, const Word& word) {
    if (word.called_sent) {
        judge_.that(Promise::returned, word.returned || !word.arrived.empty(),
                    "{} of {} was called sent, and neither arrived nor came back", name, word.owner);
    }
    for (const auto& account : word.refused_for) {
        judge_.that(Promise::returned, word.returned || word.arrived.contains(account),
                    "{} of {} could not be delivered to {}, and nobody told its sender", name, word.owner, account);
    }
}

void Words::check_ended() {
    for (const auto& [name, word] : words_) {
        for (const auto& account : word.called_delivered) {
            judge_.that(Promise::delivered, word.arrived.contains(account) || word.arrived.contains({}),
                        "{} of {} was called delivered to {}, who never saw it", name, word.owner, account);
        }
        if (!word.withdrawn && !word.repented && !word.refused_for.contains(word.owner)) came_back(name, word);
        for (const auto& id : word.to_vanish) {
            const Posted* posted = platform_.find(id);
            judge_.that(Promise::taken_back, posted->deleted || !posted->text.contains(name),
                        "{} of {} was taken back and is still to be seen in {} in {}", name, word.owner, id,
                        posted->conversation);
        }
    }
    for (const auto& posted : platform_.posted()) {
        if (posted.deleted) continue;
        for (const auto& name : words_in(posted.text)) {
            const auto& word = words_.at(name);
            if (!word.withdrawn || owner_of_chat(posted.conversation) == word.owner || posted.only_for == word.owner) {
                continue;
            }
            judge_.that(Promise::taken_back, false, "{} of {} was taken back and came after that, in {} in {}", name,
                        word.owner, posted.id, posted.conversation);
        }
    }
}

}  // namespace goodturn::sim
