#include "config/matrix.hpp"
#include "tests/config/load_fixture.hpp"

#include <gmock/gmock.h>

namespace goodturn::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using Environment = decltype(Sources::environment);

class MatrixSettings : public Load {
protected:
    std::vector<std::string> problems(const std::string& toml) {
        return told(sources(
            toml, {{"GOODTURN_BOT_OPERATOR_NAME", "Ana"}, {"GOODTURN_BOT_PRIVACY_CONTACT", "ana@example.org"}}));
    }
};

constexpr const char* account =
    "[matrix]\nhomeserver = \"https://matrix.example.org\"\nuser_id = \"@goodturn:example.org\"\n";

TEST_F(MatrixSettings, AnAccountHasAServerAnIdAndOneSecret) {
    const std::string whole = account;
    EXPECT_THAT(problems(whole + "password = \"x y\""), IsEmpty());
    EXPECT_THAT(problems(whole + "access_token = \"syt_x\""), IsEmpty());
    EXPECT_THAT(problems(whole),
                ElementsAre("matrix.homeserver (goodturn.toml, line 2): matrix.password is missing beside it. Or give "
                            "an access_token, or log in: `goodturn matrix login`."));
    EXPECT_THAT(problems(whole + "password = \"x\"\naccess_token = \"y\""),
                ElementsAre("matrix.access_token (goodturn.toml, line 5): There is a password as well: one of them is "
                            "enough."));
    EXPECT_THAT(problems("[matrix]\npassword = \"x\""),
                ElementsAre(StartsWith("matrix.password (goodturn.toml, line 2): matrix.homeserver is missing"),
                            StartsWith("matrix.password (goodturn.toml, line 2): matrix.user_id is missing")));
    EXPECT_THAT(problems("[matrix]\nservers = [\"example.org\"]"), IsEmpty()) << "no account";
}

TEST_F(MatrixSettings, OtherBotsAreNamedByTheirIds) {
    const auto config = load(sources("[matrix]\nignore = [\"@other:example.org\", \"@third:example.com\"]"));
    ASSERT_TRUE(config);
    EXPECT_THAT(config->matrix.ignore, ElementsAre("@other:example.org", "@third:example.com"));
    EXPECT_THAT(problems("[matrix]\nignore = [\"other\"]"),
                ElementsAre(testing::HasSubstr("user ids such as \"@bot:example.org\"")));
    EXPECT_THAT(problems("[matrix]\nignore = [\"\", \"@other:example.org\"]"), IsEmpty())
        << "one that is empty is none";
}

TEST_F(MatrixSettings, SomebodyHasToAnswerForIt) {
    EXPECT_THAT(told(sources(std::string(account) + "password = \"x\"")),
                ElementsAre(StartsWith("bot.operator_name: Once an account is connected"),
                            StartsWith("bot.privacy_contact: ")));
}

TEST_F(MatrixSettings, TheSessionIsKeptBesideTheDatabase) {
    const auto config = load(sources("[store]\npath = \"/var/lib/goodturn/bot.db\""));
    ASSERT_TRUE(config);
    EXPECT_EQ("/var/lib/goodturn/bot.db.matrix", config->matrix.session_file);
}

TEST_F(MatrixSettings, WhoIsLoggedInNeedsNoSecret) {
    const auto given = sources(account, {{"GOODTURN_BOT_OPERATOR_NAME", "Ana"},
                                         {"GOODTURN_BOT_PRIVACY_CONTACT", "ana@example.org"},
                                         {"GOODTURN_STORE_PATH", (folder_ / "goodturn.db").string()}});
    EXPECT_THAT(told(given), testing::SizeIs(1));
    std::ofstream(folder_ / "goodturn.db.matrix") << "{}";
    EXPECT_THAT(told(given), IsEmpty());
}

TEST_F(MatrixSettings, SecretsAreNotTold) {
    for (const char* key : {"password", "access_token"}) {
        const auto said = problems(std::string(account) + key + " = \"very\\nsecret\"");
        ASSERT_THAT(said, testing::SizeIs(1)) << key;
        EXPECT_THAT(said.front(), testing::Not(HasSubstr("secret"))) << key;
    }
}

TEST(MatrixIdsInSettings, AreThoseOfNewAccounts) {
    for (const char* id : {"", "@goodturn:example.org", "@good.turn_=-/+1:localhost:8448", "@a:[2001:db8::1]:80"})
        EXPECT_TRUE(is_user_id(id)) << id;
    for (const char* id : {"goodturn", "@goodturn", "goodturn:example.org", "@:example.org",
                           "@goodturn:", "@Good:example.org", "@good turn:example.org", "@goodturn:example.org/"})
        EXPECT_FALSE(is_user_id(id)) << id;
}

}  // namespace
}  // namespace goodturn::config
