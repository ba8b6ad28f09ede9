#include "core/store/sealed.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "core/store/file.hpp"

namespace goodturn::store {

namespace {

constexpr std::size_t key_size = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t fingerprint_size = 16;
constexpr int base64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

static_assert(key_size == crypto_kdf_KEYBYTES, "both keys are derived from the one in the file");

/// What crypto_kdf derives; part of the stored format.
enum class Subkey : std::uint64_t { fingerprint = 1, seal = 2 };

unsigned char* bytes(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}
const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string derived(const std::string& key, Subkey which) {
    std::string result(key_size, '\0');
    crypto_kdf_derive_from_key(bytes(result), result.size(), static_cast<std::uint64_t>(which), "goodturn", bytes(key));
    return result;
}

std::string name_of(const std::filesystem::path& path) {
    return "The key file " + path.string();
}

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
    throw std::runtime_error(name_of(path) + " " + why);
}

/// Closed at the end of the scope.
struct File {
    int number;
    ~File() {
        if (number >= 0) ::close(number);
    }
};

std::string make_key(const std::filesystem::path& path, int file) {
    std::string key(key_size, '\0');
    randombytes_buf(key.data(), key.size());
    if (::write(file, key.data(), key.size()) != static_cast<ssize_t>(key.size()) || ::fsync(file) != 0) {
        const int code = errno;
        ::unlink(path.c_str());
        throw file_error(name_of(path), "can't be written", code);
    }
    return key;
}

std::string read_key(const std::filesystem::path& path, int file) {
    struct stat status{};
    if (::fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) refuse(path, "is not a file.");
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        refuse(path, "can be read by others. Run: chmod 600 " + path.string());
    std::string key(key_size + 1, '\0');
    if (::read(file, key.data(), key.size()) != static_cast<ssize_t>(key_size))
        refuse(path, "does not hold a key of " + std::to_string(key_size) +
                         " bytes. Restore it from a backup: without it, private texts can't be read.");
    key.pop_back();
    return key;
}

}  // namespace

Seal::Seal(std::string key) : key_(std::move(key)) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium can't be initialized");
    if (key_.size() != key_size)
        throw std::runtime_error("A key to seal with has " + std::to_string(key_size) + " bytes.");
    fingerprint_key_ = derived(key_, Subkey::fingerprint);
    auto sealing = derived(key_, Subkey::seal);
    key_.swap(sealing);
    sodium_memzero(sealing.data(), sealing.size());
}

Seal::Seal(Seal&&) noexcept = default;

Seal::~Seal() {
    sodium_memzero(key_.data(), key_.size());
    sodium_memzero(fingerprint_key_.data(), fingerprint_key_.size());
}

Seal Seal::from_file(const std::filesystem::path& path) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium can't be initialized");
    const File made{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)};
    if (made.number >= 0) return Seal(make_key(path, made.number));
    if (errno != EEXIST) throw file_error(name_of(path), "can't be created", errno);
    const File file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (file.number < 0) refuse(path, "can't be read: " + std::generic_category().message(errno));
    return Seal(read_key(path, file.number));
}

std::string Seal::seal(std::string_view text, std::string_view purpose) const {
    std::string sealed(nonce_size + text.size() + tag_size, '\0');
    randombytes_buf(sealed.data(), nonce_size);
    crypto_aead_xchacha20poly1305_ietf_encrypt(bytes(sealed) + nonce_size, nullptr, bytes(text), text.size(),
                                               bytes(purpose), purpose.size(), nullptr, bytes(sealed), bytes(key_));
    std::string result(sodium_base64_encoded_len(sealed.size(), base64), '\0');
    sodium_bin2base64(result.data(), result.size(), bytes(sealed), sealed.size(), base64);
    result.pop_back();  // the terminating zero
    return result;
}

std::string Seal::open(std::string_view sealed, std::string_view purpose) const {
    std::string raw(sealed.size(), '\0');
    std::size_t size = 0;
    const bool read =
        sodium_base642bin(bytes(raw), raw.size(), sealed.data(), sealed.size(), nullptr, &size, nullptr, base64) == 0;
    if (!read || size < nonce_size + tag_size) throw std::runtime_error("a sealed text is damaged");
    std::string text(size - nonce_size - tag_size, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes(text), nullptr, nullptr, bytes(raw) + nonce_size,
                                                   size - nonce_size, bytes(purpose), purpose.size(), bytes(raw),
                                                   bytes(key_)) != 0)
        throw std::runtime_error("a sealed text can't be opened: another key, another purpose, or damaged");
    return text;
}

std::int64_t Seal::number(std::string_view text) const {
    const std::string digits = fingerprint(text).substr(0, 15);
    std::int64_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
    return number;
}

std::string Seal::fingerprint(std::string_view text) const {
    std::array<unsigned char, fingerprint_size> hash{};
    crypto_generichash(hash.data(), hash.size(), bytes(text), text.size(), bytes(fingerprint_key_),
                       fingerprint_key_.size());
    std::array<char, 2 * fingerprint_size + 1> hex{};
    return sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
}

}  // namespace goodturn::store
