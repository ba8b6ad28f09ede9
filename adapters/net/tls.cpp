#include "adapters/net/tls.hpp"

#include <boost/asio/ssl/context.hpp>

#include <fmt/format.h>
#include <openssl/ssl.h>

#include <stdexcept>

namespace goodturn::net {

namespace ssl = boost::asio::ssl;

Tls::Tls(const std::filesystem::path& extra_authorities)
    : context_(std::make_unique<ssl::context>(ssl::context::tls_client)) {
    SSL_CTX_set_min_proto_version(context_->native_handle(), TLS1_2_VERSION);
    context_->set_verify_mode(ssl::verify_peer);
    context_->set_default_verify_paths();
    if (extra_authorities.empty()) return;
    boost::system::error_code error;
    if (context_->load_verify_file(extra_authorities.string(), error)) {
        throw std::runtime_error(fmt::format("No certificate authority can be read from {} ({}).",
                                             extra_authorities.string(), error.message()));
    }
}

Tls::~Tls() = default;

}  // namespace goodturn::net
