#pragma once

#include "core/chat/outgoing.hpp"
#include "core/engine/people.hpp"
#include "core/engine/practice.hpp"
#include "core/store/sealed.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace goodturn::engine {

/// Product.md 3. The rules that hang on it are in kinds.hpp and apply when the message is about to be sent.
/// The store keeps its number: `kind <> 0` is whatever is no answer.
enum class Kind { answer, delivery, dated, nudge };

struct Options {
    Names names;
    std::string operator_name = "your team";
    std::string privacy_contact;
    schedule::Hours default_hours;
    schedule::Holidays holidays;
    std::chrono::milliseconds spread{std::chrono::minutes(10)};
    std::chrono::days keep_help{396};       ///< what people noted and sent goes after this
    std::chrono::days keep_undelivered{7};  ///< a text that can't be delivered goes after this
};

/// Everybody in a conversation.
struct Channel {
    std::string space;
    std::string conversation;
    std::string thread;
};
/// A person's chat with the bot, or a conversation.
using Audience = std::variant<PersonId, Channel>;

struct Timing {
    chat::Instant not_before{};                ///< earlier than now: at once
    std::optional<chat::Instant> not_after{};  ///< later it is not sent at all
};

/// What one event gives its practice: who acts, where, when, the store, and every way to say something. Lives for one
/// event, inside the engine's transaction; nothing here does I/O but the database. A Turn also exists while an alarm
/// fires or a view is rendered: actor() is then the person concerned, and there is no place to answer to but their
/// chat.
class Turn {
public:
    virtual ~Turn() = default;

    [[nodiscard]] virtual chat::Instant now() const = 0;
    /// When the words were written, which dates count from. Equals now() for alarms and views.
    [[nodiscard]] virtual chat::Instant at() const = 0;
    [[nodiscard]] virtual store::Database& db() = 0;
    [[nodiscard]] virtual const store::Seal& seal() const = 0;
    [[nodiscard]] virtual People& people() = 0;
    [[nodiscard]] virtual Directory& directory() = 0;
    [[nodiscard]] virtual const Options& options() const = 0;
    /// Every practice here, in the order of help.
    [[nodiscard]] virtual std::span<const Practice* const> practices() const = 0;

    [[nodiscard]] virtual PersonId actor() const = 0;
    [[nodiscard]] Person me() { return people().get(actor()); }
    [[nodiscard]] virtual PersonId bot() = 0;
    /// The actor's chat with the bot.
    [[nodiscard]] virtual bool direct() const = 0;
    /// Where it happened; nullopt in a direct chat, and in one of other people, where nothing can be posted.
    [[nodiscard]] virtual std::optional<Channel> channel() const = 0;
    /// "#release-4", or words that stand for a name nobody knows.
    [[nodiscard]] virtual std::string channel_name(const Channel& channel) = 0;
    /// Whether the bot is in there. Where it is not it can be brought, and can't post before.
    [[nodiscard]] virtual bool may_post(const Channel& channel) = 0;
    /// How to call the bot here: "/goodturn ", "!gt " or, in a direct chat, "".
    [[nodiscard]] virtual std::string prefix() const = 0;

    // Answers: to what the actor just did. They take the waiting route if there is one.
    // --------------------------------

    /// Where and to whom follows from the command's Sharing: privately for a personal one.
    virtual void answer(chat::Message message) = 0;
    void answer(const Text& text, Args args = {});
    /// The same for input that could not be used: nothing was changed, and editing the line within five minutes runs it
    /// again.
    virtual void refuse(chat::Message message) = 0;
    void refuse(const Text& text, Args args = {});
    /// Drafts, lists and whatever keeps its buttons: always in the actor's chat with the bot.
    virtual void answer_in_chat(chat::Message message) = 0;
    /// The outcome of a press: takes the place of the message whose button was pressed. Without a press: answer().
    virtual void replace(chat::Message message) = 0;
    /// Asks for what is missing: a form where the space has them, else field by field in the actor's chat.
    virtual void ask(std::string_view form, const std::string& args) = 0;
    /// Asks which of several lines was meant; each button runs its line as if typed in its place.
    virtual void ask_which(const Text& question, Args args, const std::vector<std::pair<std::string, Line>>& lines) = 0;
    /// The line is for everybody here to read: nobody is warned that they can.
    virtual void meant_for_all() = 0;
    /// Drops the form or question that waits for an answer of the actor; false: none does.
    virtual bool drop_question() = 0;
    /// Something was planned for the actor: what nobody told yet, and it hangs on, is asked with the private answer.
    virtual void planned() = 0;
    /// Answers a person that could not be read: who was meant, or that nobody is called so.
    void problem(const Line& line, const PersonProblem& problem);
    /// Keeps for a while where this event is answered, under the practice's row: more may turn out about it.
    virtual void keep_way(std::int64_t id) = 0;
    /// More of that answer, to where it went; to the actor's chat if that was not kept.
    virtual void answer_on(std::int64_t id, chat::Message message) = 0;
    /// The last answer of this turn, for change(); 0: there was none.
    [[nodiscard]] virtual std::int64_t answered() const = 0;
    /// An answer to the actor from before becomes this, and its buttons do nothing any more. One that was never on its
    /// way goes, and nobody ever saw it: then this is false.
    virtual bool change(std::int64_t answer, chat::Message message) = 0;

    // Views: messages that follow the data.
    // ----------------------------------------------------------------------------

    /// Shows the practice's view `name` of its row `id`, or shows it again after a change: posts it once, then edits
    /// it. Several calls before it is sent make one message. Audience, kind and timing count for the first post only.
    virtual void show(std::string_view name, std::int64_t id, const Audience& audience, Kind kind,
                      Timing timing = {}) = 0;
    /// Shows it again if it was ever shown.
    virtual void refresh(std::string_view name, std::int64_t id) = 0;
    /// Deletes the message, or drops it while it waits.
    virtual void take_back(std::string_view name, std::int64_t id) = 0;
    /// Whether it is on its way to somebody who has to let the bot in first.
    [[nodiscard]] virtual bool awaits_reader(std::string_view name, std::int64_t id) = 0;
    /// Whether it was handed out and nobody knows (yet) that it arrived: it may be read already.
    [[nodiscard]] virtual bool may_be_there(std::string_view name, std::int64_t id) = 0;

    // Later.
    // -----------------------------------------------------------------------------------------------------------

    /// Fires the practice's alarm `name` for the actor whenever the rule says so, exactly once per local date, in the
    /// actor's zone, replanned when zone or hours change. Replaces one of the same name and id.
    virtual void repeat(std::string_view name, std::int64_t id, const schedule::Rule& rule) = 0;
    virtual void once(std::string_view name, std::int64_t id, chat::Instant when) = 0;
    /// Once, this much later by the clock itself, also while that is behind.
    virtual void after(std::string_view name, std::int64_t id, std::chrono::milliseconds delay) = 0;
    virtual void cancel(std::string_view name, std::int64_t id) = 0;
    /// When it fires next; nullopt: not set.
    [[nodiscard]] virtual std::optional<chat::Instant> next(std::string_view name, std::int64_t id) = 0;
    /// Zone, hours or days of the actor changed.
    virtual void replan() = 0;

    /// Runs this as something of `person`'s own: an answer goes to their chat, as a message of this kind.
    virtual void as(PersonId person, Kind kind, const std::function<void(Turn&)>& run) = 0;
    /// Runs one of several things of other people's: if it throws, nothing of it remains, the log has a line, and the
    /// others go on.
    virtual void guarded(const std::string& what, const std::function<void()>& run) = 0;

    // Undo.
    // ------------------------------------------------------------------------------------------------------------

    /// The change just made can be undone for ten minutes by `undo` or the button, by the practice's UndoDef `name`.
    virtual chat::Button undoable(std::string_view name, std::int64_t id) = 0;
    /// The actor's newest change of the last ten minutes, or the one of this button. nullopt: none left. Empty: there
    /// is nothing to say: the message says that it is undone, or it no longer applied and its UndoDef has answered why.
    virtual std::optional<chat::Spans> undo(std::optional<std::int64_t> which) = 0;

    // From one person to another.
    // --------------------------------------------------------------------------------------

    enum class Passing { allowed, not_possible, one_a_day, ten_a_day };
    /// Whether the actor may pass something on to this person today. Blocked, guest and unreachable all are
    /// `not_possible`: the sender can't tell them apart.
    [[nodiscard]] virtual Passing may_pass(PersonId recipient) = 0;
    /// Counts one passed on today.
    virtual void passed(PersonId recipient) = 0;
    /// What was counted at `passed_at` is not, after all.
    virtual void unpassed(PersonId recipient, chat::Instant passed_at) = 0;
    /// What `sender` passed on to the person has arrived: they know its sender by name, and may answer.
    virtual void met(PersonId sender) = 0;
    /// The person wants nothing from `sender`, or from anybody (nullopt).
    virtual void block(std::optional<PersonId> sender) = 0;
    virtual void unblock(std::optional<PersonId> sender) = 0;
    /// Whom the actor blocked, in a steady order; nullopt stands for everybody.
    [[nodiscard]] virtual std::vector<std::optional<PersonId>> blocked() = 0;
    /// The earliest instant at which a message of this kind may reach the person: hours, days off, pause.
    [[nodiscard]] virtual chat::Instant earliest(Kind kind, PersonId person, chat::Instant from) = 0;

    // Words.
    // -----------------------------------------------------------------------------------------------------------

    /// "Fri 3 Jan, 10:00 Lisbon" in the actor's zone; the year where it is not the current one. Without a clock time
    /// while their zone is not known.
    [[nodiscard]] std::string when(chat::Instant instant);
    /// "Fri 3 Jan"
    [[nodiscard]] std::string day(schedule::Day day);
    [[nodiscard]] schedule::Local local_now();
    /// A person as a mention in the actor's space; bold where they have no account there.
    [[nodiscard]] virtual chat::Span mention(PersonId person) = 0;
    /// The person's account in the actor's space; nullopt: none there.
    [[nodiscard]] virtual std::optional<chat::AccountId> account_here(PersonId person) = 0;
    /// The name, in a form of the caller's; of somebody nobody named yet a mention, for the client to fill in.
    [[nodiscard]] chat::Span or_mention(const Person& who, chat::Span name);
    /// The same in bold, whole.
    [[nodiscard]] chat::Span bold(PersonId person);
};

/// One paragraph.
[[nodiscard]] chat::Message message(const Text& text, Args args = {});
[[nodiscard]] chat::Paragraph paragraph(const Text& text, Args args = {});
[[nodiscard]] chat::Note note(const Text& text, Args args = {});
/// `label` is the button's text, `word` what can be typed instead.
[[nodiscard]] chat::Button button(const Text& label, std::string_view word, std::string_view emoji,
                                  std::string_view action, std::string args = {},
                                  chat::ButtonStyle style = chat::ButtonStyle::plain);

}  // namespace goodturn::engine
