#pragma once

#include "bot/practices.hpp"
#include "core/engine/engine.hpp"
#include "core/store/database.hpp"
#include "core/store/sealed.hpp"

#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace goodturn::support {

/// A path for a database that no run before has left anything in. Gone when the program ends.
[[nodiscard]] std::filesystem::path fresh_file(std::string_view name);

/// The whole bot short of sockets: the real engine and practices over a database in memory, a manual clock, and a
/// platform that can misbehave. Six people share #release-4; each has a chat with the bot:
///   ana Ana Sousa (Lisbon), ben Ben Okafor (New York), bo Bo Lindqvist (Stockholm), kai Kai Tanaka (Tokyo),
///   joerg Jörg Weber (Berlin), will Will Carter (Los Angeles).
/// The clock starts on Monday 2027-01-04, 10:00 UTC; spread is 0; everybody works mon-fri 9:00-17:00. People have met
/// the bot already (TestBot::Setup::strangers: nobody has).
class TestBot {
public:
    enum class Look {
        buttons,
        words  ///< and only who shares a conversation with somebody may write to them first
    };
    struct Setup {
        Look look = Look::buttons;
        bool strangers = false;
        std::filesystem::path file{};  ///< empty: in memory
        std::string start = "2027-01-04T10:00:00Z";
        schedule::Holidays holidays{};
        std::span<const engine::Practice* const> practices = bot::practices();
    };
    TestBot();
    explicit TestBot(Setup setup);
    ~TestBot();

    // What people do. Everything that follows from it has happened when the call returns.
    // --------------------------------

    /// Types in their chat with the bot, or in a channel ("#release-4"). "@ben" (an account, "goodturn" too) becomes a
    /// real mention.
    void says(std::string_view who, std::string_view text, std::string_view where = {});
    /// They typed it `ago` in their chat with the bot, and it arrives now.
    void says_late(std::string_view who, std::string_view text, std::chrono::milliseconds ago);
    /// Presses the newest button of this label that they can see.
    void presses(std::string_view who, std::string_view label);
    /// Presses a button by its id in an old client: one that was edited away, or is somebody else's. No form can open.
    void presses_old(std::string_view who, std::string_view button);
    /// Chooses an option from the newest menu that has it.
    void chooses(std::string_view who, std::string_view option);
    /// Fills in the form that is open and sends it. "@ben" becomes a mention.
    void submits(std::string_view who, const std::map<std::string, std::string>& values);
    /// Sends a form that may never have been open.
    void sends(std::string_view who, chat::Submitted submitted);
    /// Reacts to the newest message of the bot in their chat with it.
    void reacts(std::string_view who, std::string_view emoji, bool added = true);
    /// Reacts to a message that `author` wrote in #release-4. `message` names it; `at`: when, if not now.
    void reacts_to(std::string_view who, std::string_view author, std::string_view message, std::string_view emoji,
                   bool added = true, std::optional<chat::Instant> at = {});
    /// Deletes the newest message in their chat with the bot.
    void deletes(std::string_view who);
    /// Changes the last line that `author` typed; they themselves, if nobody is named.
    void edits(std::string_view who, std::string_view text, std::string_view author = {});
    void opens(std::string_view who);
    void opens_overview(std::string_view who);
    void invites(std::string_view who);
    /// Somebody more (a guest, a bot, a second Ana) joins #release-4.
    void joins(chat::AccountSeen account);
    /// Everybody who joined goes again.
    void others_leave();
    /// "@zoe" becomes a mention of somebody whom nobody told the bot about.
    void platform_knows(chat::Named who) { others_.push_back(std::move(who)); }

    // What people see.
    // -----------------------------------------------------------------------------------------------------

    /// What is new to them since the last call, as text (show_text.hpp), in order: messages, edited ones as they are
    /// now,
    /// "(deleted)"; "(overview) " in front of theirs. In a channel the text begins with its name: "#release-4: …";
    /// private ones there with "#release-4 (only you): …". An open form is "form: <title>", its errors "error <field>:
    /// <text>".
    std::vector<std::string> news(std::string_view who);
    /// The last of news(); empty: nothing new.
    [[nodiscard]] std::string last(std::string_view who);
    /// Everything they can see now, the newest last.
    [[nodiscard]] std::vector<std::string> sees(std::string_view who) const;
    [[nodiscard]] std::optional<chat::Form> form(std::string_view who) const;
    /// The labels of what they can press, or choose from menus, the newest message's first.
    [[nodiscard]] std::vector<std::string> buttons(std::string_view who) const;
    [[nodiscard]] std::vector<std::string> options(std::string_view who) const;
    /// The emoji that the bot put on what they typed last.
    [[nodiscard]] std::string mark(std::string_view who) const;

    /// Everything the bot ever said to anybody, edits as messages of their own, and every form it showed.
    [[nodiscard]] const std::vector<chat::Message>& said() const { return said_; }
    [[nodiscard]] const std::vector<chat::Form>& shown_forms() const { return shown_forms_; }

    // Time.
    // ------------------------------------------------------------------------------------------------------------------

    [[nodiscard]] chat::Instant now() const { return now_; }
    /// Moves on, stopping wherever the engine wants to be stepped. "2027-01-29T09:00:00Z".
    void clock_to(std::string_view instant);
    void pass(std::chrono::milliseconds time);
    /// Jumps without stopping: the process was not there meanwhile.
    void outage(std::chrono::milliseconds time);
    /// Somebody sets the server's clock ahead or back, while the bot runs.
    void clock_jumps(std::chrono::milliseconds by);
    /// The operator changes the holidays and starts the bot again.
    void restart_with(schedule::Holidays holidays);

    // The platform's and the world's faults.
    // ---------------------------------------------------------------------------------

    /// The next `times` sends end so.
    void fail_sends(chat::SendFailure failure, int times = 1, std::chrono::milliseconds retry_after = {});
    /// Takes the posts, but the answers are lost: the same deliveries come again. `unknown`: they don't.
    void lose_answers(int times, chat::SendFailure as = chat::SendFailure::transient);
    /// The process dies between taking what is to be sent and sending it, and starts again.
    void crash_before_sending() { crash_ = true; }
    /// The last event arrives again.
    void repeat_last_event();
    void set_look(Look look);

    [[nodiscard]] engine::Engine& engine() { return *engine_; }
    [[nodiscard]] store::Database& db() { return *db_; }
    [[nodiscard]] const std::vector<std::string>& log() const { return log_; }
    /// Hands over an event of the test's own.
    void take(engine::Intake item);
    [[nodiscard]] chat::Words words(std::string_view text) const;

private:
    struct Posted {
        std::string id;
        std::string conversation;
        std::string only_for;
        chat::Message message;
        bool deleted = false;
    };

    void start_engine();
    void event(std::string_view who, std::string_view where, decltype(chat::Event::what) what,
               std::optional<chat::Instant> at = {});
    void settle();
    [[nodiscard]] chat::SendResult deliver(const chat::Outgoing& out);
    [[nodiscard]] static std::string where_of(std::string_view who, const Posted& posted);
    [[nodiscard]] bool can_see(std::string_view who, const Posted& posted) const;
    [[nodiscard]] std::string shown(std::string_view who, const Posted& posted) const;
    [[nodiscard]] Posted* newest_with(std::string_view who, const std::function<bool(const chat::Message&)>& match);
    void tell(const Posted& posted);

    Setup setup_;
    std::unique_ptr<store::Database> db_;
    store::Seal seal_;
    std::unique_ptr<engine::Engine> engine_;
    chat::Instant now_;
    std::deque<Posted> posted_;
    std::map<std::int64_t, std::string> by_delivery_;
    std::map<std::string, std::vector<std::string>, std::less<>> news_;
    std::map<std::string, chat::Form, std::less<>> forms_;
    std::map<std::string, std::string, std::less<>> marks_;
    std::map<std::string, std::string, std::less<>> last_typed_;
    std::map<std::string, std::string, std::less<>> last_where_;
    std::vector<std::string> log_;
    std::vector<chat::Message> said_;
    std::vector<chat::Form> shown_forms_;
    std::vector<chat::Named> others_;  ///< who can be mentioned besides the team
    engine::Intake last_item_;
    std::optional<chat::Instant> next_;
    chat::SendError failing_;
    int failing_times_ = 0;
    int losing_ = 0;
    chat::SendFailure lost_as_{};
    bool crash_ = false;
    int counter_ = 0;
};

}  // namespace goodturn::support
