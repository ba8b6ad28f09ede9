#include "adapters/slack/api.hpp"

#include "adapters/slack/moment.hpp"

#include <boost/asio/steady_timer.hpp>

#include <fmt/format.h>

#include <map>
#include <string_view>
#include <utility>

namespace goodturn::slack {
namespace {

using Clock = std::chrono::steady_clock;
using Answer = std::expected<net::HttpResponse, net::HttpError>;

std::string escaped(std::string_view text) {
    constexpr std::string_view as_they_are = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string written;
    for (const char c : text) {
        if (as_they_are.contains(c)) {
            written += c;
        } else {
            written += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return written;
}

std::string form(const Call& call) {
    std::string form;
    for (const auto& [name, value] : call.fields) {
        form += (form.empty() ? "" : "&") + escaped(name) + "=" + escaped(value);
    }
    return form;
}

}  // namespace

class Api::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(const boost::asio::any_io_executor& loop, net::Client& client, ApiOptions options)
        : client_(client), options_(std::move(options)), turn_(loop), gates_(options_.patience.person) {
        if (!options_.base.ends_with('/')) options_.base += '/';
    }

    void call(Call call, Done done) {
        begin({.method = "POST",
               .url = options_.base + call.pace.method,
               .headers = {{"Authorization", "Bearer " + options_.token},
                           {"Content-Type", "application/x-www-form-urlencoded"}},
               .body = form(call),
               .deadline = options_.patience.call,
               .urgent = call.pace.urgent},
              std::move(call.pace), std::move(done));
    }

    void respond(std::string url, std::string json, std::string channel, Done done) {
        begin({.method = "POST",
               .url = std::move(url),
               .headers = {{"Content-Type", "application/json; charset=utf-8"}},
               .body = std::move(json),
               .deadline = options_.patience.call},
              {.method = std::string(by_response_url), .target = std::move(channel), .answer = true}, std::move(done));
    }

    /// The Api is gone, perhaps by what an answer led to: nothing may be called any more.
    void abandon() { calls_.clear(); }

private:
    struct Pending {
        net::HttpRequest request;
        Pace pace;
        Done done;
        Moment since{};
        bool sent_again = false;
    };

    void begin(net::HttpRequest request, Pace pace, Done done) {
        const auto id = ++last_id_;
        const auto since = moment();
        const Moment turn = gates_.wait(id, pace, since);
        calls_.emplace(id, Pending{std::move(request), std::move(pace), std::move(done), since});
        if (!awaited_ || turn < *awaited_) await(turn);
    }

    void await_turn() {
        if (const auto next = gates_.next(moment())) await(*next);
    }
    /// Also for what may go now, so that nothing is answered from within a call.
    void await(Moment turn) {
        awaited_ = turn;
        turn_.expires_at(Clock::time_point(turn));
        turn_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
            const auto self = weak.lock();
            if (!error && self) self->take_turns();
        });
    }

    void take_turns() {
        awaited_.reset();
        for (const auto& turn : gates_.due(moment())) {
            if (!calls_.contains(turn.call)) return;  // the answer to one before it was the end of the Api
            if (turn.late) {
                too_late(turn.call, *turn.late);
            } else {
                send(turn.call);
            }
        }
        await_turn();
    }

    void send(CallId id) {
        client_.send(calls_.at(id).request, [weak = weak_from_this(), id](Answer answer) {
            if (const auto self = weak.lock()) self->came(id, answer);
        });
    }

    void came(CallId id, const Answer& answer) {
        const auto found = calls_.find(id);
        if (found == calls_.end()) return;
        auto& pending = found->second;
        if (!answer && !answer.error().sent && !std::exchange(pending.sent_again, true)) return send(id);
        auto reply = read(pending.pace.method, answer);
        if (!reply && reply.error().fault == Fault::rate_limited) {
            gates_.close(pending.pace.method, moment() + reply.error().retry_after);
            gates_.wait(id, pending.pace, pending.since);
            return await_turn();
        }
        finish(id, std::move(reply));
    }

    static std::expected<Reply, Problem> read(const std::string& method, const Answer& answer) {
        if (!answer) return std::unexpected(no_reply(method, answer.error()));
        return method == by_response_url ? read_response(*answer) : read_reply(method, *answer);
    }

    void too_late(CallId id, Moment wait) {
        finish(id, std::unexpected(Problem{.fault = Fault::rate_limited,
                                           .retry_after = wait,
                                           .code = {},
                                           .detail = calls_.at(id).pace.method + ": would have to wait for too long"}));
    }

    void finish(CallId id, std::expected<Reply, Problem> reply) {
        auto call = calls_.extract(id);
        if (!reply && reply.error().fault == Fault::auth && options_.refused) options_.refused();
        call.mapped().done(std::move(reply));
    }

    net::Client& client_;
    ApiOptions options_;
    boost::asio::steady_timer turn_;  ///< until the next call may go
    std::optional<Moment> awaited_;   ///< when that is
    Gates gates_;
    std::map<CallId, Pending> calls_;
    CallId last_id_ = 0;
};

Api::Api(const boost::asio::any_io_executor& loop, net::Client& client, ApiOptions options)
    : impl_(std::make_shared<Impl>(loop, client, std::move(options))) {}

Api::~Api() {
    impl_->abandon();
}

void Api::call(Call call, Done done) {
    impl_->call(std::move(call), std::move(done));
}

void Api::respond(std::string url, std::string json, std::string channel, Done done) {
    impl_->respond(std::move(url), std::move(json), std::move(channel), std::move(done));
}

}  // namespace goodturn::slack
