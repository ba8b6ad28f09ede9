// LD_PRELOAD: a disk that can fail, and one that forgets in a power cut what was not synced.
//
//   GOODTURN_DISK        the folder whose files are meant
//   GOODTURN_FAULTS      a file, read again at every call: lines "<how a file's name begins> <fault>", with the faults
//                        full, eio (for writes and syncs), unreadable, readonly and slow=<milliseconds>
//   GOODTURN_DURABLE     a folder for what would be on the disk after a power cut (below)
//   GOODTURN_FORGET_WAL  fsync of a file "…-wal" does nothing: the control, which has to lose rows
//
// What is durable: a file's bytes and length as they were at its last fsync or fdatasync, in <inode>. Its name is
// durable only once its folder was synced, which copies the folder's names to "names": so an unlink or a rename, too,
// lasts from then on. ext4 keeps more than that, but POSIX promises no more, and a bot has to start from the least.
// The link "<inode>.live" keeps an inode's number from being given to another file.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdarg>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

namespace fs = std::filesystem;

template <class F>
F* real(const char* name) {
    return reinterpret_cast<F*>(dlsym(RTLD_NEXT, name));
}

std::string setting(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets it
    return value == nullptr ? std::string() : value;
}

struct File {
    fs::path path;
    ino_t inode = 0;
    bool folder = false;
};

/// What was done to a file and is not synced yet.
struct Dirty {
    off_t shortest = std::numeric_limits<off_t>::max();
    std::vector<std::pair<off_t, std::size_t>> written;
};

/// What this process has open below the folder. The shim's own files never are.
struct Shim {
    const fs::path disk = setting("GOODTURN_DISK");
    const fs::path durable = setting("GOODTURN_DURABLE");
    const std::string faults = setting("GOODTURN_FAULTS");
    const bool forget_wal = !setting("GOODTURN_FORGET_WAL").empty();

    std::mutex mutex;
    std::mutex names;                               ///< one thread at a time writes them down
    std::array<std::atomic<bool>, 4096> numbers{};  ///< which of them `open` holds
    std::map<int, File> open;
    std::map<ino_t, Dirty> dirty;
};

/// Never destroyed: others may still write while the process ends.
Shim& shim() {
    static Shim* const one = new Shim;
    return *one;
}

bool ours(const fs::path& path) {
    const fs::path& disk = shim().disk;
    return !disk.empty() && (path == disk || path.parent_path() == disk);
}

/// Without a lock: a signal's handler writes to its pipe, perhaps in the middle of a call that holds one.
bool ours(int number) {
    return number >= 0 && shim().numbers.at(static_cast<std::size_t>(number));
}

File find(int number) {
    if (!ours(number)) return {};
    const std::scoped_lock lock(shim().mutex);
    const auto found = shim().open.find(number);
    return found == shim().open.end() ? File() : found->second;
}

/// The fault of this file now, "" if there is none.
std::string fault(const fs::path& path) {
    if (path.empty() || shim().faults.empty()) return {};
    std::ifstream lines(shim().faults);
    for (std::string begin, what; lines >> begin >> what;) {
        if (path.filename().string().starts_with(begin)) return what;
    }
    return {};
}

enum class Call { read, write, sync };

/// Waits, or sets errno and returns false.
bool works(const fs::path& path, Call call) {
    const std::string what = fault(path);
    if (what.starts_with("slow=")) {
        if (call == Call::sync) std::this_thread::sleep_for(std::chrono::milliseconds(std::stoi(what.substr(5))));
        return true;
    }
    if (what == "full" && call == Call::write) {
        errno = ENOSPC;
    } else if (what == "readonly" && call == Call::write) {
        errno = EROFS;
    } else if ((what == "eio" && call != Call::read) || (what == "unreadable" && call == Call::read)) {
        errno = EIO;
    } else {
        return true;
    }
    return false;
}

void wrote(const File& file, off_t at, ssize_t size) {
    if (file.inode == 0 || size <= 0) return;
    const std::scoped_lock lock(shim().mutex);
    shim().dirty[file.inode].written.emplace_back(at, static_cast<std::size_t>(size));
}

void sync_names() {
    const std::scoped_lock lock(shim().names);
    const fs::path part = shim().durable / "names.part";
    std::ofstream names(part);
    for (const auto& entry : fs::directory_iterator(shim().disk)) {
        struct stat status{};
        if (stat(entry.path().c_str(), &status) == 0)
            names << status.st_ino << ' ' << entry.path().filename().string() << '\n';
    }
    names.close();
    fs::rename(part, shim().durable / "names");
}

/// A kill in the middle of it is a cut in the middle of an fsync: some of the bytes are there.
void sync_bytes(int number, const File& file) {
    const std::scoped_lock lock(shim().mutex);
    const Dirty dirty = std::exchange(shim().dirty[file.inode], {});
    struct stat status{};
    fstat(number, &status);
    const fs::path path = shim().durable / std::to_string(file.inode);
    const int image = real<int(const char*, int, mode_t)>("open64")(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (dirty.shortest < status.st_size) (void)!real<int(int, off_t)>("ftruncate64")(image, dirty.shortest);
    std::vector<char> bytes;
    for (const auto& [at, size] : dirty.written) {
        bytes.resize(size);
        // Through an own descriptor: this one may be open for writing only.
        const int from = real<int(const char*, int, mode_t)>("open64")(
            (shim().durable / (std::to_string(file.inode) + ".live")).c_str(), O_RDONLY | O_CLOEXEC, 0);
        const ssize_t got = real<ssize_t(int, void*, size_t, off_t)>("pread64")(from, bytes.data(), size, at);
        real<int(int)>("close")(from);
        if (got > 0)
            (void)!real<ssize_t(int, const void*, size_t, off_t)>("pwrite64")(image, bytes.data(),
                                                                              static_cast<std::size_t>(got), at);
    }
    (void)!real<int(int, off_t)>("ftruncate64")(image, status.st_size);
    real<int(int)>("close")(image);
}

int synced(int number, const char* name) {
    const File file = find(number);
    if (!works(file.path, Call::sync)) return -1;
    if (file.inode == 0 || shim().durable.empty()) return real<int(int)>(name)(number);
    if (file.folder) {
        sync_names();
    } else if (!shim().forget_wal || !file.path.string().ends_with("-wal")) {
        sync_bytes(number, file);
    }
    return 0;
}

int opened(const char* name, const char* where, int flags, mode_t mode) {
    std::error_code error;
    const fs::path path = fs::absolute(where, error).lexically_normal();
    const bool mine = ours(path);
    if (mine) {
        const bool exists = access(where, F_OK) == 0;
        const std::string what = fault(path);
        const bool writes = (flags & (O_WRONLY | O_RDWR)) != 0;
        if ((what == "readonly" && writes) || (what == "full" && (flags & O_CREAT) != 0 && !exists)) {
            errno = what == "full" ? ENOSPC : EROFS;
            return -1;
        }
    }
    const int number = real<int(const char*, int, mode_t)>(name)(where, flags, mode);
    if (number < 0 || !mine) return number;
    struct stat status{};
    fstat(number, &status);
    {
        const std::scoped_lock lock(shim().mutex);
        shim().open[number] = {path, status.st_ino, S_ISDIR(status.st_mode)};
        shim().numbers.at(static_cast<std::size_t>(number)) = true;
        if ((flags & O_TRUNC) != 0) shim().dirty[status.st_ino].shortest = 0;
    }
    if (!shim().durable.empty() && !S_ISDIR(status.st_mode))
        (void)!link(path.c_str(), (shim().durable / (std::to_string(status.st_ino) + ".live")).c_str());
    return number;
}

int cut(const char* name, int number, off_t size) {
    const File file = find(number);
    if (!works(file.path, Call::write)) return -1;
    if (file.inode != 0) {
        const std::scoped_lock lock(shim().mutex);
        auto& shortest = shim().dirty[file.inode].shortest;
        shortest = std::min(shortest, size);
    }
    return real<int(int, off_t)>(name)(number, size);
}

ssize_t put(const char* name, int number, const void* bytes, size_t size, off_t at) {
    const File file = find(number);
    if (!works(file.path, Call::write)) return -1;
    const ssize_t done = real<ssize_t(int, const void*, size_t, off_t)>(name)(number, bytes, size, at);
    wrote(file, at, done);
    return done;
}

ssize_t got(const char* name, int number, void* bytes, size_t size, off_t at) {
    if (!works(find(number).path, Call::read)) return -1;
    return real<ssize_t(int, void*, size_t, off_t)>(name)(number, bytes, size, at);
}

mode_t mode_of(int flags, va_list& arguments) {
    return (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
}

}  // namespace

// NOLINTBEGIN(cert-dcl50-cpp,readability-inconsistent-declaration-parameter-name): libc's own functions
extern "C" {

int open(const char* path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    return opened("open", path, flags, mode);
}

int open64(const char* path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    return opened("open64", path, flags, mode);
}

int access(const char* path, int mode) {
    std::error_code error;
    const fs::path file = fs::absolute(path, error).lexically_normal();
    if ((mode & W_OK) != 0 && ours(file) && fault(file) == "readonly") {
        errno = EROFS;
        return -1;
    }
    return real<int(const char*, int)>("access")(path, mode);
}

int close(int number) {
    if (ours(number)) {
        const std::scoped_lock lock(shim().mutex);
        shim().open.erase(number);
        shim().numbers.at(static_cast<std::size_t>(number)) = false;
    }
    return real<int(int)>("close")(number);
}

ssize_t write(int number, const void* bytes, size_t size) {
    static auto* const real_write = real<ssize_t(int, const void*, size_t)>("write");
    if (!ours(number)) return real_write(number, bytes, size);
    const File file = find(number);
    if (!works(file.path, Call::write)) return -1;
    const off_t at = lseek(number, 0, SEEK_CUR);
    const ssize_t done = real_write(number, bytes, size);
    wrote(file, at, done);
    return done;
}

ssize_t pwrite(int number, const void* bytes, size_t size, off_t at) {
    return put("pwrite", number, bytes, size, at);
}
ssize_t pwrite64(int number, const void* bytes, size_t size, off_t at) {
    return put("pwrite64", number, bytes, size, at);
}
ssize_t pread(int number, void* bytes, size_t size, off_t at) {
    return got("pread", number, bytes, size, at);
}
ssize_t pread64(int number, void* bytes, size_t size, off_t at) {
    return got("pread64", number, bytes, size, at);
}
int ftruncate(int number, off_t size) noexcept {
    return cut("ftruncate", number, size);
}
int ftruncate64(int number, off_t size) noexcept {
    return cut("ftruncate64", number, size);
}
int fsync(int number) {
    return synced(number, "fsync");
}
int fdatasync(int number) {
    return synced(number, "fdatasync");
}
}
// NOLINTEND(cert-dcl50-cpp,readability-inconsistent-declaration-parameter-name)
