#pragma once

#include "adapters/matrix/doorman.hpp"
#include "adapters/matrix/ids.hpp"
#include "adapters/matrix/login.hpp"
#include "adapters/net/tls.hpp"
#include "adapters/net/url.hpp"
#include "core/chat/outgoing.hpp"
#include "core/engine/engine.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace goodturn::matrix {

struct MatrixOptions {
    Login login;
    Servers servers{};                    ///< whose people may invite, beside those of the account's own
    std::set<chat::AccountId> ignored{};  ///< see Account
    engine::Names names{};                ///< see Account
    net::Proxy proxy{};
};

struct SessionHooks {
    std::function<chat::Instant()> now;
    engine::Sink sink;
};

/// One account: who it is, where it is, what comes in and what goes out. Lives on the event loop's thread.
///
/// What a sync brought is committed, the server's token with it, before the next is asked for; after a failure the same
/// token is asked with again. So everything is seen at least once, and the keys make that once.
class Session {
public:
    Session(const boost::asio::any_io_executor& loop, const std::shared_ptr<net::Tls>& tls, MatrixOptions options,
            SessionHooks hooks);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// `cursor`: where this store left off.
    void start(const std::optional<SyncCursor>& cursor);
    /// Nothing new comes in any more.
    void stop();
    [[nodiscard]] const Account& account() const;
    /// A sentence for the operator.
    [[nodiscard]] std::string state() const;
    /// False: the sentence says what is wrong, and how to mend it.
    [[nodiscard]] bool is_well() const;
    void send(chat::Outgoing what, std::move_only_function<void(chat::SendResult)> done);

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace goodturn::matrix
