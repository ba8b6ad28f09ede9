#pragma once

#include "adapters/net/server.hpp"

#include <optional>
#include <string>
#include <string_view>

/// The page's files over HTTP, and who may have them.
namespace goodturn::web {

class Site {
public:
    explicit Site(std::string token) : token_(std::move(token)) {}

    /// "/t/<token>/"
    [[nodiscard]] std::string path() const;
    [[nodiscard]] net::Response get(const net::Request& request) const;
    /// The answer to an upgrade that is not for the page's socket.
    [[nodiscard]] std::optional<net::Response> refuse_socket(const net::Request& request) const;

private:
    /// What stands after the token; nullopt: wrong token, or none.
    [[nodiscard]] std::optional<std::string_view> file(std::string_view path) const;

    std::string token_;
};

}  // namespace goodturn::web
