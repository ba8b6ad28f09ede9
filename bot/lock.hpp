#pragma once

#include <filesystem>
#include <optional>

namespace goodturn::bot {

/// Held by the process that works on a database, as "<database>.lock" beside it. The system lets go of it when the
/// process ends, however it ends; the empty file stays.
class Lock {
public:
    /// nullopt: another process holds it. Throws store::Error if the file can't be made.
    [[nodiscard]] static std::optional<Lock> take(const std::filesystem::path& database);

    Lock(Lock&& other) noexcept;
    Lock& operator=(Lock&&) = delete;
    ~Lock();

private:
    explicit Lock(int file) : file_(file) {}
    int file_;
};

}  // namespace goodturn::bot
