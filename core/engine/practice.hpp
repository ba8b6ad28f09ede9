#pragma once

#include "core/chat/event.hpp"
#include "core/chat/form.hpp"
#include "core/engine/ids.hpp"
#include "core/engine/scanner.hpp"
#include "core/engine/text.hpp"
#include "core/schedule/rule.hpp"
#include "core/store/database.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// A practice is a table: what people can type and press, what it shows, what it does when a time comes. The functions
/// are free and hold no state; everything they need is in the Turn. Its practice.cpp holds the table, and reads as a
/// map of the folder.
namespace goodturn::engine {

class Turn;

/// Who may see the line that was typed and its answer.
enum class Sharing {
    personal,  ///< answered only to the writer, who is warned if others could read the line
    shared,    ///< answered where it was typed
    either,    ///< answered to those who could read the line; nothing in it is secret
};

struct Call {
    Scanner words;                          ///< after the verb
    std::vector<FoundPerson> people_first;  ///< for Command::after_people: who stood before the verb
};

struct Command {
    std::string_view verb;  ///< as help shows it; several words allowed
    std::vector<std::string_view> aliases;
    std::string_view arguments;  ///< as help shows them: "@ana [here|privately] <why>"
    std::string_view topic;      ///< "thanks", "settings": the page of help it stands on
    Sharing sharing = Sharing::personal;
    bool after_people = false;  ///< "@ana helped me": the people stand before the verb
    bool shortcut = false;      ///< may be called as /verb without the bot's name
    void (*run)(Turn&, Call&) = nullptr;
    Text help;  ///< one line: what it does
    /// A line that can be typed as it stands, without the prefix: "@ben helped me with the deploy". Empty: help and
    /// greeting show none.
    std::string_view example{};
};

struct Press {
    std::string args;         ///< Button::args
    std::string choice;       ///< of a menu
    std::string text;         ///< words typed after the button's word: "edit 2 <text>"; empty when pressed
    bool on_message = false;  ///< pressed on it (chat::Pressed), not typed
};
struct ActionDef {
    std::string_view name;
    void (*press)(Turn&, const Press&) = nullptr;
    /// Words may follow the typed word ("edit 2 <text>"). Otherwise a line that goes on is not meant for it.
    bool takes_text = false;
};

using Values = std::map<std::string, Line>;
/// Field::name → what is wrong. Empty: the form is done. Otherwise nothing may have been changed or said.
using FieldErrors = std::vector<std::pair<std::string, Text>>;
struct FormDef {
    std::string_view name;
    /// Fills everything but the token. nullopt: it no longer applies; `build` has then answered why.
    std::optional<chat::Form> (*build)(Turn&, const std::string& args) = nullptr;
    FieldErrors (*submit)(Turn&, const std::string& args, Values& values) = nullptr;
};

struct Shown {
    std::string space;
    std::string conversation;
    std::string message;
    bool first = true;  ///< false: an edit of what was there before
};
/// A message that follows the data: rendered when it is sent, edited in place when shown again. `id` is the practice's
/// own row.
struct ViewDef {
    std::string_view name;
    /// nullopt: there is nothing to show (any more); what was waiting is dropped.
    std::optional<chat::Message> (*render)(Turn&, std::int64_t id) = nullptr;
    void (*shown)(Turn&, std::int64_t id, const Shown&) = nullptr;            ///< may be null
    void (*unreachable)(Turn&, std::int64_t id) = nullptr;                    ///< may be null: will never arrive
    void (*reacted)(Turn&, std::int64_t id, const chat::Reacted&) = nullptr;  ///< may be null
    /// May be null: it waits for its reader to let the bot in (Turn::awaits_reader). Called once.
    void (*waits)(Turn&, std::int64_t id) = nullptr;
    /// May be null: it was rendered to be sent, and nothing of it was. It will be again, later.
    void (*put_back)(Turn&, std::int64_t id) = nullptr;
};

/// The view of this name is shown as a person's overview (chat::Overview), to that person; its id means nothing.
inline constexpr std::string_view overview_view = "overview";

struct Fired {
    std::int64_t id = 0;  ///< as given when it was set
    schedule::Day day;    ///< the local date it stands for
    chat::Instant due;    ///< when it should have fired
};
struct AlarmDef {
    std::string_view name;
    void (*fire)(Turn&, const Fired&) = nullptr;
};

struct UndoDef {
    std::string_view name;
    /// What was undone, for the person, as a whole sentence; nullopt if it no longer applies: undo has then answered
    /// why.
    std::optional<chat::Spans> (*undo)(Turn&, std::int64_t id) = nullptr;
};

/// What people say whole, without meaning a command: "thanks", "never mind".
struct Phrase {
    std::vector<std::string_view> forms;  ///< folded, without punctuation and emoji at the end; or one emoji; or empty
    void (*run)(Turn&) = nullptr;
    bool always = false;  ///< also while a question waits for its answer: "stop"
};

/// A line of `settings`.
struct SettingLine {
    std::string label;
    chat::Spans value;
};

struct Practice {
    std::string_view name;
    std::span<const store::Migration> migrations;
    std::span<const Command> commands;
    std::span<const ActionDef> actions;
    std::span<const FormDef> forms;
    std::span<const ViewDef> views;
    std::span<const AlarmDef> alarms;
    std::span<const UndoDef> undos;
    /// Matched before the verbs, in a direct chat only, against the whole line.
    std::span<const Phrase> phrases;

    // Moments that concern several practices; null where it has no part in them.
    void (*reacted)(Turn&, const chat::Reacted&) = nullptr;  ///< to a message that is not the bot's
    bool (*free_text)(Turn&, const Line&) = nullptr;         ///< in the DM, no command; true: taken
    /// In the DM, several things in one message; true: taken.
    bool (*list)(Turn&, const std::vector<Line>& items) = nullptr;
    std::vector<SettingLine> (*settings)(Turn&) = nullptr;
    /// What of it is coming, and how to begin, for the overview.
    std::vector<chat::Block> (*overview)(Turn&) = nullptr;
    std::vector<chat::Spans> (*kept)(Turn&) = nullptr;  ///< for `privacy`: what is kept of this person, in words
    /// For `why [@bo]`: why this person was written to, about whom; nullopt: nothing from here.
    std::optional<chat::Spans> (*why)(Turn&, std::optional<PersonId> about) = nullptr;
    /// The button that starts this practice from the greeting: [Note a help].
    chat::Button (*starter)(Turn&) = nullptr;
    /// The first words to somebody who never used the bot; the engine joins them to the first answer.
    std::optional<chat::Message> (*greeting)(Turn&) = nullptr;
    /// What a plan for the actor hangs on and nobody told yet, as a question; the engine joins it to the answer that
    /// says what was planned.
    std::optional<chat::Message> (*planning)(Turn&) = nullptr;
    /// What the actor is called was told for the first time.
    void (*is_named)(Turn&) = nullptr;
    /// The actor turned out to be a bot. What people said about it before anybody knew goes, and they are told.
    void (*not_a_person)(Turn&) = nullptr;
    /// The actor's account turned out to be closed. What was said about them just now goes, and the writer is told.
    void (*has_left)(Turn&) = nullptr;
    /// The same of somebody who turned out to be of another organisation.
    void (*is_foreign)(Turn&) = nullptr;
    /// Hourly: deletes what is past its time, a bounded number of rows; true: there is more.
    bool (*prune)(Turn&) = nullptr;
};

}  // namespace goodturn::engine
