#include "tests/adapters/slack/house.hpp"

namespace goodturn::slack {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
using namespace std::chrono_literals;

class SliceTest : public HouseTest {
protected:
    SliceTest() { connect(); }
};

TEST_F(SliceTest, ACommandIsAnsweredInItsAcknowledgement) {
    const auto command = server.people.runs("ana", "/goodturn helped @ben for unblocking the deploy", "#release-4");
    settle();
    EXPECT_EQ(command->state, slack_server::Delivery::State::acked);
    EXPECT_THAT(sees("ana", "#release-4"), ElementsAre(AllOf(StartsWith("(only you) Noted"),
                                                             HasSubstr("unblocking the deploy"), HasSubstr("[Undo]"))));
    EXPECT_THAT(server.calls_of("response_url"), IsEmpty());
    EXPECT_THAT(server.calls_of("chat.postEphemeral"), IsEmpty());
    EXPECT_THAT(sees("ben", "#release-4"), IsEmpty());
}

}  // namespace
}  // namespace goodturn::slack
