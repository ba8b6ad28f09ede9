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
        rooms.set_direct(room, {ana});
    }
    void take(const json& event, const std::string& in = room) {
        rooms.take(in, net::Document::parse(event.dump())->root());
    }
};

json tombstone(const json& successor) {
    return state("$t", ana, "m.room.tombstone", {{"body", "moved"}, {"replacement_room", successor}});
}

TEST(MatrixRooms, AChatIsOneThatThePersonIsIn) {
    Rooms rooms{{bot}};
    const auto take = [&](const std::string& id, const json& event) {
        const auto document = net::Document::parse(event.dump());
        rooms.take(id, document->root());
    };
    EXPECT_EQ("", rooms.chat_with({ana}));
    EXPECT_FALSE(rooms.left_by({ana}));
    rooms.set_direct("!b:example.org", {ana});
    EXPECT_EQ((json{{ana, {"!b:example.org"}}}), json::parse(rooms.direct_as_json()));
    EXPECT_EQ("", rooms.chat_with({ana})) << "nothing is known of the room yet";
    take("!b:example.org", member("$1", bot, "join"));
    take("!b:example.org", member("$2", ana, "invite", bot));
    EXPECT_EQ("!b:example.org", rooms.chat_with({ana}));
    rooms.set_direct("!a:example.org", {ana});
    take("!a:example.org", member("$1", bot, "join"));
    take("!a:example.org", member("$2", ana, "join"));
    EXPECT_EQ("!a:example.org", rooms.chat_with({ana})) << "where she is comes before where she is invited";
    take("!a:example.org", member("$3", ana, "leave"));
    EXPECT_EQ("!b:example.org", rooms.chat_with({ana}));
    take("!b:example.org", member("$4", ana, "leave"));
    EXPECT_EQ("", rooms.chat_with({ana}));
    EXPECT_TRUE(rooms.left_by({ana}));
}

TEST(MatrixRooms, OfSeveralChatsTheOneTheyTurnedToLastIsTheirs) {
    Chat chat;
    ASSERT_LT(next_room, room) << "else any order would do";
    chat.rooms.set_direct(next_room, {ana});
    chat.take(member("$1", bot, "join"), next_room);
    chat.take(member("$2", ana, "join"), next_room);
    EXPECT_EQ(next_room, chat.rooms.chat_with({ana}));
    chat.rooms.turned_to(room, {ana});
    EXPECT_EQ(room, chat.rooms.chat_with({ana}));
    chat.take(member("$3", bo, "invite", ana));
    EXPECT_EQ(next_room, chat.rooms.chat_with({ana})) << "they are not alone there any more";
    chat.take(member("$4", bo, "leave"));
    EXPECT_EQ(room, chat.rooms.chat_with({ana}));
    chat.rooms.turned_to(next_room, {ana});
    EXPECT_EQ(next_room, chat.rooms.chat_with({ana}));
}

TEST(MatrixRooms, AnOlderListTakesNoChatAway) {
    const auto list = [](const json& content) { return *net::Document::parse(content.dump()); };
    Chat chat;
    chat.rooms.set_direct(next_room, {bo});
    const auto older = list({{ana, {room, "!old:example.org"}}});
    chat.rooms.take_direct(older.root());
    EXPECT_EQ(bo, chat.rooms.direct_with(next_room).value);
    EXPECT_EQ(ana, chat.rooms.direct_with("!old:example.org").value);
    chat.rooms.set_direct(next_room, {});
    chat.rooms.set_direct(room, {bo});
    const auto newer = list({{bo, {next_room}}, {ana, {room}}});
    chat.rooms.take_direct(newer.root());
    EXPECT_EQ("", chat.rooms.direct_with(next_room).value);
    EXPECT_EQ((json{{bo, {room}}}), json::parse(chat.rooms.direct_as_json()));
}

TEST(MatrixRooms, AnInviteTellsWhomAChatIsFor) {
    const auto invite = [](const std::string& who, const std::string& by) {
        auto event = member("$i", who, "invite", by);
        event["content"]["is_direct"] = true;
        return event;
    };
    const auto join = [](const std::string& who, const std::string& by) {
        auto event = member("$j", who, "join");
        event["unsigned"] = {{"prev_content", {{"membership", "invite"}, {"is_direct", true}}}, {"prev_sender", by}};
        return event;
    };
    const auto whom = [](const json& event) {
        Rooms rooms{{bot}};
        rooms.take(room, net::Document::parse(event.dump())->root());
        return rooms.direct_with(room).value;
    };
    EXPECT_EQ(ana, whom(invite(ana, bot)));
    EXPECT_EQ(ana, whom(join(ana, bot)));
    EXPECT_EQ(ana, whom(invite(bot, ana)));
    EXPECT_EQ(ana, whom(join(bot, ana)));
    EXPECT_EQ("", whom(invite(ana, bo))) << "none of the bot's";
    EXPECT_EQ("", whom(join(ana, bo)));
    EXPECT_EQ("", whom(member("$m", ana, "invite", bot))) << "a room";
    Chat chat;
    chat.rooms.set_direct(room, {});
    chat.take(invite(ana, bot));
    EXPECT_EQ("", chat.rooms.direct_with(room).value) << "it was given up";
}

TEST(MatrixRooms, OnlyStateOfTheRoomItselfCounts) {
    Chat chat;
    chat.take(state("$e", ana, "m.room.encryption", json::object(), "x"));
    chat.take(state("$t", ana, "m.room.tombstone", {{"replacement_room", next_room}}, "x"));
    EXPECT_TRUE(chat.rooms.is_private(room, {ana}));
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
    const auto beginning = decode_state(sync.dump(), rooms, {{"matrix/example.org"}, {bot}});
    ASSERT_TRUE(beginning);
    EXPECT_THAT(beginning->decoded.upgraded, ElementsAre(Upgrade{room, next_room, {ana}}));
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

TEST(MatrixRooms, AChatIsKeptToTwoUntilSomebodyElseChangesThat) {
    const auto past = [](const std::string& by, const std::string& from) {
        return state("$h", by, "m.room.history_visibility", {{"history_visibility", from}});
    };
    const auto invites = [](const std::string& by, const json& level) {
        return state("$p", by, "m.room.power_levels", {{"invite", level}});
    };
    Chat chat;
    EXPECT_FALSE(chat.rooms.is_kept(room)) << "nothing is known";
    chat.take(past(bot, "invited"));
    EXPECT_FALSE(chat.rooms.is_kept(room)) << "anybody in it may invite";
    chat.take(invites(bot, 100));
    EXPECT_TRUE(chat.rooms.is_kept(room));
    for (const json& change : {past(ana, "shared"), past(ana, "world_readable"), invites(ana, 50), invites(ana, "0"),
                               invites(ana, nullptr)}) {
        chat.take(change);
        EXPECT_FALSE(chat.rooms.is_kept(room)) << change;
        chat.rooms.begin_keeping(room);
        chat.take(change);
        chat.rooms.note_kept(room);
        EXPECT_FALSE(chat.rooms.is_kept(room)) << "somebody was at it meanwhile";
        chat.rooms.begin_keeping(room);
        chat.take(past(bot, "shared"));
        chat.rooms.note_kept(room);
        EXPECT_TRUE(chat.rooms.is_kept(room)) << "more it may not do";
        chat.take(member("$m", bo, "invite", ana));
        chat.take(past(bot, "invited"));
        chat.take(invites(bot, 100));
        EXPECT_TRUE(chat.rooms.is_kept(room));
    }
}

TEST(MatrixRooms, WhoDoesNotAcceptIsFoundByTheInvite) {
    using namespace std::chrono_literals;
    Rooms rooms{{bot}};
    const auto take = [&](const json& event) { rooms.take(room, net::Document::parse(event.dump())->root()); };
    take(member("$1", bot, "join"));
    take(member("$2", ana, "invite", bot));
    EXPECT_THAT(rooms.unaccepted(moment + 1ms), IsEmpty()) << "any room";
    rooms.set_direct(room, {ana});
    EXPECT_THAT(rooms.unaccepted(moment), IsEmpty()) << "not that long ago";
    EXPECT_THAT(rooms.unaccepted(moment + 1ms), ElementsAre(Rooms::Unaccepted{room, {ana}}));
    rooms.set_direct(room, {});
    EXPECT_EQ("{}", rooms.direct_as_json());
    EXPECT_THAT(rooms.unaccepted(moment + 1ms), IsEmpty());
    EXPECT_EQ("", rooms.chat_with({ana}));
    rooms.set_direct(room, {ana});
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

TEST(MatrixBeginning, IsReadInPartsWhateverTheirOrder) {
    const Account account{{"matrix/example.org"}, {bot}};
    const std::string sync =
        R"({"rooms":{"join":{"!room:example.org":{"timeline":{"events":[)" + member("$2", ana, "join").dump() +
        R"(]},"state":{"events":[)" + member("$1", bot, "join").dump() + "," +
        state("$n", ana, "m.room.name", {{"name", "Chat"}}).dump() +
        R"(]}}}},"account_data":{"events":[{"type":"m.direct","content":{"@ana:example.org":["!room:example.org"]}}]},)"
        R"("next_batch":"s7"})";
    Rooms rooms{{bot}};
    const auto beginning = decode_state(sync, rooms, account);
    ASSERT_TRUE(beginning);
    EXPECT_EQ("s7", beginning->since);
    EXPECT_TRUE(rooms.is_private(room, {ana}));
    EXPECT_EQ("Chat", rooms.find(room)->name);
    EXPECT_THAT(facts_of(rooms, account, moment, 1), testing::SizeIs(1));
    const auto rest = facts_of(rooms, account, moment, 10);
    ASSERT_THAT(rest, testing::SizeIs(1));
    EXPECT_EQ(chat::AccountId{ana}, std::get<chat::ConversationSeen>(rest.front().event.what).direct_with);
    EXPECT_THAT(facts_of(rooms, account, moment, 10), IsEmpty());
}

TEST(MatrixBeginning, WhatIsNotWholeIsNone) {
    const auto whole = joined({}, {member("$1", bot, "join"), member("$2", ana, "join")}).dump();
    for (const auto size : {std::size_t{0}, std::size_t{1}, whole.size() / 2, whole.size() - 1}) {
        Rooms rooms{{bot}};
        EXPECT_FALSE(decode_state(std::string_view(whole).substr(0, size), rooms, {{"s"}, {bot}})) << size;
    }
    for (const char* odd : {"{}", "[]", "null", R"({"next_batch":null})", R"({"rooms":{"join":{}}})"}) {
        Rooms rooms{{bot}};
        EXPECT_FALSE(decode_state(odd, rooms, {{"s"}, {bot}})) << odd;
    }
    for (const char* odd : {R"({"next_batch":"s","rooms":[[[[[[{"a":{}}]]]]]]})", R"({"next_batch":"s","rooms":5})",
                            R"({"next_batch":"s","rooms":{"join":{"!r":{"state":[{"events":{"a":{}}}]}}}})",
                            R"({"next_batch":"s","rooms":{"join":{"!r":null,"x":{"timeline":5}}}})"}) {
        Rooms rooms{{bot}};
        EXPECT_TRUE(decode_state(odd, rooms, {{"s"}, {bot}})) << odd;
    }
}

}  // namespace
}  // namespace goodturn::matrix
