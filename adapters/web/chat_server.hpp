#pragma once

#include "adapters/web/frames.hpp"
#include "core/chat/outgoing.hpp"
#include "core/store/database.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goodturn::web {

/// What changed and has to be shown in every browser.
struct Change {
    std::vector<Said> messages{};
    std::optional<Look> look{};
};

/// What a command did, now or when it came before.
struct Carried {
    std::int64_t log = 0;  ///< its last entry in the log; 0: the bot is not concerned
    Change change{};       ///< empty if it came before
};

/// What the bot sent. `receipt` is the old one if the delivery came before.
struct Delivered {
    chat::Receipt receipt;
    Change change{};
};

/// One entry of the log.
/// How the bot is to take a logged line.
enum class Mark {
    none,
    addressed,  ///< begins with the root command, which means the bot
    retold,     ///< a sample of the past
};

struct Logged {
    std::int64_t seq = 0;
    Command command;
    chat::Instant at;
    std::string in;           ///< where it happened; empty for a look
    chat::MessageId message;  ///< that it made, changed or is about
    chat::AccountId author;   ///< of that message
    Mark mark = Mark::none;
};

struct LogPage {
    std::vector<Logged> entries;
    std::int64_t last = 0;  ///< how far it was read; entries that this program can't read are left out
};

struct Snapshot {
    Look look = Look::slack;
    std::string generation;
    std::vector<Said> messages;
};

/// The try-out page's small chat server, a homeserver to the bot: conversations, messages and reactions in a file of
/// its own, and the log of what the bot has to be told. Synchronous; belongs to one thread at a time. Throws
/// store::Error.
class ChatServer {
public:
    /// An empty path: in memory.
    ChatServer(const std::filesystem::path& file, std::string_view command);

    /// Part of the page's address; the same over restarts.
    [[nodiscard]] std::string token();
    /// Another one after every start over, and in every new file.
    [[nodiscard]] std::string generation();
    [[nodiscard]] Look look();
    [[nodiscard]] std::int64_t clock_offset_ms();
    void set_clock_offset_ms(std::int64_t offset);

    /// The first messages, if nothing was ever said here.
    void furnish(chat::Instant now);
    /// Grows with every row that is written.
    [[nodiscard]] std::int64_t changes() const { return db_.total_changes(); }
    /// True if the bot ever said something.
    [[nodiscard]] bool bot_has_spoken();

    /// What people do in the chat: say, edit, press, submit, react, open, look. Or a sentence that refuses it. `frame`
    /// is the command as it came.
    [[nodiscard]] std::expected<Carried, std::string_view> carry_out(const Command& command, std::string_view frame,
                                                                     chat::Instant now);
    /// A sample month of helps in the people's chats with the bot, dated over the four weeks before `now`.
    [[nodiscard]] Carried fill(std::string_view command_id, chat::Instant now);
    /// Forgets everything that was said and logged. The commands count as carried out.
    void start_over(const std::vector<std::string>& command_ids, chat::Instant now);
    /// For commands that are carried out elsewhere: that they were. carried_out() is the last entry in the log.
    [[nodiscard]] std::optional<std::int64_t> carried_out(std::string_view command_id);
    void remember(std::string_view command_id);

    /// What the bot says, does once per Outgoing::delivery.
    [[nodiscard]] std::expected<Delivered, chat::SendFailure> send(const chat::Outgoing& what, chat::Instant now);

    /// Messages that changed after `after`, in that order: the newest 1 MiB of them.
    [[nodiscard]] Snapshot snapshot(std::int64_t after);
    [[nodiscard]] LogPage log_after(std::int64_t seq, std::int64_t limit);
    /// The bot has everything up to `seq` for good.
    void forget_log(std::int64_t seq);

private:
    using Result = std::expected<Carried, std::string_view>;
    std::string meta(std::string_view key);
    void set_meta(std::string_view key, std::string_view value);
    void begin_generation(chat::Instant now);

    void count_as_done(std::string_view command_id, std::int64_t log);
    Result apply(const Command& command, std::string_view frame, chat::Instant now);
    Result say(const Command& command, const Say& what, std::string_view frame, chat::Instant now);
    Result edit(const Command& command, const EditOwn& what, std::string_view frame, chat::Instant now);
    Result press(const Command& command, const Press& what, std::string_view frame, chat::Instant now);
    Result react(const Command& command, const ReactTo& what, std::string_view frame, chat::Instant now);
    Carried set_look(const SetLook& what, std::string_view frame, chat::Instant now);
    bool is_root_command(const chat::Words& words);

    std::expected<Delivered, chat::SendFailure> post(const chat::Outgoing& what, chat::Instant now);
    std::expected<Delivered, chat::SendFailure> change(const chat::Outgoing& what);

    Said insert(std::string_view in, std::string_view by, std::string_view only_for, std::string_view content,
                chat::Instant at, std::optional<std::int64_t> delivery);
    std::optional<Said> message(std::int64_t id);
    Said existing(std::int64_t id);
    /// Only if `account` sees it in `in`.
    std::optional<Said> visible(std::int64_t id, std::string_view in, std::string_view account);
    Said read(const store::Rows& row);
    /// The message, at a new place in the order of changes.
    Said touched(std::int64_t id);
    /// False if it was so already.
    bool set_reaction(std::int64_t message, std::string_view emoji, std::string_view account, bool added);
    std::int64_t append(std::string_view frame, chat::Instant at, std::optional<std::int64_t> message,
                        Mark mark = Mark::none);

    store::Database db_;
    std::string root_;  ///< "/goodturn"
};

}  // namespace goodturn::web
