#include "adapters/slack/check.hpp"

#include "adapters/net/socket_client.hpp"
#include "adapters/slack/accounts.hpp"
#include "adapters/slack/api.hpp"
#include "adapters/slack/calls.hpp"
#include "adapters/slack/connections.hpp"
#include "adapters/slack/envelope.hpp"
#include "adapters/slack/manifest.hpp"
#include "adapters/slack/texts.hpp"
#include "core/chat/overloaded.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <utility>

namespace goodturn::slack {
namespace {

namespace asio = boost::asio;
using Answer = std::expected<Reply, Problem>;

constexpr std::uint16_t normal_closure = 1000;
/// Somebody sits before it.
constexpr auto patience = std::chrono::seconds(30);

Call impatient(Call call) {
    call.pace.patience = patience;
    return call;
}

/// What stands in the Home tab while no bot runs; one that runs shows what it has to once the tab is opened.
constexpr std::string_view quiet_home =
    R"({"type":"home","blocks":[{"type":"section","text":{"type":"plain_text",)"
    R"("text":"What is coming up and your settings stand here while I run. Open this tab again to see them."}}]})";
/// Of no view: nothing is shown in the place of what is there.
constexpr std::string_view no_hash = "0";

/// "xapp-1-A0123456789-…" names its app. Slack documents no such thing: where it looks different, nothing is said.
std::string app_of(const std::string& app_token) {
    std::istringstream parts(app_token);
    std::string part;
    for (int i = 0; i < 3; ++i) std::getline(parts, part, '-');
    return part.starts_with('A') && is_id(part) ? part : std::string();
}

constexpr std::string_view which_id =
    "A member ID such as U012AB3CD stands in the menu ⋮ of a profile in Slack, under Copy member ID";

/// With how to mend it, where that is known.
Problem explained(Problem problem) {
    const auto& code = problem.code;
    if (code == "missing_scope") problem.detail += fmt::format(". Add what it needs {}", where_scopes);
    if (code == "user_not_found" || code == "users_not_found" || code == "user_not_visible") {
        problem.detail = fmt::format("Slack knows nobody of that ID in this workspace. {}", which_id);
    }
    if (code == "cannot_dm_bot") problem.detail = "that is a bot: name a person, such as yourself";
    if (code == "user_disabled") problem.detail = "that account is closed: name somebody else, such as yourself";
    return problem;
}

/// Once it is written, or can't be.
struct Test {
    Test(const asio::any_io_executor& loop, net::Client& client, const Installation& installation)
        : api(loop, client, {.base = installation.api_url, .token = installation.bot_token}) {}
    Api api;
    std::move_only_function<void(std::optional<Problem>)> done;
};

class Check : public std::enable_shared_from_this<Check> {
public:
    Check(const asio::any_io_executor& loop, net::Client& client, std::shared_ptr<net::Tls> tls, CheckOptions options,
          std::move_only_function<void(Findings)> done)
        : loop_(loop),
          tls_(std::move(tls)),
          options_(std::move(options)),
          done_(std::move(done)),
          bot_(loop, client, {.base = options_.installation.api_url, .token = options_.installation.bot_token}),
          app_(loop, client, {.base = options_.installation.api_url, .token = options_.installation.app_token}),
          hello_(loop),
          links_app_(app_of(options_.installation.app_token)) {}

    void start() {
        bot_.call(impatient({.pace = {.method = "auth.test"}}),
                  [self = shared_from_this()](const Answer& answer) { self->who(answer); });
    }

private:
    void well(std::string text) { findings_.push_back({true, std::move(text)}); }
    void wrong(std::string text) { findings_.push_back({false, std::move(text)}); }

    void who(const Answer& answer) {
        if (answer) {
            bots_app_ = (*answer)["app_id"].text();
            well(fmt::format("The bot token is {}'s in the workspace {}.", (*answer)["user"].text(),
                             (*answer)["team"].text()));
            compare_scopes(answer->scopes);
        } else if (answer.error().fault == Fault::auth || answer.error().fault == Fault::config) {
            wrong(
                fmt::format("Slack does not take bot_token ({}). Take the Bot User OAuth Token from the app's page "
                            "OAuth & Permissions: a reinstallation may have changed it.",
                            answer.error().detail));
            refused_ = true;
        } else {
            wrong(fmt::format(
                "Slack can't be asked: {}. Is api_url right, and is there a way to it, through HTTPS_PROXY say?",
                answer.error().detail));
            return done_(std::move(findings_));
        }
        if (options_.connect != Connecting::no) return open();
        well("The connection was not tried: it is the running bot's.");
        try_home();
    }

    void compare_scopes(const std::string& granted) {
        if (granted.empty()) return well("Slack did not say what the bot may do.");
        const std::string missing = missing_scopes(granted);
        if (missing.empty()) return well("It may do all that the bot does.");
        wrong(fmt::format("The bot lacks {}. Add what is missing {}.", missing, where_scopes));
    }

    // The link.

    void open() {
        app_.call(impatient({.pace = {.method = "apps.connections.open"}}),
                  [self = shared_from_this()](const Answer& answer) { self->opened(answer); });
    }

    void opened(const Answer& answer) {
        if (!answer) {
            wrong(no_connection(answer.error()));
            return try_home();
        }
        if (options_.connect == Connecting::ask) {
            well(
                "Slack gives the app a connection. It was not opened, for it would take commands from a bot that runs "
                "with another database; the start opens it and logs that.");
            return try_home();
        }
        const auto self = shared_from_this();
        hello_.expires_after(options_.hello_within);
        hello_.async_wait([self](boost::system::error_code error) {
            if (error || !self->socket_) return;  // it may have ended in the same moment
            self->failed_to_connect("it said no hello");
            self->socket_->close(normal_closure);
        });
        socket_ = std::make_unique<net::SocketClient>(
            loop_, tls_, (*answer)["url"].text(),
            net::SocketHandlers{.on_open = {},
                                .on_text = [self](const std::string& text) { self->heard(text); },
                                .on_binary = {},
                                .on_ping = {},
                                .on_pong = {},
                                .on_closed = [self](const net::SocketEnd& end) { self->closed(end.detail); }},
            net::SocketOptions{.proxy = options_.proxy});
    }

    void heard(const std::string& text) {
        std::visit(chat::Overloaded{[&](const Hello& hello) { greeted(hello); },
                                    [&](const Disconnect& disconnect) {
                                        if (disconnect.reason != "link_disabled") {
                                            return failed_to_connect(disconnect.reason);
                                        }
                                        if (!std::exchange(tried_, true)) wrong(std::string(socket_mode_off));
                                    },
                                    [](const auto&) {}},
                   read_frame(text));
        socket_->close(normal_closure);
    }

    void failed_to_connect(const std::string& why) {
        if (std::exchange(tried_, true)) return;
        wrong(fmt::format("The connection to Slack could not be made: {}.", why));
    }

    void greeted(const Hello& hello) {
        tried_ = true;
        well("Slack takes the app's connection.");
        if (!hello.app.empty()) links_app_ = hello.app;
        if (hello.connections > 1) {
            wrong(
                fmt::format("{} connections use this app_token: another program has it, and gets a part of the "
                            "commands. If it is a running Goodturn with another database or working directory, that "
                            "is well: check it with its own settings. Else stop it, or make an app of its own for it.",
                            hello.connections));
        }
    }

    void closed(const std::string& why) {
        failed_to_connect(why);
        hello_.cancel();
        const auto self = shared_from_this();
        socket_.reset();
        try_home();
    }

    // Home, and the end.

    void try_home() {
        if (refused_) return finish();
        if (options_.operator_id.empty()) {
            well("Whether the Home tab is switched on was not tried: put your member ID into operators for that.");
            return finish();
        }
        auto call = publish_call({options_.operator_id}, std::string(quiet_home));
        if (options_.connect == Connecting::no) call.fields.emplace_back("hash", no_hash);
        bot_.call(impatient(std::move(call)),
                  [self = shared_from_this()](const Answer& answer) { self->published(answer); });
    }

    void published(const Answer& answer) {
        if (answer || answer.error().code == "hash_conflict") {
            well("The Home tab works.");
        } else if (answer.error().code == "not_enabled") {
            wrong("The Home tab is switched off: switch it on, on the app's page App Home.");
        } else {
            wrong(fmt::format("The Home tab of {}, the first of operators, could not be shown: {}.",
                              options_.operator_id, explained(answer.error()).detail));
        }
        finish();
    }

    void finish() {
        if (auto problem = different_apps(bots_app_, links_app_); !problem.empty()) {
            problem.front() = 'T';
            wrong(std::move(problem));
        }
        const std::string pages = "https://api.slack.com/apps" + (bots_app_.empty() ? std::string() : "/" + bots_app_);
        well(
            fmt::format("No token can tell whether the events and {} arrive. If they don't, paste the manifest once "
                        "more, on the app's page App Manifest: {}",
                        options_.command, pages));
        done_(std::move(findings_));
    }

    asio::any_io_executor loop_;
    std::shared_ptr<net::Tls> tls_;
    CheckOptions options_;
    std::move_only_function<void(Findings)> done_;
    Api bot_;
    Api app_;
    asio::steady_timer hello_;
    std::unique_ptr<net::SocketClient> socket_;
    bool refused_ = false;  ///< the bot token
    bool tried_ = false;    ///< what is to be said about the connection was said
    Findings findings_;
    // A…; empty: not known.
    std::string bots_app_;
    std::string links_app_;
};

}  // namespace

void check(const asio::any_io_executor& loop, net::Client& client, std::shared_ptr<net::Tls> tls, CheckOptions options,
           std::move_only_function<void(Findings)> done) {
    std::make_shared<Check>(loop, client, std::move(tls), std::move(options), std::move(done))->start();
}

void send_test(const asio::any_io_executor& loop, net::Client& client, const Installation& installation,
               const std::string& person, std::move_only_function<void(std::optional<Problem>)> done) {
    const auto test = std::make_shared<Test>(loop, client, installation);
    test->done = std::move(done);
    const auto refuse = [test](Problem problem) { test->done(explained(std::move(problem))); };
    const auto write = [test, refuse, person] {
        test->api.call(impatient(open_chat_call({person}, true)), [test, refuse](const Answer& answer) {
            const auto chat = opened_chat(answer);
            if (!chat) return refuse(chat.error());
            test->api.call(
                impatient(post_call({chat->value}, part_saying(texts::test), {}, true)),
                [test, refuse](const Answer& posted) { posted ? test->done(std::nullopt) : refuse(posted.error()); });
        });
    };
    if (person == slackbot) {
        boost::asio::post(loop, [refuse] { refuse({.code = "cannot_dm_bot"}); });
        return;
    }
    // Slack opens a chat with some that nobody reads there.
    Call who{.pace = {.method = "users.info"}, .fields = {{"user", person}}};
    test->api.call(impatient(std::move(who)), [refuse, write, person](const Answer& answer) {
        if (!answer && answer.error().code == "user_not_found") return refuse(answer.error());
        const Value user = answer ? (*answer)["user"] : Value();
        if (user["is_bot"].flag()) return refuse({.code = "cannot_dm_bot"});
        if (user["deleted"].flag()) return refuse({.code = "user_disabled"});
        write();
    });
}

}  // namespace goodturn::slack
