#include "adapters/net/tls.hpp"

#include <boost/asio/ssl/context.hpp>

#include <fmt/format.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace goodturn::net {

namespace ssl = boost::asio::ssl;

namespace {

/// Authorities under the hashes of their names, as openssl rehash makes them: each is read when it is needed. The file
/// with all of them takes 40 ms and some MB, at every start. Only where that file lies in the same folder, so that one
/// tool makes both: elsewhere the folder may hold a single certificate of the operator.
bool has_all_by_hash() {
    if (std::getenv(X509_get_default_cert_file_env()) != nullptr) return false;
    if (std::getenv(X509_get_default_cert_dir_env()) != nullptr) return false;
    std::error_code error;
    const auto folder = std::filesystem::canonical(X509_get_default_cert_dir(), error);
    if (error) return false;
    const auto file = std::filesystem::canonical(X509_get_default_cert_file(), error);
    if (error) return false;
    const std::filesystem::directory_iterator entries(folder, error);
    return !error && file.parent_path() == folder &&
           std::any_of(begin(entries), end(entries), [](const auto& it) { return it.path().extension() == ".0"; });
}

}  // namespace

Tls::Tls(const std::filesystem::path& extra_authorities)
    : context_(std::make_unique<ssl::context>(ssl::context::tls_client)) {
    SSL_CTX_set_min_proto_version(context_->native_handle(), TLS1_2_VERSION);
    context_->set_verify_mode(ssl::verify_peer);
    if (!has_all_by_hash() || SSL_CTX_set_default_verify_dir(context_->native_handle()) != 1) {
        context_->set_default_verify_paths();
    }
    if (extra_authorities.empty()) return;
    boost::system::error_code error;
    if (context_->load_verify_file(extra_authorities.string(), error)) {
        throw std::runtime_error(fmt::format("No certificate authority can be read from {} ({}).",
                                             extra_authorities.string(), error.message()));
    }
}

Tls::~Tls() = default;

}  // namespace goodturn::net
