#include "bot/matrix_login.hpp"

#include "adapters/matrix/asking.hpp"
#include "adapters/matrix/device_login.hpp"
#include "adapters/matrix/discovery.hpp"
#include "adapters/matrix/ids.hpp"
#include "bot/cli.hpp"
#include "bot/clock.hpp"
#include "bot/lock.hpp"
#include "bot/matrix_options.hpp"
#include "bot/run.hpp"
#include "bot/waiting.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace goodturn::bot {
namespace {

/// While it lives the terminal does not show what is typed.
class Unseen {
public:
    explicit Unseen(bool terminal) : on_(terminal && tcgetattr(STDIN_FILENO, &before_) == 0) {
        if (!on_) return;
        termios hidden = before_;
        hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    }
    ~Unseen() {
        if (on_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
    Unseen(const Unseen&) = delete;
    Unseen& operator=(const Unseen&) = delete;
    [[nodiscard]] bool on() const { return on_; }

private:
    termios before_{};
    bool on_;
};

/// The operator at a terminal, or a file in their place.
class Operator {
public:
    Operator(std::istream& in, std::ostream& out) : in_(in), out_(out) {}

    /// Throws std::runtime_error at the end of the input.
    std::string asked(std::string_view question) {
        out_ << question << std::flush;
        std::string line;
        if (!std::getline(in_, line)) throw std::runtime_error("the input ended before everything was asked");
        const auto first = line.find_first_not_of(" \t\r");
        return first == std::string::npos ? "" : line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
    }
    std::string secret(std::string_view question) {
        const Unseen unseen(&in_ == &std::cin && isatty(STDIN_FILENO) == 1);
        std::string line = asked(question);
        if (unseen.on()) out_ << '\n';
        return line;
    }
    /// Until something is typed.
    std::string named(std::string_view question, std::string_view otherwise) {
        std::string name = asked(question);
        for (; name.empty(); name = asked(question)) tell(otherwise);
        return name;
    }
    void tell(std::string_view sentence) { out_ << sentence << '\n'; }

private:
    std::istream& in_;
    std::ostream& out_;
};

constexpr std::string_view which_account = "The bot's account, such as @goodturn:example.org, or its server's URL: ";
constexpr std::string_view which_url = "The URL of its homeserver: ";
constexpr std::string_view no_account = "I need one of the two: whoever runs the server makes the account.";
constexpr std::string_view no_url = "That is no URL. It begins with https://, such as https://matrix.example.org.";
constexpr std::string_view no_user = "I can't log in without it. It is what the account is called on its server.";
constexpr std::string_view which_user = "The account's id or name: ";
constexpr std::string_view which_password = "Its password (not shown; none: I ask for an access token): ";
constexpr std::string_view which_way = "How to log in: browser (just Enter), password or token: ";
constexpr std::string_view which_token = "An access token that no other program uses (not shown): ";

struct Account {
    std::string homeserver;
    std::string user;  ///< an id or a name; empty: not asked yet
};

/// Whoever is asked after the first time was told why.
Account account_of(Operator& they, Waiting& line) {
    Account account;
    std::string place = they.named(which_account, no_account);
    if (matrix::is_user_id(place)) account.user = place;
    while (account.homeserver.empty()) {
        const bool url = place.contains("://");
        const auto server = account.user.empty() ? place : std::string(matrix::server_of(account.user));
        const auto found = line.result(url ? matrix::try_homeserver(line.client(), place)
                                           : matrix::find_homeserver(line.client(), server));
        if (found) {
            account.homeserver = *found;
            break;
        }
        they.tell(found.error() + ".");
        for (place = they.asked(which_url); !place.contains("://"); place = they.asked(which_url)) they.tell(no_url);
    }
    they.tell("The homeserver is " + account.homeserver + ".");
    return account;
}

using Session = std::expected<matrix::Stored, matrix::Problem>;

matrix::DeviceDoors doors(Operator& they, Waiting& line) {
    return {.ask = [&line](net::HttpRequest request) { return matrix::ask(line.client(), std::move(request)); },
            .pause = [&line](std::chrono::milliseconds how_long) -> boost::asio::awaitable<void> {
                boost::asio::steady_timer timer(line.loop(), how_long);
                co_await timer.async_wait(boost::asio::use_awaitable);
            },
            .now = [] { return Clock().now(); },
            .show =
                [&they](const matrix::Grant& grant) {
                    they.tell(
                        fmt::format("Open {} in a browser, wherever you like, and log in there as the bot's "
                                    "account.\nThe code is {}. I wait until you have confirmed it.",
                                    grant.link, grant.code));
                }};
}

/// The session with whose it is, by what the server says of its token.
Session by_browser(matrix::Login login, const matrix::Provider& provider, Operator& they, Waiting& line) {
    constexpr auto longest = std::chrono::hours(1);
    auto session =
        line.result(matrix::device_login(doors(they, line), login.homeserver, provider, login.name), longest);
    if (!session) return session;
    login.token = session->token;
    const auto whose = line.result(matrix::fresh_session(line.api(login.homeserver), login));
    if (!whose) return whose;
    session->user = whose->user;
    session->device = whose->device;
    return session;
}

/// Where the server has its users logged in by a browser, if it does.
std::optional<matrix::Provider> browser_of(const std::string& homeserver, Waiting& line) {
    const auto provider =
        matrix::read_provider(line.result(matrix::ask(line.client(), matrix::provider_request(homeserver))));
    const bool possible = provider && !provider->device.empty() && !provider->registration.empty();
    return possible ? std::optional(*provider) : std::nullopt;
}

Session log_in(const config::Config& config, Operator& they, Waiting& line) {
    const auto account = account_of(they, line);
    matrix::Login login = matrix_options(config).login;
    login.homeserver = account.homeserver;
    login.user = account.user;
    login.password.clear();
    login.token.clear();
    std::string way;
    if (const auto provider = browser_of(login.homeserver, line)) {
        way = they.asked(which_way);
        if (way.empty() || way == "browser") return by_browser(login, *provider, they, line);
    }
    if (login.user.empty()) login.user = they.named(which_user, no_user);
    if (way != "token") login.password = they.secret(which_password);
    if (login.password.empty()) login.token = they.secret(which_token);
    return line.result(matrix::fresh_session(line.api(login.homeserver), login));
}

}  // namespace

int matrix_login(const config::Config& config, std::istream& in, std::ostream& out, std::ostream& err) {
    if (const auto problem = problem_with_store(config.store.path); !problem.empty()) {
        err << problem << '\n';
        return exit_failed;
    }
    const auto lock = Lock::take(config.store.path);
    if (!lock) {
        err << fmt::format("A bot is running on {}: stop it first.\n", config.store.path.string());
        return exit_failed;
    }
    Operator they(in, out);
    Waiting line(matrix_options(config).proxy);
    const auto session = log_in(config, they, line);
    if (!session) {
        err << fmt::format("Not logged in: {}.\n", session.error().detail);
        return exit_failed;
    }
    matrix::write_session(config.matrix.session_file, *session);
    out << fmt::format("Logged in as {}. `goodturn run` finds it in {}, which only you can read.\n", session->user,
                       config.matrix.session_file.string());
    return exit_done;
}

}  // namespace goodturn::bot
