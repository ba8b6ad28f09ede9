#include "tests/bench/slack_load/load.hpp"

#include "tests/bench/table.hpp"

#include <sys/resource.h>

#include <boost/asio/post.hpp>

#include <fmt/format.h>

#include <chrono>
#include <set>

namespace goodturn::bench {
namespace {

using slack_server::Delivery;

constexpr std::size_t people = 10'000;
constexpr const char* channel = "#crowd";
constexpr auto calm = std::chrono::milliseconds(500);

std::string handle(std::size_t number) {
    return fmt::format("p{:05}", number % people);
}

double own_cpu() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

void add_crowd(slack_server::SlackServer& slack) {
    std::set<std::string> members{"goodturn"};
    for (std::size_t i = 0; i < people; ++i) {
        slack.world.add_user(
            {.id = {}, .team = "T1", .name = handle(i), .real_name = fmt::format("Pat Example {}", i)});
        members.insert(handle(i));
    }
    slack.world.add_channel("T1", "crowd", members);
    slack.gateway.keep_deliveries = false;
}

Load::Load(boost::asio::io_context& loop, slack_server::SlackServer& slack) : loop_(loop), slack_(slack) {}

void Load::type() {
    const auto number = typed_++;
    slack_.people.runs(handle(number),
                       fmt::format("/goodturn helped @{} for the deploy of service {}", handle(number * 7 + 1), number),
                       channel);
}

Pushed Load::push(std::size_t outstanding, std::size_t commands) {
    Pushed pushed;
    pushed.milliseconds.reserve(commands);
    std::size_t begun = 0;
    const auto next = [&] {
        if (begun == commands) return;
        ++begun;
        boost::asio::post(loop_, [this] { type(); });
    };
    slack_.gateway.on_end = [&](const Delivery& delivery) {
        if (delivery.type != Delivery::Type::slash_commands) return;
        pushed.milliseconds.push_back(
            std::chrono::duration<double, std::milli>(delivery.ended - delivery.since).count());
        if (delivery.state == Delivery::State::failed) ++pushed.failed;
        if (delivery.answer && !delivery.answer->is_null()) ++pushed.answered;
        next();
    };
    const double cpu = own_cpu();
    const Stopwatch watch;
    for (std::size_t i = 0; i < outstanding; ++i) next();
    while (pushed.milliseconds.size() < commands) {
        loop_.restart();
        loop_.run_one();
    }
    pushed.seconds = watch.seconds();
    pushed.own_cpu_seconds = own_cpu() - cpu;
    slack_.gateway.on_end = nullptr;
    return pushed;
}

void Load::settle() {
    for (std::size_t before = slack_.calls.size() + 1; before != slack_.calls.size();) {
        before = slack_.calls.size();
        loop_.restart();
        loop_.run_for(calm);
    }
    // What nobody looks at any more.
    slack_.world.triggers.clear();
    slack_.world.response_urls.clear();
    slack_.world.channel(channel).ephemerals.clear();
}

}  // namespace goodturn::bench
