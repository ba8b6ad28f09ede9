#include "adapters/matrix/decode.hpp"

#include "tests/adapters/matrix/sync.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace goodturn::matrix {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const Account account{{"matrix/example.org"}, {bot}};
constexpr chat::Instant now{std::chrono::milliseconds{at + 1'000}};

/// An account that is in the room with Ana and Bo.
struct Known {
    Rooms rooms{{bot}};
    Recent recent;

    Known() {
        (void)take_state(joined({}, {member("$1", bot, "join"), member("$2", ana, "join"), member("$3", bo, "join")}));
    }
    Decoded take_state(const json& sync) {
        auto beginning = decode_state(sync.dump(), rooms, account);
        EXPECT_TRUE(beginning);
        return beginning ? std::move(beginning->decoded) : Decoded();
    }
    /// What people did; facts left out.
    Decoded take(const json& sync, const Filled& filled = {}) {
        const auto document = net::Document::parse(sync.dump());
        auto decoded = decode(document->root(), filled, rooms, recent, account, now);
        std::erase_if(decoded.items, [](const auto& item) { return item.keys.empty(); });
        return decoded;
    }
};

const chat::Typed& typed(const engine::Intake& item) {
    return std::get<chat::Typed>(item.event.what);
}

std::vector<std::string> bodies(const Decoded& decoded) {
    std::vector<std::string> all;
    for (const auto& item : decoded.items) all.push_back(std::get<std::string>(typed(item).words.at(0)));
    return all;
}

TEST(MatrixDecode, ALineIsTyped) {
    Known known;
    const auto decoded = known.take(joined({text("$e", ana, "!gt help")}));
    ASSERT_THAT(decoded.items, SizeIs(1));
    const auto& [keys, event, cursor] = decoded.items.front();
    EXPECT_THAT(keys, ElementsAre("matrix/example.org/event/$e"));
    EXPECT_EQ("matrix/example.org", event.space.value);
    EXPECT_EQ(ana, event.actor.value);
    EXPECT_EQ((chat::Place{.conversation = {room}, .thread = {}}), event.place);
    EXPECT_EQ(at, event.at.time_since_epoch().count());
    EXPECT_EQ(chat::Words{"!gt help"}, typed(decoded.items.front()).words);
    EXPECT_EQ("!room:example.org/$e", typed(decoded.items.front()).message.value);
    EXPECT_EQ((std::map<std::string, std::string>{{room, "$e"}}), decoded.handled);
}

json ignoring(const json& people) {
    return {
        {"next_batch", "s3"},
        {"account_data", {{"events", {{{"type", "m.ignored_user_list"}, {"content", {{"ignored_users", people}}}}}}}}};
}

TEST(MatrixDecode, WhoIsIgnoredIsNotHeardUntilThatEnds) {
    Known known;
    (void)known.take(ignoring({{ana, json::object()}}));
    auto sync = joined({text("$1", ana, "!gt help"), text("$2", bo, "!gt log"), reaction("$3", ana, "$2", "🙏")});
    sync["rooms"]["invite"]["!new:example.org"]["invite_state"]["events"] = {member("$4", bot, "invite", ana)};
    const auto decoded = known.take(sync);
    EXPECT_THAT(bodies(decoded), ElementsAre("!gt log"));
    EXPECT_THAT(decoded.invites, IsEmpty());
    for (const auto& odd : {json(nullptr), json("x"), json::array()}) (void)known.take(ignoring(odd));
    EXPECT_THAT(bodies(known.take(joined({text("$5", ana, "!gt help")}))), ElementsAre("!gt help"));
}

TEST(MatrixDecode, TheAccountIgnoresFromTheFirstSyncOn) {
    Known known;
    (void)known.take_state(ignoring({{ana, json::object()}}));
    EXPECT_THAT(known.take(joined({text("$1", ana, "!gt help")})).items, IsEmpty());
}

TEST(MatrixDecode, OtherBotsOfTheSettingsAreNotHeard) {
    Rooms rooms{{bot}};
    Recent recent;
    const Account with_sibling{{"matrix/example.org"}, {bot}, {{ana}}};
    auto sync = joined({member("$1", bot, "join"), text("$2", ana, "!gt help"), text("$3", bo, "!gt log")});
    sync["rooms"]["invite"]["!new:example.org"]["invite_state"]["events"] = {member("$4", bot, "invite", ana)};
    auto decoded = decode(net::Document::parse(sync.dump())->root(), {}, rooms, recent, with_sibling, now);
    std::erase_if(decoded.items, [](const auto& item) { return item.keys.empty(); });
    EXPECT_THAT(bodies(decoded), ElementsAre("!gt log"));
    EXPECT_THAT(decoded.invites, IsEmpty());
}

TEST(MatrixDecode, ItIsPrivateOnlyAmongTwoInARoomMeantForIt) {
    const auto direct = [](const json& sync) {
        Rooms rooms{{bot}};
        Recent recent;
        const auto document = net::Document::parse(sync.dump());
        const auto decoded = decode(document->root(), {}, rooms, recent, account, now);
        return decoded.items.back().event.place.direct;
    };
    auto sync = joined({text("$e", ana, "help")}, {member("$1", bot, "join"), member("$2", ana, "join")});
    EXPECT_FALSE(direct(sync)) << "two people, but nobody said that it is a chat of two";
    sync["account_data"] = direct_account_data();
    EXPECT_TRUE(direct(sync));

    auto& before = sync["rooms"]["join"][room]["state"]["events"];
    before.push_back(member("$3", bo, "leave"));
    EXPECT_TRUE(direct(sync)) << "who left is not there";
    before.push_back(member("$3", bo, "invite", ana));
    EXPECT_FALSE(direct(sync)) << "who is invited can come in at any time";
}

TEST(MatrixDecode, WhatIsNotSaidToIt) {
    auto redacted_message = text("$e", ana, "");
    redacted_message["content"] = json::object();
    redacted_message["unsigned"]["redacted_because"] = json::object();
    auto before = text("$e", ana, "help");
    before["unsigned"]["membership"] = "leave";
    auto unsent = text("$e", ana, "help");
    unsent.erase("event_id");
    struct Case {
        const char* why;
        json said;
    };
    for (const auto& [why, said] : {
             Case{"its own", text("$e", bot, "help")},
             Case{"a notice of another bot",
                  event("$e", bo, "m.room.message", {{"msgtype", "m.notice"}, {"body", "x"}})},
             Case{"an emote", event("$e", bo, "m.room.message", {{"msgtype", "m.emote"}, {"body", "x"}})},
             Case{"a picture", event("$e", bo, "m.room.message", {{"msgtype", "m.image"}, {"body", "x"}})},
             Case{"encrypted", event("$e", bo, "m.room.encrypted", {{"ciphertext", "x"}})},
             Case{"redacted", redacted_message},
             Case{"before it came", before},
             Case{"no id", unsent},
             Case{"an edit of nothing",
                  event("$e", ana, "m.room.message",
                        {{"msgtype", "m.text"}, {"body", "x"}, {"m.relates_to", {{"rel_type", "m.replace"}}}})},
             Case{"a reaction to nothing", event("$e", ana, "m.reaction", {{"m.relates_to", nullptr}})},
             Case{"the redaction of what nobody knows", event("$e", ana, "m.room.redaction", {{"redacts", "$x"}})},
             Case{"a name that changed", member("$e", ana, "join")},
         }) {
        Known known;
        EXPECT_THAT(known.take(joined({said})).items, IsEmpty()) << why;
    }
}

TEST(MatrixDecode, WhatCantBeReadTakesNothingWithIt) {
    const json odd = {
        nullptr,
        5,
        "x",
        json::array(),
        json::object(),
        {{"event_id", 5}, {"sender", nullptr}, {"type", json::object()}},
        {{"event_id", "$1"}, {"sender", ana}, {"type", "m.room.message"}, {"content", nullptr}},
        {{"event_id", "$2"}, {"sender", ana}, {"type", "m.room.message"}, {"content", {{"msgtype", 5}, {"body", 5}}}},
        {{"event_id", "$3"}, {"sender", ana}, {"type", "m.room.member"}, {"state_key", nullptr}, {"content", "x"}},
        {{"event_id", "$4"}, {"sender", ana}, {"type", "m.room.name"}, {"state_key", ""}, {"content", {{"name", 5}}}},
        {{"event_id", "$5"}, {"sender", ana}, {"type", "m.reaction"}, {"content", {{"m.relates_to", json::array()}}}},
    };
    for (const auto& one : odd) {
        Known known;
        auto sync = joined({text("$a", ana, "first"), one, text("$b", ana, "second")}, {one});
        sync["account_data"] = {{"events", {one, {{"type", "m.direct"}, {"content", one}}}}};
        sync["rooms"]["invite"] = {{"!other:example.org", one}, {"x", one}};
        sync["rooms"]["leave"] = {{"!left:example.org", one}};
        sync["rooms"]["join"]["!odd:example.org"] = one;
        EXPECT_THAT(bodies(known.take(sync)), ElementsAre("first", "second")) << one;
    }
    for (const auto& one : odd) {
        Known known;
        EXPECT_THAT(known.take(one).items, IsEmpty());
        EXPECT_THAT(known.take({{"rooms", one}}).items, IsEmpty());
        EXPECT_THAT(known.take({{"rooms", {{"join", one}}}}).items, IsEmpty());
    }
}

TEST(MatrixDecode, InstantsArePlausible) {
    for (const json& ts : {json(nullptr), json(-5), json("soon"), json(std::numeric_limits<std::uint64_t>::max()),
                           json(1e300), json::object()}) {
        Known known;
        auto said = text("$e", ana, "help");
        said["origin_server_ts"] = ts;
        const auto decoded = known.take(joined({said}));
        ASSERT_THAT(decoded.items, SizeIs(1)) << ts;
        EXPECT_EQ(now, decoded.items.front().event.at) << ts;
    }
}

TEST(MatrixDecode, AThreadGoesOnInIt) {
    Known known;
    auto said = text("$e", ana, "!gt help");
    said["content"]["m.relates_to"] = {{"rel_type", "m.thread"}, {"event_id", "$root"}};
    EXPECT_EQ("!room:example.org/$root", known.take(joined({said})).items.at(0).event.place.thread.value);
}

TEST(MatrixDecode, AnEditIsTheSameMessage) {
    Known known;
    auto said = text("$e", ana, "* !gt help");
    said["content"]["m.new_content"] = {{"msgtype", "m.text"}, {"body", "!gt help"}};
    said["content"]["m.relates_to"] = {{"rel_type", "m.replace"}, {"event_id", "$first"}};
    const auto decoded = known.take(joined({said}));
    ASSERT_THAT(decoded.items, SizeIs(1));
    EXPECT_THAT(decoded.items.front().keys, ElementsAre("matrix/example.org/event/$e"));
    EXPECT_TRUE(typed(decoded.items.front()).edited);
    EXPECT_EQ("!room:example.org/$first", typed(decoded.items.front()).message.value);
    EXPECT_EQ(chat::Words{"!gt help"}, typed(decoded.items.front()).words);
}

TEST(MatrixDecode, AReactionKnowsWhoWroteTheMessage) {
    Known known;
    const auto decoded = known.take(joined({text("$m", bo, "done"), reaction("$r", ana, "$m", "🙏")}));
    ASSERT_THAT(decoded.items, SizeIs(2));
    const auto& put = std::get<chat::Reacted>(decoded.items[1].event.what);
    EXPECT_EQ("!room:example.org/$m", put.message.value);
    EXPECT_EQ(bo, put.author.value);
    EXPECT_EQ("🙏", put.emoji);
    EXPECT_TRUE(put.added);
    EXPECT_EQ("https://matrix.to/#/!room:example.org/$m", put.link);

    EXPECT_THAT(known.take(joined({event("$x", bo, "m.room.redaction", {{"redacts", "$r"}})})).items, IsEmpty())
        << "somebody else's redaction is not hers";
    auto old_form = event("$d", ana, "m.room.redaction", json::object());
    old_form["redacts"] = "$r";
    const auto taken_off = known.take(joined({old_form}));
    ASSERT_THAT(taken_off.items, SizeIs(1));
    EXPECT_THAT(taken_off.items[0].keys, ElementsAre("matrix/example.org/event/$d"));
    EXPECT_FALSE(std::get<chat::Reacted>(taken_off.items[0].event.what).added);
    EXPECT_EQ("🙏", std::get<chat::Reacted>(taken_off.items[0].event.what).emoji);
}

TEST(MatrixDecode, WhoseMessageIsReactedToIsAskedFor) {
    Recent recent;
    const auto sync = net::Document::parse(
        joined({reaction("$r", ana, "$old", "🙏"), text("$m", bo, "done"), reaction("$s", ana, "$m", "🙏")}).dump());
    EXPECT_THAT(unknown_targets(sync->root(), {}, recent), ElementsAre(Target{room, "$old"}));
    recent.authors.note("$old", {bo});
    EXPECT_THAT(unknown_targets(sync->root(), {}, recent), IsEmpty());
}

TEST(MatrixDecode, AGapIsFilledInOrder) {
    Known known;
    auto sync = joined({text("$5", ana, "five")});
    sync["rooms"]["join"][room]["timeline"]["limited"] = true;
    sync["rooms"]["join"][room]["timeline"]["prev_batch"] = "p4";
    const auto document = net::Document::parse(sync.dump());
    EXPECT_THAT(gaps_in(document->root(), known.rooms, {bot}), ElementsAre(Gap{room, "p4"}));
    EXPECT_THAT(gaps_in(document->root(), Rooms{{bot}}, {bot}), IsEmpty()) << "it was not in there before";

    Filled filled;
    filled[room].push_back(*net::Document::parse(
        json{{"chunk", {text("$4", ana, "four"), text("$3", ana, "three")}}, {"end", "p2"}}.dump()));
    filled[room].push_back(*net::Document::parse(json{{"chunk", {text("$2", ana, "two")}}}.dump()));
    EXPECT_THAT(bodies(known.take(sync, filled)), ElementsAre("two", "three", "four", "five"));

    sync["rooms"]["join"][room]["timeline"]["events"] = {member("$j", bot, "join"), text("$5", ana, "five")};
    const auto came = net::Document::parse(sync.dump());
    EXPECT_THAT(gaps_in(came->root(), known.rooms, {bot}), IsEmpty()) << "what was said before it came is history";
}

TEST(MatrixDecode, WhatWasSaidAfterTheInviteCounts) {
    const auto said_by = [](const std::string& membership, const std::string& id, const std::string& body) {
        auto said = text(id, ana, body);
        if (membership.empty()) {
            said["unsigned"] = json::object();
        } else {
            said["unsigned"]["membership"] = membership;
        }
        return said;
    };
    for (const bool tells : {true, false}) {
        Known known;
        const auto decoded = known.take(joined({
            said_by(tells ? "leave" : "", "$a", "before"),
            member("$b", bot, "invite", ana),
            said_by(tells ? "invite" : "", "$c", "invited"),
            member("$d", bot, "join"),
            said_by(tells ? "join" : "", "$e", "joined"),
        }));
        EXPECT_THAT(bodies(decoded), ElementsAre("invited", "joined")) << tells;
    }
}

TEST(MatrixDecode, WhatIsSaidInAChatBeforeItComesIsSaidToItAlone) {
    Rooms rooms{{bot}};
    Recent recent;
    auto sync = joined({member("$a", ana, "join"), member("$b", bot, "invite", ana), text("$c", ana, "help"),
                        member("$d", bot, "join")});
    sync["account_data"] = direct_account_data();
    const auto document = net::Document::parse(sync.dump());
    auto items = decode(document->root(), {}, rooms, recent, account, now).items;
    std::erase_if(items, [](const auto& item) { return item.keys.empty(); });
    ASSERT_THAT(items, SizeIs(2));
    EXPECT_EQ(chat::Words{"help"}, typed(items[0]).words);
    EXPECT_TRUE(items[0].event.place.direct);
}

TEST(MatrixDecode, OfTwoChatsTheOneTheyWriteInOrOpenIsTheirs) {
    const std::string other = "!other:example.org";
    ASSERT_LT(other, room) << "else any order would do";
    Known known;
    auto both = joined({}, {member("$1", bot, "join"), member("$2", ana, "join")}, other);
    both["account_data"]["events"] = {{{"type", "m.direct"}, {"content", {{ana, {other, room}}}}}};
    (void)known.take_state(both);
    (void)known.take_state(joined({}, {member("$4", bo, "leave")}));
    (void)known.take(joined({text("$5", ana, "help")}));
    EXPECT_EQ(room, known.rooms.chat_with({ana}));
    (void)known.take(joined({text("$6", bot, "help"), reaction("$7", ana, "$6", "👍")}, {}, other));
    EXPECT_EQ(room, known.rooms.chat_with({ana})) << "nothing typed";
    (void)known.take(joined({text("$8", ana, "help")}, {}, other));
    EXPECT_EQ(other, known.rooms.chat_with({ana}));
    (void)known.take(joined({member("$9", bot, "leave")}));
    (void)known.take(joined({member("$10", bot, "invite", ana), member("$11", bot, "join")}));
    EXPECT_EQ(room, known.rooms.chat_with({ana})) << "it was opened anew";
}

TEST(MatrixDecode, AThirdPersonEndsAChatOfTwo) {
    Known known;
    auto sync = joined({member("$4", bo, "leave")});
    sync["account_data"] = direct_account_data();
    EXPECT_THAT(known.take(sync).crowded, IsEmpty());
    EXPECT_THAT(known.take(joined({member("$5", bo, "invite", ana)})).crowded, ElementsAre(room));
    auto came = member("$6", bo, "join");
    came["unsigned"]["prev_content"] = {{"membership", "invite"}};
    EXPECT_THAT(known.take(joined({came})).crowded, IsEmpty()) << "once";
    EXPECT_THAT(known.take_state(joined({}, {member("$7", "@eve:example.org", "join")})).crowded, IsEmpty())
        << "that is how it was when it started";
}

TEST(MatrixDecode, AThirdPersonWhoCameWhileTheBotWasAway) {
    Known known;
    auto now_there = joined({}, {member("$e", "@eve:example.org", "invite", ana), member("$4", bo, "leave")});
    now_there["account_data"] = direct_account_data();
    (void)known.take_state(now_there);
    EXPECT_THAT(known.take(joined({member("$e", "@eve:example.org", "invite", ana)})).crowded, ElementsAre(room));
}

/// Whether each of the lines was said to the bot alone.
std::vector<bool> directs(const Decoded& decoded) {
    std::vector<bool> all;
    for (const auto& item : decoded.items) all.push_back(item.event.place.direct);
    return all;
}

TEST(MatrixDecode, ALineIsAsPrivateAsTheRoomWasWhenItWasSaid) {
    const std::string eve = "@eve:example.org";
    const auto change = [](json event, const std::string& before) {
        event["unsigned"]["prev_content"] = {{"membership", before}};
        return event;
    };
    const auto timeline =
        joined({text("$1", ana, "alone"), member("$2", eve, "invite", ana), text("$3", ana, "crowded"),
                change(member("$4", eve, "join"), "invite"), text("$5", ana, "more"),
                change(member("$6", eve, "leave"), "join"), text("$7", ana, "alone again")});
    auto chat = joined({}, {member("$4", bo, "leave")});
    chat["account_data"] = direct_account_data();
    for (const bool was_away : {false, true}) {
        Known known;
        (void)known.take_state(chat);
        if (was_away) (void)known.take_state(joined({}, {member("$e", eve, "join")}));
        EXPECT_THAT(directs(known.take(timeline)), ElementsAre(true, false, false, true)) << was_away;
    }
    Known known;
    (void)known.take_state(chat);
    (void)known.take_state(joined({}, {member("$2", eve, "invite", ana)}));
    const auto decoded = known.take(joined({text("$1", ana, "alone"), member("$2", eve, "invite", ana)}));
    EXPECT_THAT(directs(decoded), ElementsAre(true)) << "who was invited meanwhile was not there then";
    EXPECT_FALSE(known.rooms.is_private(room, {ana})) << "its answer goes elsewhere";

    Known left;
    (void)left.take_state(chat);
    const auto gone = left.take(joined({text("$1", ana, "crowded"), member("$2", eve, "leave")}));
    EXPECT_THAT(directs(gone), ElementsAre(false)) << "who leaves was there, though she does not say as what";
    EXPECT_TRUE(left.rooms.is_private(room, {ana}));
}

TEST(MatrixDecode, WhatStoodBeforeIsToldOnceMoreAndDoesNotCount) {
    Known known;
    (void)known.take(joined({member("$1", bot, "leave", ana), member("$2", bot, "invite", ana),
                             member("$3", bot, "join"), member("$4", bo, "leave"), member("$5", bo, "join")}));
    (void)known.take(
        joined({text("$6", ana, "!gt help")}, {member("$2", bot, "invite", ana), member("$4", bo, "leave")}));
    EXPECT_TRUE(known.rooms.is_open(room));
    EXPECT_TRUE(known.rooms.find(room)->people.contains({bo}));

    (void)known.take({{"rooms", {{"leave", {{room, json::object()}}}}}});
    (void)known.take(joined({member("$7", bot, "join")}, {member("$5", bo, "join"), member("$8", ana, "join")}));
    EXPECT_THAT(known.rooms.find(room)->people, SizeIs(3)) << "of a room that it comes into all of it counts";
}

TEST(MatrixDecode, OfWhatIsToldOnceMoreItCountsWhoElseIsThere) {
    const std::string eve = "@eve:example.org";
    Known known;
    auto chat = joined({member("$4", bo, "leave"), member("$5", eve, "invite", ana), member("$6", eve, "leave", ana)});
    chat["account_data"] = direct_account_data();
    (void)known.take(chat);
    EXPECT_TRUE(known.rooms.is_private(room, {ana}));
    // Two servers were apart, and what one of them did in between does not hold.
    EXPECT_THAT(known.take(joined({}, {member("$5", eve, "invite", ana)})).crowded, ElementsAre(room));
    EXPECT_FALSE(known.rooms.is_private(room, {ana}));
    EXPECT_THAT(known.take(joined({}, {member("$5", eve, "invite", ana)})).crowded, IsEmpty()) << "that is known";
    (void)known.take(joined({}, {member("$6", eve, "leave", ana)}));
    EXPECT_FALSE(known.rooms.is_private(room, {ana})) << "in doubt she is there";
    (void)known.take(joined({}, {member("$6b", eve, "leave", ana)}));
    EXPECT_TRUE(known.rooms.is_private(room, {ana})) << "that is news";

    (void)known.take(joined({member("$7", bot, "leave", ana), member("$8", bot, "invite", ana),
                             member("$9", bot, "join"), member("$10", eve, "join")}));
    const auto before = std::vector{member("$8", bot, "invite", ana), member("$6", eve, "leave", ana)};
    (void)known.take(joined({}, before));
    EXPECT_FALSE(known.rooms.is_private(room, {ana})) << "she is there, whatever was before";
    EXPECT_TRUE(known.rooms.in(room));
    const auto again = joined({}, {member("$8", bot, "invite", ana), member("$10", eve, "join")});
    EXPECT_THAT(known.take(again).crowded, IsEmpty()) << "that is known";
    (void)known.take(joined({member("$11", eve, "leave")}));
    EXPECT_TRUE(known.rooms.is_private(room, {ana}));
    EXPECT_THAT(known.take(again).crowded, ElementsAre(room)) << "in doubt she is there";
    EXPECT_FALSE(known.rooms.is_private(room, {ana}));
}

TEST(MatrixDecode, OfWhatStoodBeforeTheBotCameBackItCountsWhoMayReadMore) {
    const auto visibility = [&](const std::string& id, const std::string& from) {
        return json{{"type", "m.room.history_visibility"},
                    {"event_id", id},
                    {"sender", ana},
                    {"state_key", ""},
                    {"origin_server_ts", 1},
                    {"content", {{"history_visibility", from}}}};
    };
    const auto levels = [&](const std::string& id, int invite) {
        return json{{"type", "m.room.power_levels"},
                    {"event_id", id},
                    {"sender", ana},
                    {"state_key", ""},
                    {"origin_server_ts", 1},
                    {"content", {{"invite", invite}}}};
    };
    for (const auto& looser : {visibility("$6", "shared"), levels("$6", 0)}) {
        Known known;
        (void)known.take(joined({member("$4", bo, "leave"), visibility("$5", "invited"), levels("$5b", 100)}));
        EXPECT_TRUE(known.rooms.is_kept(room));
        (void)known.take(joined({member("$9", bot, "join")}, {member("$8", bot, "invite", ana), looser}));
        EXPECT_FALSE(known.rooms.is_kept(room));
    }
}

TEST(MatrixDecode, AnEventThatFollowedAnotherNeedNotSayWhatThatWas) {
    const auto follows = [](json event) {
        event["unsigned"]["replaces_state"] = "$before";
        return event;
    };
    Known known;
    auto chat = joined({member("$4", bo, "leave")});
    chat["account_data"] = direct_account_data();
    (void)known.take(chat);
    const auto renamed = known.take(
        joined({text("$5", ana, "help"), follows(member("$6", ana, "join")), follows(member("$7", bot, "join"))}));
    EXPECT_THAT(bodies(renamed), ElementsAre("help"));
    EXPECT_TRUE(renamed.items.at(0).event.place.direct);
    EXPECT_THAT(renamed.entered, IsEmpty()) << "it was in there";
    EXPECT_THAT(renamed.crowded, IsEmpty());

    EXPECT_THAT(known.take(joined({follows(member("$8", bo, "join"))})).crowded, ElementsAre(room)) << "he is back";
    EXPECT_THAT(known.take(joined({follows(member("$9", bo, "join"))})).crowded, IsEmpty()) << "under another name";

    auto gap = joined({follows(member("$10", bot, "join"))});
    gap["rooms"]["join"][room]["timeline"]["limited"] = true;
    gap["rooms"]["join"][room]["timeline"]["prev_batch"] = "p4";
    const auto document = net::Document::parse(gap.dump());
    EXPECT_THAT(gaps_in(document->root(), known.rooms, {bot}), ElementsAre(Gap{room, "p4"}));
}

TEST(MatrixDecode, OnlyWhatIsSaidToTheBotMakesALoop) {
    Known known;
    std::vector<json> talk;
    for (int i = 0; i < 400; ++i) talk.push_back(text("$t" + std::to_string(i), ana, "so it goes"));
    EXPECT_THAT(known.take(joined(talk)).muted, IsEmpty());
    EXPECT_THAT(bodies(known.take(joined({text("$c", ana, "!gt help")}))), ElementsAre("!gt help"));

    std::vector<json> commands;
    for (int i = 0; i < 98; ++i) commands.push_back(text("$c" + std::to_string(i), ana, "!gt help"));
    for (int i = 0; i < 3; ++i) {
        EXPECT_THAT(known.take(joined(commands)).items, SizeIs(98)) << "a room that is joined again tells them again";
    }
    const auto more = known.take(joined({text("$d1", ana, "!gt help"), text("$d2", ana, "Goodturn: help"),
                                         text("$d3", ana, "/gt log"), text("$d4", ana, "so it goes")}));
    EXPECT_THAT(bodies(more), ElementsAre("!gt help", "so it goes"));
    EXPECT_THAT(more.muted, ElementsAre(Muted{room, {ana}, "$d2"}));
    EXPECT_TRUE(more.unheard);
    EXPECT_FALSE(known.take(joined({text("$d5", ana, "so it goes")})).unheard);
    const auto again = known.take(joined({text("$d2", ana, "Goodturn: help"), text("$d1", ana, "!gt help")}));
    EXPECT_THAT(bodies(again), ElementsAre("!gt help")) << "what was not heard is not heard when it is told again";
    EXPECT_THAT(again.muted, IsEmpty());
}

TEST(MatrixDecode, OneEventTakesNothingWithIt) {
    Known known;
    auto deep = text("$deep", ana, "deep");
    auto* inner = &deep["content"]["x"];
    for (int i = 0; i < 100; ++i) {
        *inner = json::array({json::object()});
        inner = &(*inner)[0]["y"];
    }
    const auto sync = joined({text("$a", ana, "before"), deep, text("$b", ana, "after")});
    EXPECT_THAT(bodies(known.take(sync)), ElementsAre("before", "deep", "after"));
    auto named = member("$m", ana, "join");
    named["content"]["x"] = deep["content"]["x"];
    named["content"]["displayname"] = "half";
    auto state = joined({}, {named}).dump();
    state.replace(state.find("half"), 4, R"(Ana \ud83d)");
    Rooms rooms{{bot}};
    ASSERT_TRUE(decode_state(state, rooms, account));
    const auto facts = rooms.facts(10);
    ASSERT_FALSE(facts.empty());
    EXPECT_EQ("Ana \uFFFD", std::get<chat::AccountSeen>(facts.front()).name);
}

TEST(MatrixDecode, ItSaysHelloWhereSomebodyOpenedAChat) {
    auto sync = joined({member("$b", bot, "invite", ana), member("$d", bot, "join")}, {member("$a", ana, "join")});
    sync["account_data"] = direct_account_data();
    const auto opened = [&](const json& what) {
        Rooms rooms{{bot}};
        Recent recent;
        const auto document = net::Document::parse(what.dump());
        auto decoded = decode(document->root(), {}, rooms, recent, account, now);
        std::erase_if(decoded.items, [](const auto& item) { return item.keys.empty(); });
        return decoded.items;
    };
    const auto items = opened(sync);
    ASSERT_THAT(items, SizeIs(1));
    EXPECT_THAT(items[0].keys, ElementsAre("matrix/example.org/event/$d"));
    EXPECT_TRUE(std::holds_alternative<chat::Opened>(items[0].event.what));
    EXPECT_EQ(ana, items[0].event.actor.value);
    EXPECT_TRUE(items[0].event.place.direct);
    EXPECT_EQ(room, items[0].event.place.conversation.value);

    auto renamed = sync;
    renamed["rooms"]["join"][room]["timeline"]["events"][1]["unsigned"]["prev_content"] = {{"membership", "join"}};
    EXPECT_THAT(opened(renamed), IsEmpty()) << "only its name is new";
    auto own = sync;
    own["rooms"]["join"][room]["timeline"]["events"] = {member("$d", bot, "join"), member("$b", ana, "invite", bot)};
    EXPECT_THAT(opened(own), IsEmpty()) << "it opened the chat itself";
    auto group = sync;
    group["account_data"] = json::object();
    EXPECT_THAT(opened(group), IsEmpty()) << "a room, in which it is silent";
}

TEST(MatrixDecode, InvitesTellWhoAndWhat) {
    Known known;
    json invite{{"invite_state",
                 {{"events",
                   {{{"type", "m.room.member"},
                     {"state_key", bot},
                     {"sender", ana},
                     {"content", {{"membership", "invite"}, {"is_direct", true}}}}}}}}};
    json sync{{"next_batch", "s2"}, {"rooms", {{"invite", {{"!new:example.org", invite}}}}}};
    EXPECT_THAT(known.take(sync).invites, ElementsAre(Invite{"!new:example.org", {ana}, true, false}));
    invite["invite_state"]["events"].push_back({{"type", "m.room.encryption"}, {"state_key", ""}});
    sync["rooms"]["invite"]["!new:example.org"] = invite;
    EXPECT_THAT(known.take_state(sync).invites, ElementsAre(Invite{"!new:example.org", {ana}, true, true}));
    sync["rooms"]["invite"]["!new:example.org"] = {{"invite_state", {{"events", json::array()}}}};
    EXPECT_THAT(known.take(sync).invites, IsEmpty());
}

TEST(MatrixDecode, AnEncryptedRoomIsToldAndNotRead) {
    Known known;
    const auto decoded = known.take(
        joined({state("$c", ana, "m.room.encryption", {{"algorithm", "m.megolm.v1.aes-sha2"}}), text("$e", ana, "x")}));
    EXPECT_THAT(decoded.encrypted, ElementsAre(room));
    EXPECT_THAT(decoded.items, IsEmpty());
    EXPECT_FALSE(known.rooms.is_private(room, {ana}));
}

TEST(MatrixDecode, WhoIsWhereIsToldOnceAndWhenItChanges) {
    Rooms rooms{{bot}};
    Recent recent;
    const auto facts = [&](const json& sync) {
        const auto document = net::Document::parse(sync.dump());
        std::vector<std::string> all;
        for (const auto& item : decode(document->root(), {}, rooms, recent, account, now).items) {
            EXPECT_TRUE(item.event.actor.empty());
            if (const auto* who = std::get_if<chat::AccountSeen>(&item.event.what)) {
                all.push_back(who->account.value + "=" + who->name);
            } else {
                const auto& where = std::get<chat::ConversationSeen>(item.event.what);
                std::string line = where.conversation.value + " " + where.name + ":";
                for (const auto& one : where.members) line += " " + one.value;
                all.push_back(line);
            }
        }
        return all;
    };
    auto named = member("$a", ana, "join");
    named["content"]["displayname"] = "Ana Sousa";
    const auto first = joined({}, {member("$1", bot, "join"), named, member("$b", bo, "invite", ana),
                                   state("$n", ana, "m.room.name", {{"name", "Release 4"}})});
    EXPECT_THAT(facts(first), ElementsAre(ana + "=Ana Sousa", bo + "=bo", room + " Release 4: " + ana));
    EXPECT_THAT(facts(first), IsEmpty());
    EXPECT_THAT(facts(joined({member("$c", bo, "join")})), ElementsAre(room + " Release 4: " + ana + " " + bo));
    EXPECT_THAT(facts(joined({member("$d", ana, "ban", bo)})), ElementsAre(room + " Release 4: " + bo));
    EXPECT_THAT(facts({{"rooms", {{"leave", {{room, json::object()}}}}}}), ElementsAre(room + " Release 4:"));
}

TEST(MatrixRecent, TheOldestIsForgotten) {
    Newest<int> newest(2);
    newest.note("a", 1);
    newest.note("b", 2);
    newest.note("a", 3);
    newest.note("c", 4);
    EXPECT_EQ(nullptr, newest.find("a"));
    EXPECT_EQ(2, *newest.find("b"));
    EXPECT_EQ(4, *newest.find("c"));
}

}  // namespace
}  // namespace goodturn::matrix
