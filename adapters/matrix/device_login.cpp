#include "adapters/matrix/device_login.hpp"

#include <algorithm>
#include <random>
#include <string_view>
#include <utility>

namespace goodturn::matrix {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// RFC 8628, 3.5.
constexpr auto slower_by = 5s;

/// Ten letters, as other clients have it: servers tell devices apart by it for good.
std::string fresh_device() {
    std::random_device random;
    std::uniform_int_distribution<int> letter('A', 'Z');
    std::string device(10, ' ');
    for (char& one : device) one = static_cast<char>(letter(random));
    return device;
}

Problem in_words(Problem problem) {
    if (problem.code == "access_denied") problem.detail = "it was declined in the browser";
    if (problem.code == "expired_token") problem.detail = "nobody confirmed in the browser in time: try again";
    return problem;
}

/// Until the operator has confirmed or declined, or was too slow.
asio::awaitable<std::expected<Tokens, Problem>> wait_for_tokens(const DeviceDoors& doors, const Provider& provider,
                                                                const std::string& client, const Grant& grant) {
    const auto end = doors.now() + grant.lasts;
    std::chrono::milliseconds every = grant.every;
    while (true) {
        co_await doors.pause(every);
        const auto asked = doors.now();
        auto tokens = read_tokens(co_await doors.ask(tokens_request(provider, client, grant)), asked);
        if (tokens) co_return tokens;
        const auto& problem = tokens.error();
        const bool waits = problem.fault == Fault::transient || problem.fault == Fault::rate_limited;
        if (!waits) co_return std::unexpected(in_words(problem));
        if (doors.now() >= end) co_return std::unexpected(in_words({.fault = Fault::refused, .code = "expired_token"}));
        // A server that does not answer in time may be busy: RFC 8628 has that slow us down too.
        if (problem.code != "authorization_pending") every = std::max(every + slower_by, problem.retry_after);
    }
}

}  // namespace

asio::awaitable<std::expected<Stored, Problem>> device_login(DeviceDoors doors, std::string homeserver,
                                                             Provider provider, std::string name) {
    const auto client = read_client(co_await doors.ask(register_request(provider, name)));
    if (!client) co_return std::unexpected(client.error());
    const std::string device = fresh_device();
    const auto grant = read_grant(co_await doors.ask(grant_request(provider, *client, device)));
    if (!grant) co_return std::unexpected(grant.error());
    doors.show(*grant);
    auto tokens = co_await wait_for_tokens(doors, provider, *client, *grant);
    if (!tokens) co_return std::unexpected(tokens.error());
    co_return Stored{.homeserver = std::move(homeserver),
                     .user = {},
                     .device = device,
                     .token = std::move(tokens->token),
                     .refresh = std::move(tokens->refresh),
                     .client = *client,
                     .until = tokens->until};
}

}  // namespace goodturn::matrix
