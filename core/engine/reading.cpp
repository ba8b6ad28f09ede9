#include "core/engine/reading.hpp"

#include "core/chat/json.hpp"
#include "core/engine/dialogs.hpp"
#include "core/engine/letters.hpp"
#include "core/engine/texts.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <ranges>

namespace goodturn::engine {
namespace {

constexpr std::size_t most_words_in_a_word = 4;  ///< "not this month"

bool is_decoration(utf8proc_int32_t c) {
    if (c == '.' || c == '!' || c == '?' || c == ' ' || c == ',') return true;
    if (c < 0x80) return false;
    if (c == 0x200D || c == 0xFE0F || (c >= 0x1F3FB && c <= 0x1F3FF)) return true;
    if (c == 0xFFFC || c == 0xFFFD) return false;  // a mention, and what could not be read
    return utf8proc_category(c) == UTF8PROC_CATEGORY_SO;
}

/// Without punctuation and emoji at its end; what is nothing else stays.
std::string undecorated(const std::string& text) {
    std::size_t end = 0;
    for (std::size_t at = 0; at < text.size();) {
        utf8proc_int32_t c = 0;
        const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at);
        const auto n = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size() - at), &c);
        at += n > 0 ? static_cast<std::size_t>(n) : 1;
        if (!is_decoration(c)) end = at;
    }
    return end == 0 ? text : text.substr(0, end);
}

/// "👍🏽" says what "👍" says.
std::string without_skin_tone(std::string text) {
    constexpr std::array<std::string_view, 5> tones{"\U0001F3FB", "\U0001F3FC", "\U0001F3FD", "\U0001F3FE",
                                                    "\U0001F3FF"};
    for (const auto tone : tones) {
        for (auto at = text.find(tone); at != std::string::npos; at = text.find(tone, at)) text.erase(at, tone.size());
    }
    return text;
}

const Phrase* phrase_of(Happening& turn, const Line& line) {
    if (!turn.direct() || line.text.size() > 60) return nullptr;
    const auto& registry = turn.machinery().registry;
    const std::string whole = without_skin_tone(folded(line.text));
    if (const auto* phrase = registry.phrase(whole)) return phrase;
    return registry.phrase(undecorated(whole));
}

std::optional<int> number_at(std::string_view text, std::size_t& length) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    length = static_cast<std::size_t>(end - text.data());
    const bool whole_word = length == text.size() || text[length] == ' ' || text[length] == '\n' || text[length] == ':';
    if (error != std::errc() || !whole_word || number < 1) return std::nullopt;
    return number;
}

void do_action(Happening& turn, const Action& action, std::string_view text) {
    if (action.name == run_line) {
        run_chosen_line(turn, action, false);
    } else {
        turn.press(action, {}, text, false);
    }
}

/// What a line may mean as the word of a button, its item, and a text.
struct ButtonWord {
    std::string word;
    std::optional<int> item;
    std::string rest;
};

/// "send 2", "edit 2 <text>", "no", "2": the longest word first.
std::vector<ButtonWord> button_words(const std::string& text, const Registry& registry) {
    std::vector<ButtonWord> found;
    for (std::size_t words = most_words_in_a_word + 1; words-- > 0;) {
        std::size_t end = 0;
        for (std::size_t i = 0; i < words && end != std::string::npos; ++i) {
            end = text.find(' ', i == 0 ? 0 : end + 1);
        }
        if (words > 0 && end == std::string::npos) end = text.size();
        ButtonWord read{.word = words == 0 ? std::string() : undecorated(folded(text.substr(0, end))),
                        .item = {},
                        .rest = end < text.size() ? text.substr(words == 0 ? 0 : end + 1) : std::string()};
        if (words > 0 && (read.word.empty() || registry.is_verb(read.word))) continue;
        if (!found.empty() && found.back().word == read.word) continue;  // the line has fewer words
        std::size_t digits = 0;
        read.item = number_at(read.rest, digits);
        if (words == 0 && !read.item) continue;
        if (read.item) read.rest = trimmed(std::string_view(read.rest).substr(std::min(read.rest.size(), digits + 1)));
        found.push_back(std::move(read));
    }
    return found;
}

/// "`send 2`, `send 3`"
chat::Spans sayable(const std::string& word, std::vector<Action> actions) {
    constexpr std::size_t most = 5;
    std::ranges::sort(actions, {}, &Action::item);
    chat::Spans all;
    for (const auto& action : actions | std::views::take(most)) {
        if (!all.empty()) all.emplace_back(chat::Plain{", "});
        all.emplace_back(chat::Code{word + " " + std::to_string(action.item)});
    }
    if (actions.size() > most) all.emplace_back(chat::Plain{", …"});
    return all;
}

/// Whether words may stand behind those of this action's button.
bool takes(Happening& turn, const Action& action, const std::string& rest) {
    const ActionDef* def = turn.machinery().registry.action(action.name);
    return rest.empty() || (def != nullptr && def->takes_text);
}

/// False: no open button has this word.
bool take_button_word(Happening& turn, const Line& line) {
    auto& m = turn.machinery();
    const auto words = button_words(written_out(line), m.registry);
    // All begin with the shortest, and nearly no line does begin with the word of a button.
    if (words.empty() || !m.actions.any_open(turn.actor(), words.back().word, turn.now())) return false;
    for (const auto& [word, item, rest] : words) {
        const auto found = m.actions.by_word(turn.actor(), word, item, turn.now());
        if (found.empty()) {
            const auto others = m.actions.by_word(turn.actor(), word, {}, turn.now());
            if (word.empty() || !item || others.empty() || others.front().item == 0) continue;
            if (!takes(turn, others.front(), rest)) continue;
            turn.refuse(texts::no_such_item,
                        {{"number", std::int64_t{*item}}, {"word", word}, {"words", sayable(word, others)}});
            return true;
        }
        if (!takes(turn, found.front(), rest)) continue;
        if (turn.before(found.front().since)) {
            turn.refuse(texts::said_before, {{"line", chat::Spans{chat::Code{written_out(line)}}}});
        } else if (found.size() > 1) {
            turn.answer(texts::which_item, {{"words", sayable(word, found)}});
        } else {
            do_action(turn, found.front(), rest);
        }
        return true;
    }
    return false;
}

/// The word of a button that was pressed, or is out of date.
bool take_old_button_word(Happening& turn, const Line& line) {
    auto& m = turn.machinery();
    for (const auto& [word, item, rest] : button_words(written_out(line), m.registry)) {
        if (word.empty() || !rest.empty() || !m.actions.any_closed(turn.actor(), word)) continue;
        if (!m.actions.by_word(turn.actor(), word, {}, turn.now()).empty()) continue;
        turn.refuse(texts::nothing_to, {{"word", word}});
        return true;
    }
    return false;
}

bool take_command(Happening& turn, const Line& line) {
    Scanner words(line);
    for (const auto& verb : turn.machinery().registry.verbs()) {
        if (!words.take(verb.words)) continue;
        Call call{std::move(words), {}};
        turn.run(*verb.command, call);
        return true;
    }
    return false;
}

/// "@ana helped me …": the people stand before the verb.
bool take_after_people(Happening& turn, const Line& line) {
    const std::string text = folded(line.text);
    for (const auto& verb : turn.machinery().registry.verbs_after_people()) {
        if (text.find(verb.words) == std::string::npos) continue;
        Scanner words(line);
        auto people = words.people(turn.directory());
        if (!people) {
            turn.problem(line, people.error());
            return true;
        }
        if (people->empty()) {
            if (const auto nobody = words.nobody_before(verb.words)) {
                turn.problem(line, *nobody);
                return true;
            }
        }
        if (people->empty() || !words.take(verb.words)) continue;
        Call call{std::move(words), std::move(*people)};
        turn.run(*verb.command, call);
        return true;
    }
    return false;
}

bool take_guess(Happening& turn, const Line& line) {
    Scanner words(line);
    const std::string typed = words.peek();
    const auto* verb = turn.machinery().registry.near(typed);
    if (verb == nullptr) return false;
    const auto end = line.text.find_first_of(" \n");
    Line corrected = line;
    corrected.text.replace(0, std::min(end, line.text.size()), verb->words);
    turn.ask_which(texts::guess, {{"typed", typed}}, {{shortened(written_out(corrected), 70), corrected}});
    return true;
}

bool take_list(Happening& turn, const Line& line) {
    if (!turn.direct()) return false;
    const auto items = list_items(line);
    if (items.empty()) return false;
    for (const Practice* practice : turn.practices()) {
        if (practice->list != nullptr && practice->list(turn, items)) return true;
    }
    return false;
}

bool take_free_text(Happening& turn, const Line& line) {
    if (!turn.direct()) return false;
    for (const Practice* practice : turn.practices()) {
        if (practice->free_text != nullptr && practice->free_text(turn, line)) return true;
    }
    return false;
}

/// Nothing of the line is stored or logged.
void say_not_understood(Happening& turn) {
    chat::Button help;
    help.label = fill_plain(texts::help);
    help.word = "help";
    help.action = run_line;
    help.args = chat::to_json(chat::Words{std::string("help")});
    chat::Message answer = message(texts::not_understood);
    answer.blocks.emplace_back(chat::Buttons{{std::move(help)}});
    turn.refuse(std::move(answer));
}

}  // namespace

void read_line(Happening& turn, const Line& line, bool called) {
    const Phrase* phrase = phrase_of(turn, line);
    const bool may_answer = turn.direct() && !called && !(phrase != nullptr && phrase->always);
    if (may_answer && answer_dialog(turn, line)) return;
    if (turn.direct() && take_button_word(turn, line)) return;
    if (phrase != nullptr) {
        phrase->run(turn);
        return;
    }
    if (line.text.empty()) {
        turn.set_sharing(Sharing::either);  // nothing in it is secret
        if (const Phrase* empty = turn.machinery().registry.phrase("")) empty->run(turn);
        return;
    }
    if (take_list(turn, line)) return;
    if (take_command(turn, line) || take_after_people(turn, line) || take_free_text(turn, line)) return;
    if (turn.direct() && take_old_button_word(turn, line)) return;
    if (!take_guess(turn, line)) say_not_understood(turn);
}

void run_chosen_line(Happening& turn, const Action& action, bool on_message) {
    auto& m = turn.machinery();
    if (action.used) {
        turn.answer(texts::already_chosen);
        return;
    }
    m.actions.use(action);
    const auto words = chat::words_from_json(action.args);
    if (!words) throw std::logic_error("a chosen line can't be read back");
    const Line line = tidy(*words);
    if (on_message && action.delivery) turn.settle(action, message(texts::chosen, {{"line", written_out(line)}}));
    read_line(turn, line, true);
}

}  // namespace goodturn::engine
