#pragma once

#include <filesystem>
#include <memory>

namespace boost::asio::ssl {
class context;
}

namespace goodturn::net {

/// Whom outgoing connections trust: the system's certificate authorities, TLS 1.2 or newer, and always only a
/// certificate that names the host that was asked for. One for the whole program.
class Tls {
public:
    /// `extra_authorities`: a PEM file with further authorities, a company's own say; empty: none. Throws
    /// std::runtime_error with a sentence if it can't be read or holds none.
    explicit Tls(const std::filesystem::path& extra_authorities = {});
    ~Tls();
    Tls(const Tls&) = delete;
    Tls& operator=(const Tls&) = delete;

    [[nodiscard]] boost::asio::ssl::context& context() { return *context_; }

private:
    std::unique_ptr<boost::asio::ssl::context> context_;
};

}  // namespace goodturn::net
