#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace goodturn::net {

/// Where a request goes.
struct Url {
    std::string scheme;  ///< "http", "https", "ws" or "wss"
    std::string host;    ///< in small letters; an IPv6 address without its brackets
    std::uint16_t port = 0;
    std::string target;  ///< path and query as they go over the wire; may be secret: Slack puts a ticket into it

    [[nodiscard]] bool secure() const;
    [[nodiscard]] bool loopback() const;
    /// What stands in a Host header: the port only where it is not the scheme's own.
    [[nodiscard]] std::string authority() const;
};

/// An absolute URL, or a sentence that says what is wrong and shows no more of it than scheme and host. Without TLS
/// only loopback addresses are possible (127.0.0.0/8, ::1, localhost). A fragment is dropped; names and passwords are
/// refused.
[[nodiscard]] std::expected<Url, std::string> parse_url(std::string_view text);

/// An http proxy that tunnels to TLS servers. One host may be reached directly while another is not.
struct Proxy {
    std::string host;
    std::uint16_t port = 0;
    std::string authorization;  ///< the value of Proxy-Authorization; empty: none
    std::string except;         ///< as in NO_PROXY

    /// Whether this is reached through the proxy. Nothing without TLS is, nor a loopback address.
    [[nodiscard]] bool serves(const Url& url) const;
};

/// What HTTPS_PROXY or https_proxy holds: "http://user:password@host:port" of which only the host has to be there, port
/// 80 if none is given. An empty text is no proxy: its host is empty, and it serves nothing.
/// `no_proxy`, as curl and Go read it: commas or blanks between "*", names (which stand for the names below them too,
/// with a dot in front or not), addresses, networks such as 10.0.0.0/8; behind any but a network may stand ":port". A
/// sentence if the first can't be read or used; it does not show the text, which may hold a password.
[[nodiscard]] std::expected<Proxy, std::string> proxy_from_environment(std::string_view https_proxy,
                                                                       std::string_view no_proxy);

}  // namespace goodturn::net
