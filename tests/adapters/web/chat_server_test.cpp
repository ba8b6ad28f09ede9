#include "adapters/web/chat_server.hpp"

#include "adapters/web/events.hpp"
#include "adapters/web/sample.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>

namespace goodturn::web {
namespace {

using namespace std::chrono_literals;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr chat::Instant noon = chat::Instant(std::chrono::sys_days(std::chrono::year(2027) / 3 / 10)) + 12h;

chat::Message words_of_bot(const std::string& text) {
    return {{chat::Paragraph{{chat::Plain{text}}}}};
}

class ChatServerTest : public testing::Test {
protected:
    ChatServerTest() { chat.furnish(noon); }

    std::expected<Carried, std::string_view> run(const std::string& frame) {
        return chat.carry_out(std::get<Command>(decode(frame).value()), frame, noon);
    }
    std::string say(const std::string& as, const std::string& in, const std::string& words) {
        return R"({"do":"say","id":")" + std::to_string(++ids) + R"(","as":")" + as + R"(","in":")" + in +
               R"(","words":[")" + words + "\"]}";
    }
    std::expected<Delivered, chat::SendFailure> send(std::int64_t delivery, chat::Address to, chat::Intent what) {
        return chat.send(
            {.delivery = delivery, .space = {"page"}, .address = std::move(to), .route = {}, .intent = std::move(what)},
            noon);
    }
    std::vector<chat::Event> events() {
        std::vector<chat::Event> all;
        for (const auto& entry : chat.log_after(0, 1000).entries)
            all.push_back(event_of(entry, "Goodturn", "goodturn"));
        return all;
    }

    ChatServer chat{{}, "goodturn"};
    int ids = 0;
};

TEST_F(ChatServerTest, BeginsWithAChannelThatTalks) {
    const auto snapshot = chat.snapshot(0);
    EXPECT_THAT(snapshot.messages, SizeIs(channel_talk.size()));
    EXPECT_THAT(snapshot.messages, Each(testing::Field(&Said::in, "release-4")));
    EXPECT_LT(snapshot.messages.back().at, noon);
    EXPECT_THAT(events(), IsEmpty()) << "the bot was not there yet";
    chat.furnish(noon);
    EXPECT_EQ(chat.snapshot(0).messages.size(), snapshot.messages.size()) << "only once";
}

TEST_F(ChatServerTest, ConversationsAreTheChannelAChatWithTheBotEachAndEveryPair) {
    EXPECT_EQ(conversations().size(), 1U + 6U + 15U);
    ASSERT_NE(conversation("release-4"), nullptr);
    EXPECT_EQ(conversation("release-4")->members.size(), 7U);
    ASSERT_NE(conversation("bot-joerg"), nullptr);
    ASSERT_NE(conversation("ana+ben"), nullptr);
    EXPECT_EQ(conversation("ben+ana"), nullptr);
    EXPECT_EQ(conversation("bot-mallory"), nullptr);
}

TEST_F(ChatServerTest, WhatIsSaidIsShownAndLogged) {
    const auto carried = run(say("ana", "bot-ana", "help"));
    ASSERT_TRUE(carried);
    ASSERT_THAT(carried->change.messages, SizeIs(1));
    const auto all = events();
    ASSERT_THAT(all, SizeIs(1));
    EXPECT_EQ(all[0].actor.value, "ana");
    EXPECT_TRUE(all[0].place.direct);
    EXPECT_EQ(all[0].at, noon);
    const auto& typed = std::get<chat::Typed>(all[0].what);
    EXPECT_EQ(typed.words, chat::Words{"help"});
    EXPECT_EQ(typed.message.value, std::to_string(carried->change.messages[0].id));
    EXPECT_FALSE(typed.addressed);
}

TEST_F(ChatServerTest, ACommandThatComesAgainIsCarriedOutOnce) {
    const auto frame = say("ana", "release-4", "hello");
    const auto first = run(frame);
    const auto again = run(frame);
    ASSERT_TRUE(first && again);
    EXPECT_EQ(again->log, first->log);
    EXPECT_THAT(again->change.messages, IsEmpty());
    EXPECT_THAT(events(), SizeIs(1));
}

TEST_F(ChatServerTest, TheBotReadsNoPair) {
    const auto carried = run(say("ana", "ana+ben", "between us"));
    ASSERT_TRUE(carried);
    EXPECT_EQ(carried->log, 0);
    EXPECT_THAT(carried->change.messages, SizeIs(1));
    EXPECT_THAT(events(), IsEmpty());
}

TEST_F(ChatServerTest, NobodySpeaksWhereTheyAreNot) {
    for (const char* in : {"bot-ben", "ben+kai", "nowhere"}) {
        EXPECT_FALSE(run(say("ana", in, "hi"))) << in;
    }
    EXPECT_FALSE(run(say("ana", "release-4", "  ")));
    EXPECT_THAT(events(), IsEmpty());
}

TEST_F(ChatServerTest, TheRootCommandIsSeenByItsWriterOnlyInTheSlackLook) {
    const auto slack = run(say("ana", "release-4", "/goodturn  thanks all"));
    ASSERT_TRUE(slack);
    EXPECT_EQ(slack->change.messages.at(0).only_for, "ana");
    const auto typed = std::get<chat::Typed>(events().back().what);
    EXPECT_TRUE(typed.addressed);
    EXPECT_EQ(typed.words, chat::Words{"thanks all"});

    ASSERT_TRUE(run(say("ana", "release-4", "/goodturn")));
    EXPECT_EQ(std::get<chat::Typed>(events().back().what).words, chat::Words{});
    ASSERT_TRUE(run(say("ana", "release-4", "/goodturns")));
    EXPECT_FALSE(std::get<chat::Typed>(events().back().what).addressed);

    ASSERT_TRUE(run(R"({"do":"look","id":"look","look":"matrix"})"));
    const auto matrix = run(say("ana", "release-4", "/goodturn help"));
    EXPECT_EQ(matrix->change.messages.at(0).only_for, "");
    EXPECT_FALSE(std::get<chat::Typed>(events().back().what).addressed);
    EXPECT_EQ(std::get<chat::Typed>(events().back().what).words, chat::Words{"/goodturn help"});
}

TEST_F(ChatServerTest, OnlyTheWriterEdits) {
    const auto said = run(say("ana", "bot-ana", "hlep"));
    const auto id = std::to_string(said->change.messages.at(0).id);
    const auto edit = [&](const std::string& as) {
        return run(R"({"do":"edit","id":"edit-)" + as + R"(","as":")" + as + R"(","message":")" + id +
                   R"(","words":["help"]})");
    };
    EXPECT_FALSE(edit("ben"));
    const auto edited = edit("ana");
    ASSERT_TRUE(edited);
    EXPECT_TRUE(edited->change.messages.at(0).edited);
    EXPECT_GT(edited->change.messages.at(0).seq, said->change.messages.at(0).seq);
    const auto typed = std::get<chat::Typed>(events().back().what);
    EXPECT_TRUE(typed.edited);
    EXPECT_EQ(typed.message.value, id);
    EXPECT_EQ(typed.words, chat::Words{"help"});
}

TEST_F(ChatServerTest, PressesAndReactionsNeedAMessageThatIsThere) {
    const auto posted = send(1, chat::DirectTo{{"ana"}}, chat::Post{words_of_bot("hi")});
    ASSERT_TRUE(posted);
    const auto id = posted->receipt.message.value;
    const auto press = [&](const std::string& as, const std::string& message) {
        return run(R"({"do":"press","id":")" + std::to_string(++ids) + R"(","as":")" + as +
                   R"(","in":"bot-ana","button":"b","message":")" + message + "\"}");
    };
    EXPECT_TRUE(press("ana", id));
    EXPECT_FALSE(press("ben", id));
    EXPECT_FALSE(press("ana", "999999"));
    EXPECT_EQ(std::get<chat::Pressed>(events().back().what).message.value, id);

    const auto react = [&](const std::string& added) {
        return run(R"({"do":"react","id":")" + std::to_string(++ids) +
                   R"(","as":"ana","in":"bot-ana","emoji":"🙏","message":")" + id + R"(","added":)" + added + "}");
    };
    ASSERT_TRUE(react("true"));
    const auto reacted = std::get<chat::Reacted>(events().back().what);
    EXPECT_EQ(reacted.author.value, "goodturn");
    EXPECT_TRUE(reacted.added);
    const auto before = events().size();
    EXPECT_EQ(react("true")->log, 0) << "it is there already";
    EXPECT_EQ(events().size(), before);
    const auto removed = react("false");
    EXPECT_THAT(removed->change.messages.at(0).reactions, IsEmpty());
}

TEST_F(ChatServerTest, PostsADeliveryOnce) {
    const auto first = send(7, chat::DirectTo{{"ana"}}, chat::Post{words_of_bot("hi")});
    const auto again = send(7, chat::DirectTo{{"ana"}}, chat::Post{words_of_bot("hi")});
    ASSERT_TRUE(first && again);
    EXPECT_EQ(first->receipt.message, again->receipt.message);
    EXPECT_EQ(first->receipt.conversation.value, "bot-ana");
    EXPECT_THAT(first->change.messages, SizeIs(1));
    EXPECT_THAT(again->change.messages, IsEmpty());
    const auto snapshot = chat.snapshot(0);
    EXPECT_EQ(snapshot.messages.size(), channel_talk.size() + 1);
    EXPECT_THAT(snapshot.messages.back().content, HasSubstr("hi"));
}

TEST_F(ChatServerTest, AddressesNobodyKnowsAreUnreachable) {
    EXPECT_EQ(send(1, chat::DirectTo{{"mallory"}}, chat::Post{}).error(), chat::SendFailure::unreachable);
    EXPECT_EQ(send(2, chat::InConversation{{"nowhere"}, {}}, chat::Post{}).error(), chat::SendFailure::unreachable);
    EXPECT_EQ(send(3, chat::PrivateIn{{"bot-ben"}, {}, {"ana"}}, chat::Post{}).error(), chat::SendFailure::unreachable);
    const auto only = send(4, chat::PrivateIn{{"release-4"}, {}, {"ana"}}, chat::Post{});
    ASSERT_TRUE(only);
    EXPECT_EQ(only->change.messages.at(0).only_for, "ana");
}

TEST_F(ChatServerTest, TheBotEditsDeletesAndReacts) {
    const auto posted = send(1, chat::InConversation{{"release-4"}, {}}, chat::Post{words_of_bot("one")});
    const auto id = posted->receipt.message;
    const auto address = chat::InConversation{{"release-4"}, {}};
    const auto edited = send(2, address, chat::Edit{id, words_of_bot("two")});
    ASSERT_TRUE(edited);
    EXPECT_THAT(edited->change.messages.at(0).content, HasSubstr("two"));
    const auto reacted = send(3, address, chat::React{id, "✅"});
    EXPECT_THAT(reacted->change.messages.at(0).reactions,
                testing::ElementsAre(std::pair<std::string, std::string>("✅", "goodturn")));
    EXPECT_THAT(send(4, address, chat::React{id, "✅"})->change.messages, IsEmpty());

    const auto deleted = send(5, address, chat::Delete{id});
    ASSERT_TRUE(deleted);
    EXPECT_TRUE(deleted->change.messages.at(0).deleted);
    EXPECT_EQ(deleted->change.messages.at(0).content, "");
    EXPECT_TRUE(send(5, address, chat::Delete{id})) << "the same delivery again";
    EXPECT_EQ(send(6, address, chat::Edit{id, {}}).error(), chat::SendFailure::gone);
    EXPECT_EQ(send(7, address, chat::React{id, "✅"}).error(), chat::SendFailure::gone);
    for (const char* unknown : {"", "999999", "x"}) {
        EXPECT_EQ(send(8, address, chat::Edit{{unknown}, {}}).error(), chat::SendFailure::gone) << unknown;
    }
    const auto theirs = std::to_string(chat.snapshot(0).messages.front().id);
    EXPECT_EQ(send(9, address, chat::Edit{{theirs}, {}}).error(), chat::SendFailure::rejected);
}

TEST_F(ChatServerTest, ASnapshotHoldsWhatChangedSince) {
    const auto all = chat.snapshot(0).messages;
    const auto newest = all.back().seq;
    EXPECT_THAT(chat.snapshot(newest).messages, IsEmpty());
    const auto oldest = std::to_string(all.front().id);
    ASSERT_TRUE(run(R"({"do":"react","id":"r","as":"ben","in":"release-4","emoji":"🙏","added":true,"message":")" +
                    oldest + "\"}"));
    const auto changed = chat.snapshot(newest).messages;
    ASSERT_THAT(changed, SizeIs(1));
    EXPECT_EQ(std::to_string(changed[0].id), oldest);
}

TEST_F(ChatServerTest, ALongHistoryIsCutToItsNewestPart) {
    const std::string long_text(9'000, 'x');
    for (int i = 0; i < 200; ++i)
        ASSERT_TRUE(send(100 + i, chat::DirectTo{{"ana"}}, chat::Post{words_of_bot(long_text)}));
    const auto snapshot = chat.snapshot(0);
    std::size_t size = 0;
    for (const auto& message : snapshot.messages) size += message.content.size();
    EXPECT_LT(size, 1'100'000U);
    EXPECT_GT(size, 1'000'000U);
    EXPECT_LT(snapshot.messages.front().seq, snapshot.messages.back().seq);
}

TEST_F(ChatServerTest, FillsAMonthThatCanBeRead) {
    const auto filled = chat.fill("fill", noon);
    EXPECT_THAT(filled.change.messages, SizeIs(sample_helps.size()));
    const auto all = events();
    ASSERT_THAT(all, SizeIs(sample_helps.size()));
    std::map<std::string, int> by;
    chat::Instant last = noon - 31 * 24h;
    for (const auto& event : all) {
        ++by[event.actor.value];
        EXPECT_GE(event.at, last) << "in the order of time";
        EXPECT_LT(event.at, noon);
        last = event.at;
        EXPECT_TRUE(event.place.direct);
        EXPECT_TRUE(event.retold);
        const auto& words = std::get<chat::Typed>(event.what).words;
        EXPECT_TRUE(std::ranges::any_of(words, [&](const auto& word) {
            const auto* named = std::get_if<chat::Named>(&word);
            return named != nullptr && named->account != event.actor;
        }));
    }
    EXPECT_THAT(by, SizeIs(6));
    for (const auto& [who, count] : by) EXPECT_EQ(count, 13) << who;
    EXPECT_EQ(chat.fill("fill", noon).log, filled.log);
    EXPECT_TRUE(chat.fill("again", noon).change.messages.empty()) << "one month is enough";
    EXPECT_THAT(events(), SizeIs(sample_helps.size())) << "the same command again";
}

TEST_F(ChatServerTest, StartingOverForgetsEverythingButTheAddressAndTheLook) {
    const auto token = chat.token();
    const auto generation = chat.generation();
    const auto frame = say("ana", "bot-ana", "hello");
    const auto carried = run(frame);
    ASSERT_TRUE(run(R"({"do":"look","id":"look","look":"matrix"})"));
    ASSERT_TRUE(send(1, chat::DirectTo{{"ana"}}, chat::Post{words_of_bot("hi")}));
    EXPECT_TRUE(chat.bot_has_spoken());

    chat.start_over({"over"}, noon);
    EXPECT_FALSE(chat.bot_has_spoken());
    EXPECT_THAT(events(), IsEmpty());
    EXPECT_THAT(chat.snapshot(0).messages, SizeIs(channel_talk.size()));
    EXPECT_NE(chat.generation(), generation);
    EXPECT_EQ(chat.token(), token);
    EXPECT_EQ(chat.look(), Look::matrix);
    EXPECT_TRUE(chat.carried_out("over"));
    ASSERT_TRUE(run(say("ana", "bot-ana", "again")));
    EXPECT_GT(chat.log_after(0, 10).entries.at(0).seq, carried->log) << "numbers are never used twice";
}

TEST_F(ChatServerTest, AForgottenLogKeepsWhatCameLater) {
    const auto first = run(say("ana", "bot-ana", "one"));
    ASSERT_TRUE(run(say("ana", "bot-ana", "two")));
    chat.forget_log(first->log);
    ASSERT_THAT(events(), SizeIs(1));
    EXPECT_EQ(std::get<chat::Typed>(events()[0].what).words, chat::Words{"two"});
}

TEST(ChatServerFile, KeepsEverythingOverARestart) {
    const auto folder = std::filesystem::temp_directory_path() / "goodturn-chat-server-test";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    std::string token;
    std::string generation;
    {
        ChatServer chat(folder / "page.db", "goodturn");
        chat.furnish(noon);
        token = chat.token();
        generation = chat.generation();
        chat.set_clock_offset_ms(-5);
        chat.remember("a command");
    }
    ChatServer chat(folder / "page.db", "goodturn");
    chat.furnish(noon);
    EXPECT_EQ(chat.token(), token);
    EXPECT_EQ(token.size(), 32U);
    EXPECT_EQ(chat.generation(), generation);
    EXPECT_EQ(chat.clock_offset_ms(), -5);
    EXPECT_TRUE(chat.carried_out("a command"));
    EXPECT_THAT(chat.snapshot(0).messages, SizeIs(channel_talk.size()));
    std::filesystem::remove_all(folder);
}

TEST(Events, TheSlackLookShowsEverythingTheMatrixLookNothing) {
    const auto slack = std::get<chat::SpaceSeen>(space_seen(Look::slack, "Goodturn", noon).what);
    EXPECT_TRUE(slack.can.buttons && slack.can.forms && slack.can.ephemeral);
    const auto matrix = std::get<chat::SpaceSeen>(space_seen(Look::matrix, "Goodturn", noon).what);
    EXPECT_FALSE(matrix.can.buttons || matrix.can.forms || matrix.can.ephemeral);
    EXPECT_EQ(matrix.bot.value, "goodturn");
}

TEST(Events, TheTeamIsSixPeopleWithZonesTheBotAndTheConversationsItIsIn) {
    int people = 0;
    int bots = 0;
    int direct = 0;
    int channels = 0;
    for (const auto& event : team_seen("Goodturn", noon)) {
        EXPECT_TRUE(event.actor.empty());
        if (const auto* account = std::get_if<chat::AccountSeen>(&event.what)) {
            account->bot ? ++bots : ++people;
            EXPECT_NE(account->zone.empty(), !account->bot);
        } else {
            const auto& place = std::get<chat::ConversationSeen>(event.what);
            place.direct_with ? ++direct : ++channels;
        }
    }
    EXPECT_EQ(people, 6);
    EXPECT_EQ(bots, 1);
    EXPECT_EQ(direct, 6);
    EXPECT_EQ(channels, 1);
}

}  // namespace
}  // namespace goodturn::web
