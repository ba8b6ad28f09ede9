#include "core/engine/line.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace goodturn::engine {
namespace {

using chat::Named;

const Named ana{{"ana"}, "Ana Sousa"};
const Named bo{{"bo"}, "Bo"};
const Named bot{{"bot"}, "Goodturn"};

std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

struct Pair {
    std::string from;
    std::string to;
};

TEST(Tidy, LeavesOnlyWhatAPersonMeant) {
    const std::vector<Pair> cases{
        {"", ""},
        {"  helped Ana \n", "helped Ana"},
        {"a\u00A0b\u2009c\u3000d\te\u202Ff", "a b c d e f"},
        {"a\r\nb\rc\u2028d\u0085e\n\nf", "a\nb\nc\nd\ne\n\nf"},
        {"two  spaces", "two  spaces"},
        {"Jo\u0308rg", "J\u00F6rg"},
        {std::string("a\0b\x07\x7F", 5) + "\u009Fc", "abc"},
        {"a\u202Eb\u2066c\u2069d\u200Ee\u200Ff\u061Cg\u202Ah", "abcdefgh"},
        {"a\u200Bb\uFEFFc\u2060d\u00ADe\u200Cf\u200Dg", "abcdefg"},
        {"typed \uFFFC mark", "typed  mark"},
        {"\xFF"
         "a\xE2\x82"
         "b\xC0\xAF",
         "\uFFFDa\uFFFD\uFFFDb\uFFFD\uFFFD"},
        {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},
        {"“she said” – it’s ‚fine‘ … • ◦ *", "“she said” – it’s ‚fine‘ … • ◦ *"},
        {"\u200B \u200B", ""},
    };
    for (const auto& it : cases) EXPECT_EQ(tidy(it.from), it.to) << testing::PrintToString(it.from);
}

TEST(Tidy, KeepsEmojiWhole) {
    for (const std::string emoji : {
             "👩‍💻",                                                     // woman, joiner, computer
             "👩🏽‍💻",                                                 // with a skin tone
             "❤️",                                                               // with a variation selector
             "❤️‍🔥",                                                   // both
             "🏳️‍🌈",                                                  // flag
             "👨‍👩‍👧‍👦",                                       // several joiners
             "🧑🏿‍⚖️",                                               // selector at the end
             "1️⃣",                                                               // keycap
             "🇵🇹",                                                              // regional indicators
             "🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F",  // England, by tags
             "☎\uFE0E",                                                         // text look
         })
        EXPECT_EQ(tidy("a " + emoji + " b"), "a " + emoji + " b");
}

TEST(Tidy, DropsJoinersThatJoinNothing) {
    EXPECT_EQ(tidy("a\u200Db"), "ab");
    EXPECT_EQ(tidy("a\uFE0Fb"), "ab");
    EXPECT_EQ(tidy("👩\u200D b"), "👩 b");
    EXPECT_EQ(tidy("👩\u200Db"), "👩b");
    EXPECT_EQ(tidy("a\U000E0067b"), "ab");
    EXPECT_EQ(tidy("👩\U000E0100"), "👩");
}

TEST(Tidy, KeepsJoinersThatSpell) {
    for (const std::string word : {"می\u200Cخواهم", "ක්\u200Dරමය", "葛\U000E0100城"}) EXPECT_EQ(tidy(word), word);
}

TEST(Tidy, PutsAMarkForEachMention) {
    EXPECT_EQ(tidy(chat::Words{ana, " helped\u00A0me and ", bo, " "}),
              (Line{"\uFFFC helped me and \uFFFC", {ana, bo}}));
    EXPECT_EQ(tidy(chat::Words{"\uFFFC", ana}), (Line{"\uFFFC", {ana}}));
    EXPECT_EQ(tidy(chat::Words{}), Line{});
}

TEST(Tidy, IsLinear) {
    constexpr std::size_t many = 200'000;
    EXPECT_EQ(tidy(repeated("\xFF", many)).size(), 3 * many);
    EXPECT_EQ(tidy(repeated("a ", many)).size(), 2 * many - 1);
    EXPECT_EQ(tidy("x" + repeated(" ", many)), "x");
    // Normalizing sorts marks; unlimited runs of them would take minutes.
    EXPECT_LT(tidy("e" + repeated("\u0301", many) + repeated("\u0323", many)).size(), 100U);
    EXPECT_LT(tidy("e" + repeated("\u0F73", many)).size(), 200U);
    EXPECT_EQ(folded("e" + repeated("\u0301\u0323", many)), "e");
    chat::Words words;
    for (std::size_t i = 0; i < 20'000; ++i) words.emplace_back(ana);
    EXPECT_EQ(to_words(tidy(words)), words);
}

TEST(Line, WritesMentionsOut) {
    const Line line{"\uFFFC and \uFFFC!", {ana, Named{{"U7"}, ""}}};
    EXPECT_EQ(written_out(line), "@Ana Sousa and @U7!");
    EXPECT_EQ(written_out(Line{"no mention", {}}), "no mention");
}

TEST(Line, GoesBackToWords) {
    EXPECT_EQ(to_words(Line{"\uFFFC\uFFFC and x", {ana, bo}}), (chat::Words{ana, bo, " and x"}));
    EXPECT_EQ(to_words(Line{}), chat::Words{});
}

struct Addressed {
    Line typed;
    std::optional<Line> command;
};
Line text(const std::string& words) {
    return Line{words, {}};
}
std::optional<Line> addressed(const Line& line, bool direct) {
    Names names;
    names.display = "Good Turn";
    return addressed_to_bot(line, direct, bot.account, names, {"thanks", "retro"});
}

TEST(AddressedToBot, InAChannelWhatBeginsWithTheBotsName) {
    const std::vector<Addressed> cases{
        {text("!gt log"), text("log")},
        {text("/gt log"), text("log")},
        {text("!Goodturn log"), text("log")},
        {text("/goodturn"), text("")},
        {text("!gt"), text("")},
        {text("!gt: retro\nstatus"), text("retro\nstatus")},
        {text("@good turn, log"), text("log")},
        {text("@Goodturn log"), text("log")},
        {{"\uFFFC log", {bot}}, text("log")},
        {{"\uFFFC, thanks \uFFFC", {bot, ana}}, Line{"thanks \uFFFC", {ana}}},
        {{"\uFFFC: \uFFFC helped me", {bot, ana}}, Line{"\uFFFC helped me", {ana}}},
        {{"!gt \uFFFC helped me", {ana}}, Line{"\uFFFC helped me", {ana}}},
        {{"/thanks \uFFFC for it", {ana}}, Line{"thanks \uFFFC for it", {ana}}},
        {text("/retro start"), text("retro start")},
        {text("good turn: log"), text("log")},
        {text("Good Turn:"), text("")},

        {text("Good Turn, our bot, is great"), std::nullopt},
        {text("good turn log"), std::nullopt},
        {text(""), std::nullopt},
        {text("I think @Good Turn is great"), std::nullopt},
        {{"I think \uFFFC is great", {bot}}, std::nullopt},
        {{"\uFFFC log", {ana}}, std::nullopt},
        {{"\uFFFC’s idea", {bot}}, std::nullopt},
        {text("goodturn is great"), std::nullopt},
        {text("gt log"), std::nullopt},
        {text("@gt log"), std::nullopt},
        {text("!gtfo"), std::nullopt},
        {text("! gt log"), std::nullopt},
        {text("!gt-4 was a car"), std::nullopt},
        {text("@goodturn's log"), std::nullopt},
        {text("/thanksgiving"), std::nullopt},
        {text("/log"), std::nullopt},
        {text("!thanks"), std::nullopt},
        {text("thanks"), std::nullopt},
        {text("/"), std::nullopt},
    };
    for (const auto& it : cases) EXPECT_EQ(addressed(it.typed, false), it.command) << it.typed.text;
}

TEST(AddressedToBot, InADirectChatEverything) {
    const std::vector<Addressed> cases{
        {{"/thanks \uFFFC for the review", {ana}}, Line{"thanks \uFFFC for the review", {ana}}},
        {text("/thanks @ana for the review"), text("thanks @ana for the review")},
        {text("!gt log"), text("log")},
        {text("goodturn log"), text("log")},
        {text("gt log"), text("log")},
        {text("@Goodturn log"), text("log")},
        {text("/goodturn log"), text("log")},
        {text("Good Turn: log"), text("log")},
        {text("goodturn /log"), text("log")},
        {text("!log"), text("log")},
        {{"\uFFFC log", {bot}}, text("log")},
        {{"\uFFFC", {bot}}, text("")},
        {{"\uFFFC!", {bot}}, text("")},
        {text("goodturn"), text("")},
        {text("Goodturn!"), text("")},
        {text("goodturn ?"), text("?")},
        {text("goodturn?"), text("?")},
        {text("thanks"), text("thanks")},
        {text("thanks Good Turn"), text("thanks Good Turn")},
        {text("goodturns log"), text("goodturns log")},
        {text("goodturn.example is down"), text("goodturn.example is down")},
        {{"\uFFFC helped me", {ana}}, Line{"\uFFFC helped me", {ana}}},
        {text("@ana helped me"), text("@ana helped me")},
        {text("!"), text("!")},
        {text("!!"), text("!!")},
        {text("/ x"), text("/ x")},
        {text("+ faster"), text("+ faster")},
        {text(""), text("")},
    };
    for (const auto& it : cases) EXPECT_EQ(addressed(it.typed, true), it.command) << it.typed.text;
}

TEST(Folded, IsBlindToCaseAndAccents) {
    const std::vector<Pair> cases{
        {"José", "jose"},     {"JOSE\u0301", "jose"}, {"Jörg", "jorg"},  {"Weiß", "weiss"},    {"WEISS", "weiss"},
        {"Łukasz", "lukasz"}, {"Søren", "soren"},     {"ÆSIR", "aesir"}, {"İpek", "ipek"},     {"Işıl", "isil"},
        {"O’Neil", "o'neil"}, {"Олена", "олена"},     {"李雷", "李雷"},  {"ＡＮＡ", "ana"},    {"Đorđe", "dorde"},
        {"a\u200Bb", "ab"},   {"שָׁלוֹם", "שלום"},       {"", ""},          {"Nguyễn", "nguyen"}, {"p3!", "p3!"},
    };
    for (const auto& it : cases) EXPECT_EQ(folded(it.from), it.to) << it.from;
    EXPECT_EQ(folded("ΣΊΣΥΦΟΣ"), folded("σίσυφος"));
    EXPECT_EQ(folded("김민준"), folded(tidy("김민준")));
    EXPECT_NE(folded("か"), folded("が"));
    EXPECT_NE(folded("राम"), folded("रोम"));
}

TEST(Line, CountsAndShortensByCodePoints) {
    EXPECT_EQ(length("Ana 李雷 é"), 8U);
    EXPECT_EQ(shortened("Ana", 3), "Ana");
    EXPECT_EQ(shortened("Ana Sousa", 6), "Ana S…");
    EXPECT_EQ(shortened("Ana Sousa", 5), "Ana…");
    EXPECT_EQ(shortened("李雷李雷", 3), "李雷…");
    EXPECT_EQ(shortened("Hi 👩‍💻 you", 5), "Hi…");
    EXPECT_EQ(shortened("Hi 👩‍💻 you", 7), "Hi 👩‍💻…");
    EXPECT_EQ(shortened("abc", 1), "…");
    EXPECT_EQ(shortened("abc", 0), "");
    EXPECT_EQ(length(shortened(repeated("é", 100'000), 1000)), 1000U);
}

TEST(Line, MeasuresHowFarWordsLieApart) {
    const auto between = [](const char* a, const char* b) { return distance(a, b); };
    EXPECT_EQ(between("thanks", "thanks"), 0U);
    EXPECT_EQ(between("thnaks", "thanks"), 1U);
    EXPECT_EQ(between("thank", "thanks"), 1U);
    EXPECT_EQ(between("thannks", "thanks"), 1U);
    EXPECT_EQ(between("thenks", "thanks"), 1U);
    EXPECT_EQ(between("log", "retro"), 5U);
    EXPECT_EQ(between("", "log"), 3U);
    EXPECT_EQ(between("", ""), 0U);
    EXPECT_EQ(between("ca", "abc"), 3U);
    EXPECT_EQ(between("李雷", "雷李"), 1U);
    EXPECT_EQ(distance(repeated("a", 100'000), "log"), 100'000U);
}

struct Listed {
    std::string line;
    std::vector<std::string> items;
};

TEST(ListItems, AreThoseOfALineThatIsNothingElse) {
    const std::vector<Listed> cases{
        {"- one\n- two", {"one", "two"}},
        {"• one\n•two", {"one", "two"}},
        {"– one\n— two\n* three\n◦ four", {"one", "two", "three", "four"}},
        {"1. one\n2. two", {"one", "two"}},
        {"9) nine\n10) ten", {"nine", "ten"}},
        {"- one\n\n - two", {"one", "two"}},
        {"- one\n  - of it\n    and more\n- two", {"one\n- of it\nand more", "two"}},
        {"- one", {}},
        {"one\n- two\n- three", {}},
        {"- one\n- two\nthree", {}},
        {"-one\n-two", {}},
        {"2027 one\n2028 two", {}},
        {"2027. one\n2028. two", {}},
        {"1.5 one\n1.6 two", {}},
        {"", {}},
    };
    for (const auto& [line, items] : cases) {
        std::vector<std::string> found;
        for (const auto& item : list_items(tidy(chat::Words{line}))) found.push_back(item.text);
        EXPECT_EQ(found, items) << line;
    }
}

TEST(ListItems, KeepTheirMentions) {
    const auto items = list_items(tidy(chat::Words{"- ", ana, " and ", bo, " x\n- nobody\n- ", bot}));
    ASSERT_EQ(items.size(), 3U);
    EXPECT_EQ(items[0].mentions, (std::vector{ana, bo}));
    EXPECT_TRUE(items[1].mentions.empty());
    EXPECT_EQ(items[2].mentions, std::vector{bot});
    EXPECT_EQ(written_out(items[0]), "@Ana Sousa and @Bo x");
}

}  // namespace
}  // namespace goodturn::engine
