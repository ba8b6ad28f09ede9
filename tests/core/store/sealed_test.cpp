#include "core/store/sealed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

#include "core/store/database.hpp"
#include "tests/support/folder.hpp"

namespace goodturn::store {
namespace {

using std::filesystem::perms;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

const Seal seal(std::string(32, 'k'));
constexpr auto private_mode = perms::owner_read | perms::owner_write;
constexpr std::string_view words = "unblocked the deploy on Friday";

TEST(Seal, OpensWhatItSealed) {
    for (const auto& text : {std::string(), std::string("a\0b", 3), std::string(words), std::string(100'000, 'x')}) {
        EXPECT_EQ(text, seal.open(seal.seal(text, "help.what"), "help.what"));
    }
}

TEST(Seal, IsPlainTextDifferentEveryTime) {
    std::set<std::string> sealed;
    for (int i = 0; i < 100; ++i) {
        const auto [at, fresh] = sealed.insert(seal.seal(words, "help.what"));
        EXPECT_TRUE(fresh);
        EXPECT_THAT(*at, MatchesRegex("[A-Za-z0-9_-]+"));
    }
}

TEST(Seal, OpensForNoOtherPurposeAndUnderNoOtherKey) {
    const auto sealed = seal.seal(words, "help.what");
    EXPECT_THROW((void)seal.open(sealed, "note.text"), std::runtime_error);
    EXPECT_THROW((void)seal.open(sealed, ""), std::runtime_error);
    EXPECT_THROW((void)Seal(std::string(32, 'o')).open(sealed, "help.what"), std::runtime_error);
}

TEST(Seal, NoticesEveryChangedCharacter) {
    const auto sealed = seal.seal("ab", "p");
    for (std::size_t at = 0; at < sealed.size(); ++at) {
        auto tampered = sealed;
        tampered[at] = tampered[at] == 'A' ? 'B' : 'A';
        EXPECT_THROW((void)seal.open(tampered, "p"), std::runtime_error) << at;
        EXPECT_THROW((void)seal.open(sealed.substr(0, at), "p"), std::runtime_error) << at;
    }
    EXPECT_THROW((void)seal.open(sealed + "A", "p"), std::runtime_error);
    EXPECT_THROW((void)seal.open("not base64 at all!", "p"), std::runtime_error);
}

TEST(Seal, FingerprintsAreStableKeyedAndShort) {
    EXPECT_THAT(seal.fingerprint("page:417"), MatchesRegex("[0-9a-f]{32}"));
    EXPECT_EQ(seal.fingerprint("page:417"), Seal(std::string(32, 'k')).fingerprint("page:417"));
    EXPECT_NE(seal.fingerprint("page:417"), seal.fingerprint("page:418"));
    EXPECT_EQ(seal.number("page:417"), std::stoll(seal.fingerprint("page:417").substr(0, 15), nullptr, 16));
    EXPECT_NE(seal.fingerprint("page:417"), Seal(std::string(32, 'o')).fingerprint("page:417"));
}

/// What is stored today must be readable by every later version.
TEST(Seal, TheStoredFormatStays) {
    EXPECT_EQ("ecf2243497ed483a8225857cec2ea1a9", seal.fingerprint("page:417"));
    EXPECT_EQ("kept for good",
              seal.open("Dyv0njqZyLQCowLgb9LyW7pnqX5RvwjcS9Dw68STePk6zD6rJSGE_exXV4pPz35Cf_pe8r4", "help.what"));
}

TEST(SealKey, IsMadeOnceAndPrivate) {
    support::Folder folder;
    const auto path = folder / "key";
    const auto sealed = Seal::from_file(path).seal(words, "p");
    EXPECT_EQ(32U, std::filesystem::file_size(path));
    EXPECT_EQ(private_mode, std::filesystem::status(path).permissions());
    EXPECT_EQ(words, Seal::from_file(path).open(sealed, "p"));
    EXPECT_THROW((void)Seal::from_file(folder / "other").open(sealed, "p"), std::runtime_error);
}

TEST(SealKey, IsRefusedIfItCantBeRight) {
    support::Folder folder;
    const auto refusal = [](const std::filesystem::path& path) -> std::string {
        try {
            (void)Seal::from_file(path);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "accepted";
    };
    for (const std::size_t size : {0U, 31U, 33U}) {
        const auto path = folder / ("of-" + std::to_string(size));
        support::write_bytes(path, std::string(size, 'x'));
        std::filesystem::permissions(path, private_mode);
        EXPECT_THAT(refusal(path), HasSubstr("does not hold a key of 32 bytes"));
    }
    for (const auto extra : {perms::group_read, perms::others_read, perms::group_write}) {
        const auto path = folder / "open";
        support::write_bytes(path, std::string(32, 'x'));
        std::filesystem::permissions(path, private_mode | extra);
        EXPECT_THAT(refusal(path), HasSubstr("can be read by others"));
    }
    EXPECT_THAT(refusal(folder / "missing/key"), HasSubstr("can't be created"));
    EXPECT_THAT(refusal(folder.path()), HasSubstr("is not a file"));
    EXPECT_THROW(Seal(std::string(16, 'x')), std::runtime_error);
}

TEST(Seal, NoByteOfASealedTextIsInFileOrWal) {
    support::Folder folder;
    const auto path = folder / "goodturn.db";
    Database db({.path = path});
    db.migrate({{Migration{"notes 1", "CREATE TABLE note (id BIGINT PRIMARY KEY, words TEXT NOT NULL)"}}});
    const auto sealed = seal.seal(words, "note.words");
    db.run("INSERT INTO note (id, words) VALUES (1, $1)", {sealed});
    const auto all = support::bytes_of(path) + support::bytes_of(path.string() + "-wal");
    EXPECT_THAT(all, HasSubstr(sealed)) << "the row must be there for the next line to mean anything";
    for (std::size_t at = 0; at + 6 <= words.size(); ++at) {
        EXPECT_EQ(std::string::npos, all.find(words.substr(at, 6))) << words.substr(at, 6);
    }
}

}  // namespace
}  // namespace goodturn::store
