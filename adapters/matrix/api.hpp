#pragma once

#include "adapters/matrix/problem.hpp"
#include "adapters/matrix/renewal.hpp"
#include "adapters/matrix/turns.hpp"
#include "adapters/net/client.hpp"

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace goodturn::matrix {

struct Call {
    std::string name;  ///< for the log: "send"
    std::string method = "GET";
    std::string path;    ///< behind "/_matrix/client/v3/", with its query; each part escaped
    std::string body{};  ///< JSON; not of GET
    std::chrono::milliseconds deadline{30'000};
    std::size_t max_answer = 16'777'216;
    bool own_limit = false;  ///< the server counts these by themselves: a refusal of one says nothing of other calls
};

/// The client-server API for one account. Lives on the event loop's thread; the coroutines that wait for it keep it.
class Api : public std::enable_shared_from_this<Api> {
public:
    template <class What>
    using Awaitable = boost::asio::awaitable<What>;

    /// `refused`: the server takes the token no more; called at most once a token.
    Api(const boost::asio::any_io_executor& loop, std::unique_ptr<net::Client> client, std::string homeserver,
        std::function<chat::Instant()> now, std::function<void(const Problem&)> refused);
    Api(const Api&) = delete;
    Api& operator=(const Api&) = delete;

    void set_token(std::string token);
    /// A token that is renewed, before it ends and when the server takes it no more; `file` keeps the session. The same
    /// client goes on with what it has.
    void set_session(const Stored& session, const std::filesystem::path& file);
    /// For a token that belongs to no device: whose device is meant, in each call.
    void set_device(std::string_view user, std::string_view device);
    /// Nothing is asked any more; who waits for an answer or a turn is dropped.
    void close();

    /// Once, as it is.
    Awaitable<Reply> call(Call call);
    /// The same for what is too large to be read at once: the JSON of the answer.
    Awaitable<std::expected<std::string, Problem>> text(Call call);
    /// For what counts (see Turns): after what is in its lane already, and again after each refusal for having sent too
    /// much, until the server takes it or says something else. `may` is asked each time just before it goes; if it says
    /// no, nothing went, which is Fault::dropped. What nobody waits for does not wait here for long:
    /// Fault::rate_limited.
    Awaitable<Reply> in_turn(Call call, std::string lane, bool answer, std::function<bool()> may);

    /// How far the server's clock is ahead of ours, by its last answer that tells.
    [[nodiscard]] std::optional<std::chrono::seconds> ahead() const { return ahead_; }

    /// Something has to wait for the server: what can be left out, is.
    [[nodiscard]] bool busy() const { return turns_.anybody_is_held_up(); }
    /// Nothing waits, and the server has refused nothing lately: there is room for what nobody misses.
    [[nodiscard]] bool idle() const;

private:
    using Handler = boost::asio::any_completion_handler<void()>;
    Awaitable<Answer> exchange(Call call);
    /// What is there, or why not; with a new token where the old one is of no use.
    Awaitable<std::expected<net::HttpResponse, Problem>> answer_to(Call call);
    Awaitable<std::optional<Problem>> renew(std::string old);
    [[nodiscard]] const std::string& token() const { return renewal_ ? renewal_->token() : token_; }
    void notice_token(const Problem& problem, const std::string& token);
    Awaitable<void> turn(Turn turn, std::string lane, bool answer, Moment end);
    void advance();

    std::unique_ptr<net::Client> client_;  ///< null: closed
    std::string homeserver_;
    std::string token_;
    std::string refused_token_;
    std::shared_ptr<Renewal> renewal_;  ///< null: the token stays good
    std::string device_;                ///< as it stands in a query
    std::function<chat::Instant()> now_;
    std::optional<std::chrono::seconds> ahead_;
    std::function<void(const Problem&)> refused_;
    Turns turns_;
    Turn last_ = 0;
    std::map<Turn, Handler> waiting_;
    std::map<Turn, Wait> late_;        ///< their turn comes so much later: they go back
    boost::asio::steady_timer timer_;  ///< until the server wants more
};

}  // namespace goodturn::matrix
