#pragma once

#include "tests/sim/dice.hpp"

#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goodturn::sim {

/// A disk in memory, SQLite's default one while this lives (one at a time). Each file has what programs see, and what a
/// power cut leaves of it: what was synced, and of what was written and cut off since any part, torn writes included,
/// in no order. Kinder than a real disk in three things. A new file's name is durable from its first sync on, as SQLite
/// syncs the folder then. Deleting is durable at once: SQLite deletes a -wal only when the database holds all of it, so
/// that one which comes back says nothing new. And reading never fails: what a page says after a failed read SQLite
/// can't tell from damage, for which the bot stops by design (tests/process/disk.py has a disk that can't be read).
class Disk {
public:
    enum class Fault { none, full, io, readonly };

    Disk();
    ~Disk();
    Disk(const Disk&) = delete;
    Disk& operator=(const Disk&) = delete;

    /// Writing fails so until told otherwise.
    void set_fault(Fault fault) { fault_ = fault; }
    [[nodiscard]] Fault fault() const { return fault_; }
    /// Control: the disk says "synced" and lies.
    void ignore_syncs() { lying_ = true; }

    /// The process dies at its nth write, sync, truncation or deletion from now: that one and all after it do nothing.
    void die_in(std::size_t operations) { dies_in_ = operations; }
    /// It dies now; closing its files changes nothing.
    void die() { dead_ = true; }
    [[nodiscard]] bool dead() const { return dead_; }
    void no_death() { dies_in_.reset(); }
    /// The next process starts; the machine went on meanwhile (kill -9).
    void revive();
    /// Before revive(): the machine went down too.
    void cut_power(Dice& dice);

    /// Since the last call.
    [[nodiscard]] std::size_t take_syncs() { return std::exchange(syncs_, 0); }
    /// Whether any file whose name ends so holds these bytes, as programs see it.
    [[nodiscard]] bool holds(std::string_view bytes, std::string_view name_end = {}) const;

    // What SQLite calls.
    // -------------------------------------------------------------------------------------------------

    struct Write {
        std::size_t at;
        std::string bytes;
        bool cuts = false;  ///< the file ends here
    };
    struct File {
        std::string seen;
        std::string safe;
        std::vector<Write> unsynced;
        bool kept = false;  ///< its name survives a power cut
    };
    [[nodiscard]] std::shared_ptr<File> open(const char* name, bool create);
    [[nodiscard]] bool exists(const std::string& name) const { return files_.contains(name); }
    int read(const File& file, void* into, std::size_t size, std::size_t at) const;
    int write(File& file, const void* from, std::size_t size, std::size_t at);
    int truncate(File& file, std::size_t size);
    int sync(File& file);
    int erase(const std::string& name);

private:
    /// SQLITE_OK, or how it fails.
    int step(int io_error);

    std::map<std::string, std::shared_ptr<File>> files_;
    Fault fault_ = Fault::none;
    bool lying_ = false;
    bool dead_ = false;
    std::optional<std::size_t> dies_in_;
    std::size_t syncs_ = 0;
    sqlite3_vfs vfs_{};
};

}  // namespace goodturn::sim
