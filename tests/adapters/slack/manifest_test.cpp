#include "adapters/slack/manifest.hpp"

#include "adapters/slack/shortcuts.hpp"
#include "tests/adapters/slack/payloads.hpp"
#include "tests/support/slack_server/tests/fixture.hpp"

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace goodturn::slack {
namespace {

using slack_server::json;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;
using Names = std::set<std::string>;

Names names_of(std::span<const Asked> all) {
    Names names;
    for (const auto& [name, reason] : all) names.emplace(name);
    return names;
}

TEST(Manifest, EverythingAskedForHasAReasonOfItsOwn) {
    Names reasons;
    for (const auto& [name, reason] : scopes()) EXPECT_TRUE(reasons.emplace(reason).second) << name;
    for (const auto& [name, reason] : events()) EXPECT_NE(reason, "") << name;
    EXPECT_THAT(reasons, Not(Contains("")));
    EXPECT_EQ(names_of(scopes()).size(), scopes().size());
    EXPECT_EQ(names_of(events()).size(), events().size());
}

TEST(Manifest, IsWhatTheServerForTestsTakesForGiven) {
    EXPECT_EQ(names_of(scopes()), slack_server::usual_scopes());
    EXPECT_EQ(names_of(events()), slack_server::App{}.events);
}

TEST(Manifest, NamesAreMadeToFit) {
    EXPECT_THAT(manifest("Danke \"schön\" \\ Bot", {}), HasSubstr("  name: \"Danke \\\"schön\\\" \\\\ Bot\"\n"));
    EXPECT_THAT(manifest("Danke \"schön\" \\ Bot", {}), HasSubstr("    display_name: \"danke-schn--bot\"\n"));
    EXPECT_THAT(manifest("ありがとう", {}), HasSubstr("    display_name: \"goodturn\"\n"));
    const std::string longest(35, 'x');
    EXPECT_THAT(manifest(longest, {}), HasSubstr("  name: \"" + longest + "\"\n"));
    EXPECT_THAT(manifest(longest + "x", {}), HasSubstr("  name: \"" + longest.substr(1) + "…\"\n"));
}

TEST(Manifest, EveryShortcutInItIsUnderstood) {
    const std::string text = manifest("Goodturn", {});
    for (const Shortcut& shortcut : shortcuts) {
        EXPECT_THAT(text, HasSubstr("callback_id: \"" + std::string(shortcut.id) + "\"\n"));
        std::string frame(shortcut.on_message ? payloads::message_shortcut : payloads::shortcut);
        frame = std::regex_replace(frame, std::regex(R"("callback_id":"\w+")"),
                                   "\"callback_id\":\"" + std::string(shortcut.id) + "\"");
        EXPECT_EQ(payloads::decoded(frame).items.size(), 1U) << shortcut.id;
        EXPECT_LE(shortcut.name.size(), 24U);
        EXPECT_LE(shortcut.description.size(), 150U);
    }
}

/// A workspace in which everything happens that the bot is told of, and in which it calls all that it calls.
class Rights : public slack_server::SlackServerTest {
protected:
    Rights() {
        slack.world.add_channel("T1", "plans", {"ana", "ben", "goodturn"}, slack_server::Kind::group);
        for (const char* where : {"", "#release-4", "#plans"})
            first_[where] = slack.people.types("ana", "hello", where);
    }

    [[nodiscard]] std::vector<std::pair<std::string, json>> calls() {
        std::vector<std::pair<std::string, json>> all{
            {"auth.test", json::object()},
            {"users.info", {{"user", "UANA"}}},
            {"users.conversations", {{"types", "public_channel"}}},
            {"users.conversations", {{"types", "private_channel"}}},
            {"users.conversations", {{"types", "im"}}},
            {"conversations.open", {{"users", "UBO"}}},
            {"views.publish", {{"user_id", "UANA"}, {"view", {{"type", "home"}, {"blocks", json::array()}}}}},
            {"views.open", json::object()},
            {"views.update", json::object()},
        };
        for (const auto& [where, ts] : first_) {
            const std::string id = slack.world.place("ana", where).id;
            json post = slack_server::message("hi");
            post["channel"] = id;
            all.emplace_back("chat.postMessage", post);
            post["ts"] = ts;
            all.emplace_back("chat.update", post);
            all.emplace_back("chat.postEphemeral", json{{"channel", id}, {"user", "UANA"}, {"text", "hi"}});
            all.emplace_back("chat.delete", json{{"channel", id}, {"ts", "1.000001"}});
            all.emplace_back("conversations.info", json{{"channel", id}});
            all.emplace_back("conversations.members", json{{"channel", id}});
            all.emplace_back("conversations.history", json{{"channel", id}});
            all.emplace_back("conversations.replies", json{{"channel", id}, {"ts", ts}});
            all.emplace_back("chat.getPermalink", json{{"channel", id}, {"message_ts", ts}});
        }
        all.emplace_back("dnd.teamInfo", json{{"users", slack.world.user("ana").id}});
        return all;
    }
    void everything_happens() {
        slack.people.opens_home("ana");
        slack.people.types("ana", "@goodturn help", "#release-4");
        slack.people.types("ana", "help");
        slack.people.reacts("ana", "pray", first_[""]);
        slack.people.reacts("ana", "pray", first_[""], "", false);
        for (const char* where : {"#release-4", "#plans"}) {
            slack.people.leaves("ben", where);
            slack.people.invites("ana", "ben", where);
        }
        slack.events.change(slack.world.user("ben"));
        slack.events.change(slack.world.user("ben"), "team_join");
    }
    /// "reaction_added", "member_joined_channel G": what the bot was told since the last time.
    Names told() {
        Names all;
        for (const auto& delivery : slack.gateway.deliveries()) {
            if (!seen_.insert(delivery->event_id).second) continue;
            const json& event = delivery->payload["event"];
            const std::string kind = event.value("channel_type", "");
            std::string name = delivery->what;
            if (name == "message") name += "." + kind;
            if (name.starts_with("member")) name += " " + kind;
            all.insert(name);
        }
        return all;
    }
    /// The scopes that calls were refused for.
    Names refused() {
        Names all;
        for (const auto& [method, args] : calls()) {
            const json answer = call(method, args);
            if (answer.value("error", "") == "missing_scope") all.insert(answer.value("needed", ""));
        }
        return all;
    }

    std::map<std::string, std::string> first_;  ///< by place: the ts of what ana said

private:
    Names seen_;
};

TEST_F(Rights, AreEnoughForAllThatIsCalledAndAskedFor) {
    slack.world.install_in("T1", "A1").scopes = names_of(scopes());
    told();
    EXPECT_THAT(refused(), IsEmpty());
    told();
    everything_happens();
    slack.events.uninstall(slack.world.install_in("T1", "A1"));
    Names types;
    for (const auto& event : told()) types.insert(event.substr(0, event.find(' ')));
    EXPECT_EQ(types, names_of(events()));
}

TEST_F(Rights, AreNoMoreThanThat) {
    auto& granted = slack.world.install_in("T1", "A1").scopes;
    granted = names_of(scopes());
    told();
    everything_happens();
    const Names all = told();
    for (const auto& scope : names_of(scopes())) {
        if (scope == "commands") continue;  // without it Slack takes neither commands nor shortcuts into an app
        granted.erase(scope);
        told();
        everything_happens();
        const Names fewer = told();
        const bool missed = refused().contains(scope) || fewer != all;
        EXPECT_TRUE(missed) << scope;
        granted.insert(scope);
    }
}

TEST_F(Rights, CoverEveryMethodThatIsNamedInTheAdapter) {
    Names tried{"apps.connections.open"};  // with the app's token
    for (const auto& [method, args] : calls()) tried.insert(method);
    const std::regex method(R"re("((?:[a-z]+\.)?[a-z]+\.[a-zA-Z]+)")re");
    const std::regex family(
        R"(^(apps|auth|bots|chat|conversations|dnd|files|reactions|team|usergroups|users|views)\..*)");
    Names named;
    for (const auto& file :
         std::filesystem::directory_iterator(std::filesystem::path(GOODTURN_SOURCE_DIR) / "adapters" / "slack")) {
        std::ostringstream text;
        text << std::ifstream(file.path()).rdbuf();
        const std::string code = text.str();
        for (std::sregex_iterator at(code.begin(), code.end(), method), end; at != end; ++at)
            if (const std::string name = (*at)[1]; std::regex_match(name, family)) named.insert(name);
    }
    EXPECT_THAT(named, Contains("chat.postMessage"));
    EXPECT_THAT(tried, IsSupersetOf(named));
}

}  // namespace
}  // namespace goodturn::slack
