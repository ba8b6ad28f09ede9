#pragma once

#include "core/engine/machinery.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace goodturn::engine {

/// The action behind the buttons of ask_which: its args are the line to read.
inline constexpr std::string_view run_line = "run line";
/// The action behind [Undo], of the practice that has the verb.
inline constexpr std::string_view undo_action = "undo";

/// The Turn of one event, alarm or rendering.
class Happening final : public Turn {
public:
    /// From an event.
    Happening(Machinery& machinery, const Space& space, PersonId actor, const chat::Event& event, chat::Instant now);
    /// Of the engine's own: an alarm fires, a view is rendered or was shown, for this person.
    Happening(Machinery& machinery, const Space& space, PersonId person, chat::Instant now);

    // How the engine runs a practice's functions.
    // ----------------------------------------------------------------------

    void run(const Command& command, Call& call);
    /// `pressed`: the button's message is replaced by the outcome; otherwise the word was typed.
    void press(const Action& action, std::string_view choice, std::string_view text, bool pressed);
    /// The line is read as if typed in this place.
    void set_sharing(Sharing sharing) { sharing_ = sharing; }
    /// The answer that was given first, for the event's dedupe row.
    [[nodiscard]] std::optional<std::int64_t> first_answer() const { return first_answer_; }
    [[nodiscard]] Machinery& machinery() { return m_; }
    /// What the clock says; now() is what the time is.
    [[nodiscard]] chat::Instant raw_now() const { return clock_; }
    static constexpr auto too_old_after = std::chrono::hours(24);
    /// An outage of a day or more lies between the event and now: what was wanted then may be wrong now.
    [[nodiscard]] bool too_old() const;
    [[nodiscard]] const Space& where() const { return space_; }
    [[nodiscard]] const chat::Event* event() const { return event_; }
    /// The first-minutes message is due: it joins the first answer in the actor's chat.
    void greet() { greet_ = true; }
    /// At the end of the event: alone, if there was no answer to join.
    void greet_if_due();
    /// The message whose button was pressed becomes this.
    void settle(const Action& action, chat::Message message);
    /// Marks the message that was handled where its answer went elsewhere.
    void mark_handled();
    [[nodiscard]] std::string refusal_key() const;

    // Turn
    // ---------------------------------------------------------------------------------------------------------------

    using Turn::answer;
    using Turn::refuse;
    [[nodiscard]] chat::Instant now() const override { return now_; }
    [[nodiscard]] chat::Instant at() const override;
    /// They did it before they can have seen what was said at `then`. A platform's clock may be behind by less than two
    /// minutes.
    [[nodiscard]] bool before(chat::Instant then) const { return at() + std::chrono::minutes(2) < then; }
    [[nodiscard]] store::Database& db() override { return m_.db; }
    [[nodiscard]] const store::Seal& seal() const override { return m_.seal; }
    [[nodiscard]] People& people() override { return m_.people; }
    [[nodiscard]] Directory& directory() override { return directory_; }
    [[nodiscard]] const Options& options() const override { return m_.options; }
    [[nodiscard]] std::span<const Practice* const> practices() const override { return m_.registry.practices(); }
    [[nodiscard]] PersonId actor() const override { return actor_; }
    [[nodiscard]] PersonId bot() override;
    [[nodiscard]] bool direct() const override;
    [[nodiscard]] std::optional<Channel> channel() const override;
    [[nodiscard]] std::string channel_name(const Channel& channel) override;
    [[nodiscard]] bool may_post(const Channel& channel) override;
    [[nodiscard]] std::string prefix() const override;
    void answer(chat::Message message) override;
    void refuse(chat::Message message) override;
    void answer_in_chat(chat::Message message) override;
    void replace(chat::Message message) override;
    void keep_way(std::int64_t id) override;
    void answer_on(std::int64_t id, chat::Message message) override;
    [[nodiscard]] std::int64_t answered() const override { return last_answer_; }
    bool change(std::int64_t answer, chat::Message message) override;
    void ask(std::string_view form, const std::string& args) override;
    void ask_which(const Text& question, Args args, const std::vector<std::pair<std::string, Line>>& lines) override;
    bool drop_question() override;
    void show(std::string_view name, std::int64_t id, const Audience& audience, Kind kind, Timing timing) override;
    void refresh(std::string_view name, std::int64_t id) override;
    [[nodiscard]] bool awaits_reader(std::string_view name, std::int64_t id) override;
    [[nodiscard]] bool may_be_there(std::string_view name, std::int64_t id) override;
    void take_back(std::string_view name, std::int64_t id) override;
    /// The actor looks at their overview: shown as it is now.
    void open_overview();
    /// The same if they did within the hour.
    void refresh_overview();
    void repeat(std::string_view name, std::int64_t id, const schedule::Rule& rule) override;
    void once(std::string_view name, std::int64_t id, chat::Instant when) override;
    void after(std::string_view name, std::int64_t id, std::chrono::milliseconds delay) override;
    void cancel(std::string_view name, std::int64_t id) override;
    [[nodiscard]] std::optional<chat::Instant> next(std::string_view name, std::int64_t id) override;
    void replan() override;
    void as(PersonId person, Kind kind, const std::function<void(Turn&)>& run) override;
    void guarded(const std::string& what, const std::function<void()>& run) override;
    void planned() override { planned_ = true; }
    void meant_for_all() override { for_all_ = true; }
    chat::Button undoable(std::string_view name, std::int64_t id) override;
    std::optional<chat::Spans> undo(std::optional<std::int64_t> which) override;
    [[nodiscard]] Passing may_pass(PersonId recipient) override;
    void passed(PersonId recipient) override;
    void unpassed(PersonId recipient, chat::Instant passed_at) override;
    void met(PersonId sender) override;
    void block(std::optional<PersonId> sender) override;
    void unblock(std::optional<PersonId> sender) override;
    [[nodiscard]] std::vector<std::optional<PersonId>> blocked() override;
    [[nodiscard]] chat::Instant earliest(Kind kind, PersonId person, chat::Instant from) override;
    [[nodiscard]] chat::Span mention(PersonId person) override;
    [[nodiscard]] std::optional<chat::AccountId> account_here(PersonId person) override {
        return m_.people.account(person, space_.id);
    }

    /// To the actor's own chat or, for everybody, to where it was typed. The first one takes the route.
    void say(const Destination& to, chat::Message message, std::string_view target = {});
    /// In the thread of it in which they are speaking.
    /// Of who has none (has_no_chat): where they are, for their eyes.
    [[nodiscard]] Destination own_chat() const;
    /// Of another organisation: nobody can write to them there.
    [[nodiscard]] bool has_no_chat() const;
    [[nodiscard]] Destination for_their_eyes() const;

private:
    struct Known final : Directory {
        explicit Known(Happening& owner) : owner_(owner) {}
        std::vector<KnownName> whose_name_begins(std::string_view folded_word) override;
        PersonId mentioned(const chat::Named& who) override;
        Happening& owner_;
    };

    [[nodiscard]] Destination answer_place() const;
    /// Not so of a slash command.
    [[nodiscard]] bool others_read_it() const;
    [[nodiscard]] std::string take_route();
    /// The answer goes to the actor's chat: a word or a mark where it was asked, once.
    void point_to_chat();
    /// Adds a line to the answer to a private line that others could read.
    void warn_of_readers(chat::Message& answer);

    Machinery& m_;
    Space space_;
    PersonId actor_;
    const chat::Event* event_ = nullptr;
    chat::Instant clock_;
    chat::Instant now_;
    Known directory_{*this};
    Sharing sharing_ = Sharing::personal;
    Kind kind_ = Kind::answer;      ///< of what is said
    std::optional<Action> action_;  ///< what is pressed
    bool on_message_ = false;       ///< by a button or a reaction, not by a word
    std::string route_;
    bool greet_ = false;
    bool planned_ = false;
    bool warned_ = false;
    bool for_all_ = false;  ///< see meant_for_all
    bool pointed_ = false;
    std::optional<std::int64_t> first_answer_;
    std::int64_t last_answer_ = 0;
};

}  // namespace goodturn::engine
