#include "adapters/web/chat_server.hpp"

#include "adapters/web/sample.hpp"
#include "adapters/web/texts.hpp"
#include "core/chat/json.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

namespace goodturn::web {
namespace {

constexpr std::array migrations{store::Migration{"page 1", R"sql(
CREATE TABLE meta (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL
);
CREATE TABLE message (
    id BIGINT PRIMARY KEY,
    seq BIGINT NOT NULL UNIQUE,
    conversation TEXT NOT NULL,
    author TEXT NOT NULL,
    only_for TEXT NOT NULL,
    at BIGINT NOT NULL,
    content TEXT NOT NULL,
    edited BIGINT NOT NULL DEFAULT 0,
    deleted BIGINT NOT NULL DEFAULT 0,
    delivery BIGINT UNIQUE
);
CREATE TABLE reaction (
    id BIGINT PRIMARY KEY,
    message BIGINT NOT NULL REFERENCES message (id),
    emoji TEXT NOT NULL,
    account TEXT NOT NULL,
    UNIQUE (message, emoji, account)
);
CREATE TABLE command (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    log BIGINT NOT NULL
);
CREATE TABLE log (
    id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    frame TEXT NOT NULL,
    message BIGINT REFERENCES message (id),
    mark BIGINT NOT NULL
);
CREATE INDEX log_message ON log (message);
)sql"}};

constexpr std::size_t max_snapshot = 1'048'576;
/// What people look at is new: the rest of the chat is read only to be shown once.
constexpr int cache_kib = 1024;

constexpr std::string_view blank = " \t\r\n";

std::string random_hex() {
    std::array<unsigned char, 16> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    std::array<char, 33> hex{};
    return sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
}

std::int64_t ms(chat::Instant at) {
    return at.time_since_epoch().count();
}

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool is_blank(const chat::Words& words) {
    return std::ranges::all_of(words, [](const chat::Word& word) {
        const auto* text = std::get_if<std::string>(&word);
        return text != nullptr && text->find_first_not_of(blank) == std::string::npos;
    });
}

/// The bot reads its chats and the channel, but not what a pair writes to each other.
bool bot_reads(const Conversation& conversation) {
    return conversation.kind != ConversationKind::pair;
}

}  // namespace

ChatServer::ChatServer(const std::filesystem::path& file, std::string_view command)
    : db_({.path = file, .cache_kib = cache_kib}), root_(fmt::format("/{}", command)) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
    db_.migrate(migrations);
    if (!meta("token").empty()) return;
    store::Database::Transaction transaction(db_);
    set_meta("token", random_hex());
    set_meta("look", name(Look::slack));
    transaction.commit();
}

// What is kept about the chat as a whole.

std::string ChatServer::meta(std::string_view key) {
    auto rows = db_.query(R"sql(SELECT value FROM meta WHERE name = $1)sql", {key});
    return rows.next() ? rows.text(0) : std::string();
}

void ChatServer::set_meta(std::string_view key, std::string_view value) {
    db_.run(R"sql(
        INSERT INTO meta (id, name, value) VALUES ($1, $2, $3)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value)sql",
            {db_.new_id(), key, value});
}

std::string ChatServer::token() {
    return meta("token");
}

std::string ChatServer::generation() {
    return meta("generation");
}

Look ChatServer::look() {
    return look_named(meta("look")).value_or(Look::slack);
}

std::int64_t ChatServer::clock_offset_ms() {
    return number(meta("clock_offset_ms")).value_or(0);
}

void ChatServer::set_clock_offset_ms(std::int64_t offset) {
    store::Database::Transaction transaction(db_);
    set_meta("clock_offset_ms", std::to_string(offset));
    transaction.commit();
}

void ChatServer::furnish(chat::Instant now) {
    if (!generation().empty()) return;
    store::Database::Transaction transaction(db_);
    begin_generation(now);
    transaction.commit();
}

void ChatServer::begin_generation(chat::Instant now) {
    set_meta("generation", random_hex());
    auto at = now - std::chrono::hours(2);
    for (const auto& [by, line] : channel_talk) {
        insert(channel_id, by, {}, chat::to_json(words_of(line)), at, std::nullopt);
        at += std::chrono::minutes(13);
    }
}

void ChatServer::start_over(const std::vector<std::string>& command_ids, chat::Instant now) {
    store::Database::Transaction transaction(db_);
    db_.run(R"sql(DELETE FROM log)sql");
    db_.run(R"sql(DELETE FROM command)sql");
    db_.run(R"sql(DELETE FROM reaction)sql");
    db_.run(R"sql(DELETE FROM message)sql");
    begin_generation(now);
    for (const auto& id : command_ids) count_as_done(id, 0);
    transaction.commit();
}

bool ChatServer::bot_has_spoken() {
    return db_.integer(R"sql(SELECT id FROM message WHERE delivery > 0 LIMIT 1)sql").has_value();
}

// Commands.

std::optional<std::int64_t> ChatServer::carried_out(std::string_view command_id) {
    return db_.integer(R"sql(SELECT log FROM command WHERE name = $1)sql", {command_id});
}

void ChatServer::count_as_done(std::string_view command_id, std::int64_t log) {
    db_.run(R"sql(INSERT INTO command (id, name, log) VALUES ($1, $2, $3))sql", {db_.new_id(), command_id, log});
}

void ChatServer::remember(std::string_view command_id) {
    store::Database::Transaction transaction(db_);
    if (!carried_out(command_id)) count_as_done(command_id, 0);
    transaction.commit();
}

std::expected<Carried, std::string_view> ChatServer::carry_out(const Command& command, std::string_view frame,
                                                               chat::Instant now) {
    store::Database::Transaction transaction(db_);
    if (const auto log = carried_out(command.id)) return Carried{.log = *log};
    auto carried = apply(command, frame, now);
    if (!carried) return carried;
    count_as_done(command.id, carried->log);
    transaction.commit();
    return carried;
}

std::expected<Carried, std::string_view> ChatServer::apply(const Command& command, std::string_view frame,
                                                           chat::Instant now) {
    if (const auto* what = std::get_if<Say>(&command.what)) return say(command, *what, frame, now);
    if (const auto* what = std::get_if<EditOwn>(&command.what)) return edit(command, *what, frame, now);
    if (const auto* what = std::get_if<Press>(&command.what)) return press(command, *what, frame, now);
    if (const auto* what = std::get_if<ReactTo>(&command.what)) return react(command, *what, frame, now);
    if (const auto* what = std::get_if<SetLook>(&command.what)) return set_look(*what, frame, now);
    return Carried{.log = append(frame, now, std::nullopt)};
}

std::expected<Carried, std::string_view> ChatServer::say(const Command& command, const Say& what,
                                                         std::string_view frame, chat::Instant now) {
    const Conversation* place = conversation(what.in);
    if (place == nullptr || !is_member(*place, command.as)) return std::unexpected(texts::not_a_member);
    if (is_blank(what.words)) return std::unexpected(texts::nothing_to_say);
    const bool addressed = is_root_command(what.words);
    Carried carried;
    carried.change.messages.push_back(insert(what.in, command.as, addressed ? std::string_view(command.as) : "",
                                             chat::to_json(what.words), now, std::nullopt));
    if (addressed || bot_reads(*place)) {
        carried.log = append(frame, now, carried.change.messages.back().id, addressed ? Mark::addressed : Mark::none);
    }
    return carried;
}

std::expected<Carried, std::string_view> ChatServer::edit(const Command& command, const EditOwn& what,
                                                          std::string_view frame, chat::Instant now) {
    const auto old = message(what.message);
    if (!old || old->deleted) return std::unexpected(texts::not_there);
    if (old->by != command.as) return std::unexpected(texts::not_yours);
    if (is_blank(what.words)) return std::unexpected(texts::nothing_to_say);
    db_.run(R"sql(UPDATE message SET content = $2, edited = 1 WHERE id = $1)sql", {old->id, chat::to_json(what.words)});
    const bool addressed = !old->only_for.empty() && is_root_command(what.words);
    Carried carried{.change = {.messages = {touched(old->id)}}};
    if (addressed || bot_reads(*conversation(old->in)))
        carried.log = append(frame, now, old->id, addressed ? Mark::addressed : Mark::none);
    return carried;
}

std::expected<Carried, std::string_view> ChatServer::press(const Command& command, const Press& what,
                                                           std::string_view frame, chat::Instant now) {
    const auto pressed = visible(what.message, what.in, command.as);
    if (!pressed || pressed->by != bot_account) return std::unexpected(texts::not_there);
    return Carried{.log = append(frame, now, pressed->id)};
}

std::expected<Carried, std::string_view> ChatServer::react(const Command& command, const ReactTo& what,
                                                           std::string_view frame, chat::Instant now) {
    const auto target = visible(what.message, what.in, command.as);
    if (!target) return std::unexpected(texts::not_there);
    if (!set_reaction(target->id, what.emoji, command.as, what.added)) return Carried{};
    Carried carried{.change = {.messages = {touched(target->id)}}};
    if (bot_reads(*conversation(target->in))) carried.log = append(frame, now, target->id);
    return carried;
}

Carried ChatServer::set_look(const SetLook& what, std::string_view frame, chat::Instant now) {
    if (look() == what.look) return {};
    set_meta("look", name(what.look));
    return {.log = append(frame, now, std::nullopt), .change = {.look = what.look}};
}

Carried ChatServer::fill(std::string_view command_id, chat::Instant now) {
    store::Database::Transaction transaction(db_);
    if (const auto log = carried_out(command_id)) return {.log = *log};
    Carried carried;
    // Twice the same month would be every help twice.
    if (meta("filled") == generation()) return carried;
    set_meta("filled", generation());
    for (const auto& [at, by, words] : month_of_helps(now)) {
        const Say say{bot_chat(by), words};
        auto& messages = carried.change.messages;
        messages.push_back(insert(say.in, by, {}, chat::to_json(words), at, std::nullopt));
        carried.log = append(say_frame(command_id, by, say), at, messages.back().id, Mark::retold);
    }
    count_as_done(command_id, carried.log);
    transaction.commit();
    return carried;
}

bool ChatServer::is_root_command(const chat::Words& words) {
    if (words.empty() || look() != Look::slack) return false;
    const auto* first = std::get_if<std::string>(&words.front());
    if (first == nullptr || !first->starts_with(root_)) return false;
    return first->size() == root_.size() || blank.contains((*first)[root_.size()]);
}

// Messages.

Said ChatServer::insert(std::string_view in, std::string_view by, std::string_view only_for, std::string_view content,
                        chat::Instant at, std::optional<std::int64_t> delivery) {
    const std::int64_t id = db_.new_id();
    db_.run(R"sql(
        INSERT INTO message (id, seq, conversation, author, only_for, at, content, delivery)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql",
            {id, id, in, by, only_for, ms(at), content, store::maybe(delivery)});
    return existing(id);
}

Said ChatServer::read(const store::Rows& row) {
    Said said{.seq = row.integer(0),
              .id = row.integer(1),
              .in = row.text(2),
              .by = row.text(3),
              .only_for = row.text(4),
              .at = chat::Instant(std::chrono::milliseconds(row.integer(5))),
              .content = row.text(6),
              .edited = row.flag(7),
              .deleted = row.flag(8),
              .reactions = {}};
    auto reactions =
        db_.query(R"sql(SELECT emoji, account FROM reaction WHERE message = $1 ORDER BY id)sql", {said.id});
    while (reactions.next()) said.reactions.emplace_back(reactions.text(0), reactions.text(1));
    return said;
}

std::optional<Said> ChatServer::message(std::int64_t id) {
    auto rows = db_.query(R"sql(
        SELECT seq, id, conversation, author, only_for, at, content, edited, deleted FROM message WHERE id = $1)sql",
                          {id});
    if (!rows.next()) return std::nullopt;
    return read(rows);
}

Said ChatServer::existing(std::int64_t id) {
    auto found = message(id);
    if (!found) throw std::logic_error("a message that was just written is not there");
    return *std::move(found);
}

std::optional<Said> ChatServer::visible(std::int64_t id, std::string_view in, std::string_view account) {
    auto found = message(id);
    if (!found || found->deleted || found->in != in) return std::nullopt;
    if (!found->only_for.empty() && found->only_for != account) return std::nullopt;
    if (!is_member(*conversation(in), account)) return std::nullopt;
    return found;
}

Said ChatServer::touched(std::int64_t id) {
    db_.run(R"sql(UPDATE message SET seq = $2 WHERE id = $1)sql", {id, db_.new_id()});
    return existing(id);
}

bool ChatServer::set_reaction(std::int64_t message, std::string_view emoji, std::string_view account, bool added) {
    if (added) {
        return db_.run(R"sql(
            INSERT INTO reaction (id, message, emoji, account) VALUES ($1, $2, $3, $4)
            ON CONFLICT (message, emoji, account) DO NOTHING)sql",
                       {db_.new_id(), message, emoji, account}) > 0;
    }
    return db_.run(R"sql(DELETE FROM reaction WHERE message = $1 AND emoji = $2 AND account = $3)sql",
                   {message, emoji, account}) > 0;
}

Snapshot ChatServer::snapshot(std::int64_t after) {
    Snapshot snapshot{.look = look(), .generation = generation(), .messages = {}};
    auto rows = db_.query(R"sql(
        SELECT seq, id, conversation, author, only_for, at, content, edited, deleted FROM message
        WHERE seq > $1 ORDER BY seq DESC)sql",
                          {after});
    for (std::size_t size = 0; size < max_snapshot && rows.next();) {
        snapshot.messages.push_back(read(rows));
        size += snapshot.messages.back().content.size();
    }
    std::ranges::reverse(snapshot.messages);
    return snapshot;
}

// The log.

std::int64_t ChatServer::append(std::string_view frame, chat::Instant at, std::optional<std::int64_t> message,
                                Mark mark) {
    const std::int64_t seq = db_.new_id();
    db_.run(R"sql(INSERT INTO log (id, at, frame, message, mark) VALUES ($1, $2, $3, $4, $5))sql",
            {seq, ms(at), frame, store::maybe(message), static_cast<std::int64_t>(mark)});
    return seq;
}

LogPage ChatServer::log_after(std::int64_t seq, std::int64_t limit) {
    LogPage page{.entries = {}, .last = seq};
    auto rows = db_.query(R"sql(
        SELECT log.id, log.at, log.frame, log.message, log.mark, message.conversation, message.author
        FROM log LEFT JOIN message ON message.id = log.message
        WHERE log.id > $1 ORDER BY log.id LIMIT $2)sql",
                          {seq, limit});
    while (rows.next()) {
        page.last = rows.integer(0);
        auto frame = decode(rows.text(2));
        // Only what decode() accepted was written; another version of the program may have accepted more.
        if (!frame || !std::holds_alternative<Command>(*frame)) continue;
        Logged entry{.seq = page.last,
                     .command = std::get<Command>(std::move(*frame)),
                     .at = chat::Instant(std::chrono::milliseconds(rows.integer(1))),
                     .in = rows.text(5),
                     .message = {rows.null(3) ? "" : std::to_string(rows.integer(3))},
                     .author = {rows.text(6)},
                     .mark = static_cast<Mark>(rows.integer(4))};
        if (entry.in.empty() && !entry.command.as.empty()) entry.in = bot_chat(entry.command.as);
        page.entries.push_back(std::move(entry));
    }
    return page;
}

void ChatServer::forget_log(std::int64_t seq) {
    db_.run(R"sql(DELETE FROM log WHERE id <= $1)sql", {seq});
}

}  // namespace goodturn::web
