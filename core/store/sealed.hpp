#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace goodturn::store {

/// Seals private texts so that file, backup and log show none: XChaCha20-Poly1305 under a key kept outside the
/// database. `purpose` ("help.what") is authenticated with the text, so a sealed value can't be moved to another
/// column.
class Seal {
public:
    /// `key`: 32 bytes. Throws std::runtime_error for any other length.
    explicit Seal(std::string key);
    ~Seal();

    /// Reads the key, or makes one with mode 0600 if the file does not exist. Throws std::runtime_error with a sentence
    /// for the operator: unreadable, wrong length, readable by others. It is a store::Error if the file can't be made.
    [[nodiscard]] static Seal from_file(const std::filesystem::path& path);

    Seal(Seal&&) noexcept;
    Seal& operator=(Seal&&) = delete;

    /// Different every time, in letters, digits, - and _; about a third longer than the text plus 54 characters.
    [[nodiscard]] std::string seal(std::string_view text, std::string_view purpose) const;
    /// Throws std::runtime_error if the value was not sealed under this key for this purpose.
    [[nodiscard]] std::string open(std::string_view sealed, std::string_view purpose) const;

    /// A keyed hash: equal inputs give equal values, nobody can go back. 32 hex digits.
    [[nodiscard]] std::string fingerprint(std::string_view text) const;
    /// The first 15 digits of the fingerprint as a number, for dedupe rows: two of a million texts have the same once
    /// in two million times.
    [[nodiscard]] std::int64_t number(std::string_view text) const;
    static constexpr std::int64_t largest_number = (1LL << 60) - 1;

private:
    std::string key_;
    std::string fingerprint_key_;  ///< derived, so that no key serves two purposes
};

}  // namespace goodturn::store
