#include "tests/bench/slack_load/bot_process.hpp"
#include "tests/bench/slack_load/comparison.hpp"
#include "tests/bench/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <ranges>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

/// Slack renews the connections of a bot, one a minute for each of a hundred workspaces, while people type commands
/// where that happens: half of them around the warnings, half around the ends ten seconds later. Then some connections
/// are reset, and some fall silent. A second bot gets the same at the same time. By hand: it takes twelve minutes.
///
///   goodturn_slack_refresh [--rounds 10] <bot's command line> [-- <another bot's>]
///
/// A hundred workspaces, since no connection of Slack's is refreshed more than once a minute, and a bot may take one
/// that ends sooner for a failure.
namespace goodturn::bench {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using slack_server::Delivery;

constexpr int workspaces = 100;
constexpr int people = 40;  ///< a workspace: nobody types two commands a minute
constexpr auto command_every = 20ms;
constexpr auto refresh_every = 31 * command_every;  ///< a round of all workspaces is a bit more than a minute
constexpr auto end_after = 10s;                     ///< a warning
constexpr auto calm = 15s;                          ///< until what was acknowledged is answered
constexpr int lost = 8;                             ///< connections are reset, as many fall silent
constexpr std::chrono::steady_clock::duration lost_patience = 60s;

class Contender {
public:
    Contender(asio::io_context& loop, std::vector<std::string> command, const std::filesystem::path& folder)
        : slack_(loop) {
        std::filesystem::create_directories(folder);
        for (int workspace = 2; workspace <= workspaces; ++workspace) add_workspace(workspace);
        for (int workspace = 1; workspace <= workspaces; ++workspace) add_people(workspace);
        slack_.gateway.keep_deliveries = false;
        slack_.gateway.on_end = [this](const Delivery& delivery) {
            if (delivery.type != Delivery::Type::slash_commands) return;
            if (delivery.state == Delivery::State::failed) ++failed;
            if (delivery.answer && !delivery.answer->is_null()) ++answered;
            slowest = std::max(slowest, delivery.ended - delivery.since);
        };
        bot_ = std::make_unique<BotProcess>(loop, slack_, command, folder / "bot", workspaces);
    }

    void refresh(int number) {
        const auto live = slack_.gateway.live(fmt::format("A{}", number % workspaces + 1));
        if (live.empty()) return;
        slack_.gateway.recycle(live.back());
        ++refreshed;
    }
    /// In the workspace of this refresh.
    void type(int number) {
        const int workspace = number % workspaces + 1;
        slack_.people.runs(fmt::format("w{}p{}", workspace, typed % people),
                           fmt::format("/goodturn helped @w{}p{} for the deploy of service {}", workspace,
                                       (typed + 1) % people, typed),
                           fmt::format("#w{}", workspace));
        ++typed;
    }
    /// Commands whose answer its person saw.
    [[nodiscard]] std::size_t heard_of() {
        const std::string words = "the deploy of service ";
        std::set<int> numbers;
        for (int workspace = 1; workspace <= workspaces; ++workspace) {
            for (const auto& [ts, message] : slack_.world.channel(fmt::format("#w{}", workspace)).ephemerals) {
                const auto at = message.text.find(words);
                if (at != std::string::npos) numbers.insert(std::stoi(message.text.substr(at + words.size())));
            }
        }
        return numbers.size();
    }
    /// Of the first workspaces, whose connections are the oldest.
    void lose_some() {
        for (int i = 0; i < 2 * lost; ++i) {
            const auto live = slack_.gateway.live(fmt::format("A{}", i + 1));
            if (live.empty()) throw std::runtime_error("there was no connection to lose");
            auto& line = slack_.gateway.line(live.back());
            i < lost ? line.reset() : line.freeze();
            lost_.push_back(live.back());
        }
        replaced_after.assign(lost_.size(), lost_patience);
    }
    /// Looks which of them have a successor; true: each.
    bool all_replaced(std::chrono::steady_clock::duration after) {
        for (std::size_t i = 0; i < lost_.size(); ++i) {
            const auto live = slack_.gateway.live(fmt::format("A{}", i + 1));
            if (replaced_after[i] == lost_patience && !live.empty() && live.back() != lost_[i])
                replaced_after[i] = after;
        }
        return std::ranges::none_of(replaced_after, [](auto time) { return time == lost_patience; });
    }

    /// Else what is silent would never be seen to end.
    void thaw() {
        for (const auto id : lost_) {
            if (const auto& line = slack_.gateway.connection(id).line) line->thaw();
        }
    }

    [[nodiscard]] std::ptrdiff_t open_files() const { return bot_->open_files(); }
    [[nodiscard]] const slack_server::Gateway::Seen& seen() const { return slack_.gateway.seen; }

    int refreshed = 0;
    int typed = 0;
    int failed = 0;
    int answered = 0;
    slack_server::Duration slowest{};
    std::vector<std::ptrdiff_t> files{};  ///< the most that were open at once, round by round
    /// First of those that were reset; `lost_patience`: not in time.
    std::vector<std::chrono::steady_clock::duration> replaced_after{};

private:
    void add_workspace(int number) {
        const auto team = fmt::format("T{}", number);
        slack_.world.add_workspace(team, fmt::format("acme{}", number));
        const auto& app =
            slack_.world.add_app({.id = fmt::format("A{}", number), .token = fmt::format("xapp-1-A{}-test", number)});
        slack_.world.install(app, team,
                             {.token = fmt::format("xoxb-{}-test", team),
                              .user = fmt::format("UBOT{}", number),
                              .bot_id = fmt::format("B{}", number),
                              .scopes = slack_server::usual_scopes()});
    }
    void add_people(int workspace) {
        std::set<std::string> members{workspace == 1 ? "UBOT" : fmt::format("UBOT{}", workspace)};
        for (int i = 0; i < people; ++i) {
            const auto name = fmt::format("w{}p{}", workspace, i);
            slack_.world.add_user({.team = fmt::format("T{}", workspace), .name = name});
            members.insert(name);
        }
        slack_.world.add_channel(fmt::format("T{}", workspace), fmt::format("w{}", workspace), members);
    }

    slack_server::SlackServer slack_;
    std::unique_ptr<BotProcess> bot_;
    std::vector<slack_server::ConnectionId> lost_;
};

/// `rounds`: of all workspaces.
void pass(asio::io_context& loop, std::vector<std::unique_ptr<Contender>>& bots, int rounds) {
    const auto begin = std::chrono::steady_clock::now();
    const auto all = rounds * workspaces * refresh_every;
    for (auto time = 0ms; time < all + end_after + refresh_every; time += command_every) {
        // The refresh whose warning, and the one whose end, is nearest.
        const auto nearest = [](auto since) { return static_cast<int>((since + refresh_every / 2) / refresh_every); };
        const bool warns = time < all;
        const bool ends = time > end_after;
        for (auto& bot : bots) {
            if (warns && time % refresh_every == 0ms) {
                bot->refresh(static_cast<int>(time / refresh_every));
                if (time % (workspaces * refresh_every) == 0ms) bot->files.push_back(0);
                bot->files.back() = std::max(bot->files.back(), bot->open_files());
            }
            bot->type(warns && (!ends || time / command_every % 2 == 0) ? nearest(time) : nearest(time - end_after));
        }
        loop.restart();
        loop.run_until(begin + time + command_every);
    }
    loop.restart();
    loop.run_for(calm);
}

void lose_some(asio::io_context& loop, std::vector<std::unique_ptr<Contender>>& bots) {
    const auto begin = std::chrono::steady_clock::now();
    for (auto& bot : bots) bot->lose_some();
    const auto since = [&] { return std::chrono::steady_clock::now() - begin; };
    for (bool all = false; !all && since() < lost_patience;) {
        loop.restart();
        loop.run_one_for(1ms);
        all = true;
        for (auto& bot : bots) all = bot->all_replaced(since()) && all;
    }
    for (auto& bot : bots) bot->thaw();
}

std::string milliseconds(auto time) {
    return fmt::format("{} ms", std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
}

bool measure(const Comparison& comparison) {
    const auto& [rounds, commands, folder] = comparison;
    asio::io_context loop;
    std::vector<std::unique_ptr<Contender>> bots;
    for (const auto& command : commands) {
        bots.push_back(std::make_unique<Contender>(loop, command, folder / std::to_string(bots.size())));
    }
    Table table;
    const auto& ours = *bots.front();
    const auto each = [&](const auto& seen) {
        std::string all;
        for (const auto& bot : bots) all += (all.empty() ? "" : "; ") + fmt::format("{}", seen(*bot));
        return all;
    };

    pass(loop, bots, rounds);
    table.add("planned refreshes", each([](const Contender& it) { return it.refreshed; }));
    table.add("commands meanwhile", each([](const Contender& it) { return it.typed; }));
    table.add("moments without a connection", "0", each([](const Contender& it) { return it.seen().left_alone; }),
              ours.seen().left_alone == 0);
    table.add("commands that failed at the person", "0", each([](const Contender& it) { return it.failed; }),
              ours.failed == 0);
    table.add("commands answered in the acknowledgement", each([](const Contender& it) { return it.answered; }));
    table.add("commands whose answer was seen", "all", each([](Contender& it) { return it.heard_of(); }),
              std::cmp_equal(bots.front()->heard_of(), ours.typed));
    table.add("the slowest acknowledgement", each([](const Contender& it) { return milliseconds(it.slowest); }));
    table.add("connections opened", each([](const Contender& it) { return it.seen().opened; }));
    table.add("most connections of a workspace", "<= 2", each([](const Contender& it) { return it.seen().most_open; }),
              ours.seen().most_open <= 2);
    table.add("descriptors, the most in each round", "no more",
              each([](const Contender& it) { return fmt::format("{}", fmt::join(it.files, " ")); }),
              ours.files.back() <= ours.files.front());

    lose_some(loop, bots);
    const auto reset = [](const Contender& it) { return std::ranges::max(it.replaced_after | std::views::take(lost)); };
    const auto silent = [](const Contender& it) {
        return std::ranges::max(it.replaced_after | std::views::drop(lost));
    };
    table.add(fmt::format("a new one after a reset, the slowest of {}", lost), "<= 100 ms",
              each([&](const Contender& it) { return milliseconds(reset(it)); }), reset(ours) <= 100ms);
    table.add(fmt::format("after a black hole, the slowest of {}", lost), "<= 8000 ms",
              each([&](const Contender& it) { return milliseconds(silent(it)); }), silent(ours) <= 8s);
    return table.all_met();
}

}  // namespace
}  // namespace goodturn::bench

int main(int argc, char** argv) {
    return goodturn::bench::compare({argv + 1, argv + argc}, 10, goodturn::bench::measure);
}
