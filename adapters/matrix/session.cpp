#include "adapters/matrix/session.hpp"

#include "adapters/matrix/backoff.hpp"
#include "adapters/matrix/chats.hpp"
#include "adapters/matrix/gaps.hpp"
#include "adapters/matrix/health.hpp"
#include "adapters/matrix/intake.hpp"
#include "adapters/matrix/new_chats.hpp"
#include "adapters/matrix/receipts.hpp"
#include "adapters/matrix/requests.hpp"
#include "adapters/matrix/sender.hpp"
#include "adapters/matrix/server_clock.hpp"
#include "adapters/matrix/texts.hpp"
#include "adapters/matrix/typing.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <random>
#include <utility>
#include <vector>

namespace goodturn::matrix {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

constexpr auto pause_for_operator = std::chrono::minutes(5);
constexpr auto without_access = std::chrono::minutes(1);
constexpr auto coming_in = std::chrono::seconds(3);
constexpr auto hand_over_again = std::chrono::seconds(1);

std::string fresh_mark() {
    std::random_device random;
    return fmt::format("{:08x}{:08x}", random(), random());
}

std::string what_was(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
        return error.what();
    }
}

}  // namespace

class Session::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(const asio::any_io_executor& loop, MatrixOptions options, SessionHooks hooks)
        : at_(std::make_shared<Presence>(
              loop, Account{space_id(options.login.user), {options.login.user}, options.ignored, options.names})),
          doorman_(std::make_shared<Doorman>(at_, options.servers)),
          options_(std::move(options)),
          hooks_(std::move(hooks)) {}

    void build(const std::shared_ptr<net::Tls>& tls) {
        at_->api = std::make_shared<Api>(
            at_->loop, std::make_unique<net::Client>(at_->loop, tls, net::ClientOptions{.proxy = options_.proxy}),
            options_.login.homeserver, hooks_.now, [weak = weak_from_this()](const Problem& problem) {
                if (const auto self = weak.lock()) self->access_ = Access::doubtful;
                spdlog::warn("Matrix: the token is not taken any more: {}", problem.detail);
            });
    }

    void start(const std::optional<SyncCursor>& cursor) {
        at_->mark = cursor ? cursor->mark : fresh_mark();
        if (cursor) since_ = cursor->since;
        spawn(live(shared_from_this()));
    }

    void stop() { stopping_ = true; }

    void close() {
        stop();
        at_->close();
    }

    [[nodiscard]] const Account& account() const { return at_->account; }

    [[nodiscard]] std::string state() const {
        const auto trouble = what_is_the_matter();
        return fmt::format("Matrix ({}): {}", account().bot.value,
                           trouble.empty() ? health_.standing(Clock::now()) + "." + what_is_wrong() : trouble);
    }

    /// Where it may not write, its people may have wanted that.
    [[nodiscard]] bool is_well() const {
        return what_is_the_matter().empty() && !at_->makes_encrypted() && about_clocks(at_->api->ahead()).empty();
    }

    void send(chat::Outgoing what, std::move_only_function<void(chat::SendResult)> done) {
        // What nobody waits for would only take the place of what can go elsewhere.
        const bool waits = access_ == Access::doubtful && what.answer;
        if (waits) return early_.emplace_back(std::move(what), std::move(done)), void();
        if (access_ != Access::sure) {
            const std::chrono::milliseconds again = access_ == Access::none ? without_access : coming_in;
            return asio::post(at_->loop, [done = std::move(done), again]() mutable {
                done(std::unexpected(chat::SendError{chat::SendFailure::rate_limited, again, "no access"}));
            });
        }
        const auto over = std::make_shared<bool>(false);
        if (what.answer && std::holds_alternative<chat::Post>(what.intent)) show_typing(at_, what, over);
        asio::co_spawn(
            at_->loop, deliver(at_, std::move(what), hooks_.now()),
            [done = std::move(done), over](const std::exception_ptr& thrown, chat::SendResult result) mutable {
                *over = true;
                if (thrown) result = std::unexpected(chat::SendError{.detail = what_was(thrown)});
                done(std::move(result));
            });
    }

private:
    /// Whether the server takes the token, and we know where we are.
    enum class Access { doubtful, sure, none };
    using Self = std::shared_ptr<Impl>;

    [[nodiscard]] std::string what_is_the_matter() const {
        return health_.trouble(Clock::now(), options_.login.homeserver);
    }

    /// Though the account is in use: sentences behind another.
    [[nodiscard]] std::string what_is_wrong() const {
        std::string wrong;
        if (const auto rooms = at_->rooms.read_only(); !rooms.empty()) {
            wrong += fmt::format(" I may not write in {}: give me the right to, or remove me there.",
                                 fmt::join(rooms, ", "));
        }
        if (at_->makes_encrypted()) wrong += fmt::format(" Nobody can be answered in private: {}.", made_encrypted);
        if (const auto clocks = about_clocks(at_->api->ahead()); !clocks.empty()) wrong += " " + clocks;
        return wrong;
    }

    void spawn(asio::awaitable<void> what) { matrix::spawn(at_, std::move(what)); }

    void turn(Access access) {
        access_ = access;
        for (auto& [what, done] : std::exchange(early_, {})) send(std::move(what), std::move(done));
    }

    // The one long life of an account.

    static asio::awaitable<void> live(Self self) {
        while (!self->stopping_) {
            bool was_in = false;
            std::optional<Problem> problem;
            try {
                problem = co_await self->come_in();
                was_in = !problem;
                if (was_in) problem = co_await self->follow();
            } catch (const std::exception& error) {
                problem = Problem{.detail = error.what()};
            }
            if (self->stopping_) co_return;
            self->health_.failed(*problem, Clock::now());
            const bool over = problem->fault == Fault::ended && self->options_.login.password.empty();
            const bool for_operator = !was_in && (problem->fault == Fault::refused || problem->fault == Fault::token);
            if (over || for_operator) {
                self->health_.shut();
                self->turn(Access::none);
                spdlog::error("Matrix {}: {}.{}", self->account().bot.value, problem->detail,
                              over ? "" : " I try again every five minutes.");
                if (over) co_return;
            } else {
                spdlog::warn("Matrix {}: {}; trying again", self->account().bot.value, problem->detail);
            }
            co_await pause(self->at_, for_operator ? pause_for_operator : self->backoff_.after(*problem));
        }
    }

    /// Who we are and what is now: rooms, people, invites.
    asio::awaitable<std::optional<Problem>> come_in() {
        if (const auto entered = co_await enter(*at_->api, options_.login); !entered) co_return entered.error();
        co_await show_name();
        (void)health_.does(Health::Doing::coming_in);
        auto sync = co_await at_->api->text(sync_call({}, false));
        if (!sync) co_return sync.error();
        auto beginning = decode_state(*sync, at_->rooms, account());
        if (!beginning) co_return Problem{.detail = "sync: the answer is not JSON, or not whole"};
        std::string().swap(*sync);  // it may be large
        if (since_.empty()) since_ = beginning->since;
        beginning->decoded.items = co_await meet();
        co_await take_in(std::move(beginning->decoded), since_);
        backoff_.reset();
        if (access_ != Access::sure) spdlog::info("Matrix {}: connected", account().bot.value);
        health_.heard(Clock::now());
        turn(Access::sure);
        if (!std::exchange(takes_back_, true)) spawn(take_back_invites(at_, hooks_.now));
        co_return std::nullopt;
    }

    /// Tells the core who is where, bit by bit. The last bit is for the caller to tell.
    asio::awaitable<std::vector<engine::Intake>> meet() {
        constexpr std::size_t at_once = 1'000;
        std::vector<engine::Intake> last{{{}, space_seen(account(), hooks_.now()), {}}};
        while (true) {
            auto next = facts_of(at_->rooms, account(), hooks_.now(), at_once);
            if (next.empty()) co_return last;
            if (!co_await hand_over(std::move(last))) co_return std::vector<engine::Intake>();
            last = std::move(next);
        }
    }

    /// Nothing of it happened, or it happened and has keys. The last goes when all others are on disk, for with it goes
    /// the cursor, and not all of them need be in one commit. False: it is over.
    asio::awaitable<bool> hand_over(std::vector<engine::Intake> items) {
        std::vector<engine::Intake> last{std::move(items.back())};
        items.pop_back();
        const auto before = health_.does(Health::Doing::storing);
        for (const auto* const part : {&items, &last}) {
            while (!part->empty() && !co_await committed(hooks_.sink, *part)) {
                if (stopping_ || !co_await pause(at_, hand_over_again)) co_return false;
            }
        }
        (void)health_.does(before);
        co_return true;
    }

    /// Only if it is another one: each room is told of a change.
    asio::awaitable<void> show_name() {
        const auto known = co_await at_->api->call(name_call(account().bot));
        const bool unnamed = !known && known.error().fault == Fault::missing;
        if (!unnamed && (!known || known->root()["displayname"].text() == options_.login.name)) co_return;
        const auto named = co_await at_->api->call(set_name_call(account().bot, options_.login.name));
        if (!named) spdlog::warn("Matrix: the account could not be named: {}", named.error().detail);
    }

    /// Poll after poll, until the server takes the token, or where we left off, no more.
    asio::awaitable<Problem> follow() {
        bool may_wait = false;
        bool failed = false;
        while (!stopping_) {
            const auto problem = co_await poll(may_wait);
            may_wait = !problem;
            if (std::exchange(failed, problem.has_value()) && !problem) {
                spdlog::info("Matrix {}: connected again", account().bot.value);
            }
            if (!problem) continue;
            if (problem->fault == Fault::token || problem->fault == Fault::ended) co_return *problem;
            if (problem->fault == Fault::refused) {
                spdlog::error("Matrix {}: the server knows no more where I left off; what was said since is lost",
                              account().bot.value);
                since_.clear();
                co_return *problem;
            }
            health_.failed(*problem, Clock::now());
            spdlog::warn("Matrix {}: {}; trying again", account().bot.value, problem->detail);
            co_await pause(at_, backoff_.after(*problem));
        }
        co_return Problem{.detail = "stopped"};
    }

    asio::awaitable<std::optional<Problem>> poll(bool may_wait) {
        const auto sync = co_await at_->api->call(sync_call(since_, may_wait));
        if (!sync) co_return sync.error();
        const std::string next = sync->root()["next_batch"].text();
        if (next.empty()) co_return Problem{.detail = "sync: no token in the answer"};
        const auto filled = co_await fill(at_, *sync, since_, hooks_.now(), unfilled_);
        if (!filled) co_return filled.error();
        co_await ask_for_authors(at_, *sync, *filled, recent_);
        if (stopping_) co_return std::nullopt;
        auto decoded = decode(sync->root(), *filled, at_->rooms, recent_, account(), hooks_.now());
        at_->learned.cancel();
        health_.heard(Clock::now());
        backoff_.reset();
        co_await take_in(std::move(decoded), next);
        since_ = next;
        co_return std::nullopt;
    }

    asio::awaitable<void> take_in(Decoded decoded, std::string next) {
        for (const auto& room : decoded.entered) spawn(keep_to_two(at_, room));
        // Or a restart, which knows nothing of it, would hear what was not heard.
        if (decoded.items.empty() && decoded.unheard) {
            decoded.items.push_back({{}, nothing_new(account(), hooks_.now()), {}});
        }
        if (!decoded.items.empty()) {
            decoded.items.back().cursor = {account().space.value, to_text({at_->mark, next})};
            if (!co_await hand_over(decoded.items)) co_return;
        }
        doorman_->take(decoded);
        for (const auto& [room, who, event] : decoded.muted) {
            spdlog::warn("Matrix: {} says more to me in {} than a person would, and is not heard there for a while",
                         who.value, room);
            spawn(say(at_, room, part_saying(who, texts::muted), "muted/" + event));
        }
        for (const auto& [room, event] : decoded.handled) note_read(at_, room, event);
    }

    PresenceRef at_;
    std::shared_ptr<Doorman> doorman_;
    MatrixOptions options_;
    SessionHooks hooks_;
    Recent recent_;
    Backoff backoff_;
    std::string since_;
    Access access_ = Access::doubtful;
    bool stopping_ = false;
    Health health_{Clock::now()};
    std::vector<std::pair<chat::Outgoing, std::move_only_function<void(chat::SendResult)>>> early_;
    Unfilled unfilled_;
    bool takes_back_ = false;  ///< what nobody accepted
};

Session::Session(const asio::any_io_executor& loop, const std::shared_ptr<net::Tls>& tls, MatrixOptions options,
                 SessionHooks hooks)
    : impl_(std::make_shared<Impl>(loop, std::move(options), std::move(hooks))) {
    impl_->build(tls);
}
Session::~Session() {
    impl_->close();
}
void Session::start(const std::optional<SyncCursor>& cursor) {
    impl_->start(cursor);
}
void Session::stop() {
    impl_->stop();
}
const Account& Session::account() const {
    return impl_->account();
}
std::string Session::state() const {
    return impl_->state();
}
bool Session::is_well() const {
    return impl_->is_well();
}
void Session::send(chat::Outgoing what, std::move_only_function<void(chat::SendResult)> done) {
    impl_->send(std::move(what), std::move(done));
}

}  // namespace goodturn::matrix
