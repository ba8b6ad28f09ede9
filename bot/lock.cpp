#include "bot/lock.hpp"

#include "core/store/file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace goodturn::bot {

std::optional<Lock> Lock::take(const std::filesystem::path& database) {
    const std::filesystem::path path = database.string() + ".lock";
    int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    const int error = errno;
    // Of a disk that is read-only of a sudden `check` still has to ask who holds it.
    if (file < 0 && error == EROFS) file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) throw store::file_error(path.string(), "can't be created", error);
    Lock lock(file);
    if (flock(file, LOCK_EX | LOCK_NB) == 0) return lock;
    if (errno == EWOULDBLOCK) return std::nullopt;
    throw std::system_error(errno, std::generic_category(), path.string());
}

Lock::Lock(Lock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

Lock::~Lock() {
    if (file_ >= 0) close(file_);
}

}  // namespace goodturn::bot
