#include "core/store/file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace goodturn::store {

Error file_error(const std::string& name, const char* what, int code) {
    const auto kind = code == ENOSPC || code == EDQUOT ? Error::Kind::full
                      : code == EIO                    ? Error::Kind::io
                                                       : Error::Kind::readonly;
    return {kind, name + " " + what + ": " + std::generic_category().message(code)};
}

bool make_private(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0 && errno != EEXIST) throw file_error(path.string(), "can't be created", errno);
    if (file >= 0) ::close(file);
    return file >= 0;
}

void publish(const std::filesystem::path& part, const std::filesystem::path& path) {
    const int file = ::open(part.c_str(), O_RDONLY | O_CLOEXEC);
    const bool failed = file < 0 || ::fsync(file) != 0 || ::rename(part.c_str(), path.c_str()) != 0;
    const int code = errno;
    if (file >= 0) ::close(file);
    if (failed) throw file_error(path.string(), "can't be written", code);
}

}  // namespace goodturn::store
