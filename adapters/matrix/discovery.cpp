#include "adapters/matrix/discovery.hpp"

#include "adapters/matrix/asking.hpp"
#include "adapters/net/json.hpp"
#include "adapters/net/url.hpp"

#include <fmt/format.h>

#include <utility>

namespace goodturn::matrix {
namespace {

namespace asio = boost::asio;
using Answer = std::expected<net::HttpResponse, net::HttpError>;

constexpr int most_redirects = 5;
constexpr std::size_t max_answer = 65'536;
constexpr std::string_view versions = "/_matrix/client/versions";

std::string without_port(std::string_view server) {
    const auto colon = server.find(':', server.starts_with('[') ? server.find(']') : 0);
    return std::string(server.substr(0, colon));
}

std::string without_slash(std::string url) {
    while (url.ends_with('/')) url.pop_back();
    return url;
}

/// As an absolute URL; empty: it leads nowhere that may be followed.
std::string redirected(std::string_view from, std::string_view location) {
    if (location.starts_with("https://")) return std::string(location);
    const auto path = from.find('/', std::string_view("https://").size());
    if (location.starts_with('/') && !location.starts_with("//")) {
        return std::string(from.substr(0, path)) + std::string(location);
    }
    return {};
}

/// A sentence within another: without its end, and without the host that the other one names.
std::string within(std::string sentence, std::string_view host) {
    if (sentence.ends_with('.')) sentence.pop_back();
    for (const auto& known : {fmt::format("{}: ", host), fmt::format("{} can't be reached: ", host)}) {
        if (sentence.starts_with(known)) sentence.erase(0, known.size());
    }
    return sentence;
}

Homeserver no_address(const std::string& why) {
    return std::unexpected(within(why, {}));
}

net::HttpRequest request(const std::string& url) {
    return {.url = url, .max_answer = max_answer};
}

Homeserver about_versions(const std::string& url, const Answer& answer) {
    if (!answer) {
        const auto address = net::parse_url(url);
        return std::unexpected(
            fmt::format("{} can't be reached: {}", url, within(answer.error().detail, address ? address->host : "")));
    }
    const auto document = net::Document::parse(answer->body);
    if (answer->status == 200 && document && document->root()["versions"].is_array()) return url;
    return std::unexpected(fmt::format("{} does not answer as a homeserver does (HTTP {})", url, answer->status));
}

}  // namespace

Discovery::Discovery(std::string_view server)
    : host_(without_port(server)), question_("https://" + host_ + "/.well-known/matrix/client") {}

std::optional<Homeserver> Discovery::take(const Answer& answer) {
    if (!found_.empty()) return about_versions(found_, answer);
    if (!answer)
        return std::unexpected(fmt::format("{} can't be reached: {}", host_, within(answer.error().detail, host_)));
    const bool moved = answer->status >= 300 && answer->status < 400;
    if (!moved) return take_place(*answer);
    question_ = redirected(question_, answer->header("Location"));
    if (question_.empty() || ++redirects_ > most_redirects) {
        return std::unexpected(fmt::format("{} leads from one address to another, and not to its homeserver", host_));
    }
    return std::nullopt;
}

/// 404 says nothing, and then the name is the address; everything else is somebody's mistake, over which no guess
/// helps.
std::optional<Homeserver> Discovery::take_place(const net::HttpResponse& answer) {
    std::string url = "https://" + host_;
    if (answer.status != 404) {
        const auto document = net::Document::parse(answer.body);
        url = document ? document->root()["m.homeserver"]["base_url"].text() : std::string();
        if (answer.status != 200 || url.empty()) {
            return std::unexpected(fmt::format("{} says nothing of use about its homeserver (HTTP {} from {})", host_,
                                               answer.status, question_));
        }
    }
    found_ = without_slash(url);
    if (const auto address = net::parse_url(found_); !address) return no_address(address.error());
    question_ = found_ + std::string(versions);
    return std::nullopt;
}

asio::awaitable<Homeserver> try_homeserver(net::Client& client, std::string url) {
    const std::string base = without_slash(std::move(url));
    if (const auto address = net::parse_url(base); !address) co_return no_address(address.error());
    co_return about_versions(base, co_await ask(client, request(base + std::string(versions))));
}

asio::awaitable<Homeserver> find_homeserver(net::Client& client, std::string server) {
    Discovery discovery(server);
    while (true) {
        const auto answer = co_await ask(client, request(discovery.question()));
        if (auto found = discovery.take(answer)) co_return std::move(*found);
    }
}

}  // namespace goodturn::matrix
