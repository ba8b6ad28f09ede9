#pragma once

#include "adapters/matrix/session.hpp"

namespace goodturn::matrix {

/// Matrix as a platform: the account of the settings. Lives on the event loop's thread; must be destroyed before the
/// io_context.
class MatrixAdapter final : public chat::Adapter {
public:
    MatrixAdapter(boost::asio::any_io_executor loop, const std::shared_ptr<net::Tls>& tls, MatrixOptions options,
                  std::function<chat::Instant()> now, engine::Sink sink);

    /// `cursor`: what the store has under cursor_name().
    void start(const std::optional<std::string>& cursor);
    [[nodiscard]] const std::string& cursor_name() const { return session_.account().space.value; }
    /// Nothing new comes in; what is on its way out goes on. Then `done`.
    void stop(std::move_only_function<void()> done);
    /// Whether this space is the account's.
    [[nodiscard]] bool is_ours(const chat::SpaceId& space) const { return space == session_.account().space; }
    /// For `goodturn check`.
    [[nodiscard]] std::string state() const { return session_.state(); }
    [[nodiscard]] bool is_well() const { return session_.is_well(); }

    void send(chat::Outgoing what, std::move_only_function<void(chat::SendResult)> done) override;
    /// The core asks in words what forms would ask: nothing comes here.
    void open_form(const std::string&, const chat::Form&) override {}
    void form_errors(const std::string&, const std::vector<std::pair<std::string, std::string>>&) override {}

private:
    boost::asio::any_io_executor loop_;
    Session session_;
};

}  // namespace goodturn::matrix
