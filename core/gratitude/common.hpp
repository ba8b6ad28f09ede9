#pragma once

#include "core/engine/instants.hpp"
#include "core/engine/turn.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

/// What every file of this folder uses.
namespace goodturn::gratitude {

constexpr std::size_t max_words = 1000;  ///< code points of one help or thank-you
constexpr auto contact_kept = std::chrono::days(732);
/// What turns out within this still answers the line or press that it is about; later it is told in working hours.
constexpr auto just_now = std::chrono::minutes(10);

/// What each private text is sealed for.
constexpr std::string_view help_what = "help.what";
constexpr std::string_view help_link = "help.link";
constexpr std::string_view given_what = "help_given.what";
constexpr std::string_view thanks_why = "thanks.why";
constexpr std::string_view item_why = "round_item.why";

/// Empty stays empty, so that "no words" needs no key.
[[nodiscard]] inline std::string sealed(engine::Turn& turn, std::string_view text, std::string_view purpose) {
    return text.empty() ? std::string() : turn.seal().seal(text, purpose);
}
[[nodiscard]] inline std::string opened(engine::Turn& turn, std::string_view sealed, std::string_view purpose) {
    return sealed.empty() ? std::string() : turn.seal().open(sealed, purpose);
}

/// One paragraph with its buttons.
[[nodiscard]] inline chat::Message says(chat::Spans text, std::vector<chat::Button> buttons = {}) {
    chat::Message message;
    message.blocks.emplace_back(chat::Paragraph{std::move(text)});
    if (!buttons.empty()) message.blocks.emplace_back(chat::Buttons{std::move(buttons)});
    return message;
}

/// A button whose label names somebody or something.
[[nodiscard]] chat::Button named_button(const engine::Text& label, engine::Args args, std::string_view word,
                                        std::string_view emoji, std::string_view action, std::string ids,
                                        chat::ButtonStyle style = chat::ButtonStyle::plain);

/// A form's field for a person, and one for words of at most max_words.
[[nodiscard]] chat::Field person_field(std::string label);
[[nodiscard]] chat::Field words_field(std::string name, std::string label, std::string initial = {});

[[nodiscard]] std::vector<engine::PersonId> persons(const std::vector<engine::FoundPerson>& found);
/// In the order of their ids, nobody twice.
[[nodiscard]] std::vector<engine::PersonId> each_once(std::vector<engine::PersonId> people);
/// Whole display names in the style around them: "Ana Lopez, Bo and Kai".
[[nodiscard]] chat::Spans names_of(engine::Turn& turn, const std::vector<engine::PersonId>& people);
/// A way to open one's own chat with this person; their name where there is none.
[[nodiscard]] chat::Span write_to(engine::Turn& turn, engine::PersonId person);
/// Why these people can be neither noted nor thanked by the actor: nobody thanks themselves, and the bot is no person.
[[nodiscard]] std::optional<engine::Text> not_these(engine::Turn& turn, const std::vector<engine::PersonId>& people);
/// Without the punctuation that only led up to the words: ", for the review" → "for the review".
[[nodiscard]] std::string without_lead(std::string_view words);
/// Buttons carry ids as text, "12" or "12 3". 0, which no row has, for what is missing or not a number.
struct Ids {
    std::int64_t first = 0;
    std::int64_t second = 0;
};
[[nodiscard]] Ids ids_from(std::string_view args);

}  // namespace goodturn::gratitude
