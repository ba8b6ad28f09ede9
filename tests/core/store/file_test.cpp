#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "core/store/database.hpp"
#include "tests/support/folder.hpp"

/// What the database does to files, and what it says when they are not as they should be.
namespace goodturn::store {
namespace {

using std::filesystem::path;
using std::filesystem::perms;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr Migration notes_1{"notes 1", "CREATE TABLE note (id BIGINT PRIMARY KEY, words TEXT NOT NULL)"};
constexpr Migration notes_2{"notes 2", "ALTER TABLE note ADD COLUMN due BIGINT"};
constexpr auto private_mode = perms::owner_read | perms::owner_write;
constexpr std::string_view insert = "INSERT INTO note (id, words) VALUES ($1, $2)";
constexpr std::string_view count = "SELECT count(*) FROM note";

Database::Options impatient(const path& file) {
    return {.path = file, .busy_timeout = std::chrono::milliseconds(0)};
}

/// Kind and sentence of what `action` throws.
template <typename Action>
std::pair<Error::Kind, std::string> error_of(const Action& action) {
    try {
        action();
    } catch (const Error& error) {
        return {error.kind(), error.what()};
    }
    ADD_FAILURE() << "nothing was thrown";
    return {};
}

template <typename Action>
Error::Kind kind_of(const Action& action) {
    return error_of(action).first;
}

class InFile : public ::testing::Test {
protected:
    /// A store with one note, closed again.
    void make_store() {
        Database db(impatient(file));
        db.migrate({{notes_1}});
        db.run(insert, {1, "kept"});
    }

    support::Folder folder;
    path file = folder / "goodturn.db";
    path wal = folder / "goodturn.db-wal";
};

TEST_F(InFile, EverythingIsPrivateAndThereIsNoSharedMemory) {
    Database db(impatient(file));
    db.migrate({{notes_1}});
    db.run(insert, {1, "x"});
    for (const auto& made : {file, wal}) {
        EXPECT_EQ(private_mode, std::filesystem::status(made).permissions()) << made;
    }
    EXPECT_FALSE(std::filesystem::exists(folder / "goodturn.db-shm"));
}

TEST_F(InFile, SettingsHoldOnANewAndOnAnExistingFile) {
    for (const bool existing : {false, true}) {
        Database db(impatient(file));
        EXPECT_EQ(2, db.integer("PRAGMA synchronous")) << "FULL; existing: " << existing;
        EXPECT_EQ(1, db.integer("PRAGMA foreign_keys"));
        EXPECT_EQ(1, db.integer("PRAGMA secure_delete"));
        EXPECT_EQ(8000, db.integer("PRAGMA wal_autocheckpoint"));
        EXPECT_EQ(-8192, db.integer("PRAGMA cache_size"));
        EXPECT_EQ(0x4764546E, db.integer("PRAGMA application_id"));
        auto mode = db.query("PRAGMA journal_mode");
        ASSERT_TRUE(mode.next());
        EXPECT_EQ("wal", mode.text(0));
    }
}

TEST_F(InFile, OpeningAnExistingStoreWritesNothing) {
    make_store();
    const auto before = support::bytes_of(file);
    {
        Database db(impatient(file));
        db.migrate({{notes_1}});
        EXPECT_THAT(support::bytes_of(wal), IsEmpty());
    }
    EXPECT_EQ(before, support::bytes_of(file));
}

TEST_F(InFile, IsBusyForASecondOpening) {
    make_store();
    {
        const Database first(impatient(file));
        const auto [kind, what] = error_of([&] { Database second(impatient(file)); });
        EXPECT_EQ(Error::Kind::busy, kind);
        EXPECT_THAT(what, HasSubstr("another goodturn is running"));
    }
    Database third(impatient(file));
    EXPECT_EQ(1, third.integer(count));
}

/// The other process is started before the first opening, so that it knows nothing of this one's locks. `existing`:
/// nothing is ever written by the one that holds it.
TEST_F(InFile, IsBusyForAnotherProcess) {
    for (const bool existing : {false, true}) {
        std::array<int, 2> start{};
        ASSERT_EQ(0, ::pipe(start.data()));
        const auto child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            char go = 0;
            if (::read(start[0], &go, 1) != 1) ::_exit(2);
            ::_exit(kind_of([&] { Database other(impatient(file)); }) == Error::Kind::busy ? 0 : 1);
        }
        const Database first(impatient(file));
        ASSERT_EQ(1, ::write(start[1], "x", 1));
        int status = 0;
        ASSERT_EQ(child, ::waitpid(child, &status, 0));
        EXPECT_EQ(0, status) << "existing: " << existing;
        ::close(start[0]);
        ::close(start[1]);
    }
}

TEST_F(InFile, WhatWasCommittedIsThereAfterACrash) {
    Database db(impatient(file));
    db.migrate({{notes_1}});
    db.run(insert, {1, "kept"});
    const auto crashed = folder / "crashed.db";
    std::filesystem::copy(file, crashed);
    std::filesystem::copy(wal, crashed.string() + "-wal");
    Database after(impatient(crashed));
    after.migrate({{notes_1}});
    EXPECT_EQ(1, after.integer(count));
}

TEST_F(InFile, IdsDoNotRepeatAfterARestart) {
    std::int64_t last = 0;
    for (int start = 0; start < 3; ++start) {
        Database db(impatient(file));
        db.migrate({});
        Database::Transaction transaction(db);
        for (int i = 0; i < 700; ++i) {
            const auto id = db.new_id();
            ASSERT_LT(last, id);
            last = id;
        }
        transaction.commit();
    }
}

TEST_F(InFile, AFileOfSomebodyElseIsLeftAsItIs) {
    make_store();
    auto foreign = support::bytes_of(file);
    foreign.replace(68, 4, "abcd");
    const std::string foreign_wal = "of somebody else";
    for (const auto& content : {foreign, std::string("Dear diary"), std::string(5000, 'x')}) {
        support::write_bytes(file, content);
        support::write_bytes(wal, foreign_wal);
        const auto [kind, what] = error_of([&] { Database db(impatient(file)); });
        EXPECT_EQ(Error::Kind::corrupt, kind);
        EXPECT_THAT(what, HasSubstr(file.string() + ": it is not a goodturn database"));
        EXPECT_EQ(content, support::bytes_of(file));
        EXPECT_EQ(foreign_wal, support::bytes_of(wal));
    }
}

TEST_F(InFile, DamageIsCorrupt) {
    make_store();
    auto bytes = support::bytes_of(file);
    for (std::size_t at = 4096; at < bytes.size(); at += 7) bytes[at] = static_cast<char>(bytes[at] ^ 0x5a);
    support::write_bytes(file, bytes);
    Database db(impatient(file));
    EXPECT_EQ(Error::Kind::corrupt, kind_of([&] { db.migrate({{notes_1}}); }));
    EXPECT_THAT(db.integrity_problem(), Not(IsEmpty()));
}

TEST_F(InFile, ANewerStoreIsLeftAsItIs) {
    {
        Database db(impatient(file));
        db.migrate({{notes_1, notes_2}});
    }
    const auto before = support::bytes_of(file);
    {
        Database db(impatient(file));
        const auto [kind, what] = error_of([&] { db.migrate({{notes_1}}); });
        EXPECT_EQ(Error::Kind::newer, kind);
        EXPECT_THAT(what, HasSubstr("notes 2"));
    }
    EXPECT_EQ(before, support::bytes_of(file));
    {
        Database db(impatient(file));
        db.run("PRAGMA user_version = 2");
        EXPECT_EQ(Error::Kind::newer, kind_of([&] { db.migrate({{notes_1, notes_2}}); }));
    }
}

TEST_F(InFile, ACopyIsKeptBeforeAMigration) {
    const auto copy = folder / "goodturn.db.before-notes-2";
    make_store();
    for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
        EXPECT_THAT(entry.path().string(), Not(HasSubstr("before"))) << "a new store needs none";
    support::write_bytes(copy, "of an attempt that failed");
    support::write_bytes(copy.string() + ".part", "of an attempt that failed half-way");
    {
        Database db(impatient(file));
        db.migrate({{notes_1, notes_2}});
        db.run("DELETE FROM note");
    }
    EXPECT_FALSE(std::filesystem::exists(copy.string() + ".part"));
    EXPECT_EQ(private_mode, std::filesystem::status(copy).permissions());
    Database before(impatient(copy));
    before.migrate({{notes_1}});
    EXPECT_EQ(1, before.integer(count));
    EXPECT_EQ(0, before.integer("SELECT count(*) FROM pragma_table_info('note') WHERE name = 'due'"));
}

TEST_F(InFile, ACopyThatFailsLeavesNothing) {
    const auto copy = folder / "goodturn.db.before-notes-2";
    make_store();
    std::filesystem::create_directory(copy);
    Database db(impatient(file));
    EXPECT_THROW(db.migrate({{notes_1, notes_2}}), Error);
    EXPECT_FALSE(std::filesystem::exists(copy.string() + ".part"));
}

TEST_F(InFile, AFolderThatCantBeWrittenIsReadonly) {
    EXPECT_EQ(Error::Kind::readonly, kind_of([&] { Database db(impatient(folder / "missing/goodturn.db")); }));
    EXPECT_EQ(Error::Kind::readonly, kind_of([&] { Database db(impatient(folder.path())); }));
}

/// As an ordinary user: root may write everywhere.
TEST_F(InFile, AFileThatCantBeWrittenIsReadonly) {
    make_store();
    std::filesystem::permissions(folder.path(), perms::all);
    std::filesystem::permissions(file, perms::owner_read | perms::group_read | perms::others_read);
    const bool root = ::geteuid() == 0;
    if (root && ::seteuid(65534) != 0) GTEST_SKIP() << "can't stop being root here";
    const auto kind = kind_of([&] { Database db(impatient(file)); });
    if (root) {
        ASSERT_EQ(0, ::seteuid(0));
    }
    EXPECT_EQ(Error::Kind::readonly, kind);
}

/// While it lives, no file can grow beyond a size: the write fails as on a broken disk.
class FailingDisk {
public:
    explicit FailingDisk(rlim_t size) : old_handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &old_limit_);
        const rlimit limit{size, old_limit_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FailingDisk() {
        ::setrlimit(RLIMIT_FSIZE, &old_limit_);
        std::signal(SIGXFSZ, old_handler_);
    }
    FailingDisk(const FailingDisk&) = delete;
    FailingDisk& operator=(const FailingDisk&) = delete;

private:
    void (*old_handler_)(int);
    rlimit old_limit_{};
};

TEST_F(InFile, ACommitThatFailsRollsBackAndLeavesTheConnectionUsable) {
    Database db(impatient(file));
    db.migrate({{notes_1}});
    {
        const FailingDisk disk(std::filesystem::file_size(wal) + 5000);
        Database::Transaction transaction(db);
        for (int i = 0; i < 50; ++i) db.run(insert, {db.new_id(), std::string(2000, 'x')});
        EXPECT_EQ(Error::Kind::io, kind_of([&] { transaction.commit(); }));
    }
    EXPECT_EQ(0, db.integer(count));
    Database::Transaction transaction(db);
    db.run(insert, {db.new_id(), "fine again"});
    transaction.commit();
    EXPECT_EQ(1, db.integer(count));
    EXPECT_EQ("", db.integrity_problem());
}

TEST_F(InFile, NothingIsWrittenToAFileThatIsNotThereAnyMore) {
    Database db(impatient(file));
    db.migrate({{notes_1}});
    for (const auto& gone : {file, wal}) {
        const path elsewhere = folder / "elsewhere";
        std::filesystem::rename(gone, elsewhere);
        const auto [kind, sentence] = error_of([&] { Database::Transaction transaction(db); });
        EXPECT_EQ(Error::Kind::io, kind);
        EXPECT_THAT(sentence, HasSubstr(gone.string() + ": it was moved or deleted"));
        std::filesystem::rename(elsewhere, gone);
        Database::Transaction transaction(db);
        db.run(insert, {db.new_id(), "back again"});
        transaction.commit();
    }
    std::filesystem::copy(file, folder / "another");
    std::filesystem::rename(folder / "another", file);
    const auto [kind, sentence] = error_of([&] { Database::Transaction transaction(db); });
    EXPECT_EQ(Error::Kind::io, kind);
    EXPECT_THAT(sentence, HasSubstr("not the file any more"));
}

}  // namespace
}  // namespace goodturn::store
