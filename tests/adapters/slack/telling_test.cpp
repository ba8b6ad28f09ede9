#include "adapters/slack/telling.hpp"

#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

namespace goodturn::slack {
namespace {

using testing::ElementsAre;

chat::Event seen(const std::string& conversation, const std::string& member) {
    return {.space = {"slack/T1"},
            .actor = {},
            .place = {},
            .at = {},
            .route = {},
            .what = chat::ConversationSeen{
                .conversation = {conversation}, .name = {}, .direct_with = {}, .members = {{member}}}};
}

TEST(Telling, OfAConversationTheNewestIsToldOfWhatWaits) {
    boost::asio::io_context loop{1};
    std::vector<std::string> told;
    std::vector<std::move_only_function<void(bool)>> open;
    const auto sink = [&](const engine::Intake& item, std::move_only_function<void(bool)> committed) {
        const auto& what = std::get<chat::ConversationSeen>(item.event.what);
        told.push_back(what.conversation.value + what.members.begin()->value);
        open.push_back(std::move(committed));
    };
    const auto telling = std::make_shared<Telling>(loop.get_executor(), sink, [](const chat::Event&) { return false; });
    for (const auto* member : {"Una", "Yan", "Zoe"}) telling->tell(seen("C1", member));
    telling->tell(seen("C2", "Una"));
    telling->tell(seen("C1", "Will"));
    EXPECT_THAT(told, ElementsAre("C1Una")) << "which is on its way to the disk";
    std::exchange(open.front(), {})(true);
    EXPECT_THAT(told, ElementsAre("C1Una", "C2Una", "C1Will"));
}

}  // namespace
}  // namespace goodturn::slack
