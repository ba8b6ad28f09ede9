#pragma once

#include "adapters/net/client.hpp"
#include "core/chat/ids.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A homeserver for tests: with OAuth, which the real one that they install has not, and as little else as the bot's
/// commands ask for. Without sockets; HttpHost puts it on one.
namespace goodturn::matrix_server {

class Homeserver {
public:
    explicit Homeserver(std::function<chat::Instant()> now) : now_(std::move(now)) {}

    std::string url{"http://127.0.0.1:1"};  ///< its own, for the addresses it tells
    std::string user{"@goodturn:example.org"};
    std::string password{};  ///< of that user; empty: the server takes none
    std::string service{};   ///< the token of an application service that may speak for `user` alone; empty: none

    // How it behaves.
    bool oauth = true;
    std::deque<std::string> device_errors;   ///< of the next questions whether the operator has confirmed
    std::chrono::seconds interval{5};        ///< between these
    std::chrono::seconds device_lasts{600};  ///< then "expired_token"
    std::chrono::seconds token_lasts{300};
    std::size_t lost = 0;               ///< of so many refreshes the answer does not arrive
    bool ended = false;                 ///< the session: no token is good any more
    std::chrono::seconds clock_off{0};  ///< in its Date
    bool makes_rooms = true;
    bool encrypts = false;                                                        ///< every room that is made
    net::HttpResponse instead_of_whoami{.status = 0, .headers = {}, .body = {}};  ///< 0: nothing

    // What came.
    struct Asked {
        std::string method;
        std::string path;   ///< without the query
        std::string query;  ///< without the "?"
        std::string body;
    };
    std::vector<Asked> seen;
    [[nodiscard]] std::size_t refreshes() const;
    [[nodiscard]] std::vector<std::string> bodies(std::string_view path) const;
    /// The access token in force.
    [[nodiscard]] const std::string& token() const { return current_.access; }

    /// nullopt: it is lost on its way.
    [[nodiscard]] std::optional<net::HttpResponse> answer(const net::HttpRequest& request);

private:
    struct Pair {
        std::string access;
        std::string refresh;
        chat::Instant until{};
    };
    [[nodiscard]] net::HttpResponse oauth_answer(const Asked& asked);
    [[nodiscard]] net::HttpResponse token_answer(const std::string& form);
    [[nodiscard]] net::HttpResponse client_answer(const Asked& asked, std::string_view authorization);
    /// Before it is one of the account: what only an application service is asked for, or may not.
    [[nodiscard]] std::optional<net::HttpResponse> service_answer(const Asked& asked, std::string_view call);
    [[nodiscard]] net::HttpResponse login_answer(const Asked& asked);
    [[nodiscard]] net::HttpResponse granted();
    [[nodiscard]] net::HttpResponse refreshed(const std::string& refresh);
    void use(bool next);
    [[nodiscard]] Pair fresh();

    std::function<chat::Instant()> now_;
    chat::Instant device_since_{};
    int numbers_ = 0;
    bool made_ = false;  ///< the account, by the application service
    Pair current_;
    std::optional<Pair> next_;  ///< until it is used, the current one stays good
};

}  // namespace goodturn::matrix_server
