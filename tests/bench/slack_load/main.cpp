#include "tests/bench/slack_load/acknowledging_client.hpp"
#include "tests/bench/slack_load/bot_process.hpp"
#include "tests/bench/slack_load/comparison.hpp"
#include "tests/bench/slack_load/load.hpp"
#include "tests/bench/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

/// What our Slack pushes through a bot, and what that costs; a second one gets the same, in turns with the first, and
/// the figures are compared. By hand: it takes some minutes, and the machine should do nothing else.
///
///   goodturn_slack_load [--rounds 3] <bot's command line> [-- <another bot's>]
///   goodturn_slack_load acknowledge-only      is such a bot itself: what our Slack can do
///
/// The bots' files lie beside the program meanwhile, so that a disk is measured.
namespace goodturn::bench {
namespace {

namespace asio = boost::asio;

constexpr int starts = 5;

struct Stage {
    std::size_t outstanding;
    std::size_t commands;  ///< a round
    double faster;         ///< than the other bot, at least
    double cpu;            ///< of the other bot's, at most
};
constexpr std::array stages{Stage{1, 2000, 1.1, 0.7}, Stage{16, 8000, 3, 0.4}, Stage{256, 24'000, 4, 0.4}};

struct Figures {
    std::vector<double> a_second{};
    std::vector<double> milliseconds{};
    double cpu_seconds = 0;
    double seconds = 0;
    double own_cpu_seconds = 0;  ///< Slack's
    std::size_t answered = 0;
    std::size_t failed = 0;

    [[nodiscard]] double cpu_per_thousand() const {
        return cpu_seconds * 1e6 / static_cast<double>(milliseconds.size());
    }
    [[nodiscard]] double percent(std::size_t count) const {
        return 100.0 * static_cast<double>(count) / static_cast<double>(milliseconds.size());
    }
    [[nodiscard]] double quantile(double part) {
        const auto at = milliseconds.begin() + static_cast<std::ptrdiff_t>(part * double(milliseconds.size() - 1));
        std::ranges::nth_element(milliseconds, at);
        return *at;
    }
};

/// One bot with its own Slack.
class Contender {
public:
    Contender(asio::io_context& loop, std::vector<std::string> command, std::filesystem::path folder)
        : loop_(loop), command_(std::move(command)), folder_(std::move(folder)), slack_(loop), load_(loop, slack_) {
        std::filesystem::create_directories(folder_);
        add_crowd(slack_);
        for (int i = 0; i < starts; ++i) {
            start(folder_ / std::to_string(i));
            first_starts.push_back(bot_->seconds_to_connect() * 1000);
        }
        for (int i = 0; i < starts; ++i) {
            start(folder_ / "0");
            starts_again.push_back(bot_->seconds_to_connect() * 1000);
        }
        mib_at_start = bot_->resident_mib();
        load_.settle();
    }

    void run(std::size_t stage) {
        auto& figures = stages_.at(stage);
        const double cpu = bot_->cpu_seconds();
        auto pushed = load_.push(stages.at(stage).outstanding, stages.at(stage).commands);
        load_.settle();
        // With what the bot does behind its last acknowledgement.
        figures.cpu_seconds += bot_->cpu_seconds() - cpu;
        figures.seconds += pushed.seconds;
        figures.own_cpu_seconds += pushed.own_cpu_seconds;
        figures.a_second.push_back(static_cast<double>(pushed.milliseconds.size() - pushed.failed) / pushed.seconds);
        figures.milliseconds.insert(figures.milliseconds.end(), pushed.milliseconds.begin(), pushed.milliseconds.end());
        figures.answered += pushed.answered;
        figures.failed += pushed.failed;
    }

    [[nodiscard]] Figures& figures(std::size_t stage) { return stages_.at(stage); }
    [[nodiscard]] double mib() const { return bot_->resident_mib(); }

    // Milliseconds.
    std::vector<double> first_starts;
    std::vector<double> starts_again;
    double mib_at_start = 0;

private:
    void start(const std::filesystem::path& files) {
        bot_.reset();
        bot_ = std::make_unique<BotProcess>(loop_, slack_, command_, files);
    }

    asio::io_context& loop_;
    std::vector<std::string> command_;
    std::filesystem::path folder_;
    slack_server::SlackServer slack_;
    Load load_;
    std::unique_ptr<BotProcess> bot_;
    std::array<Figures, stages.size()> stages_{};
};

void show(Table& table, std::size_t stage, Contender& bot, Contender* other) {
    const auto both = [&](const auto& seen) {
        return seen(bot.figures(stage)) + (other == nullptr ? "" : "; " + seen(other->figures(stage)));
    };
    const auto compare = [&](const std::string& what, const std::string& aim, const std::string& seen, double ratio,
                             bool met) {
        if (other == nullptr) return table.add(what, seen);
        table.add(what, aim, fmt::format("{} ({:.2f})", seen, ratio), met);
    };
    const auto& wanted = stages.at(stage);
    const double speed = median(bot.figures(stage).a_second);
    const double cpu = bot.figures(stage).cpu_per_thousand();
    const double faster = other == nullptr ? 0 : speed / median(other->figures(stage).a_second);
    const double part = other == nullptr ? 0 : cpu / other->figures(stage).cpu_per_thousand();
    compare(fmt::format("{} outstanding: acknowledgements a second", wanted.outstanding),
            fmt::format(">= {} times", wanted.faster),
            both([](const Figures& it) { return fmt::format("{:.0f}", median(it.a_second)); }), faster,
            faster >= wanted.faster);
    compare("  CPU per 1,000 commands", fmt::format("<= {} times", wanted.cpu),
            both([](const Figures& it) { return fmt::format("{:.0f} ms", it.cpu_per_thousand()); }), part,
            part <= wanted.cpu);
    table.add("  until the acknowledgement, p50 and p99",
              both([](Figures& it) { return fmt::format("{:.1f}, {:.1f} ms", it.quantile(0.5), it.quantile(0.99)); }));
    table.add("  answered in it, failed at the person", both([](const Figures& it) {
                  return fmt::format("{:.1f}, {:.1f} %", it.percent(it.answered), it.percent(it.failed));
              }));
    table.add("  our Slack's own CPU meanwhile",
              both([](const Figures& it) { return fmt::format("{:.0f} %", it.own_cpu_seconds / it.seconds * 100); }));
}

bool measure(const Comparison& comparison) {
    const auto& [rounds, commands, folder] = comparison;
    asio::io_context loop;
    Contender bot(loop, commands.front(), folder / "bot");
    std::optional<Contender> second;
    if (commands.size() > 1) second.emplace(loop, commands.back(), folder / "other");
    auto* const other = second ? &*second : nullptr;

    for (int round = 0; round < rounds; ++round) {
        for (std::size_t stage = 0; stage < stages.size(); ++stage) {
            bot.run(stage);
            if (other != nullptr) other->run(stage);
        }
    }

    Table table;
    for (std::size_t stage = 0; stage < stages.size(); ++stage) show(table, stage, bot, other);
    const auto more = [&](const auto& seen) { return other == nullptr ? "" : "; " + seen(*other); };
    const auto first = [](const Contender& it) { return fmt::format("{:.0f} ms", median(it.first_starts)); };
    table.add("from its very first start to connected", "<= 50 ms", first(bot) + more(first),
              median(bot.first_starts) <= 50);
    const auto again = [](const Contender& it) { return fmt::format("{:.0f} ms", median(it.starts_again)); };
    table.add("from a start to connected", "<= 50 ms", again(bot) + more(again), median(bot.starts_again) <= 50);
    std::size_t pushed = 0;
    for (const auto& stage : stages) pushed += stage.commands * static_cast<std::size_t>(rounds);
    const auto resident = [](const Contender& it) {
        return fmt::format("{:.1f}, {:.1f} MiB", it.mib_at_start, it.mib());
    };
    table.add(fmt::format("resident memory at the start, and after {} commands", pushed), "<= 32 MiB",
              resident(bot) + more(resident), bot.mib() <= 32);
    return table.all_met();
}

}  // namespace
}  // namespace goodturn::bench

int main(int argc, char** argv) {
    using namespace goodturn::bench;
    const std::vector<std::string> arguments{argv + 1, argv + argc};
    if (arguments == std::vector<std::string>{"acknowledge-only"}) acknowledge_only();
    return compare(arguments, 3, measure);
}
