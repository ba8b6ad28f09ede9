#include "adapters/slack/reception.hpp"

#include "adapters/slack/texts.hpp"

#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>

namespace goodturn::slack {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Commands, and a store that says when it likes what became of each.
class ReceptionTest : public testing::Test {
protected:
    void types(const std::string& envelope, const std::string& line) {
        Decoded decoded;
        decoded.wait.waiting = Waiting::command;
        decoded.items.push_back({{"key of " + envelope},
                                 {.space = {"slack/T1"},
                                  .actor = {"UANA"},
                                  .place = {},
                                  .at = {},
                                  .route = {},
                                  .what = chat::Typed{.words = {line}, .message = {}, .addressed = true}},
                                 {}});
        reception.take(1, {.id = envelope, .type = "slash_commands", .frame = {}, .takes_payload = true},
                       std::move(decoded), {});
    }
    /// The oldest that it said nothing of.
    void becomes(bool well) {
        auto committed = std::move(open.front());
        open.erase(open.begin());
        committed(well);
        loop.restart();
        loop.poll();
    }

    boost::asio::io_context loop{1};
    std::vector<engine::Intake> taken;
    std::vector<std::move_only_function<void(bool)>> open;
    std::vector<std::string> acks;
    std::vector<Connections::Proof> proofs;
    Reception reception{loop.get_executor(),
                        {.secret = "s",
                         .sink =
                             [this](engine::Intake item, std::move_only_function<void(bool)> committed) {
                                 taken.push_back(std::move(item));
                                 open.push_back(std::move(committed));
                             },
                         .acknowledge =
                             [this](ConnectionId, std::string frame, Connections::Proof proof) {
                                 acks.push_back(std::move(frame));
                                 proofs.push_back(std::move(proof));
                             },
                         .tell = [](const Wait&, std::string_view) {}}};
};

TEST_F(ReceptionTest, ALineThatFailedIsNoRepeat) {
    types("e1", "helped @ben");
    becomes(false);
    types("e2", "helped @ben");
    EXPECT_THAT(taken.back().keys, Not(Contains("key of e1")));
}

TEST_F(ReceptionTest, ALineThatFailedLeavesTheSameLineTypedSinceUnproven) {
    types("e1", "helped @ben");
    types("e2", "helped @ben");
    becomes(false);
    becomes(true);
    types("e3", "helped @ben");
    EXPECT_THAT(taken.back().keys, Contains("key of e2"));
}

TEST_F(ReceptionTest, AnEnvelopeThatComesAgainSaysNothingOfTheAnswerToTheFirst) {
    std::optional<bool> arrived;
    types("e1", "helped @ben");
    ASSERT_TRUE(reception.answer("e1", R"({"text":"Noted"})", [&](bool well) { arrived = well; }));
    becomes(true);
    types("e1", "helped @ben");
    becomes(true);
    EXPECT_EQ(arrived, std::nullopt);
    proofs.front()(true);
    EXPECT_EQ(arrived, true);
    EXPECT_THAT(acks, ElementsAre(HasSubstr("Noted"), Not(HasSubstr("payload"))));
}

TEST_F(ReceptionTest, TheProofOfALineIsNoneOfTheSameLineTypedSince) {
    types("e1", "helped @ben");
    types("e2", "helped @ben");
    becomes(true);
    ASSERT_EQ(acks.size(), 1U);
    proofs.front()(true);
    becomes(true);
    ASSERT_EQ(acks.size(), 2U);
    EXPECT_THAT(acks.back(), HasSubstr(std::string(texts::repeated)));
    types("e3", "helped @ben");
    EXPECT_THAT(taken.back().keys, Contains("key of e2"));
}

}  // namespace
}  // namespace goodturn::slack
