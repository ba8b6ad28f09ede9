#include "adapters/net/url.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

namespace goodturn::net {
namespace {

namespace ip = boost::asio::ip;

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

/// "scheme://user:password@host:port/path?query#fragment", in its parts. Not read by Boost.Url, whose 1.81 takes
/// http://127.0.0.1.example.org/ for a URL of 127.0.0.1.
struct Parts {
    std::string scheme;
    std::optional<std::string> user;  ///< with the password
    std::string host;
    std::uint16_t port = 0;
    std::string target;
};

bool is_host(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    });
}

/// A number from 1 to 65535 and nothing else.
std::optional<std::uint16_t> port_in(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
    return port;
}

/// Reads "host:port" or "[address]:port".
bool read_host(std::string_view text, Parts& into) {
    std::string_view port;
    if (text.starts_with('[')) {
        const auto bracket = text.find(']');
        if (bracket == std::string_view::npos) return false;
        into.host = lower(text.substr(1, bracket - 1));
        port = text.substr(bracket + 1);
        const auto address = address_in(into.host);
        if (!address || !address->is_v6()) return false;
    } else {
        const auto colon = std::min(text.find(':'), text.size());
        into.host = lower(text.substr(0, colon));
        port = text.substr(colon);
        if (!is_host(into.host)) return false;
    }
    into.port = usual_port(into.scheme);
    if (port.empty() || port == ":") return true;
    const auto number = port.starts_with(':') ? port_in(port.substr(1)) : std::nullopt;
    into.port = number.value_or(0);
    return number.has_value();
}

std::optional<Parts> take_apart(std::string_view text) {
    const auto scheme = text.find("://");
    const bool printable = std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
    if (scheme == std::string_view::npos || !printable) return std::nullopt;
    Parts parts;
    parts.scheme = lower(text.substr(0, scheme));
    text = text.substr(scheme + 3);
    text = text.substr(0, text.find('#'));
    const auto path = std::min(text.find_first_of("/?"), text.size());
    parts.target = text.substr(path);
    if (!parts.target.starts_with('/')) parts.target.insert(0, 1, '/');
    std::string_view host = text.substr(0, path);
    if (const auto at = host.rfind('@'); at != std::string_view::npos) {
        parts.user = host.substr(0, at);
        host = host.substr(at + 1);
    }
    if (!read_host(host, parts)) return std::nullopt;
    return parts;
}

/// "%40" is "@"; what is no such escape stays as it is.
std::string unescaped(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned char byte = 0;
        const char* const digits = text.data() + i + 1;
        if (text[i] == '%' && i + 2 < text.size() && std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
            plain += static_cast<char>(byte);
            i += 2;
        } else {
            plain += text[i];
        }
    }
    return plain;
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
        port = port_in(std::string_view(entry).substr(colon + 1)).value_or(0);
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
    auto parts = take_apart(text);
    if (!parts) return std::unexpected("This is not the address of a server: it is no URL.");
    Url url{.scheme = parts->scheme, .host = parts->host, .port = parts->port, .target = std::move(parts->target)};
    if (!url.secure() && url.scheme != "http" && url.scheme != "ws") {
        return std::unexpected("This is not the address of a server: it begins neither with https:// nor with wss://.");
    }
    if (parts->user) {
        return std::unexpected(fmt::format("A name or password does not belong into the address of {}.", url.host));
    }
    if (!url.secure() && !url.loopback()) {
        return std::unexpected(fmt::format(
            "{0}:// sends everything readable over the network, so it is for this machine only: use {0}s:// for {1}.",
            url.scheme, url.host));
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
    const auto parts =
        take_apart(https_proxy.contains("://") ? std::string(https_proxy) : "http://" + std::string(https_proxy));
    if (!parts) {
        return std::unexpected(
            "The proxy in HTTPS_PROXY can't be read: it should look like http://proxy.example:3128.");
    }
    if (parts->scheme != "http") {
        return std::unexpected("The proxy in HTTPS_PROXY has to be an http:// one; what goes through it is encrypted.");
    }
    Proxy proxy{.host = parts->host, .port = parts->port, .authorization = {}, .except = std::string(no_proxy)};
    if (parts->user) {
        const bool has_password = parts->user->contains(':');
        proxy.authorization = "Basic " + base64(unescaped(*parts->user) + (has_password ? "" : ":"));
    }
    return proxy;
}

}  // namespace goodturn::net
