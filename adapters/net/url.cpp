#include "adapters/net/url.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <boost/url/src.hpp>  // Debian has the library's headers only

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

namespace goodturn::net {
namespace {

namespace ip = boost::asio::ip;
namespace urls = boost::urls;

std::string lower(std::string_view text) {
    std::string lowered(text);
    for (char& c : lowered) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return lowered;
}

std::optional<ip::address> address_in(const std::string& host) {
    boost::system::error_code error;
    const auto address = ip::make_address(host, error);
    return error ? std::nullopt : std::optional(address);
}

bool is_secure(std::string_view scheme) {
    return scheme == "https" || scheme == "wss";
}

std::uint16_t usual_port(std::string_view scheme) {
    return is_secure(scheme) ? 443 : 80;
}

/// The host; nullopt: none that could be asked for.
std::optional<std::string> host_of(const urls::url_view& url) {
    const std::string host = lower(url.encoded_host_address());
    if (host.empty() || host.contains('%') || url.host_type() == urls::host_type::ipvfuture) return std::nullopt;
    return host;
}

/// nullopt: no port can have this number.
std::optional<std::uint16_t> port_of(const urls::url_view& url) {
    if (!url.has_port() || url.port().empty()) return usual_port(lower(url.scheme()));
    if (url.port_number() == 0) return std::nullopt;
    return url.port_number();
}

std::string base64(const std::string& text) {
    std::string encoded(4 * ((text.size() + 2) / 3) + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    encoded.resize(static_cast<std::size_t>(size));
    return encoded;
}

bool is_within(const ip::address& address, const std::string& network) {
    boost::system::error_code error;
    if (address.is_v4()) {
        const auto range = ip::make_network_v4(network, error);
        return !error && range.canonical() == ip::network_v4(address.to_v4(), range.prefix_length()).canonical();
    }
    const auto range = ip::make_network_v6(network, error);
    return !error && range.canonical() == ip::network_v6(address.to_v6(), range.prefix_length()).canonical();
}

/// Takes ":port" off the end of an entry of NO_PROXY; 0: it has none. An IPv6 address with a port stands in brackets.
std::uint16_t take_port(std::string& entry) {
    std::uint16_t port = 0;
    const auto colon = entry.rfind(':');
    if (colon != std::string::npos && (entry.find(':') == colon || entry[colon - 1] == ']')) {
        std::from_chars(entry.data() + colon + 1, entry.data() + entry.size(), port);
        entry.resize(colon);
    }
    if (entry.starts_with('[') && entry.ends_with(']')) entry = entry.substr(1, entry.size() - 2);
    return port;
}

bool excepts(std::string entry, const Url& url) {
    if (entry == "*") return true;
    const auto address = address_in(url.host);
    if (entry.contains('/')) return address && is_within(*address, entry);
    if (const auto port = take_port(entry); port != 0 && port != url.port) return false;
    if (address) return address == address_in(entry);
    if (entry.starts_with("*.")) entry.erase(0, 1);
    if (entry.starts_with('.')) entry.erase(0, 1);
    return !entry.empty() && (url.host == entry || url.host.ends_with("." + entry));
}

}  // namespace

bool Url::secure() const {
    return is_secure(scheme);
}

bool Url::loopback() const {
    const auto address = address_in(host);
    return address ? address->is_loopback() : host == "localhost";
}

std::string Url::authority() const {
    std::string text = host.contains(':') ? "[" + host + "]" : host;
    if (port != usual_port(scheme)) text += ":" + std::to_string(port);
    return text;
}

std::expected<Url, std::string> parse_url(std::string_view text) {
    const auto parsed = urls::parse_uri(text);
    if (!parsed) return std::unexpected("This is not the address of a server: no URL.");
    const std::string scheme = lower(parsed->scheme());
    if (!is_secure(scheme) && scheme != "http" && scheme != "ws") {
        return std::unexpected("This is not the address of a server: it begins neither with https:// nor with wss://.");
    }
    const auto host = host_of(*parsed);
    const auto port = port_of(*parsed);
    if (!host || !port) return std::unexpected("This is not the address of a server: it lacks a host or a port.");
    if (parsed->has_userinfo()) {
        return std::unexpected(fmt::format("A name or password does not belong into the address of {}.", *host));
    }
    std::string target(parsed->encoded_path());
    if (target.empty()) target = "/";
    if (parsed->has_query()) target += "?" + std::string(parsed->encoded_query());
    Url url{.scheme = scheme, .host = *host, .port = *port, .target = std::move(target)};
    if (!url.secure() && !url.loopback()) {
        return std::unexpected(fmt::format(
            "{0}:// sends everything readable over the network, so it is for this machine only: use {0}s:// for {1}.",
            scheme, *host));
    }
    return url;
}

bool Proxy::serves(const Url& url) const {
    if (host.empty() || !url.secure() || url.loopback()) return false;
    constexpr std::string_view between = ", \t";
    for (std::size_t at = except.find_first_not_of(between); at != std::string::npos;) {
        const std::size_t end = std::min(except.find_first_of(between, at), except.size());
        if (excepts(lower(except.substr(at, end - at)), url)) return false;
        at = except.find_first_not_of(between, end);
    }
    return true;
}

std::expected<Proxy, std::string> proxy_from_environment(std::string_view https_proxy, std::string_view no_proxy) {
    if (https_proxy.empty()) return Proxy{};
    const std::string text =
        https_proxy.contains("://") ? std::string(https_proxy) : "http://" + std::string(https_proxy);
    const auto parsed = urls::parse_uri(text);
    const auto host = parsed ? host_of(*parsed) : std::nullopt;
    const auto port = parsed ? port_of(*parsed) : std::nullopt;
    if (!host || !port) {
        return std::unexpected(
            "The proxy in HTTPS_PROXY can't be read: it should look like http://proxy.example:3128.");
    }
    if (lower(parsed->scheme()) != "http") {
        return std::unexpected("The proxy in HTTPS_PROXY has to be an http:// one; what goes through it is encrypted.");
    }
    Proxy proxy{.host = *host, .port = *port, .authorization = {}, .except = std::string(no_proxy)};
    if (parsed->has_userinfo()) proxy.authorization = "Basic " + base64(parsed->user() + ":" + parsed->password());
    return proxy;
}

}  // namespace goodturn::net
