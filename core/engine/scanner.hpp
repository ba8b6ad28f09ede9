#pragma once

#include "core/engine/ids.hpp"
#include "core/engine/line.hpp"

#include <cstddef>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace goodturn::engine {

struct KnownName {
    PersonId person;
    std::string name;   ///< whole display name as shown
    std::string given;  ///< what friends call them: the first word unless the space says otherwise
};

/// Who can be meant. Implemented over the store by People, by a table in tests.
class Directory {
public:
    virtual ~Directory() = default;
    /// People the writer shares a conversation with (bots left out, the writer in) whose display name or given name
    /// begins with this folded word.
    [[nodiscard]] virtual std::vector<KnownName> whose_name_begins(std::string_view folded_word) = 0;
    /// Always succeeds: somebody never seen is created on sight.
    [[nodiscard]] virtual PersonId mentioned(const chat::Named& who) = 0;
};

struct FoundPerson {
    PersonId person;
    bool by_name = false;  ///< found by a typed name, so show it in full before anything leaves
    bool operator==(const FoundPerson&) const = default;
};

/// Why a person could not be read. The place in the line lets a button carry the corrected line.
struct PersonProblem {
    std::string typed;                  ///< the words that were read as a name
    std::vector<KnownName> candidates;  ///< two or more: ambiguous; none: nobody of that name
    std::size_t begin = 0;              ///< byte range in Line::text
    std::size_t end = 0;
};

/// Reads a line front to back, spaces and line breaks before each thing skipped. Words are compared folded.
class Scanner {
public:
    explicit Scanner(Line line);

    [[nodiscard]] bool at_end() const;
    /// Takes these words if they come next as whole words ("no more"); punctuation right after the last is allowed and
    /// taken: , . : ! ? Signs are words too: "-" is any dash or bullet, and nothing need part "+" from what follows.
    bool take(std::string_view words);
    /// Takes the first of these that comes next.
    std::optional<std::string_view> take_any(std::span<const std::string_view> choices);
    /// The next word without taking it, folded, punctuation at its ends left out (a sign alone stays); empty at the
    /// end.
    [[nodiscard]] std::string peek() const;
    /// Takes a text in quotes of any kind (" “ ” „ « » ‘ ’ '), without them, trimmed, mentions written out. A quote
    /// that is never closed is none.
    std::optional<std::string> quoted();

    /// Takes one person and the punctuation after it, as take does: a mention, a leading "@" with a name, or a bare
    /// name. A name is a display name, its first words, or a given name; the longest wins, a whole display name before
    /// one as long. "Ana’s" is not Ana. Nothing is taken on nullopt or on a problem.
    ///
    /// A problem is a name of two or more, or of nobody: behind "@", or one that begins with a capital and stands
    /// before "for", "with", "to" or "every" or ends the line. Everything else that is nobody's name is nullopt.
    std::optional<std::expected<FoundPerson, PersonProblem>> person(Directory& directory);
    /// Takes people joined by , and & + ("y", "und", "et" are plain words); mentions and "@" names need nothing between
    /// them. Each person once. Empty: none here. What is nobody's name ends the list before the sign or word that would
    /// join it: behind a comma always, behind the others unless it is a problem as in person().
    std::expected<std::vector<FoundPerson>, PersonProblem> people(Directory& directory);

    /// Somebody's name, though nobody is called so: what begins with a capital or "@" right before these words
    /// ("helped me"). Nothing is taken.
    [[nodiscard]] std::optional<PersonProblem> nobody_before(std::string_view words) const;

    /// Everything left, taken, trimmed, mentions written out, line breaks kept.
    std::string rest();
    /// Everything left as a line of its own, nothing taken.
    [[nodiscard]] Line remaining() const;
    [[nodiscard]] const Line& line() const { return line_; }
    /// Byte offset in line().text.
    [[nodiscard]] std::size_t position() const { return here_.at; }

private:
    struct Spot {
        std::size_t at = 0;
        std::size_t mention = 0;  ///< how many mentions stand before
    };

    /// Moves `spot` past the person it finds there. `unknown_is_problem`: also without "@", see person().
    std::optional<std::expected<FoundPerson, PersonProblem>> read_person(Directory& directory, Spot& spot,
                                                                         bool unknown_is_problem) const;
    /// Takes everything before `end`.
    void take_until(std::size_t end);

    Line line_;
    Spot here_;
};

/// The line with the bytes [begin, end) replaced by a mention: how an ambiguous name is settled. Mentions within them
/// go.
[[nodiscard]] Line with_mention(const Line& line, std::size_t begin, std::size_t end, const chat::Named& who);

}  // namespace goodturn::engine
