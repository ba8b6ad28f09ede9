#include "tests/slack_bolt/orders.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <exception>
#include <iostream>
#include <list>
#include <string>
#include <thread>

/// Our Slack as a program, for Slack's own clients: prints the address of its Web API, then takes an order a line, and
/// answers each with a line {"order": its number, "result" or "problem": …} once it has led to something. Ends with
/// its input.
namespace goodturn::slack_bolt {
namespace {

namespace asio = boost::asio;

constexpr auto look_again = std::chrono::milliseconds(2);

class Desk {
public:
    explicit Desk(asio::io_context& loop) : slack_(loop), look_(loop) { say({{"api_url", slack_.api_url()}}); }

    void take(const std::string& line) {
        const json order = json::parse(line);
        const auto number = order.at("order").get<int>();
        try {
            waiting_.push_back({number, carry_out(slack_, order)});
        } catch (const std::exception& problem) {
            say({{"order", number}, {"problem", problem.what()}});
        }
        look();
    }

private:
    struct Waiting {
        int number;
        Result result;
    };

    static void say(const json& what) { std::cout << what.dump() << '\n' << std::flush; }

    static bool answered(const Waiting& one) {
        auto result = one.result();
        if (result) say({{"order", one.number}, {"result", std::move(*result)}});
        return result.has_value();
    }

    void look() {
        waiting_.remove_if(answered);
        if (waiting_.empty()) return;
        look_.expires_after(look_again);
        look_.async_wait([this](boost::system::error_code error) {
            if (!error) look();
        });
    }

    slack_server::SlackServer slack_;
    asio::steady_timer look_;
    std::list<Waiting> waiting_;
};

void serve() {
    asio::io_context loop;
    Desk desk(loop);
    std::jthread reader([&] {
        for (std::string line; std::getline(std::cin, line);) asio::post(loop, [&desk, line] { desk.take(line); });
        loop.stop();
    });
    const auto work = asio::make_work_guard(loop);
    loop.run();
}

}  // namespace
}  // namespace goodturn::slack_bolt

int main() {
    try {
        goodturn::slack_bolt::serve();
        return 0;
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 2;
    }
}
