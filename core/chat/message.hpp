#pragma once

#include "core/chat/ids.hpp"

#include <string>
#include <utility>
#include <variant>
#include <vector>

/// What the bot says, without markup of any platform. A user's words only ever travel inside a span, so they can
/// inject neither markup nor a mention anywhere. Adapters render purely; they never interpret the text of a span.
namespace goodturn::chat {

struct Plain {
    std::string text;
    bool operator==(const Plain&) const = default;
};
struct Bold {
    std::string text;
    bool operator==(const Bold&) const = default;
};
/// Something to type exactly so.
struct Code {
    std::string text;
    bool operator==(const Code&) const = default;
};
/// Words of a person, shown in quotation marks.
struct Quoted {
    std::string text;
    bool operator==(const Quoted&) const = default;
};
/// Notifies the account where the platform does that; `name` is what is shown where it can't.
struct Mention {
    AccountId account;
    std::string name;
    bool operator==(const Mention&) const = default;
};
/// `text` is already in the reader's zone; `at` is for platforms that show each reader their own.
struct Date {
    Instant at;
    std::string text;
    bool operator==(const Date&) const = default;
};
struct Link {
    std::string url;
    std::string text;
    bool operator==(const Link&) const = default;
};

/// A way to open one's own chat with somebody; notifies nobody.
struct WriteTo {
    AccountId account;
    std::string text;
    bool operator==(const WriteTo&) const = default;
};

using Span = std::variant<Plain, Bold, Code, Quoted, Mention, Date, Link, WriteTo>;
using Spans = std::vector<Span>;

enum class ButtonStyle { plain, primary, danger };

/// A practice fills everything but `id`. When the message is queued the engine files `action` and `args`
/// under a fresh `id` (at most 20 bytes) and empties them, so an adapter sees the id, the label and, for spaces
/// without buttons, the word and the emoji.
struct Button {
    std::string label;
    std::string word;   ///< what a person can type instead: "send"; empty: the number of the button's place
    std::string emoji;  ///< what a person can react with instead; may be empty
    ButtonStyle style = ButtonStyle::plain;
    std::string action;
    std::string args;
    std::string id;
    bool operator==(const Button&) const = default;
};

struct Option {
    std::string value;
    std::string label;
    bool operator==(const Option&) const = default;
};

struct Paragraph {
    Spans text;
    bool operator==(const Paragraph&) const = default;
};
/// Small print.
struct Note {
    Spans text;
    bool operator==(const Note&) const = default;
};
/// Words of a person as a block of their own, line breaks kept.
struct Quote {
    std::string text;
    bool operator==(const Quote&) const = default;
};
struct List {
    std::vector<Spans> items;
    bool operator==(const List&) const = default;
};
struct Fields {
    std::vector<std::pair<std::string, Spans>> fields;
    bool operator==(const Fields&) const = default;
};
/// One of several numbered things in a message: its buttons can be typed as "<word> <number>".
struct Item {
    int number = 0;
    Spans text;
    std::string quote;  ///< a person's words under the text; may be empty
    std::vector<Button> buttons;
    bool operator==(const Item&) const = default;
};
struct Buttons {
    std::vector<Button> buttons;
    bool operator==(const Buttons&) const = default;
};
/// One choice out of several; the press carries the option's value.
struct Menu {
    Button button;
    std::vector<Option> options;
    bool operator==(const Menu&) const = default;
};

using Block = std::variant<Paragraph, Note, Quote, List, Fields, Item, Buttons, Menu>;

struct Message {
    std::vector<Block> blocks;
    /// What its reader can react with, for spaces that have no buttons; each stands for one of the whole message.
    std::vector<std::string> reactions{};
    bool operator==(const Message&) const = default;
};

}  // namespace goodturn::chat
