#include "tests/sim/promises.hpp"

#include "core/gratitude/common.hpp"
#include "core/schedule/hours.hpp"
#include "core/store/sealed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace goodturn::sim {
namespace {

using namespace std::chrono_literals;

/// With a sign that what is sealed never has, so that it is not found there by chance.
constexpr std::string_view mark = "zq~zq";
constexpr std::int64_t delivery_kind = 1;
constexpr std::int64_t nudge_kind = 3;

[[noreturn]] void broken(const std::string& promise) {
    throw BrokenPromise(promise);
}

std::int64_t count(store::Database& db, std::string_view sql, std::initializer_list<store::Value> values = {}) {
    return db.integer(sql, values).value_or(0);
}

}  // namespace

std::vector<std::string> words_in(std::string_view text) {
    std::vector<std::string> found;
    for (auto at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1)) {
        auto end = at + mark.size();
        while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end])) != 0) ++end;
        if (end < text.size() && text[end] == 'z') found.emplace_back(text.substr(at, end + 1 - at));
    }
    return found;
}

std::string Promises::new_word(const std::string& owner, std::set<std::string> named) {
    std::string word = fmt::format("{}{}z", mark, ++made_);
    words_[word] = {.owner = owner, .named = std::move(named), .arrived = {}};
    // A "send" that is still under way may come after it and mean it.
    words_[word].agreed = words_[word].to_channel = !changing_[owner].empty();
    auto& newest = newest_[owner];
    newest.push_back(word);
    if (newest.size() > 20) newest.pop_front();
    return word;
}

void Promises::will_be_noted(const std::string& key, const std::string& word) {
    noting_[key] = word;
    if (!changing_[words_.at(word).owner].empty()) words_.at(word).touched = true;
}

void Promises::touched(std::string_view text) {
    for (const auto& word : words_in(text)) words_.at(word).touched = true;
}

void Promises::touched_newest(const std::string& owner, const std::string& key) {
    for (const auto& word : newest_[owner]) words_.at(word).touched = true;
    changing_[owner].insert(key);
}

void Promises::agreed(const std::string& owner, std::string_view text, bool to_channel) {
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
    }
}

std::set<std::string> Promises::named_in(std::string_view text) const {
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

void Promises::acknowledged(const engine::Intake& item, engine::Handled handled, Process& process) {
    if (item.keys.empty()) return;  // a fact, told again at every start
    if (handled == engine::Handled::failed) broken("a command was acknowledged that failed: " + item.keys.front());
    for (auto& [owner, keys] : changing_) keys.erase(item.keys.front());
    const auto noting = noting_.find(item.keys.front());
    if (noting == noting_.end()) return;
    auto& word = words_.at(noting->second);
    // It may have been the answer to a question, too old, or about somebody unknown: then it was answered so.
    word.noted = helps(process).contains(noting->second);
    word.acknowledged = true;
    noting_.erase(noting);
}

void Promises::handed_out(const chat::Outgoing& out, Process& process) {
    if (!std::holds_alternative<chat::Post>(out.intent)) return;
    auto row = process.db().query(R"sql(SELECT kind, view_id FROM delivery WHERE id = $1)sql", {out.delivery});
    if (!row.next()) broken("something is sent that is not in the outbox");
    kind_of_[out.delivery] = {row.integer(0), !row.null(1)};
    if (const auto* direct = std::get_if<chat::DirectTo>(&out.address)) {
        const auto& account = direct->account.value;
        blocked_by_[account] = blocked(account, process);
        if (row.integer(0) == nudge_kind) check_nudge(account, out.delivery, process);
    }
}

std::set<std::string> Promises::blocked(const std::string& account, Process& process) {
    std::set<std::string> senders;
    auto row = process.db().query(
        R"sql(SELECT theirs.remote_id FROM blocked JOIN account mine ON mine.person_id = blocked.person_id
                  JOIN account theirs ON theirs.person_id = blocked.sender_id
              WHERE mine.remote_id = $1)sql",
        {account});
    while (row.next()) senders.insert(row.text(0));
    return senders;
}

void Promises::check_nudge(const std::string& account, std::int64_t delivery, Process& process) {
    auto row = process.db().query(
        R"sql(SELECT zone, hours, stopped, paused_until, reachable FROM person
              JOIN account ON account.person_id = person.id WHERE account.remote_id = $1)sql",
        {account});
    if (!row.next()) broken("a nudge for nobody");
    const auto hours = row.null(1) ? schedule::Hours{} : schedule::read_hours(row.text(1), {}).value();
    if (row.flag(2)) broken("a nudge for " + account + ", who said stop");
    if (!row.flag(4)) broken("a nudge for " + account + ", who can't be written to");
    if (!row.null(3) && process.now() < chat::Instant(std::chrono::milliseconds(row.integer(3)))) {
        broken("a nudge for " + account + " during their pause");
    }
    if (schedule::next_within(hours, {}, row.text(0), process.now()) != process.now()) {
        broken("a nudge for " + account + " outside their hours");
    }
    local_day_.emplace(delivery, LocalDay{row.text(0), schedule::to_local(row.text(0), process.now()).day});
}

void Promises::seen(const Posted& posted, bool first) {
    for (const auto& name : words_in(posted.text)) {
        may_read(name, posted.conversation, posted.only_for);
        const auto& word = words_.at(name);
        if (first && posted.text.starts_with("Noted, ") && word.acknowledged && !word.noted && !word.touched) {
            broken(name + " was called noted and is not in the store");
        }
    }
    if (!first) return;
    if (const auto [before, is_new] = message_of_.emplace(posted.delivery, posted.id); !is_new) {
        broken(fmt::format("delivery {} is seen twice, as {} and {}", posted.delivery, before->second, posted.id));
    }
    const auto kind = kind_of_.find(posted.delivery);
    if (kind == kind_of_.end()) broken("something is seen that was not sent");
    const std::string account(owner_of_chat(posted.conversation));
    if (kind->second.number == 0) {
        if (kind->second.view) return;  // it may have waited as another kind before it was asked for
        auto& newest = newest_answer_[posted.conversation];
        if (posted.delivery < newest) broken("an answer overtook another in " + posted.conversation);
        newest = posted.delivery;
        return;
    }
    if (!account.empty()) {
        check_crowd(account, posted.delivery, kind->second.number);
        check_arrived(posted);
    }
}

/// Never a burst, whatever was down for how long.
void Promises::check_crowd(const std::string& account, std::int64_t delivery, std::int64_t kind) {
    if (kind != nudge_kind && kind != delivery_kind) return;
    auto& crowd = crowd_[account];
    crowd.push_back(timeline_.now());
    std::erase_if(crowd, [&](chat::Instant at) { return at < timeline_.now() - 1h; });
    if (crowd.size() > 4) broken("a burst for " + account);
    if (kind != nudge_kind) return;
    // Whoever moves to another zone may live through a day or a week's end twice.
    auto& nudges = nudges_[account];
    nudges.push_back(local_day_.at(delivery));
    const auto& last = nudges.back();
    const auto monday = last.day - std::chrono::days(schedule::weekday_of(last.day));
    const auto of_week = std::ranges::count_if(
        nudges, [&](const LocalDay& other) { return other.zone == last.zone && other.day >= monday; });
    if (of_week > 2) broken(fmt::format("{} nudges in a week for {}", of_week, account));
    if (std::ranges::count(nudges, last) > 1) broken("two nudges in a day for " + account);
}

void Promises::check_arrived(const Posted& posted) {
    const std::string account(owner_of_chat(posted.conversation));
    if (posted.text.starts_with("reminder ") && !reminders_[account].insert(posted.text).second) {
        broken("twice for one local date: " + posted.text + " for " + account);
    }
    for (const auto& found : words_in(posted.text)) {
        auto& word = words_.at(found);
        if (word.owner == account) continue;
        if (blocked_by_[account].contains(word.owner)) broken(found + " reached somebody who blocked " + word.owner);
        const auto [before, is_new] = word.arrived.emplace(account, posted.id);
        if (!is_new) broken(found + " arrived twice: " + before->second + " and " + posted.id);
    }
}

void Promises::may_read(const std::string& name, const std::string& conversation, const std::string& only_for) {
    const auto found = words_.find(name);
    if (found == words_.end()) broken("a word that nobody wrote: " + name);
    const auto& word = found->second;
    const std::string reader = only_for.empty() ? std::string(owner_of_chat(conversation)) : only_for;
    if (reader == word.owner) return;
    const bool allowed = reader.empty() ? word.to_channel : word.agreed && word.named.contains(reader);
    if (allowed) return;
    broken(fmt::format("{} of {} is read by {}{}", name, word.owner, reader.empty() ? conversation : reader,
                       word.agreed ? "" : ", and its owner sent it to nobody"));
}

void Promises::shown(const std::string& account, const chat::Form& form) {
    for (const auto& field : form.fields) {
        for (const auto& word : words_in(field.initial)) may_read(word, direct_chat(account), {});
    }
}

void Promises::logged(const std::string& line) {
    if (line.contains(mark)) broken("a private word is in the log");
    if (line.contains(" failed: ")) broken("something threw: " + line);
}

std::map<std::string, std::int64_t> Promises::helps(Process& process) {
    std::map<std::string, std::int64_t> times;
    auto row = process.db().query(R"sql(SELECT what FROM help WHERE removed_at IS NULL AND what <> '')sql");
    while (row.next()) {
        for (const auto& word : words_in(process.seal().open(row.text(0), gratitude::help_what))) ++times[word];
    }
    return times;
}

void Promises::check_store(Process& process, Disk& disk) {
    if (const auto problem = process.db().integrity_problem(); !problem.empty()) broken("the store: " + problem);
    if (disk.holds(mark)) broken("a private word lies unsealed on the disk");
    if (count(process.db(), R"sql(SELECT id FROM delivery WHERE state = 'done' AND payload IS NOT NULL LIMIT 1)sql") >
        0) {
        broken("a text was kept that had been sent");
    }
    const auto noted = helps(process);
    for (const auto& [name, word] : words_) {
        const auto there = noted.find(name);
        const std::int64_t times = there == noted.end() ? 0 : there->second;
        if (times > 1) broken(fmt::format("{} of {} is noted {} times", name, word.owner, times));
        if (word.noted && !word.touched && times == 0) {
            broken(fmt::format("{} of {} was acknowledged and is not in the store", name, word.owner));
        }
    }
}

void Promises::sample_payloads(Process& process) {
    auto row = process.db().query(R"sql(SELECT id, payload FROM delivery WHERE payload IS NOT NULL LIMIT 20)sql");
    while (row.next()) payloads_.emplace(row.integer(0), row.text(1));
}

void Promises::check_erased(Process& process, Disk& disk) {
    auto& db = process.db();
    // SQLite overwrites what is deleted, but an older place of it may stay in the unused part of a page (SECURITY.md).
    // What counts are the pages' rows, and a copy holds nothing else.
    constexpr std::string_view copy = "copy";
    if (disk.fault() != Disk::Fault::none) return;
    db.run(R"sql(VACUUM INTO 'copy')sql");
    std::erase_if(payloads_, [&](const auto& sampled) {
        if (count(db, R"sql(SELECT id FROM delivery WHERE id = $1 AND payload IS NOT NULL)sql", {sampled.first}) != 0) {
            return false;
        }
        // Random from its first letter on, so that a part of it is enough.
        if (disk.holds(std::string_view(sampled.second).substr(0, 32), copy)) {
            broken("an erased payload is in the copy");
        }
        return true;
    });
    disk.erase(std::string(copy));
}

void Promises::check_ended(Process& process, const Platform& platform) {
    auto& db = process.db();
    if (platform.unacknowledged() > 0) broken("an event was never acknowledged");
    // Repeating alarms go on, so there is always something new; nothing waits for longer than undelivered texts may,
    // but for the end of a pause.
    constexpr auto longest_wait = 10 * 24h;
    if (count(db, R"sql(SELECT count(*) FROM delivery JOIN person ON person.id = delivery.person_id
                      WHERE state <> 'done' AND created < $1 AND COALESCE(person.paused_until, 0) < $1)sql",
              {(process.now() - longest_wait).time_since_epoch().count()}) > 0) {
        broken("a delivery never ended");
    }
    if (count(db, R"sql(SELECT count(*) FROM dialog)sql") > 0) broken("a dialog never ended");
    if (count(db, R"sql(SELECT count(*) FROM undo)sql") > 0) broken("an undo never ended");
    if (count(db, R"sql(SELECT count(*) FROM alarm WHERE rule IS NULL OR due <= $1)sql",
              {process.now().time_since_epoch().count()}) > 0) {
        broken("an alarm never ended");
    }
    if (count(db, R"sql(SELECT count(*) FROM thanks_copy WHERE state IN ('held', 'waiting'))sql") > 0) {
        broken("a thank-you is still on its way");
    }
    auto row = db.query(
        R"sql(SELECT view.remote_id, trial_note.number FROM view JOIN trial_note ON trial_note.id = view.subject
              WHERE view.name = 'trial.count' AND view.remote_id IS NOT NULL)sql");
    while (row.next()) {
        const auto posted = std::ranges::find(platform.posted(), row.text(0), &Posted::id);
        const std::string wanted = "count " + std::to_string(row.integer(1));
        if (posted == platform.posted().end()) broken("a live view became a message that is not there");
        if (!posted->deleted && !posted->text.starts_with(wanted)) {
            broken("a live view shows " + posted->text + " and not " + wanted);
        }
    }
}

}  // namespace goodturn::sim
