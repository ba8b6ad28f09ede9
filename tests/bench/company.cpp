#include "tests/bench/company.hpp"

#include "bot/practices.hpp"
#include "core/engine/instants.hpp"
#include "core/engine/line.hpp"
#include "core/schedule/zone.hpp"

#include <array>
#include <fstream>
#include <stdexcept>

namespace goodturn::bench {
namespace {

using engine::millis;

const chat::SpaceId space{"bench"};
const std::string seal_key(32, 'k');
constexpr auto between_helps = std::chrono::days(28);
constexpr std::int64_t in_a_team = 10;
constexpr std::array<std::string_view, 8> zones{"Europe/Lisbon",     "Europe/Berlin",      "America/New_York",
                                                "America/Sao_Paulo", "Asia/Kolkata",       "Asia/Tokyo",
                                                "Australia/Sydney",  "America/Los_Angeles"};
constexpr std::string_view words =
    "finding out why the nightly import of the customers' addresses had stopped, and putting it right";

std::string direct_chat(std::int64_t person) {
    return "dm:" + account(person);
}

/// Ten people share a given name.
std::string given_name(std::int64_t person) {
    static constexpr std::array<std::string_view, 10> syllables{"an", "be", "ki", "lo", "mu",
                                                                "na", "ro", "sa", "ti", "vo"};
    std::string name;
    for (auto rest = person / 10; rest > 0; rest /= 10) name += syllables.at(static_cast<std::size_t>(rest % 10));
    name = name.empty() ? "ada" : name;
    name.front() = static_cast<char>(name.front() - 'a' + 'A');
    return name;
}

std::string whole_name(std::int64_t person) {
    return given_name(person) + " Sousa" + std::to_string(person);
}

/// Fills one company; every row has the columns that the engine writes.
class Filling {
public:
    Filling(store::Database& db, const Company& company) : db_(db), company_(company) {}

    void run() {
        store::Database::Transaction transaction(db_);
        space_ = db_.integer(R"sql(SELECT id FROM space WHERE remote_id = $1)sql", {space.value}).value_or(0);
        everybody_ = db_.new_id();
        db_.run(R"sql(INSERT INTO conversation (id, space_id, remote_id, name) VALUES ($1, $2, 'all', '#all'))sql",
                {everybody_, space_});
        for (std::int64_t person = 0; person < company_.people; ++person) add_person(person);
        for (int month = entries_each; month > 0; --month) {
            for (std::int64_t person = 0; person < company_.people; ++person) {
                const auto at = today - month * between_helps + std::chrono::minutes(person % 1440);
                add_help(person, month, at);
                if (month == 1) add_answer(person, at);
            }
        }
        transaction.commit();
    }

private:
    void add_person(std::int64_t person) {
        const auto id = db_.new_id();
        persons_.push_back(id);
        const auto name = whole_name(person);
        const auto given = given_name(person);
        const std::string_view zone =
            company_.zone.empty() ? zones.at(static_cast<std::size_t>(person) % zones.size()) : company_.zone;
        db_.run(
            R"sql(INSERT INTO person (id, name, given, zone, zone_known, zone_chosen, hours, reachable, is_bot, greeted,
                                      stopped, paused_until, date_order, home_space_id)
                  VALUES ($1, $2, $3, $4, 1, 0, NULL, 1, 0, 1, 0, NULL, 0, $5))sql",
            {id, name, given, zone, space_});
        const auto account_id = db_.new_id();
        db_.run(
            R"sql(INSERT INTO account (id, space_id, remote_id, person_id, name_key, given_key)
                  VALUES ($1, $2, $3, $4, $5, $6))sql",
            {account_id, space_, account(person), id, engine::folded(name), engine::folded(given)});
        if (person % in_a_team == 0) {
            team_ = db_.new_id();
            const auto team = "team-" + std::to_string(person / in_a_team);
            db_.run(R"sql(INSERT INTO conversation (id, space_id, remote_id, name) VALUES ($1, $2, $3, $3))sql",
                    {team_, space_, team});
        }
        for (const auto conversation : {team_, add_direct_chat(person), everybody_}) {
            db_.run(
                R"sql(INSERT INTO member (id, conversation_id, account_id, name_key, given_key)
                      VALUES ($1, $2, $3, $4, $5))sql",
                {db_.new_id(), conversation, account_id, engine::folded(name), engine::folded(given)});
        }
        add_round(id, zone);
    }

    std::int64_t add_direct_chat(std::int64_t person) {
        const auto id = db_.new_id();
        db_.run(R"sql(INSERT INTO conversation (id, space_id, remote_id, name) VALUES ($1, $2, $3, ''))sql",
                {id, space_, direct_chat(person)});
        return id;
    }

    void add_round(std::int64_t person, std::string_view zone) {
        const schedule::Rule rule{.kind = schedule::Rule::Kind::last_friday, .time = std::chrono::hours(10)};
        db_.run(
            R"sql(INSERT INTO thanker (id, person_id, round, minute, every, since, reactions, told)
                  VALUES ($1, $2, 'on', 600, 1, $3, 0, 0))sql",
            {db_.new_id(), person, millis(today - entries_each * between_helps)});
        const auto day = schedule::to_local("UTC", today).day;
        const auto due = schedule::next(rule, zone, {}, {}, day).value_or(schedule::Occurrence{});
        db_.run(
            R"sql(INSERT INTO alarm (id, name, person_id, subject, rule, day, due)
                  VALUES ($1, 'round', $2, 0, $3, $4, $5))sql",
            {db_.new_id(), person, schedule::to_text(rule), schedule::iso(due.day), millis(due.at)});
    }

    void add_help(std::int64_t person, int month, chat::Instant at) {
        const auto id = db_.new_id();
        const auto helper = person / in_a_team * in_a_team + (person + month) % in_a_team;
        db_.run(
            R"sql(INSERT INTO help (id, note_id, owner_id, helper_id, at, what, link, dropped)
                  VALUES ($1, $1, $2, $3, $4, $5, '', 0))sql",
            {id, persons_.at(static_cast<std::size_t>(person)),
             persons_.at(static_cast<std::size_t>(helper == person ? person / in_a_team * in_a_team : helper)),
             millis(at), seal().seal(words, "help.what")});
    }

    void add_answer(std::int64_t number, chat::Instant at) {
        const auto id = db_.new_id();
        const auto person = persons_.at(static_cast<std::size_t>(number));
        const auto lane = std::to_string(space_) + "/p" + std::to_string(person);
        const auto key = "answer " + std::to_string(number);
        db_.run(
            R"sql(INSERT INTO delivery (id, space_id, person_id, kind, intent, audience, conversation, thread, target,
                                        lane, route, view_id, payload, state, in_flight, outcome, attempt, created, due,
                                        not_after, done_at, remote_id, held, first_try)
                  VALUES ($1, $2, $3, 0, 'post', 'direct', '', '', '', $4, '', NULL, NULL, 'done', 0, 'sent', 1, $5, $5,
                          NULL, $5, $6, 0, $5))sql",
            {id, space_, person, lane, millis(at), key});
        for (const std::string_view word : {"undo", "swap"}) {
            db_.run(
                R"sql(INSERT INTO action (id, person_id, view_id, delivery_id, name, args, args_key, item, word, emoji,
                                          open, created) VALUES ($1, $2, NULL, $3, $4, $5, $6, 0, $4, '🔁', 1, $7))sql",
                {db_.new_id(), person, id, word, seal().seal(key, "action.args"), seal().fingerprint(key), millis(at)});
        }
        db_.run(R"sql(INSERT INTO dedupe (id, day, delivery_id) VALUES ($1, $2, $3))sql",
                {seal().number(key), millis(at) / 86'400'000, id});
    }

    store::Database& db_;
    const Company& company_;
    std::int64_t space_ = 0;
    std::int64_t team_ = 0;
    std::int64_t everybody_ = 0;  ///< the channel of them all
    std::vector<std::int64_t> persons_;
};

engine::Intake fact(decltype(chat::Event::what) what) {
    return {{}, {.space = space, .actor = {}, .place = {}, .at = today, .route = {}, .what = std::move(what)}, {}};
}

chat::Words typed(Command what, std::int64_t person) {
    const auto helper = person / in_a_team * in_a_team + (person + 1) % in_a_team;
    const std::string helped = " helped me with " + std::string(words);
    switch (what) {
        case Command::helped:
            return {chat::Named{{account(helper)}, whole_name(helper)}, helped};
        case Command::helped_by_name:
            return {whole_name(helper) + helped};
        case Command::log:
            break;
    }
    return {"log"};
}

}  // namespace

const store::Seal& seal() {
    static const store::Seal one(seal_key);
    return one;
}

engine::Options options() {
    engine::Options options;
    options.spread = std::chrono::milliseconds(0);
    return options;
}

std::string account(std::int64_t person) {
    return "p" + std::to_string(person);
}

void fill(const Company& company) {
    remove(company);
    store::Database db({.path = company.file});
    engine::Engine engine(db, seal(), options(), bot::practices());
    const std::vector<engine::Intake> seen{fact(chat::SpaceSeen{
        .name = "Bench", .bot = {"goodturn"}, .can = {.buttons = true, .forms = true, .ephemeral = true}})};
    if (engine.step(seen, {}, today, 0).handled.front() != engine::Handled::done)
        throw std::runtime_error("the space was not taken");
    Filling(db, company).run();
    const auto key_file = company.file.string() + ".key";
    std::ofstream(key_file) << seal_key;
    std::filesystem::permissions(key_file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    // The first start of all: what is measured later is any other one.
    engine.recover(today);
}

Company copy(const Company& company, const std::string& name) {
    Company other = company;
    other.file.replace_filename(name);
    remove(other);
    std::filesystem::copy_file(company.file, other.file);
    return other;
}

void remove(const Company& company) {
    for (const auto* const ending : {"", "-wal", ".key"}) std::filesystem::remove(company.file.string() + ending);
}

std::vector<engine::Intake> commands(Command what, std::int64_t people, std::int64_t first, std::int64_t count,
                                     chat::Instant now) {
    constexpr std::int64_t prime = 7919;  // no neighbours in a row, and everybody once
    std::vector<engine::Intake> items;
    for (auto number = first; number < first + count; ++number) {
        const auto person = number * prime % people;
        const auto name = std::to_string(number);
        items.push_back({{"bench:" + name},
                         {.space = space,
                          .actor = {account(person)},
                          .place = {{direct_chat(person)}, {}, true},
                          .at = now,
                          .route = {},
                          .what = chat::Typed{.words = typed(what, person), .message = {"t" + name}}},
                         {}});
    }
    return items;
}

Bot::Bot(const Company& company) : db_({.path = company.file}), engine_(db_, seal(), options(), bot::practices()) {
    engine_.recover(now_);
}

engine::Step Bot::step(std::vector<engine::Intake> items, std::size_t room) {
    auto step = engine_.step(items, outcomes_, now_, room);
    for (const auto handled : step.handled) {
        if (handled != engine::Handled::done) throw std::runtime_error("an event failed: " + step.log.front());
    }
    outcomes_.clear();
    for (const auto& out : step.outgoing) {
        outcomes_.push_back({out.delivery, chat::Receipt{{"dm"}, {"m" + std::to_string(out.delivery)}}});
    }
    return step;
}

}  // namespace goodturn::bench
