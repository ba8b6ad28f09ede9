#include "tests/sim/promises.hpp"

#include "core/chat/json.hpp"
#include "core/engine/texts.hpp"
#include "core/engine/turn.hpp"
#include "core/store/sealed.hpp"
#include "tests/support/show_text.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace goodturn::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view payload_purpose = "delivery.payload";

std::int64_t count(store::Database& db, std::string_view sql, std::initializer_list<store::Value> values = {}) {
    return db.integer(sql, values).value_or(0);
}

/// $1: now in milliseconds. What each of these counts is 0 when everything has ended.
struct Ending {
    std::string_view what;
    std::string_view sql;
};
// Repeating alarms go on, so there is always something new; nothing waits for longer than undelivered texts may, but
// for the end of a pause.
constexpr std::array endings{
    Ending{"a delivery", R"sql(SELECT count(*) FROM delivery JOIN person ON person.id = delivery.person_id
                               WHERE state <> 'done' AND created < $1 - 864000000
                                 AND COALESCE(person.paused_until, 0) < $1 - 864000000)sql"},
    Ending{"a dialog", R"sql(SELECT count(*) FROM dialog WHERE expires < $1 + 86400000)sql"},
    Ending{"an undo", R"sql(SELECT count(*) FROM undo WHERE at < $1)sql"},
    Ending{"an alarm", R"sql(SELECT count(*) FROM alarm WHERE rule IS NULL OR due <= $1)sql"},
    Ending{"a thank-you on its way",
           R"sql(SELECT count(*) FROM thanks_copy WHERE state IN ('held', 'waiting') AND at < $1)sql"},
};
constexpr std::array erasures{
    Ending{"a draft", R"sql(SELECT count(*) FROM thanks WHERE state = 'draft' AND at < $1)sql"},
    Ending{"a thank-you that was dropped or taken back",
           R"sql(SELECT count(*) FROM thanks WHERE state IN ('dropped', 'taken back') AND at < $1)sql"},
    Ending{"a note that was removed", R"sql(SELECT count(*) FROM help WHERE removed_at < $1)sql"},
    Ending{"the words of before an edit", R"sql(SELECT count(*) FROM help_words_before WHERE at < $1)sql"},
};

}  // namespace

void Promises::acknowledged(const engine::Intake& item, engine::Handled handled, Process& process) {
    std::string answer;
    if (!item.keys.empty()) {
        if (handled == engine::Handled::failed) {
            throw BrokenPromise("a command was acknowledged that failed: " + item.keys.front());
        }
        auto row = process.db().query(
            R"sql(SELECT delivery.id, delivery.payload FROM dedupe JOIN delivery ON delivery.id = dedupe.delivery_id
                  WHERE dedupe.id = $1)sql",
            {process.seal().number(item.keys.front())});
        if (row.next() && !row.null(1)) {
            const auto said = chat::message_from_json(words_.opened(process, row.text(1), payload_purpose));
            if (said) answer = support::to_text(*said);
            wishes_.answered(item, answer);
            wishes_.told(item.event.actor.value, row.integer(0), answer);
        }
        words_.acknowledged(item, answer, process);
    }
    wishes_.acknowledged(item, handled);
}

void Promises::handed_out(const chat::Outgoing& out, Process& process) {
    const auto kind = deliveries_.handed_out(out, process);
    sample_payload(out.delivery, process);
    const auto* post = std::get_if<chat::Post>(&out.intent);
    const auto* edit = std::get_if<chat::Edit>(&out.intent);
    if (post == nullptr && edit == nullptr) return;
    std::string account;
    if (const auto* direct = std::get_if<chat::DirectTo>(&out.address)) account = direct->account.value;
    if (const auto* one = std::get_if<chat::PrivateIn>(&out.address)) account = one->account.value;
    if (account.empty()) return;
    const std::string text = support::to_text(post != nullptr ? post->message : edit->message);
    wishes_.told(account, out.delivery, text);
    taken_out(text);
    for (const auto& word : words_in(text)) {
        const auto& owner = words_.owner(word);
        if (owner != account && !words_.has_arrived(word, account)) wishes_.passed_on(account, owner, word);
    }
    // What may have arrived and was taken back goes once more, at any time, for the sake of its receipt.
    const bool receipt_only = text == engine::texts::taken_back.english;
    if (post != nullptr && !receipt_only && kind != static_cast<std::int64_t>(engine::Kind::answer)) {
        wishes_.written_to(account, kind, process.known_now());
    }
}

/// Whom a note of just now is about is gone, or is no person.
void Promises::taken_out(const std::string& text) {
    if (text.contains("So I took your note out again")) words_.touched(text);
}

void Promises::refused(const chat::Outgoing& out) {
    const auto* direct = std::get_if<chat::DirectTo>(&out.address);
    if (direct != nullptr)
        words_.refused(direct->account.value, support::to_text(std::get<chat::Post>(out.intent).message));
}

void Promises::seen(const Posted& posted, bool first) {
    words_.seen(posted, first);
    if (first) deliveries_.seen(posted);
}

void Promises::logged(const std::string& line) {
    words_.logged(line);
    if (line.contains(" failed: ")) throw BrokenPromise("something threw: " + line);
}

void Promises::check_store(Process& process, Disk& disk) {
    auto& db = process.db();
    const auto problem = db.integrity_problem();
    judge_.that(Promise::whole, problem.empty(), "{}", problem);
    // Who is to be told may not have been yet.
    auto row =
        process.db().query(R"sql(SELECT payload FROM delivery WHERE state <> 'done' AND payload IS NOT NULL)sql");
    while (row.next()) {
        const auto said = chat::message_from_json(words_.opened(process, row.text(0), payload_purpose));
        if (said) taken_out(support::to_text(*said));
    }
    words_.check_store(process, disk);
    deliveries_.check_store(process);
    deliveries_.check_taken_back(process);
    judge_.that(Promise::erased,
                count(db, R"sql(SELECT count(*) FROM delivery WHERE state = 'done' AND payload IS NOT NULL)sql") == 0,
                "a text was kept that had been sent");
    judge_.that(Promise::erased, count(db, R"sql(SELECT count(*) FROM thanks WHERE item_id IS NOT NULL AND NOT EXISTS
                                    (SELECT 1 FROM round_item WHERE thanks_id = thanks.id))sql") == 0,
                "a thank-you was kept that its round took back");
}

/// Of what was handed out since the bot started, some.
void Promises::sample_payload(std::int64_t delivery, Process& process) {
    constexpr std::size_t samples = 64;
    constexpr std::size_t enough = 32;  // random from its first letter on
    if (payloads_.size() == samples) return;
    auto row =
        process.db().query(R"sql(SELECT payload FROM delivery WHERE id = $1 AND payload IS NOT NULL)sql", {delivery});
    if (row.next()) payloads_.emplace(delivery, row.text(0).substr(0, enough));
}

void Promises::stopping(Process& process) {
    std::erase_if(payloads_, [&](const auto& sampled) {
        return count(process.db(), R"sql(SELECT id FROM delivery WHERE id = $1 AND payload IS NOT NULL)sql",
                     {sampled.first}) != 0;
    });
}

void Promises::stopped(const Disk& disk) {
    // On a disk that fails, what was written last stays beside the database until the next time.
    if (disk.fault() == Disk::Fault::none) {
        for (const auto& [delivery, sealed] : payloads_) ++(disk.holds(sealed) ? left_over_ : overwritten_);
        // SQLite overwrites what it deletes, but now and then an older place of it stays in the unused part of a page
        // (SECURITY.md): seldom, and not as a rule.
        judge_.that(Promise::erased, left_over_ <= 5 + overwritten_ / 50, "{} of {} erased texts are still on the disk",
                    left_over_, left_over_ + overwritten_);
    }
    payloads_.clear();
}

void Promises::check_ended(Process& process) {
    auto& db = process.db();
    const auto now = process.now().time_since_epoch().count();
    judge_.that(Promise::ended, platform_.unacknowledged() == 0, "an event was never acknowledged");
    for (const auto& [what, sql] : endings) {
        judge_.that(Promise::ended, count(db, sql, {now}) == 0, "{} never ended", what);
    }
    for (const auto& [what, sql] : erasures) {
        judge_.that(Promise::erased, count(db, sql, {now}) == 0, "{} is still kept", what);
    }
    words_.check_ended();
    deliveries_.check_ended(process);
    auto row = db.query(
        R"sql(SELECT view.remote_id, trial_note.number FROM view JOIN trial_note ON trial_note.id = view.subject
              WHERE view.name = 'trial.count' AND view.remote_id IS NOT NULL)sql");
    while (row.next()) {
        const Posted* posted = platform_.find(row.text(0));
        judge_.that(Promise::ended, posted != nullptr, "a live view became a message that is not there");
        const std::string wanted = "count " + std::to_string(row.integer(1));
        judge_.that(Promise::ended, posted->deleted || posted->text.starts_with(wanted),
                    "a live view shows {} and not {}", posted->text, wanted);
    }
}

}  // namespace goodturn::sim
