#include "tests/core/engine/handed_out.hpp"
#include "tests/support/trial_practice.hpp"

#include <gmock/gmock.h>

/// One space never stops the others.
namespace goodturn {
namespace {

using support::TestBot;
using support::with_trial;
using testing::ElementsAre;

/// Two spaces, and room for four of what nobody asked for. What is handed out stays on its way until it `arrives`.
class TwoSpaces : public testing::Test {
protected:
    TwoSpaces() {
        bot_.take({{"seen"},
                   {.space = {"other"},
                    .actor = {},
                    .place = {},
                    .at = bot_.now(),
                    .route = {},
                    .what = chat::SpaceSeen{.name = "Other", .bot = {"goodturn"}, .can = {.buttons = true}}},
                   {}});
        for (const auto* space : {"test", "other"}) {
            for (const auto* who : {"p1", "p2", "p3", "p4", "p5", "p6"}) type(space, "chat", {who});
        }
        while (!on_their_way_.empty()) arrives(said_in(on_their_way_.front()));  // they have met the bot now
    }

    /// Each of these people types it.
    void type(const std::string& space, const std::string& line, const std::vector<std::string>& people) {
        std::vector<engine::Intake> items;
        for (const auto& who : people) {
            auto event = typed(bot_, who, line + " " + who);
            event.space = {space};
            items.push_back({{space + who + line}, std::move(event), {}});
        }
        step(items, {});
    }
    void arrives(const std::string& text) {
        const auto out = std::ranges::find(on_their_way_, text, said_in);
        ASSERT_NE(out, on_their_way_.end()) << text;
        const std::vector outcomes{arrived(*out, text)};
        on_their_way_.erase(out);
        step({}, outcomes);
    }
    void restart() {
        bot_.engine().recover(bot_.now());
        on_their_way_.clear();
        step({}, {});
    }
    [[nodiscard]] std::vector<std::string> on_their_way() const {
        std::vector<std::string> all;
        for (const auto& out : on_their_way_) all.push_back(said_in(out));
        return all;
    }

private:
    static std::string said_in(const chat::Outgoing& out) { return out.space.value + ": " + text_of(out).substr(5); }
    void step(const std::vector<engine::Intake>& items, const std::vector<engine::Outcome>& outcomes) {
        for (auto& out : bot_.engine().step(items, outcomes, bot_.now(), {100 - on_their_way_.size(), 4}).outgoing) {
            on_their_way_.push_back(std::move(out));
        }
    }

    TestBot bot_{{.practices = with_trial()}};
    std::vector<chat::Outgoing> on_their_way_;
};

TEST_F(TwoSpaces, TheOneThatIsSlowToTakeARoundDelaysNotTheOther) {
    type("test", "nudge", {"p1", "p2", "p3", "p4", "p5", "p6"});
    EXPECT_THAT(on_their_way(), ElementsAre("test: p1", "test: p2"));
    type("other", "nudge", {"p1", "p2", "p3", "p4"});
    EXPECT_THAT(on_their_way(), ElementsAre("test: p1", "test: p2", "other: p1", "other: p2"));
    arrives("other: p1");
    arrives("other: p2");
    EXPECT_THAT(on_their_way(), ElementsAre("test: p1", "test: p2", "other: p3", "other: p4"));
    arrives("test: p1");
    EXPECT_THAT(on_their_way(), ElementsAre("test: p2", "other: p3", "other: p4", "test: p3"));
    type("test", "chat hello", {"p4", "p5", "p6"});
    type("other", "chat hello", {"p1", "p5", "p6"});
    EXPECT_THAT(on_their_way(),
                ElementsAre("test: p2", "other: p3", "other: p4", "test: p3", "test: hello p4", "test: hello p5",
                            "test: hello p6", "other: hello p1", "other: hello p5", "other: hello p6"));
}

TEST_F(TwoSpaces, AndNotAfterARestart) {
    type("test", "nudge", {"p1", "p2", "p3", "p4", "p5", "p6"});
    type("other", "nudge", {"p1", "p2", "p3"});
    restart();
    EXPECT_THAT(on_their_way(), ElementsAre("test: p1", "test: p2", "other: p1", "other: p2"));
}

}  // namespace
}  // namespace goodturn
