#include "adapters/matrix/rooms.hpp"

#include "adapters/matrix/decode.hpp"
#include "tests/adapters/matrix/sync.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

namespace goodturn::matrix {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string next_room = "!next:example.org";
constexpr chat::Instant moment{std::chrono::milliseconds{at}};

/// A chat of the bot with Ana.
struct Chat {
    Rooms rooms{{bot}};

    Chat() {
        take(member("$1", bot, "join"));
        take(member("$2", ana, "join"));
        (void)rooms.add_direct(room, {ana});
    }
    void take(const json& event, const std::string& in = room) {
        rooms.take(in, net::Document::parse(event.dump())->root());
    }
};

json tombstone(const json& successor) {
    return state("$t", ana, "m.room.tombstone", {{"body", "moved"}, {"replacement_room", successor}});
}

TEST(MatrixRooms, AnUpgradeIsToldOnceAndNothingIsSaidInTheOldRoom) {
    Chat chat;
    ASSERT_TRUE(chat.rooms.is_private(room, {ana}));
    chat.take(tombstone(next_room));
    EXPECT_THAT(chat.rooms.upgraded(), ElementsAre(Upgrade{room, next_room, {ana}}));
    EXPECT_THAT(chat.rooms.upgraded(), IsEmpty());
    EXPECT_FALSE(chat.rooms.is_open(room));
    EXPECT_FALSE(chat.rooms.is_private(room, {ana}));
    EXPECT_FALSE(chat.rooms.left_by({ana})) << "they did not go away: a new chat may be opened";
    EXPECT_EQ(room, chat.rooms.predecessor(next_room));
    EXPECT_EQ("", chat.rooms.predecessor(room));
    chat.take(tombstone("!third:example.org"));
    EXPECT_THAT(chat.rooms.upgraded(), IsEmpty()) << "a room has one successor";
}

TEST(MatrixRooms, AnUpgradeThatIsNone) {
    for (const json& successor : {json(nullptr), json(5), json(""), json("next"), json(room), json(json::object())}) {
        Chat chat;
        chat.take(tombstone(successor));
        EXPECT_THAT(chat.rooms.upgraded(), IsEmpty()) << successor;
        EXPECT_TRUE(chat.rooms.is_private(room, {ana})) << successor;
    }
    Chat gone;
    gone.take(tombstone(next_room));
    gone.take(member("$3", bot, "leave", ana));
    EXPECT_THAT(gone.rooms.upgraded(), IsEmpty()) << "it is not in the old one";
    Chat there;
    there.take(member("$3", bot, "join"), next_room);
    there.take(tombstone(next_room));
    EXPECT_THAT(there.rooms.upgraded(), IsEmpty()) << "it is in the new one";
}

TEST(MatrixRooms, AnUpgradeWhileItWasAwayIsFollowedToo) {
    Rooms rooms{{bot}};
    const auto sync = joined({}, {tombstone(next_room), member("$1", bot, "join"), member("$2", ana, "join")});
    const auto decoded =
        decode_state(net::Document::parse(sync.dump())->root(), rooms, {{"matrix/example.org"}, {bot}}, moment);
    EXPECT_THAT(decoded.upgraded, ElementsAre(Upgrade{room, next_room, {ana}}));
}

TEST(MatrixRooms, ARefusalCountsUntilTheRightsChange) {
    for (const json& change : {state("$p", ana, "m.room.power_levels", {{"events_default", 0}}),
                               member("$p", bot, "join"), member("$p", bot, "leave", ana)}) {
        Chat chat;
        EXPECT_TRUE(chat.rooms.refuse(room));
        EXPECT_FALSE(chat.rooms.refuse(room)) << "known";
        EXPECT_FALSE(chat.rooms.is_open(room));
        EXPECT_FALSE(chat.rooms.is_private(room, {ana}));
        EXPECT_TRUE(chat.rooms.is_of_two(room, {ana})) << "what Ana says there is still for the bot alone";
        EXPECT_THAT(chat.rooms.read_only(), ElementsAre(room));
        chat.take(text("$x", ana, "m.room.power_levels"));
        EXPECT_THAT(chat.rooms.read_only(), ElementsAre(room));
        chat.take(change);
        EXPECT_THAT(chat.rooms.read_only(), IsEmpty()) << change;
    }
    Chat chat;
    EXPECT_FALSE(chat.rooms.refuse("!unknown:example.org"));
    EXPECT_TRUE(chat.rooms.is_open(room));
}

TEST(MatrixRooms, WhoDoesNotAcceptIsFoundByTheInvite) {
    using namespace std::chrono_literals;
    Rooms rooms{{bot}};
    const auto take = [&](const json& event) { rooms.take(room, net::Document::parse(event.dump())->root()); };
    take(member("$1", bot, "join"));
    take(member("$2", ana, "invite", bot));
    EXPECT_THAT(rooms.unaccepted(moment + 1ms), IsEmpty()) << "any room";
    (void)rooms.add_direct(room, {ana});
    EXPECT_THAT(rooms.unaccepted(moment), IsEmpty()) << "not that long ago";
    EXPECT_THAT(rooms.unaccepted(moment + 1ms), ElementsAre(Rooms::Unaccepted{room, {ana}}));
    EXPECT_EQ("{}", rooms.remove_direct(room));
    EXPECT_THAT(rooms.unaccepted(moment + 1ms), IsEmpty());
    EXPECT_EQ("", rooms.chat_with({ana}));
    (void)rooms.add_direct(room, {ana});
    take(member("$3", ana, "join"));
    EXPECT_THAT(rooms.unaccepted(moment + 1ms), IsEmpty()) << "accepted";
}

TEST(MatrixRooms, WhereItIsNotAnyMoreIsTold) {
    Rooms rooms{{bot}};
    Recent recent;
    const json sync{{"next_batch", "s"}, {"rooms", {{"leave", {{room, json::object()}, {next_room, nullptr}}}}}};
    const auto decoded =
        decode(net::Document::parse(sync.dump())->root(), {}, rooms, recent, {{"matrix/example.org"}, {bot}}, moment);
    EXPECT_THAT(decoded.left, ElementsAre(next_room, room));
}

}  // namespace
}  // namespace goodturn::matrix
