#include "core/engine/scanner.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

namespace goodturn::engine {

void PrintTo(const FoundPerson& found, std::ostream* out) {
    *out << raw(found.person) << (found.by_name ? " by name" : " by mention");
}

namespace {

using chat::Named;

const Named ana{{"U-ana"}, "Ana Sousa"};
const Named bo{{"U-bo"}, "Bo"};

/// Everybody shares a conversation with everybody; accounts of mentions are created on sight.
class Table : public Directory {
public:
    explicit Table(const std::vector<std::string>& names) {
        for (const auto& name : names) add(name, name.substr(0, name.find(' ')));
    }
    void add(const std::string& name, const std::string& given) {
        people_.push_back({PersonId{static_cast<std::int64_t>(people_.size()) + 1}, name, given});
    }
    std::vector<KnownName> whose_name_begins(std::string_view folded_word) override {
        std::vector<KnownName> found;
        std::ranges::copy_if(people_, std::back_inserter(found), [&](const KnownName& who) {
            return folded(who.name).starts_with(folded_word) || folded(who.given).starts_with(folded_word);
        });
        return found;
    }
    PersonId mentioned(const Named& who) override {
        return PersonId{
            static_cast<std::int64_t>(mentioned_.try_emplace(who.account, 1001 + mentioned_.size()).first->second)};
    }
    [[nodiscard]] std::string name(PersonId person) const {
        if (raw(person) > 1000) {
            const auto same = [&](const auto& it) { return static_cast<std::int64_t>(it.second) == raw(person); };
            return "<" + std::ranges::find_if(mentioned_, same)->first.value + ">";
        }
        return std::ranges::find(people_, person, &KnownName::person)->name;
    }

private:
    std::vector<KnownName> people_;
    std::map<chat::AccountId, std::size_t> mentioned_;
};

std::string shown(const PersonProblem& problem) {
    std::string all = "problem " + problem.typed;
    for (const auto& who : problem.candidates) all += " | " + who.name;
    return all;
}

/// What people() reads, in words: "Ana Sousa, <U-bo> / the rest", "none / the rest", "problem typed | candidates / …".
std::string people_in(Table& table, const Line& line) {
    Scanner scanner(line);
    const auto people = scanner.people(table);
    std::string all;
    if (!people) {
        EXPECT_EQ(scanner.position(), 0U);
        all = shown(people.error());
    } else if (people->empty()) {
        EXPECT_EQ(scanner.position(), 0U);
        all = "none";
    } else {
        for (const auto& found : *people) {
            all += (all.empty() ? "" : ", ") + table.name(found.person);
            EXPECT_EQ(found.by_name, raw(found.person) < 1000);
        }
    }
    return all + " / " + scanner.rest();
}

struct Case {
    std::string typed;
    std::string read;
};

void expect_people(Table table, const std::vector<Case>& cases) {
    for (const auto& it : cases) EXPECT_EQ(people_in(table, Line{it.typed, {}}), it.read) << it.typed;
}

TEST(People, AreReadByName) {
    expect_people(Table({"Ana Sousa", "Bo", "Kai Mori", "Will Jones", "Jan Vermeer", "May Chen", "Anastasia Ivanova"}),
                  {
                      {"Ana with her migration", "Ana Sousa / with her migration"},
                      {"ana with her migration", "Ana Sousa / with her migration"},
                      {"ANA SOUSA for it", "Ana Sousa / for it"},
                      {"Aná  Sousa for it", "Ana Sousa / for it"},
                      {"@ana, @bo and Kai for the demo", "Ana Sousa, Bo, Kai Mori / for the demo"},
                      {"Ana and Will for covering", "Ana Sousa, Will Jones / for covering"},
                      {"ana & bo + kai: thanks", "Ana Sousa, Bo, Kai Mori / thanks"},
                      {"Ana, and Bo", "Ana Sousa, Bo / "},
                      {"Ana,Bo", "Ana Sousa, Bo / "},
                      {"Ana\nand Bo", "Ana Sousa, Bo / "},
                      {"@ana @bo for the demo", "Ana Sousa, Bo / for the demo"},
                      {"Jan for the lift", "Jan Vermeer / for the lift"},
                      {"May for the cake", "May Chen / for the cake"},
                      {"Ana: great work", "Ana Sousa / great work"},
                      {"Ana, great work", "Ana Sousa / great work"},
                      {"Ana! You rock", "Ana Sousa / You rock"},
                      {"Ana and the whole team", "Ana Sousa / and the whole team"},
                      {"Ana and ana sousa", "Ana Sousa / "},
                      {"Ana\n\nline one\nline two", "Ana Sousa / line one\nline two"},
                      {"Ana – for the demo", "Ana Sousa / – for the demo"},
                      {"Ana y Bo", "Ana Sousa / y Bo"},
                  });
}

TEST(People, AreNotReadWhereNobodyIsNamed) {
    expect_people(Table({"Ana Sousa", "Bo"}), {
                                                  {"", "none / "},
                                                  {"the whole team for it", "none / the whole team for it"},
                                                  {"ana's migration", "none / ana's migration"},
                                                  {"Ana’s migration", "none / Ana’s migration"},
                                                  {"Ana’s", "none / Ana’s"},
                                                  {"@Ana’s migration", "none / @Ana’s migration"},
                                                  {"Anabel did it", "none / Anabel did it"},
                                                  {"ana-maria did it", "none / ana-maria did it"},
                                                  {"ana@example.org", "none / ana@example.org"},
                                                  {"Great work everybody", "none / Great work everybody"},
                                                  {"3 for you", "none / 3 for you"},
                                                  {"@ home", "none / @ home"},
                                                  {"“Ana”", "none / “Ana”"},
                                                  {", Ana", "none / , Ana"},
                                                  {"Ana and Bo’s team", "Ana Sousa / and Bo’s team"},
                                              });
}

TEST(People, WithLongNamesAreFoundByTheMostThatStandsThere) {
    Table table({"Ana Sousa", "Ana María Ruiz", "Ana María Ruiz Costa", "Bo", "Bo Lind"});
    table.add("Sousa, Zé (External)", "Zé");
    expect_people(
        table, {
                   {"Ana María Ruiz for it", "Ana María Ruiz / for it"},
                   {"Ana María Ruiz Costa for it", "Ana María Ruiz Costa / for it"},
                   {"Ana Sousa and Bo Lind", "Ana Sousa, Bo Lind / "},
                   {"bo for it", "Bo / for it"},
                   {"zé for it", "Sousa, Zé (External) / for it"},
                   {"Sousa, Zé (External) for it", "Sousa, Zé (External) / for it"},
                   {"Ana María for it", "problem Ana María | Ana María Ruiz | Ana María Ruiz Costa / Ana María for it"},
               });
    expect_people(Table({"Ana Sousa", "Ana María Ruiz"}),
                  {
                      {"Ana María for the résumé review", "Ana María Ruiz / for the résumé review"},
                      {"ana maria, for it", "Ana María Ruiz / for it"},
                      {"Ana Maríana for it", "problem Ana | Ana Sousa | Ana María Ruiz / Ana Maríana for it"},
                  });
}

TEST(People, OfAllAlphabets) {
    Table table({"Shay O’Neil", "Anne-Marie Dupont", "李雷", "Олена Коваль", "Jörg Weiß", "Łukasz Nowak", "dr.who"});
    table.add("Robert Smith", "Bob");
    table.add("Jean-Luc Picard", "Jean-Luc");
    expect_people(table, {
                             {"Shay O'Neil for it", "Shay O’Neil / for it"},
                             {"Anne-Marie for it", "Anne-Marie Dupont / for it"},
                             {"anne marie dupont for it", "Anne-Marie Dupont / for it"},
                             {"Jean-Luc made it so", "Jean-Luc Picard / made it so"},
                             {"李雷 for it", "李雷 / for it"},
                             {"@李雷 and олена for it", "李雷, Олена Коваль / for it"},
                             {"@jörg für die Hilfe", "Jörg Weiß / für die Hilfe"},
                             {"jorg weiss for it", "Jörg Weiß / for it"},
                             {"lukasz for it", "Łukasz Nowak / for it"},
                             {"@jorg.weiss for it", "Jörg Weiß / for it"},
                             {"@dr.who for it", "dr.who / for it"},
                             {"Bob and Robert for it", "Robert Smith / for it"},
                         });
}

TEST(People, NobodyKnowsAreAProblemWhereTheyStandLikeNames) {
    expect_people(Table({"Ana Sousa"}), {
                                            {"Zoe for it", "problem Zoe / Zoe for it"},
                                            {"Zoe with it", "problem Zoe / Zoe with it"},
                                            {"Curt Bond every 3 weeks", "problem Curt Bond / Curt Bond every 3 weeks"},
                                            {"Zoe", "problem Zoe / Zoe"},
                                            {"Zoe.", "problem Zoe / Zoe."},
                                            {"Zoe\nthank you", "problem Zoe / Zoe\nthank you"},
                                            {"zoe for it", "none / zoe for it"},
                                            {"Zoe rocks", "none / Zoe rocks"},
                                            {"@zoe rocks", "problem zoe / @zoe rocks"},
                                            {"@zoe.lind, hi", "problem zoe.lind / @zoe.lind, hi"},
                                            {"@Zoe Lind rocks", "problem Zoe Lind / @Zoe Lind rocks"},
                                            {"韩梅梅 for it", "problem 韩梅梅 / 韩梅梅 for it"},
                                            {"Ana and Zoe for it", "problem Zoe / Ana and Zoe for it"},
                                            {"Ana & Zoe", "problem Zoe / Ana & Zoe"},
                                            {"Ana, @zoe rocks", "problem zoe / Ana, @zoe rocks"},
                                            {"Ana @zoe", "problem zoe / Ana @zoe"},
                                            {"Ana and Zoe rock", "Ana Sousa / and Zoe rock"},
                                            {"Ana and zoe for it", "Ana Sousa / and zoe for it"},
                                            {"Ana, Thanks for it", "Ana Sousa / Thanks for it"},
                                            {"Ana Great", "Ana Sousa / Great"},
                                        });
}

TEST(People, AreReadByMention) {
    Table table({"Kai Mori"});
    EXPECT_EQ(people_in(table, {"\uFFFC and \uFFFC for \uFFFC’s demo", {ana, bo, ana}}),
              "<U-ana>, <U-bo> / for @Ana Sousa’s demo");
    EXPECT_EQ(people_in(table, {"\uFFFC \uFFFC, Kai & \uFFFC", {ana, bo, ana}}), "<U-ana>, <U-bo>, Kai Mori / ");
    EXPECT_EQ(people_in(table, {"\uFFFC, you and \uFFFC rock", {ana, bo}}), "<U-ana> / you and @Bo rock");
    EXPECT_EQ(people_in(table, {"\uFFFC\n\uFFFC rocks", {ana, bo}}), "<U-ana> / @Bo rocks");
}

TEST(People, InLongLinesAreReadInLinearTime) {
    Table table({"Ana Sousa"});
    std::string text;
    std::vector<Named> mentions;
    for (int i = 0; i < 20'000; ++i) {
        text += "\uFFFC, ";
        mentions.push_back({{std::to_string(i)}, "x"});
    }
    Scanner scanner(Line{text + "hello", mentions});
    EXPECT_EQ(scanner.people(table)->size(), 20'000U);
    EXPECT_EQ(scanner.rest(), "hello");

    std::string capitals;
    for (int i = 0; i < 50'000; ++i) capitals += "Zed ";
    EXPECT_EQ(people_in(table, {capitals + "x", {}}), "none / " + capitals + "x");
    EXPECT_EQ(people_in(table, {std::string(200'000, 'a'), {}}), "none / " + std::string(200'000, 'a'));
}

TEST(Person, ProblemSaysWhereTheNameStands) {
    Table table({"Ana Sousa", "Ana Ruiz"});
    const Line line{"\uFFFC helped @ana. Not Ana", {bo}};
    Scanner scanner(line);
    ASSERT_TRUE(scanner.person(table).has_value());
    ASSERT_TRUE(scanner.take("helped"));
    const std::size_t before = scanner.position();
    const auto read = scanner.person(table);
    if (!read || read->has_value()) FAIL();
    const PersonProblem& problem = read->error();
    EXPECT_EQ(shown(problem), "problem ana | Ana Sousa | Ana Ruiz");
    EXPECT_EQ(line.text.substr(problem.begin, problem.end - problem.begin), "@ana");
    EXPECT_EQ(scanner.position(), before);
    EXPECT_EQ(with_mention(line, problem.begin, problem.end, ana), (Line{"\uFFFC helped \uFFFC. Not Ana", {bo, ana}}));
}

TEST(Person, IsOneAlone) {
    Table table({"Ana Sousa", "Bo"});
    Scanner scanner(Line{"ana: bo and friends", {}});
    EXPECT_EQ(scanner.person(table), (FoundPerson{PersonId{1}, true}));
    EXPECT_EQ(scanner.remaining().text, "bo and friends");
    EXPECT_EQ(scanner.person(table), (FoundPerson{PersonId{2}, true}));
    EXPECT_FALSE(scanner.person(table).has_value());
    EXPECT_EQ(scanner.rest(), "and friends");
    EXPECT_FALSE(scanner.person(table).has_value());
}

struct Taken {
    std::string text;
    std::string words;
    std::optional<std::string> rest;  ///< nullopt: not taken
};

TEST(Scanner, TakesWholeWords) {
    const std::vector<Taken> cases{
        {"no more from ben", "no more", "from ben"},
        {"No  more", "no more", ""},
        {"NO MORE!", "no more", ""},
        {"no\nmore", "no more", ""},
        {"no more, please", "no more", "please"},
        {"no moretime", "no more", std::nullopt},
        {"no", "no more", std::nullopt},
        {"", "no", std::nullopt},
        {"nothing", "no", std::nullopt},
        {"no-one", "no", std::nullopt},
        {"no’s", "no", std::nullopt},
        {"log.txt", "log", std::nullopt},
        {"log...", "log", ""},
        {"don’t", "don't", ""},
        {"Mon–Fri 9", "mon-fri", "9"},
        {"héllo you", "hello", "you"},
        {"thanks\uFFFC", "thanks", "@Bo"},
        {"+faster", "+", "faster"},
        {"– slower", "-", "slower"},
        {"• slower", "-", "slower"},
        {"? why", "?", "why"},
        {"🙂 hi", "🙂", "hi"},
        {"+", "-", std::nullopt},
    };
    for (const auto& it : cases) {
        Scanner scanner(Line{it.text, {bo}});
        EXPECT_EQ(scanner.take(it.words), it.rest.has_value()) << it.text;
        EXPECT_EQ(scanner.position() > 0, it.rest.has_value()) << it.text;
        if (it.rest) {
            EXPECT_EQ(scanner.rest(), *it.rest) << it.text;
        }
    }
}

TEST(Scanner, TakesTheFirstOfSeveral) {
    constexpr std::array<std::string_view, 3> choices{"here", "privately", "now"};
    Scanner scanner(Line{"Privately: now", {}});
    EXPECT_EQ(scanner.take_any(choices), "privately");
    EXPECT_EQ(scanner.take_any(choices), "now");
    EXPECT_EQ(scanner.take_any(choices), std::nullopt);
    EXPECT_TRUE(scanner.at_end());
}

TEST(Scanner, PeeksAtTheNextWord) {
    const std::vector<Case> cases{
        {"  Log, please", "log"}, {"(Été)", "ete"}, {"ana’s", "ana's"},     {"follow-up.", "follow-up"},
        {"+ text", "+"},          {"?", "?"},       {"\uFFFC x", "\uFFFC"}, {"x\uFFFC", "x"},
        {"a/b/c…", "a/b/c"},      {"", ""},         {" \n ", ""},
    };
    for (const auto& it : cases) {
        Scanner scanner(Line{it.typed, {bo}});
        EXPECT_EQ(scanner.peek(), it.read) << it.typed;
        EXPECT_EQ(scanner.position(), 0U);
    }
}

TEST(Scanner, TakesQuotedText) {
    const std::vector<Taken> cases{
        {"\"Release 4\" live", "Release 4", "live"},
        {"“Release 4” live", "Release 4", "live"},
        {"”Release 4” live", "Release 4", "live"},
        {"„Release 4“ live", "Release 4", "live"},
        {"“Release 4\" live", "Release 4", "live"},
        {"\"Release 4” live", "Release 4", "live"},
        {"« Release 4 » live", "Release 4", "live"},
        {"»Release 4« live", "Release 4", "live"},
        {"«Release 4\" live", "Release 4", "live"},
        {"‘it’s fine’ live", "it’s fine", "live"},
        {"'it's fine' live", "it's fine", "live"},
        {"‚so‘ live", "so", "live"},
        {"\"two\nlines\"", "two\nlines", ""},
        {"\"say «x» twice\"", "say «x» twice", ""},
        {"\"with \uFFFC\" and \uFFFC", "with @Bo", "and @Ana Sousa"},
        {"\"\" x", "", "x"},
        {"\"open", "", std::nullopt},
        {"'tis Ana's", "", std::nullopt},
        {"plain \"x\"", "", std::nullopt},
        {"", "", std::nullopt},
    };
    for (const auto& it : cases) {
        Scanner scanner(Line{it.text, {bo, ana}});
        const auto quoted = scanner.quoted();
        ASSERT_EQ(quoted.has_value(), it.rest.has_value()) << it.text;
        EXPECT_EQ(quoted.value_or(""), it.words) << it.text;
        if (it.rest) {
            EXPECT_EQ(scanner.rest(), *it.rest) << it.text;
        }
    }
}

TEST(Scanner, GivesWhatIsLeft) {
    const Line line{"note \uFFFC  likes \uFFFC\n\nand tea ", {ana, bo}};
    Scanner scanner(line);
    Table table({});
    EXPECT_TRUE(scanner.take("note"));
    ASSERT_TRUE(scanner.person(table).has_value());
    EXPECT_EQ(scanner.remaining(), (Line{"likes \uFFFC\n\nand tea", {bo}}));
    EXPECT_FALSE(scanner.at_end());
    EXPECT_EQ(scanner.rest(), "likes @Bo\n\nand tea");
    EXPECT_TRUE(scanner.at_end());
    EXPECT_EQ(scanner.rest(), "");
    EXPECT_EQ(scanner.remaining(), Line{});
    EXPECT_EQ(scanner.line(), line);
}

TEST(Scanner, SettlesANameWithAMention) {
    EXPECT_EQ(with_mention(Line{"thanks ana and \uFFFC", {bo}}, 7, 10, ana),
              (Line{"thanks \uFFFC and \uFFFC", {ana, bo}}));
    EXPECT_EQ(with_mention(Line{"a \uFFFC\uFFFC b", {bo, bo}}, 2, 8, ana), (Line{"a \uFFFC b", {ana}}));
}

}  // namespace
}  // namespace goodturn::engine
