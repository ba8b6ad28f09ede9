#include "core/engine/bridge.hpp"
#include "tests/support/show_text.hpp"

#include <gtest/gtest.h>

namespace goodturn {
namespace {

using namespace chat;

Button button(std::string label, std::string word, std::string emoji) {
    return {.label = std::move(label),
            .word = std::move(word),
            .emoji = std::move(emoji),
            .action = {},
            .args = {},
            .id = "1"};
}

/// A block of every kind, and every kind of span.
Message everything() {
    const Instant at{};
    return {{
        Paragraph{{Plain{"*plain* "}, Bold{"bold "}, Code{"code"}, Quoted{"quoted"}, Mention{{"ana"}, "Ana"},
                   Date{at, "Fri 3 Jan"}, Link{"https://example.org", "a link"}, WriteTo{{"bo"}, "Write to Bo"}}},
        Note{{Plain{"small"}}},
        Quote{"first\nsecond"},
        List{{{Plain{"one"}}, {Plain{"two"}}}},
        Fields{{{"Zone", {Plain{"Lisbon"}}}}},
        Item{1, {Bold{"Ana"}}, "her words", {button("Send", "send", "✅"), button("Not Ana", "skip", "➖")}},
        Item{2, {Bold{"Bo"}}, {}, {button("Write it", "edit", "✏️")}},
        Item{3, {Bold{"Kai"}}, {}, {}},
        Buttons{{button("Ana Sousa", "", ""), button("Ana Lima", "", ""), button("Cancel", "cancel", "❌"),
                 button("Keep", "keep", "")}},
        Buttons{{button("Somebody else", "", "")}},
        Menu{button("Fruit", "", "🍎"), {{"a", "Apple"}, {"p", "Pear"}}},
        Menu{button("Colour", "pick", "🎨"), {{"r", "Red"}, {"pick", "pick"}}},
    }};
}

TEST(Bridge, LeavesButtonsWhereThereAreButtons) {
    EXPECT_EQ(engine::bridged(everything(), {.buttons = true}), everything());
}

TEST(Bridge, SaysWhatCanBeReactedWith) {
    const Capabilities words{.buttons = false, .forms = false, .ephemeral = false};
    const Message one{
        {Paragraph{{Plain{"x"}}}, Buttons{{button("Send", "send", "✅"), button("Ana", "", "👩"),
                                           button("Keep", "keep", ""), button("Cancel", "cancel", "❌")}}}};
    EXPECT_EQ(engine::bridged(one, words).reactions, (std::vector<std::string>{"✅", "❌"}));
    EXPECT_TRUE(engine::bridged(one, {.buttons = true}).reactions.empty());
    EXPECT_TRUE(engine::bridged(everything(), words).reactions.empty()) << "which of them would be meant?";
}

TEST(Bridge, TurnsButtonsIntoWords) {
    const Capabilities words{.buttons = false, .forms = false, .ephemeral = false};
    EXPECT_EQ(support::to_text(engine::bridged(everything(), words)),
              R"(*plain* *bold *`code`“quoted”@AnaFri 3 Jan<a link><Write to Bo>
(small)
> first
> second
- one
- two
Zone: Lisbon
1. *Ana*
> her words
(Say `send 1` · `skip 1` (Not Ana))
2. *Bo*
(Say `edit 2` (Write it))
3. *Kai*
1. Ana Sousa
2. Ana Lima
(Say `cancel` ❌ · `keep`)
3. Somebody else
(Say the number of the one you mean.)
Fruit
1. Apple
2. Pear
(Say the number of the one you mean.)
Colour
`pick 1` (Red)
`pick 2`)");
}

}  // namespace
}  // namespace goodturn
