#include "tests/sim/disk.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <string_view>

namespace goodturn::sim {

// SQLite's C interface (sqlite.org/vfs.html), turned into calls of Disk.
namespace {

struct Handle {
    sqlite3_file base;
    Disk* disk;
    std::shared_ptr<Disk::File> file;
};

Handle& handle(sqlite3_file* file) {
    return *reinterpret_cast<Handle*>(file);
}
std::size_t unsigned_of(sqlite3_int64 number) {
    return static_cast<std::size_t>(number);
}

int on_close(sqlite3_file* file) {
    handle(file).~Handle();
    return SQLITE_OK;
}
int on_read(sqlite3_file* file, void* into, int size, sqlite3_int64 at) {
    return handle(file).disk->read(*handle(file).file, into, unsigned_of(size), unsigned_of(at));
}
int on_write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
    return handle(file).disk->write(*handle(file).file, from, unsigned_of(size), unsigned_of(at));
}
int on_truncate(sqlite3_file* file, sqlite3_int64 size) {
    return handle(file).disk->truncate(*handle(file).file, unsigned_of(size));
}
int on_sync(sqlite3_file* file, int /*flags*/) {
    return handle(file).disk->sync(*handle(file).file);
}
int on_size(sqlite3_file* file, sqlite3_int64* size) {
    *size = static_cast<sqlite3_int64>(handle(file).file->seen.size());
    return SQLITE_OK;
}
int on_lock(sqlite3_file* /*file*/, int /*level*/) {
    return SQLITE_OK;
}
int on_check_lock(sqlite3_file* /*file*/, int* reserved) {
    *reserved = 0;
    return SQLITE_OK;
}
int on_control(sqlite3_file* /*file*/, int /*what*/, void* /*argument*/) {
    return SQLITE_NOTFOUND;
}
int on_sector(sqlite3_file* /*file*/) {
    return 4096;
}
int on_characteristics(sqlite3_file* /*file*/) {
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;  // as SQLite assumes of every disk under Linux
}

constexpr sqlite3_io_methods methods{
    .iVersion = 1,
    .xClose = on_close,
    .xRead = on_read,
    .xWrite = on_write,
    .xTruncate = on_truncate,
    .xSync = on_sync,
    .xFileSize = on_size,
    .xLock = on_lock,
    .xUnlock = on_lock,
    .xCheckReservedLock = on_check_lock,
    .xFileControl = on_control,
    .xSectorSize = on_sector,
    .xDeviceCharacteristics = on_characteristics,
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

Disk& disk_of(sqlite3_vfs* vfs) {
    return *static_cast<Disk*>(vfs->pAppData);
}

int on_open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    file->pMethods = nullptr;
    // The store makes its file by itself, and not here, before SQLite opens it.
    auto opened = disk_of(vfs).open(name, (flags & (SQLITE_OPEN_CREATE | SQLITE_OPEN_MAIN_DB)) != 0);
    if (!opened) return SQLITE_CANTOPEN;
    new (file) Handle{{&methods}, &disk_of(vfs), std::move(opened)};
    if (out_flags != nullptr) *out_flags = flags;
    return SQLITE_OK;
}
int on_delete(sqlite3_vfs* vfs, const char* name, int /*sync_folder*/) {
    return disk_of(vfs).erase(name);
}
int on_access(sqlite3_vfs* vfs, const char* name, int /*flags*/, int* there) {
    *there = disk_of(vfs).exists(name) ? 1 : 0;
    return SQLITE_OK;
}
int on_path(sqlite3_vfs* /*vfs*/, const char* name, int size, char* into) {
    sqlite3_snprintf(size, into, "%s", name);
    return SQLITE_OK;
}
int on_randomness(sqlite3_vfs* /*vfs*/, int size, char* into) {
    std::memset(into, 0, unsigned_of(size));
    return size;
}
int on_sleep(sqlite3_vfs* /*vfs*/, int microseconds) {
    return microseconds;
}
int on_time(sqlite3_vfs* /*vfs*/, sqlite3_int64* now) {
    *now = 0;  // the store never asks the database for the time
    return SQLITE_OK;
}

}  // namespace

Disk::Disk() {
    vfs_.iVersion = 2;
    vfs_.szOsFile = sizeof(Handle);
    vfs_.mxPathname = 512;
    vfs_.zName = "sim";
    vfs_.pAppData = this;
    vfs_.xOpen = on_open;
    vfs_.xDelete = on_delete;
    vfs_.xAccess = on_access;
    vfs_.xFullPathname = on_path;
    vfs_.xRandomness = on_randomness;
    vfs_.xSleep = on_sleep;
    vfs_.xCurrentTimeInt64 = on_time;
    sqlite3_vfs_register(&vfs_, 1);
}

Disk::~Disk() {
    sqlite3_vfs_unregister(&vfs_);
}

int Disk::step(int io_error) {
    if (dies_in_ && (*dies_in_)-- == 0) {
        dies_in_.reset();
        dead_ = true;
    }
    if (dead_) return SQLITE_IOERR;
    switch (fault_) {
        case Fault::none:
            return SQLITE_OK;
        case Fault::full:
            return io_error == SQLITE_IOERR_WRITE ? SQLITE_FULL : SQLITE_OK;
        case Fault::io:
            return io_error;
        case Fault::readonly:
            return SQLITE_READONLY;
    }
    return SQLITE_OK;
}

std::shared_ptr<Disk::File> Disk::open(const char* name, bool create) {
    if (name == nullptr) return std::make_shared<File>();  // a temporary one, gone when it is closed
    const auto found = files_.find(name);
    if (found != files_.end()) return found->second;
    if (!create || dead_ || fault_ != Fault::none) return nullptr;
    return files_.emplace(name, std::make_shared<File>()).first->second;
}

int Disk::read(const File& file, void* into, std::size_t size, std::size_t at) const {
    if (dead_) return SQLITE_IOERR_READ;
    const std::size_t there = at < file.seen.size() ? std::min(size, file.seen.size() - at) : 0;
    std::memcpy(into, file.seen.data() + at, there);
    if (there == size) return SQLITE_OK;
    std::memset(static_cast<char*>(into) + there, 0, size - there);
    return SQLITE_IOERR_SHORT_READ;
}

int Disk::write(File& file, const void* from, std::size_t size, std::size_t at) {
    if (const int failed = step(SQLITE_IOERR_WRITE); failed != SQLITE_OK) return failed;
    if (file.seen.size() < at + size) file.seen.resize(at + size);
    std::memcpy(file.seen.data() + at, from, size);
    file.unsynced.push_back({at, std::string(static_cast<const char*>(from), size)});
    return SQLITE_OK;
}

int Disk::truncate(File& file, std::size_t size) {
    if (const int failed = step(SQLITE_IOERR_TRUNCATE); failed != SQLITE_OK) return failed;
    file.seen.resize(size);
    file.unsynced.push_back({.at = size, .bytes = {}, .cuts = true});
    return SQLITE_OK;
}

int Disk::sync(File& file) {
    if (const int failed = step(SQLITE_IOERR_FSYNC); failed != SQLITE_OK) return failed;
    ++syncs_;
    if (lying_) return SQLITE_OK;
    file.kept = true;
    file.safe.resize(file.seen.size());
    for (const auto& write : file.unsynced) {
        if (write.at >= file.safe.size()) continue;
        const std::size_t size = std::min(write.bytes.size(), file.safe.size() - write.at);
        std::memcpy(file.safe.data() + write.at, file.seen.data() + write.at, size);
    }
    file.unsynced.clear();
    return SQLITE_OK;
}

int Disk::erase(const std::string& name) {
    if (const int failed = step(SQLITE_IOERR_DELETE); failed != SQLITE_OK) return failed;
    return files_.erase(name) > 0 ? SQLITE_OK : SQLITE_IOERR_DELETE_NOENT;
}

void Disk::revive() {
    dead_ = false;
    dies_in_.reset();
}

void Disk::cut_power(Dice& dice) {
    std::erase_if(files_, [](const auto& file) { return !file.second->kept; });
    const bool all = dice.chance(0.3);
    for (auto& [name, file] : files_) {
        for (const auto& write : file->unsynced) {
            if (all || dice.chance(0.5)) continue;
            if (write.cuts) {
                file->safe.resize(write.at);
                continue;
            }
            const std::size_t size = dice.chance(0.2) ? dice.below(write.bytes.size() + 1) : write.bytes.size();
            if (file->safe.size() < write.at + size) file->safe.resize(write.at + size);
            std::memcpy(file->safe.data() + write.at, write.bytes.data(), size);
        }
        file->unsynced.clear();
        file->seen = file->safe;
    }
}

bool Disk::holds(std::string_view bytes, std::string_view name_end) const {
    return std::ranges::any_of(
        files_, [&](const auto& file) { return file.first.ends_with(name_end) && file.second->seen.contains(bytes); });
}

}  // namespace goodturn::sim
