#pragma once

#include "core/chat/ids.hpp"

#include <cstdint>
#include <deque>
#include <stdexcept>
#include <string>
#include <string_view>

namespace goodturn::sim {

/// A promise that did not hold. Thrown where it is noticed; ends the run.
struct BrokenPromise : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What happened, in words: the last lines of it, and a digest of all, by which two runs are compared.
class Trace {
public:
    void say(chat::Instant now, std::string_view what);
    [[nodiscard]] const std::deque<std::string>& last() const { return last_; }
    [[nodiscard]] std::uint64_t digest() const { return digest_; }

private:
    static constexpr std::size_t kept = 30;
    std::deque<std::string> last_;
    std::uint64_t digest_ = 14695981039346656037ULL;  // FNV-1a
};

}  // namespace goodturn::sim
