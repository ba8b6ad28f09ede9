#include "core/engine/scanner.hpp"

#include "core/engine/letters.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace goodturn::engine {
namespace {

using PersonRead = std::optional<std::expected<FoundPerson, PersonProblem>>;

bool mention_at(std::string_view text, std::size_t at) {
    return text.substr(at).starts_with(mention_mark);
}

std::size_t mentions_in(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = text.find(mention_mark); at != text.npos; at = text.find(mention_mark, at + 1)) ++count;
    return count;
}

std::size_t next_word(std::string_view text, std::size_t at) {
    while (at < text.size() && word_end(text, at) == at) at += letter_at(text, at).size;
    return at;
}

/// How much of a name stands in a text.
struct Match {
    std::size_t end = 0;  ///< 0: nothing of it
    bool whole = false;   ///< all words of the name
    auto operator<=>(const Match&) const = default;
};

/// The words of `name` that stand at `begin`, from its first on. Between two of them stands what stands in the name, or
/// spaces, dots and hyphens: "Anne Marie" is "Anne-Marie".
Match match_name(std::string_view text, std::size_t begin, std::string_view name) {
    Match match;
    std::size_t at = begin;
    std::size_t name_at = next_word(name, 0);
    while (name_at < name.size()) {
        const std::size_t end = word_end(text, at);
        const std::size_t name_end = word_end(name, name_at);
        if (folded(text.substr(at, end - at)) != folded(name.substr(name_at, name_end - name_at))) break;
        name_at = next_word(name, name_end);
        const std::string_view between = name.substr(name_end, name_at - name_end);
        at = text.substr(end).starts_with(between) ? end + between.size() : end;
        if (is_whole(text, end)) match = name_at < name.size() ? Match{end, false} : Match{at, true};
        at = std::min(text.find_first_not_of(" .-", at), text.size());
        if (at == end) break;
    }
    return match;
}

struct Known {
    std::size_t end = 0;
    std::vector<KnownName> people;
};

/// Who is named at `begin`: those of whom the most stands there. Empty: nobody.
Known known_name(std::string_view text, std::size_t begin, Directory& directory) {
    const std::size_t end = word_end(text, begin);
    if (end == begin) return {};
    Known known;
    Match best{1, false};
    for (auto& who : directory.whose_name_begins(folded(text.substr(begin, end - begin)))) {
        Match match = match_name(text, begin, who.name);
        match = std::max(match, Match{match_name(text, begin, who.given).end, false});
        if (match < best) continue;
        if (match > best) known.people.clear();
        best = match;
        if (std::ranges::find(known.people, who.person, &KnownName::person) == known.people.end())
            known.people.push_back(std::move(who));
    }
    known.end = best.end;
    return known;
}

bool capital_at(std::string_view text, std::size_t at) {
    return at < text.size() && is_capital(letter_at(text, at).point);
}

/// Past a word and what is glued to it: "ana.sousa". The same place if what stands there is no whole name: "Ana’s".
std::size_t glued_end(std::string_view text, std::size_t begin) {
    std::size_t end = word_end(text, begin);
    while (end < text.size() && (text[end] == '.' || text[end] == '-') && word_end(text, end + 1) > end + 1)
        end = word_end(text, end + 1);
    return is_whole(text, end) && !folded(text.substr(begin, end - begin)).ends_with("'s") ? end : begin;
}

/// The end of what somebody's name could be, though nobody is called so; `begin` itself if nothing could.
std::size_t unknown_name(std::string_view text, std::size_t begin) {
    std::size_t end = glued_end(text, begin);
    if (!capital_at(text, begin)) return end;
    while (end < text.size() && text[end] == ' ' && capital_at(text, end + 1)) {
        const std::size_t further = glued_end(text, end + 1);
        if (further == end + 1) break;
        end = further;
    }
    return end;
}

/// Whether the place of a word, rather than the word, says that it is a name.
bool stands_like_a_name(std::string_view text, std::size_t end) {
    constexpr std::array<std::string_view, 4> after_names{"for", "with", "to", "every"};
    const std::size_t after = skip_punctuation(text, end);
    const std::size_t next = std::min(text.find_first_not_of(' ', after), text.size());
    return next == text.size() || text[next] == '\n' ||
           std::ranges::any_of(after_names, [&](auto word) { return match_words(text, next, word).has_value(); });
}

struct Joint {
    std::size_t end = 0;
    bool comma_only = false;
};

/// What joins the person before `at` to the next one; nullopt: nothing does.
std::optional<Joint> joint(std::string_view text, std::size_t at) {
    std::size_t end = skip_spaces(text, at);
    const bool comma = end < text.size() && text[end] == ',';
    if (comma) end = skip_spaces(text, end + 1);
    if (end < text.size() && (text[end] == '&' || text[end] == '+')) return Joint{end + 1, false};
    if (const auto past = match_words(text, end, "and")) return Joint{*past, false};
    if (comma) return Joint{end, true};
    const std::size_t next = std::min(text.find_first_not_of(' ', at), text.size());
    const bool marked = next < text.size() && (text[next] == '@' || mention_at(text, next));
    return marked ? std::optional(Joint{next, true}) : std::nullopt;
}

bool is_double_quote(char32_t point) {
    return point == U'"' || point == U'“' || point == U'”' || point == U'„' || point == U'‟';
}
bool is_angle_quote(char32_t point) {
    return point == U'«' || point == U'»';
}
bool is_single_quote(char32_t point) {
    return is_apostrophe(point) || point == U'‚';
}

/// Where the first closing quote stands of those that `closes` knows; npos: none. An apostrophe within a word is none.
std::size_t find_quote(std::string_view text, std::size_t begin, bool (*closes)(char32_t)) {
    for (std::size_t at = begin; at < text.size();) {
        const Letter letter = letter_at(text, at);
        const std::size_t after = at + letter.size;
        const bool within_word =
            is_apostrophe(letter.point) && after < text.size() && in_word(letter_at(text, after).point);
        if (closes(letter.point) && !within_word) return at;
        at = after;
    }
    return std::string_view::npos;
}

}  // namespace

Scanner::Scanner(Line line) : line_(std::move(line)) {}

bool Scanner::at_end() const {
    return skip_spaces(line_.text, here_.at) == line_.text.size();
}

void Scanner::take_until(std::size_t end) {
    here_.mention += mentions_in(std::string_view(line_.text).substr(here_.at, end - here_.at));
    here_.at = end;
}

bool Scanner::take(std::string_view words) {
    const auto end = match_words(line_.text, here_.at, words);
    if (!end) return false;
    const bool sign = word_end(words, 0) == 0;
    take_until(sign ? *end : skip_punctuation(line_.text, *end));
    return true;
}

std::optional<std::string_view> Scanner::take_any(std::span<const std::string_view> choices) {
    const auto taken = std::ranges::find_if(choices, [&](std::string_view words) { return take(words); });
    return taken == choices.end() ? std::nullopt : std::optional(*taken);
}

std::string Scanner::peek() const {
    const std::string_view text = line_.text;
    const std::size_t begin = skip_spaces(text, here_.at);
    if (mention_at(text, begin)) return std::string(mention_mark);
    const std::size_t end = std::min({text.find_first_of(" \n", begin), text.find(mention_mark, begin), text.size()});
    const std::string_view word = text.substr(begin, end - begin);
    const std::size_t first = next_word(word, 0);
    if (first == word.size()) return folded(word);
    std::size_t past = first;
    for (std::size_t at = first; at < word.size(); at = next_word(word, past)) past = word_end(word, at);
    return folded(word.substr(first, past - first));
}

std::optional<std::string> Scanner::quoted() {
    const std::string_view text = line_.text;
    const std::size_t open = skip_spaces(text, here_.at);
    if (open == text.size()) return std::nullopt;
    const Letter quote = letter_at(text, open);
    const std::size_t begin = open + quote.size;
    std::size_t end = std::string_view::npos;
    if (is_single_quote(quote.point)) {
        end = find_quote(text, begin, is_single_quote);
    } else if (is_double_quote(quote.point) || is_angle_quote(quote.point)) {
        const bool angle = is_angle_quote(quote.point);
        end = find_quote(text, begin, angle ? is_angle_quote : is_double_quote);
        if (end == text.npos) end = find_quote(text, begin, angle ? is_double_quote : is_angle_quote);
    }
    if (end == text.npos) return std::nullopt;
    take_until(begin);
    const Line within{std::string(trimmed(text.substr(begin, end - begin))), remaining().mentions};
    take_until(end + letter_at(text, end).size);
    return written_out(within);
}

PersonRead Scanner::read_person(Directory& directory, Spot& spot, bool unknown_is_problem) const {
    const std::string_view text = line_.text;
    const std::size_t begin = skip_spaces(text, spot.at);
    if (begin == text.size()) return std::nullopt;
    if (mention_at(text, begin)) {
        const auto& who = line_.mentions.at(spot.mention);
        spot = {begin + mention_mark.size(), spot.mention + 1};
        return FoundPerson{directory.mentioned(who), false};
    }
    const bool marked = text[begin] == '@';
    const std::size_t name = marked ? begin + 1 : begin;
    Known known = known_name(text, name, directory);
    if (known.people.size() == 1) {
        spot.at = known.end;
        return FoundPerson{known.people.front().person, true};
    }
    if (known.people.empty()) {
        known.end = unknown_name(text, name);
        const bool stands_so = unknown_is_problem && capital_at(text, name) && stands_like_a_name(text, known.end);
        if (known.end == name || (!marked && !stands_so)) return std::nullopt;
    }
    return std::unexpected(
        PersonProblem{std::string(text.substr(name, known.end - name)), std::move(known.people), begin, known.end});
}

PersonRead Scanner::person(Directory& directory) {
    Spot spot = here_;
    auto read = read_person(directory, spot, true);
    if (read && *read) here_ = {skip_punctuation(line_.text, spot.at), spot.mention};
    return read;
}

std::expected<std::vector<FoundPerson>, PersonProblem> Scanner::people(Directory& directory) {
    const std::string_view text = line_.text;
    std::vector<FoundPerson> people;
    std::set<PersonId> seen;
    Spot spot = here_;
    Spot next = here_;
    bool unknown_is_problem = true;
    while (auto read = read_person(directory, next, unknown_is_problem)) {
        if (!*read) return std::unexpected(std::move(read->error()));
        if (seen.insert((*read)->person).second) people.push_back(**read);
        spot = next;
        const auto joined = joint(text, spot.at);
        if (!joined) break;
        next.at = joined->end;
        unknown_is_problem = !joined->comma_only;
    }
    if (!people.empty()) here_ = {skip_punctuation(text, spot.at), spot.mention};
    return people;
}

std::optional<PersonProblem> Scanner::nobody_before(std::string_view words) const {
    const std::string_view text = line_.text;
    const std::size_t begin = skip_spaces(text, here_.at);
    const std::size_t name = text.substr(begin).starts_with('@') ? begin + 1 : begin;
    const std::size_t end = unknown_name(text, name);
    const bool like_a_name = end > name && (name > begin || capital_at(text, name));
    if (!like_a_name || !match_words(text, end, words)) return std::nullopt;
    return PersonProblem{std::string(text.substr(name, end - name)), {}, begin, end};
}

std::string Scanner::rest() {
    std::string all = written_out(remaining());
    take_until(line_.text.size());
    return all;
}

Line Scanner::remaining() const {
    return {std::string(trimmed(std::string_view(line_.text).substr(here_.at))),
            {line_.mentions.begin() + static_cast<std::ptrdiff_t>(here_.mention), line_.mentions.end()}};
}

Line with_mention(const Line& line, std::size_t begin, std::size_t end, const chat::Named& who) {
    const std::string_view text = line.text;
    const auto before = static_cast<std::ptrdiff_t>(mentions_in(text.substr(0, begin)));
    const auto within = static_cast<std::ptrdiff_t>(mentions_in(text.substr(begin, end - begin)));
    Line settled = line;
    settled.text.replace(begin, end - begin, mention_mark);
    const auto at =
        settled.mentions.erase(settled.mentions.begin() + before, settled.mentions.begin() + before + within);
    settled.mentions.insert(at, who);
    return settled;
}

}  // namespace goodturn::engine
