#include "adapters/slack/session.hpp"

#include "adapters/slack/api.hpp"
#include "adapters/slack/calls.hpp"
#include "adapters/slack/facts.hpp"
#include "adapters/slack/ids.hpp"
#include "adapters/slack/manifest.hpp"
#include "adapters/slack/modal.hpp"
#include "adapters/slack/render.hpp"
#include "adapters/slack/route.hpp"
#include "adapters/slack/sender.hpp"
#include "adapters/slack/telling.hpp"
#include "adapters/slack/texts.hpp"
#include "core/chat/overloaded.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>
#include <utility>

namespace goodturn::slack {
namespace {

namespace asio = boost::asio;
using Answer = std::expected<Reply, Problem>;

constexpr auto first_answer = std::chrono::seconds(30);  ///< then the log says that there is none
constexpr auto first_pause = std::chrono::milliseconds(500);
constexpr auto longest_pause = std::chrono::milliseconds(30'000);
constexpr auto pause_for_operator = std::chrono::minutes(5);
constexpr std::size_t most_unknowns = 100;
constexpr auto without_access = std::chrono::minutes(1);

bool needs_operator(const Problem& problem) {
    return problem.fault == Fault::auth || problem.fault == Fault::config;
}

/// Whether it goes to whoever waits for it by an acknowledgement or a response_url, for which Slack wants no token.
bool needs_no_token(const chat::Outgoing& what, const Workspace& workspace, chat::Instant now) {
    if (!std::holds_alternative<chat::PrivateIn>(what.address)) return false;
    const auto route = route_from(what.route);
    if (!route || !takes_response(*route, now)) return false;
    const auto fits = [&](const chat::Message& message) {
        return parts_of(message, {.team = workspace.team, .url = workspace.url}).size() == 1;
    };
    const auto* const post = std::get_if<chat::Post>(&what.intent);
    if (post != nullptr) return fits(post->message);
    const auto* const edit = std::get_if<chat::Edit>(&what.intent);
    return edit != nullptr && is_private(edit->target) && fits(edit->message);
}

}  // namespace

class Session::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(const asio::any_io_executor& loop, net::Client& client, Installation installation, Verbs verbs,
         SessionHooks hooks)
        : loop_(loop),
          installation_(std::move(installation)),
          hooks_(std::move(hooks)),
          api_(loop, client,
               {.base = installation_.api_url,
                .token = installation_.bot_token,
                .refused = [this] { doubt(); },
                .patience = installation_.patience}),
          pause_(loop) {
        workspace_.verbs = std::move(verbs);
    }

    void build() {
        const engine::Sink sink = [this](engine::Intake item, std::move_only_function<void(bool)> committed) {
            hand_over(std::move(item), std::move(committed));
        };
        telling_ = std::make_shared<Telling>(loop_, sink, [this](const chat::Event& fact) {
            const auto* const seen = std::get_if<chat::AccountSeen>(&fact.what);
            return seen != nullptr && facts_->is_past(*seen);
        });
        facts_ = std::make_unique<Facts>(loop_, api_, workspace_, installation_.patience, hooks_.now,
                                         [this](chat::Event fact) { telling_->tell(std::move(fact)); });
        reception_ = std::make_unique<Reception>(
            loop_, ReceptionHooks{.secret = installation_.bot_token,
                                  .sink = sink,
                                  .acknowledge = hooks_.acknowledge,
                                  .tell = [this](const Wait& wait, std::string_view text) { say(wait, text); }});
        sender_ =
            std::make_unique<Sender>(loop_, api_, *reception_, *facts_, workspace_, installation_.patience, hooks_.now);
    }

    void start() {
        api_.call({.pace = {.method = "auth.test", .answer = true, .patience = first_answer, .urgent = true}},
                  [weak = weak_from_this()](const Answer& answer) {
                      if (const auto self = weak.lock()) self->known(answer);
                  });
    }

    [[nodiscard]] const Workspace& workspace() const { return workspace_; }
    [[nodiscard]] std::string state() const {
        if (!in_use()) return fmt::format("{}: not in use ({})", installation_.name, trouble_);
        if (!trouble_.empty()) return fmt::format("{}: no answer from Slack ({})", installation_.name, trouble_);
        if (workspace_.space.empty()) return installation_.name + ": Slack did not say yet which workspace it is";
        return installation_.name;
    }
    [[nodiscard]] const std::string& name() const { return installation_.name; }
    [[nodiscard]] bool in_use() const { return access_ != Access::none; }
    [[nodiscard]] bool is_well() const { return trouble_.empty(); }
    [[nodiscard]] bool asking() const { return asking_; }
    [[nodiscard]] bool idle() const { return reception_->idle(); }
    [[nodiscard]] bool may_be_any() const { return workspace_.space.empty() && in_use(); }

    [[nodiscard]] bool concerns(const Envelope& envelope) const {
        return !workspace_.space.empty() && slack::concerns(envelope, workspace_);
    }

    void take(ConnectionId by, const Envelope& envelope) {
        const auto now = hooks_.now();
        auto decoded = decode(envelope, workspace_, now);
        for (const auto& news : decoded.news) hear(news);
        std::erase_if(decoded.items, [&](const engine::Intake& item) {
            const auto* const seen = std::get_if<chat::AccountSeen>(&item.event.what);
            return seen != nullptr && !facts_->changed(*seen, item.event.at, !decoded.profile_changed);
        });
        for (const auto& item : decoded.items) {
            if (item.event.place.direct) facts_->chat_known(item.event.actor, item.event.place.conversation);
            facts_->meet(item.event);
        }
        ask_whose_chat(decoded);
        reception_->take(by, envelope, std::move(decoded), now);
    }

    void send(chat::Outgoing what, std::move_only_function<void(chat::SendResult)> done) {
        if (access_ == Access::sure || needs_no_token(what, workspace_, hooks_.now())) {
            return sender_->send(std::move(what), std::move(done));
        }
        if (access_ == Access::doubtful) {
            waiting_.emplace_back(std::move(what), std::move(done));
            return;
        }
        // Each alone: the next may need no token.
        const auto pause = what.answer ? without_access : pause_for_operator;
        asio::post(loop_, [pause, done = std::move(done)]() mutable {
            done(std::unexpected(chat::SendError{chat::SendFailure::later, pause, "no access"}));
        });
    }

    void open_form(const std::string& text, const chat::Form& form) {
        const auto route = route_from(text);
        const Wait* const waiting = route ? reception_->waiting(route->envelope) : nullptr;
        if (waiting == nullptr || reception_->next_form(route->envelope, modal_of(form))) return;
        const Wait wait = *waiting;
        reception_->form_opens(route->envelope);
        api_.call(open_view_call(wait.trigger, modal_of(form)), [weak = weak_from_this(), wait](const Answer& answer) {
            const auto self = weak.lock();
            if (answer || !self) return;
            spdlog::warn("Slack {}: a form did not open: {}", self->installation_.name, answer.error().detail);
            self->say(wait, needs_operator(answer.error()) ? texts::no_forms : texts::form_too_late);
        });
    }

    void form_errors(const std::string& text, const std::vector<std::pair<std::string, std::string>>& errors) {
        if (const auto route = route_from(text)) reception_->form_errors(route->envelope, errors);
    }

private:
    /// Whether Slack takes the token. `none`: only an operator can mend it.
    enum class Access { sure, doubtful, none };

    // Who we are.

    void known(const Answer& answer) {
        asking_ = false;
        if (!answer) return not_known(answer.error());
        const auto text = [&](std::string_view member) { return (*answer)[member].text(); };
        const std::string team = text("team_id");
        const chat::AccountId bot{text("user_id")};
        if (!is_id(team) || !is_id(bot.value)) {
            return not_known({.detail = "auth.test: no workspace or no bot in the answer"});
        }
        const auto space = space_id(text("enterprise_id"), team);
        if (space != workspace_.space && hooks_.is_taken(space)) {
            return not_known({.fault = Fault::config,
                              .detail = team + (text("enterprise_id").empty()
                                                    ? " is in another section as well: leave one"
                                                    : " belongs to an organisation that another section has. Install "
                                                      "the app for the whole organisation, and leave one section")});
        }
        wait_ = first_pause;
        trouble_.clear();
        ended_ = {};
        workspace_.team = team;
        workspace_.enterprise = text("enterprise_id");
        workspace_.bot = bot;
        workspace_.bot_id = text("bot_id");
        workspace_.app = text("app_id");
        workspace_.url = text("url");
        workspace_.space = space;
        spdlog::info("Slack {}: {} ({})", installation_.name, text("team"), workspace_.team);
        if (const auto missing = answer->scopes.empty() ? "" : missing_scopes(answer->scopes); !missing.empty()) {
            spdlog::error("Slack {}: the bot lacks {}. Add what is missing {}.", installation_.name, missing,
                          where_scopes);
        }
        chat::Event fact{
            .space = workspace_.space, .actor = {}, .place = {}, .at = hooks_.now(), .route = {}, .what = {}};
        fact.what = chat::SpaceSeen{.name = text("team"), .bot = workspace_.bot, .can = {}};
        telling_->tell(std::move(fact));
        facts_->remember(hooks_.known(workspace_.space));
        turn(Access::sure);
        hooks_.ready();
        facts_->look_around();
    }

    void not_known(const Problem& problem) {
        trouble_ = problem.detail;
        if (needs_operator(problem)) {
            turn(Access::none);
            spdlog::error("Slack {}: {}. `goodturn check` says more; I try again every five minutes.",
                          installation_.name, problem.detail);
            if (!ended_.empty()) spdlog::error("Slack {}: {}", installation_.name, std::exchange(ended_, {}));
        } else {
            spdlog::warn("Slack {}: {}; trying again", installation_.name, problem.detail);
        }
        hooks_.failing();
        wait_ = std::min(longest_pause, wait_ * 2);
        after(needs_operator(problem) ? pause_for_operator : std::max(wait_, problem.retry_after),
              [](Impl& self) { self.start(); });
    }

    /// Something says that there is no access any more. Slack may have repeated what was true before a reinstallation.
    /// `why`: for the log, once auth.test says so too.
    void doubt(std::string_view why = {}) {
        if (!why.empty()) ended_ = why;
        if (access_ != Access::sure || workspace_.space.empty()) return;
        access_ = Access::doubtful;
        start();
    }

    void turn(Access access) {
        access_ = access;
        if (access == Access::doubtful) return;
        for (auto& [what, done] : std::exchange(waiting_, {})) send(std::move(what), std::move(done));
    }

    void after(std::chrono::milliseconds pause, std::function<void(Impl&)> act) {
        pause_.expires_after(pause);
        pause_.async_wait([weak = weak_from_this(), act = std::move(act)](boost::system::error_code error) {
            const auto self = weak.lock();
            if (!error && self) act(*self);
        });
    }

    /// A command says only that it was typed in a chat of two, and can't wait for more. Slack tells of the bot's own
    /// with somebody when they open it; should that be lost, the next command is answered rightly.
    void ask_whose_chat(const Decoded& decoded) {
        const bool placed = decoded.wait.waiting == Waiting::command || decoded.wait.waiting == Waiting::shortcut;
        if (!placed || decoded.items.empty() || !decoded.wait.channel.starts_with('D')) return;
        const auto& event = decoded.items.front().event;
        if (event.place.direct || !facts_->chat_with(event.actor).empty() || !asked_.insert(event.actor).second) return;
        api_.call(open_chat_call(event.actor, false),
                  [weak = weak_from_this(), person = event.actor](const Answer& answer) {
                      const auto self = weak.lock();
                      if (!self) return;
                      if (const auto chat = opened_chat(answer)) {
                          self->facts_->chat_known(person, *chat);
                      } else {
                          self->asked_.erase(person);
                      }
                  });
    }

    // What came in beside what people do.

    void hear(const News& news) {
        std::visit(chat::Overloaded{
                       [&](const HomeOpened& opened) { facts_->chat_known(opened.person, opened.chat); },
                       [&](const Joined& joined) { facts_->joined(joined.conversation); },
                       [&](const ConversationChanged& changed) { facts_->conversation_changed(changed.conversation); },
                       [&](const RateLimited&) {
                           spdlog::error("Slack {}: more than 30,000 events in an hour; some were not sent",
                                         installation_.name);
                       },
                       [&](const Uninstalled&) {
                           doubt(
                               "the app was removed from the workspace. What was noted is kept: install it again, "
                               "with its new bot token.");
                       },
                       [&](const TokensRevoked&) { doubt("the bot token was revoked: give me the new one."); },
                       [&](const Unknown& unknown) { left_out(unknown.what); }},
                   news);
    }

    /// Said once, for it may come all the time.
    void left_out(const std::string& what) {
        if (unknowns_.size() >= most_unknowns || !unknowns_.insert(what).second) return;
        spdlog::info("Slack {}: left out: {}", installation_.name, what);
    }

    void hand_over(engine::Intake item, std::move_only_function<void(bool)> committed) {
        if (const auto* const seen = std::get_if<chat::AccountSeen>(&item.event.what)) {
            committed = [weak = weak_from_this(), account = *seen, then = std::move(committed)](bool well) mutable {
                if (const auto self = weak.lock(); self && well) self->facts_->stored(account);
                then(well);
            };
        }
        hooks_.sink(std::move(item), std::move(committed));
    }

    void say(const Wait& wait, std::string_view text) {
        const Part part = part_saying(text);
        if (!wait.response_url.empty()) {
            api_.respond(wait.response_url, response_of(part, wait.thread, false), wait.channel, [](const Answer&) {});
            return;
        }
        // Home and the shortcuts that belong to no message are in no conversation.
        api_.call(open_chat_call(wait.person, true), [weak = weak_from_this(), part](const Answer& answer) {
            const auto self = weak.lock();
            const auto chat = opened_chat(answer);
            if (self && chat) self->api_.call(post_call({chat->value}, part, {}, true), [](const Answer&) {});
        });
    }

    asio::any_io_executor loop_;
    Installation installation_;
    SessionHooks hooks_;
    Api api_;
    Workspace workspace_;
    std::set<std::string> unknowns_;  ///< that the log names already
    asio::steady_timer pause_;
    bool asking_ = true;
    Access access_ = Access::sure;
    Unsent waiting_;  ///< in doubt
    std::chrono::milliseconds wait_ = first_pause;
    std::string trouble_;              ///< why Slack did not say who we are, the last time
    std::string_view ended_;           ///< why, as Slack told before auth.test agreed; empty: it told nothing
    std::set<chat::AccountId> asked_;  ///< whose chat was asked for
    std::shared_ptr<Telling> telling_;
    std::unique_ptr<Facts> facts_;
    std::unique_ptr<Reception> reception_;
    std::unique_ptr<Sender> sender_;
};

Session::Session(const asio::any_io_executor& loop, net::Client& client, Installation installation, Verbs verbs,
                 SessionHooks hooks)
    : impl_(std::make_shared<Impl>(loop, client, std::move(installation), std::move(verbs), std::move(hooks))) {
    impl_->build();
}
Session::~Session() = default;
void Session::start() {
    impl_->start();
}
std::string Session::state() const {
    return impl_->state();
}
const std::string& Session::name() const {
    return impl_->name();
}
bool Session::is_well() const {
    return impl_->is_well();
}
const Workspace& Session::workspace() const {
    return impl_->workspace();
}
bool Session::idle() const {
    return impl_->idle();
}
bool Session::asking() const {
    return impl_->asking();
}
bool Session::may_be_any() const {
    return impl_->may_be_any();
}
bool Session::concerns(const Envelope& envelope) const {
    return impl_->concerns(envelope);
}
void Session::take(ConnectionId by, const Envelope& envelope) {
    impl_->take(by, envelope);
}
void Session::send(chat::Outgoing what, std::move_only_function<void(chat::SendResult)> done) {
    impl_->send(std::move(what), std::move(done));
}
void Session::open_form(const std::string& route, const chat::Form& form) {
    impl_->open_form(route, form);
}
void Session::form_errors(const std::string& route, const std::vector<std::pair<std::string, std::string>>& errors) {
    impl_->form_errors(route, errors);
}

}  // namespace goodturn::slack
