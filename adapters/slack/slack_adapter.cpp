#include "adapters/slack/slack_adapter.hpp"

#include "adapters/slack/calls.hpp"
#include "adapters/slack/decode.hpp"
#include "adapters/slack/ids.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <spdlog/spdlog.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <utility>

namespace goodturn::slack {
namespace {

namespace asio = boost::asio;

/// A round's messages go one a channel, and each look-up has its own call.
constexpr std::size_t http_connections = 64;
/// Though all of those hang, forms open and the link comes back.
constexpr std::size_t reserved_connections = 8;
/// Of a workspace that Slack has not named yet: its token may be wrong.
constexpr auto not_there_yet = std::chrono::seconds(30);
/// So long a stop reads on, whatever comes.
constexpr auto read_within = std::chrono::milliseconds(150);
/// A stop waits so long for the disk; Slack hardly waits longer.
constexpr std::chrono::milliseconds acknowledged_within = std::chrono::seconds(2);

}  // namespace

class SlackAdapter::Impl {
public:
    Impl(asio::any_io_executor loop, std::shared_ptr<net::Tls> tls, SlackOptions options,
         std::function<chat::Instant()> now, engine::Sink sink)
        : loop_(std::move(loop)),
          client_(loop_, tls,
                  {.proxy = options.proxy, .connections = http_connections, .reserved = reserved_connections}) {
        for (auto& installation : options.installations) {
            auto& app = app_of(installation, tls, options.proxy);
            app.sessions.push_back(std::make_unique<Session>(
                loop_, client_, installation, options.verbs,
                SessionHooks{
                    .now = now,
                    .sink = sink,
                    .acknowledge =
                        [&app](ConnectionId by, std::string frame, Connections::Proof proof) {
                            app.connections->acknowledge(by, std::move(frame), std::move(proof));
                        },
                    .ready =
                        [this, &app] {
                            if (!std::exchange(app.started, true)) app.connections->start();
                            compare_apps(app);
                            send_early();
                        },
                    .failing = [this] { send_early(); },
                    .is_taken = [this](const chat::SpaceId& space) { return session_of(space) != nullptr; },
                    .known = [this](const chat::SpaceId& space) { return std::exchange(known_[space], {}); }}));
        }
    }

    void start(std::vector<engine::KnownAccount> known) {
        for (auto& account : known) known_[account.space].push_back(std::move(account));
        for (auto& app : apps_) {
            for (auto& session : app->sessions) session->start();
        }
    }

    void stop(std::move_only_function<void()> done) {
        stopping_since_ = std::chrono::steady_clock::now();
        stopped_ = std::move(done);
        stop_once_idle();
    }

    /// What Slack sent before, and what is on its way to the disk, is acknowledged first: it hands no command out
    /// twice. An answer that is not known to have arrived would be given once more.
    void stop_once_idle() {
        const auto waited = std::chrono::steady_clock::now() - stopping_since_;
        bool idle = true;
        for_each([&](const Session& session) { idle = idle && session.idle(); });
        if (waited >= (idle ? read_within : acknowledged_within)) return say_goodbye(std::move(stopped_));
        pause_.expires_after(std::chrono::milliseconds(20));
        pause_.async_wait([this](boost::system::error_code error) {
            if (!error) stop_once_idle();
        });
    }

    void say_goodbye(std::move_only_function<void()> done) {
        auto all =
            std::make_shared<std::pair<std::size_t, std::move_only_function<void()>>>(apps_.size(), std::move(done));
        for (auto& app : apps_) {
            app->connections->stop([all] {
                if (--all->first == 0) all->second();
            });
        }
    }

    [[nodiscard]] std::vector<std::string> state() const {
        std::vector<std::string> sentences;
        for (const auto& app : apps_) {
            std::vector<std::string> workspaces;
            for (const auto& session : app->sessions) workspaces.push_back(session->state());
            const auto [up, connections, silence, trouble, id] = app->connections->state();
            sentences.push_back(fmt::format(
                "Slack ({}): {}, {}{}.", fmt::join(workspaces, ", "), up ? "connected" : "not connected",
                connections == 1 ? "1 connection" : fmt::format("{} connections", connections),
                silence
                    ? fmt::format(", last heard {} s ago", std::chrono::floor<std::chrono::seconds>(*silence).count())
                    : std::string()));
            if (!up && !trouble.empty()) sentences.push_back(trouble);
            for (const auto& problem : different_apps(*app)) sentences.push_back(problem);
        }
        return sentences;
    }

    [[nodiscard]] bool is_well() const {
        return std::ranges::all_of(apps_, [](const auto& app) {
            const auto link = app->connections->state();
            return (link.up || link.trouble.empty()) && different_apps(*app).empty() &&
                   std::ranges::all_of(app->sessions, [](const auto& session) { return session->is_well(); });
        });
    }

    void send(chat::Outgoing what, std::move_only_function<void(chat::SendResult)> done) {
        if (auto* const session = session_of(what.space)) return session->send(std::move(what), std::move(done));
        if (asking()) {
            early_.emplace_back(std::move(what), std::move(done));
            return;
        }
        asio::post(loop_, [done = std::move(done), space = what.space.value]() mutable {
            done(std::unexpected(
                chat::SendError{chat::SendFailure::rate_limited, not_there_yet, "no connection to " + space + " yet"}));
        });
    }

    /// A route names an envelope, which one session knows.
    void open_form(const std::string& route, const chat::Form& form) {
        for_each([&](Session& session) { session.open_form(route, form); });
    }
    void form_errors(const std::string& route, const std::vector<std::pair<std::string, std::string>>& errors) {
        for_each([&](Session& session) { session.form_errors(route, errors); });
    }

private:
    struct App {
        std::string token;
        std::string api_url;
        std::unique_ptr<Connections> connections;
        std::vector<std::unique_ptr<Session>> sessions;
        bool started = false;
        std::set<std::string> told{};  ///< what the log says of tokens of two apps
    };

    App& app_of(const Installation& installation, const std::shared_ptr<net::Tls>& tls, const net::Proxy& proxy) {
        for (auto& app : apps_) {
            if (app->token == installation.app_token && app->api_url == installation.api_url) return *app;
        }
        auto app = std::make_unique<App>(App{installation.app_token, installation.api_url, {}, {}, false, {}});
        app->connections = std::make_unique<Connections>(
            loop_, tls, client_,
            ConnectionsOptions{.api_url = installation.api_url,
                               .app_token = installation.app_token,
                               .proxy = proxy,
                               .patience = installation.patience},
            [&app = *app](ConnectionId by, const Envelope& envelope) { take(app, by, envelope); },
            [&app = *app] { compare_apps(app); });
        apps_.push_back(std::move(app));
        return *apps_.back();
    }

    /// A sentence for each workspace whose bot token is another app's than the connections.
    static std::vector<std::string> different_apps(const App& app) {
        std::vector<std::string> problems;
        const auto link = app.connections->state().app;
        for (const auto& session : app.sessions) {
            if (auto problem = slack::different_apps(session->workspace().app, link); !problem.empty())
                problems.push_back(fmt::format("{}: {}", session->name(), problem));
        }
        return problems;
    }

    static void compare_apps(App& app) {
        for (const auto& problem : different_apps(app)) {
            if (app.told.insert(problem).second) spdlog::error("Slack {}", problem);
        }
    }

    static void take(App& app, ConnectionId by, const Envelope& envelope) {
        for (auto& session : app.sessions) {
            if (session->concerns(envelope)) return session->take(by, envelope);
        }
        // Events come again, and the others see that it failed.
        if (std::ranges::any_of(app.sessions, &Session::may_be_any, [](const auto& one) -> Session& { return *one; })) {
            return;
        }
        const std::string team = envelope.payload()["team_id"].text();
        spdlog::warn("Slack: {} for {}, of which I have no token", called("envelope", envelope.type),
                     is_id(team) ? "the workspace " + team : "another workspace");
        app.connections->acknowledge(by, ack_of(envelope.id), [](bool) {});
    }

    /// What was to be sent before Slack said which workspaces these are.
    void send_early() {
        for (auto& [what, done] : std::exchange(early_, {})) send(std::move(what), std::move(done));
    }

    bool asking() {
        bool any = false;
        for_each([&](Session& session) { any = any || session.asking(); });
        return any;
    }

    Session* session_of(const chat::SpaceId& space) {
        Session* found = nullptr;
        for_each([&](Session& session) {
            if (session.workspace().space == space) found = &session;
        });
        return found;
    }

    template <class Act>
    void for_each(Act act) {
        for (auto& app : apps_) {
            for (auto& session : app->sessions) act(*session);
        }
    }

    asio::any_io_executor loop_;
    net::Client client_;
    Unsent early_;
    std::map<chat::SpaceId, std::vector<engine::KnownAccount>> known_;  ///< to those that Slack has not named yet
    std::vector<std::unique_ptr<App>> apps_;
    asio::steady_timer pause_{loop_};
    std::chrono::steady_clock::time_point stopping_since_{};
    std::move_only_function<void()> stopped_;
};

SlackAdapter::SlackAdapter(asio::any_io_executor loop, std::shared_ptr<net::Tls> tls, SlackOptions options,
                           std::function<chat::Instant()> now, engine::Sink sink)
    : impl_(std::make_unique<Impl>(std::move(loop), std::move(tls), std::move(options), std::move(now),
                                   std::move(sink))) {}
SlackAdapter::~SlackAdapter() = default;
void SlackAdapter::start(std::vector<engine::KnownAccount> known) {
    impl_->start(std::move(known));
}
void SlackAdapter::stop(std::move_only_function<void()> done) {
    impl_->stop(std::move(done));
}
bool SlackAdapter::is_ours(const chat::SpaceId& space) {
    return space.value.starts_with("slack/");
}
std::vector<std::string> SlackAdapter::state() const {
    return impl_->state();
}
bool SlackAdapter::is_well() const {
    return impl_->is_well();
}
void SlackAdapter::send(chat::Outgoing what, std::move_only_function<void(chat::SendResult)> done) {
    impl_->send(std::move(what), std::move(done));
}
void SlackAdapter::open_form(const std::string& route, const chat::Form& form) {
    impl_->open_form(route, form);
}
void SlackAdapter::form_errors(const std::string& route,
                               const std::vector<std::pair<std::string, std::string>>& errors) {
    impl_->form_errors(route, errors);
}

}  // namespace goodturn::slack
