#include "adapters/matrix/gaps.hpp"

#include "adapters/matrix/ids.hpp"
#include "adapters/matrix/requests.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

namespace goodturn::matrix {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

constexpr int tries_to_fill = 6;
/// What was said before that is not answered any more.
constexpr auto worth_reading = std::chrono::hours(48);
/// Pages of a hundred events each, for all rooms of an answer: they lie in memory.
constexpr std::size_t most_pages = 200;
constexpr std::size_t most_authors = 50;
constexpr auto authors_patience = std::chrono::seconds(10);

/// Whether the oldest event of a page is from before then.
bool reaches_back(const net::Document& page, chat::Instant then) {
    const auto events = page.root()["chunk"].items();
    if (events.empty()) return false;
    const auto at = events.back()["origin_server_ts"].number();
    return at && chat::Instant(std::chrono::milliseconds(*at)) < then;
}

/// A gap of one room.
struct Filling {
    Gap gap;
    std::string since;
    chat::Instant enough;
    std::vector<net::Document>& pages;
    std::size_t& pages_left;
};

/// Nothing, or why it should be tried again.
asio::awaitable<std::optional<Problem>> fill_one(PresenceRef at, Filling filling) {
    std::string from = filling.gap.from;
    for (; filling.pages_left > 0; --filling.pages_left) {
        const auto messages = co_await at->api->call(messages_call(filling.gap.room, from, filling.since));
        const bool over = !messages && messages.error().fault == Fault::ended;
        if (over || (!messages && passes(messages.error()))) co_return messages.error();
        // Where it may not look, there is nothing to be answered.
        if (!messages) co_return std::nullopt;
        filling.pages.push_back(*messages);
        // An empty page may have more behind it.
        const std::string before = std::exchange(from, messages->root()["end"].text());
        if (from.empty() || from == before || reaches_back(*messages, filling.enough)) co_return std::nullopt;
    }
    spdlog::warn("Matrix: more was said in {} than I can catch up with", filling.gap.room);
    co_return std::nullopt;
}

}  // namespace

asio::awaitable<std::expected<Filled, Problem>> fill(PresenceRef at, net::Document sync, std::string since,
                                                     chat::Instant now, Unfilled& unfilled) {
    Filled filled;
    std::size_t pages_left = most_pages;
    for (const auto& gap : gaps_in(sync.root(), at->rooms, at->account.bot)) {
        const auto problem = co_await fill_one(at, {gap, since, now - worth_reading, filled[gap.room], pages_left});
        if (!problem) continue;
        const bool over = problem->fault == Fault::ended;
        if (over || ++unfilled[gap.room] < tries_to_fill) co_return std::unexpected(*problem);
        spdlog::error("Matrix: what was said in {} meanwhile is lost: {}", gap.room, problem->detail);
    }
    unfilled.clear();
    co_return filled;
}

asio::awaitable<void> ask_for_authors(PresenceRef at, net::Document sync, const Filled& filled, Recent& recent) {
    const auto until = Clock::now() + authors_patience;
    auto targets = unknown_targets(sync.root(), filled, recent);
    if (targets.size() > most_authors) targets.resize(most_authors);
    for (const auto& target : targets) {
        if (Clock::now() >= until) co_return;
        const auto event = co_await at->api->call(event_call(target));
        const chat::AccountId sender{event ? event->root()["sender"].text() : std::string()};
        if (is_user_id(sender.value)) recent.authors.note(target.event, sender);
    }
}

}  // namespace goodturn::matrix
