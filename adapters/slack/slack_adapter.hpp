#pragma once

#include "adapters/slack/session.hpp"
#include "core/chat/outgoing.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace goodturn::slack {

struct SlackOptions {
    std::vector<Installation> installations;
    net::Proxy proxy{};
    /// Slash commands that mean a verb: "/thanks" → "thanks". Every other that arrives means the root command.
    Verbs verbs{};
};

/// Slack as a platform: all workspaces of the configuration. Lives on the event loop's thread; must be destroyed before
/// the io_context.
class SlackAdapter final : public chat::Adapter {
public:
    SlackAdapter(boost::asio::any_io_executor loop, std::shared_ptr<net::Tls> tls, SlackOptions options,
                 std::function<chat::Instant()> now, engine::Sink sink);
    ~SlackAdapter() override;
    SlackAdapter(const SlackAdapter&) = delete;
    SlackAdapter& operator=(const SlackAdapter&) = delete;

    /// `known`: Engine::accounts().
    void start(std::vector<engine::KnownAccount> known);
    /// Acknowledges what came and says goodbye, within four seconds; what is on its way out goes on. Then `done`.
    void stop(std::move_only_function<void()> done);
    /// Whether this space is one of ours, known or not.
    [[nodiscard]] static bool is_ours(const chat::SpaceId& space);

    /// A sentence for each app: which workspaces, whether it is connected, when anything was heard the last time.
    [[nodiscard]] std::vector<std::string> state() const;
    /// False: state() says what has to be mended.
    [[nodiscard]] bool is_well() const;

    void send(chat::Outgoing what, std::move_only_function<void(chat::SendResult)> done) override;
    void open_form(const std::string& route, const chat::Form& form) override;
    void form_errors(const std::string& route, const std::vector<std::pair<std::string, std::string>>& errors) override;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace goodturn::slack
