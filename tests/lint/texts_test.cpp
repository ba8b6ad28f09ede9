#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <string>

#include "tests/lint/source.hpp"

/// What a person sees is written in a practice's texts.hpp and nowhere else: there it can be read, corrected and
/// translated in one go. In other code
///  - no literal reads like a sentence: two words, with a capital in front, a placeholder, or a stop after a word.
///    What people may type ("pause for 2 weeks") is vocabulary, which belongs to the code; errors and log lines are for
///    the operator;
///  - no Text is made;
///  - no span of text is made of a literal with letters.
/// core/store says nothing to anybody but the operator.
namespace goodturn::lint {
namespace {

bool is_text_table(const std::string& path) {
    return std::regex_search(path, std::regex(R"(/texts\w*\.hpp$)"));
}

bool reads_like_a_sentence(const std::string& literal) {
    static const std::regex two_words("[A-Za-z'’]{2,}[,;:.!?…]* +[A-Za-z{<@'\"]");
    static const std::regex sign("^[\"'({ ]*[A-Z][a-z]|[a-z'’}][.;:!?…]+( |$)|[{][a-z_]+[}|]|…|’");
    return std::regex_search(literal, two_words) && std::regex_search(literal, sign);
}

/// The statement's beginning, back to the last ; { or }, decides whether an operator reads it.
bool is_for_operators(const std::string& before) {
    static const std::regex operators(
        R"(\bthrow\b|\bstatic_assert\b|\blog\s*\.\s*(push|emplace)_back|\bguarded\s*\(|\bfail\s*\()"
        R"(|\b(logic|runtime)_error\s*[({])");
    const auto from = before.find_last_of(";{}");
    return std::regex_search(from == std::string::npos ? before : before.substr(from), operators);
}

std::string tail(const std::string& text, std::size_t length) {
    return text.substr(text.size() - std::min(text.size(), length));
}

std::string problem(const std::string& path, const std::string& text) {
    std::string found;
    if (is_text_table(path)) return found;
    const auto report = [&](std::size_t line, const std::string& what, const std::string& it) {
        found += path + ":" + std::to_string(line) + ": " + what + ": " + it + "\n";
    };
    static const std::regex makes_span(R"(\b(Plain|Bold|Quote|Note)\s*[({]+\s*$)");
    static const std::regex makes_text(R"(\bText\s*(\w+\s*)?[({]+\s*(\.english\s*=\s*)?$)");
    static const std::regex letters("[A-Za-z]{2,}");
    std::string before;
    for (const auto& piece : pieces(text)) {
        if (piece.kind == Piece::Kind::code) {
            before += piece.text;
            before = tail(before, 400);  // a statement's worth
        }
        if (piece.kind != Piece::Kind::literal) continue;
        if (piece.delimiter != "sql" && !before.ends_with("#include ")) {
            const auto opener = tail(before, 40);
            if (std::regex_search(opener, makes_text)) report(piece.line, "a Text", piece.text);
            if (std::regex_search(opener, makes_span) && std::regex_search(piece.text, letters))
                report(piece.line, "a span", piece.text);
            if (reads_like_a_sentence(piece.text) && !is_for_operators(before))
                report(piece.line, "a sentence", piece.text);
        }
        before += "\"\"";
    }
    return found;
}

TEST(Texts, PeopleSeeOnlyWhatATableHolds) {
    std::size_t tables = 0;
    for (const auto& [path, text] : sources({"core"})) {
        tables += is_text_table(path) ? 1 : 0;
        if (!path.starts_with("core/store/")) EXPECT_EQ("", problem(path, text));
    }
    EXPECT_LE(3U, tables) << "the expression that finds tables is wrong";
}

TEST(Texts, TheRuleRefusesWhatItShould) {
    struct Case {
        const char* what;  ///< empty: allowed
        const char* code;
    };
    for (const auto& [what, code] : {
             Case{"a sentence", R"(turn.answer("Thanks for that");)"},
             Case{"a sentence", R"(std::string s = "nothing was changed.";)"},
             Case{"a sentence", R"(label = "note it: what for";)"},
             Case{"a sentence", R"(title = "hello {name}";)"},
             Case{"a sentence", R"x(text = R"(You are fine)";)x"},
             Case{"a sentence", R"(throw x; answer("Thanks for that");)"},
             Case{"a Text", R"(turn.answer(Text{"ok"});)"},
             Case{"a Text", R"(constexpr Text fine{"ok"};)"},
             Case{"a Text", R"(Text{.english = "ok"})"},
             Case{"a span", R"(spans.emplace_back(chat::Plain{"sent"});)"},
             Case{"a span", R"(chat::Bold{ "Goodturn" })"},
             Case{"", R"(spans.emplace_back(chat::Plain{", "});)"},
             Case{"", R"(throw std::logic_error("No such alarm: " + name);)"},
             Case{"", R"(m.log.push_back("Delivery 3 ended unsent: " + why);)"},
             Case{"", R"(.arguments = "[until 3 jan|next week|for 2 weeks]",)"},
             Case{"", R"(.arguments = "@ana [here|privately] <why>",)"},
             Case{"", R"({"thank you very much", "ok, thanks"})"},
             Case{"", R"x(x = R"sql(SELECT id, name FROM t WHERE a = 'Hello you.')sql";)x"},
             Case{"", R"(turn.once("thanks.pass on", 1);)"},
             Case{"", R"(// Thanks for that.)"},
         }) {
        const auto found = problem("core/gratitude/sample.cpp", code);
        if (*what == '\0') {
            EXPECT_EQ("", found) << code;
        } else {
            EXPECT_THAT(found, ::testing::HasSubstr(std::string(": ") + what + ": ")) << code;
        }
    }
    EXPECT_EQ("", problem("core/gratitude/texts.hpp", R"(inline constexpr Text ok{"You are fine."};)"));
}

}  // namespace
}  // namespace goodturn::lint
