#include "adapters/slack/sender.hpp"

#include "adapters/slack/calls.hpp"
#include "adapters/slack/modal.hpp"
#include "adapters/slack/moment.hpp"
#include "adapters/slack/overflow.hpp"
#include "adapters/slack/quiet.hpp"
#include "adapters/slack/render.hpp"
#include "adapters/slack/route.hpp"
#include "adapters/slack/texts.hpp"
#include "core/chat/overloaded.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <spdlog/spdlog.h>

#include <list>
#include <utility>
#include <variant>
#include <vector>

namespace goodturn::slack {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using Answer = std::expected<Reply, Problem>;

/// So long who asked looks where they did. Slack keeps nothing of what only one person sees.
constexpr auto looked_at = std::chrono::minutes(5);

chat::SendResult failed(const Problem& problem) {
    return std::unexpected(send_error(problem));
}
chat::SendResult rejected(std::string why) {
    return std::unexpected(
        chat::SendError{.failure = chat::SendFailure::rejected, .retry_after = {}, .detail = std::move(why)});
}

std::string thread_of(const chat::MessageId& thread) {
    const auto name = split(thread);
    return name ? name->ts : std::string();
}

/// What is on its way, and how.
struct Task {
    chat::Outgoing what;
    Sender::Done done;
    std::optional<Route> route{};
    std::vector<Part> parts{};
    std::size_t next = 0;  ///< of the parts, for one person's eyes
};
using TaskRef = std::shared_ptr<Task>;

void finish(const TaskRef& task, chat::SendResult result) {
    task->done(std::move(result));
}

void is_missing(const MessageName& message, const chat::SendError& error) {
    spdlog::warn("Slack: what does not fit into {}/{} is missing: {}", message.channel, message.ts, error.detail);
}
void may_have_stayed(const MessageName& message, const chat::SendError& error) {
    spdlog::warn("Slack: what stands in the thread of {}/{} may have stayed: {}", message.channel, message.ts,
                 error.detail);
}

/// Slack has no threads in threads: what belongs to a message in one is there beside it.
std::string thread_with(const Task& task, const MessageName& message) {
    std::optional<MessageName> thread;
    if (const auto* to = std::get_if<chat::InConversation>(&task.what.address)) thread = split(to->thread);
    if (const auto* to = std::get_if<chat::DirectTo>(&task.what.address)) thread = split(to->thread);
    return thread && thread->channel == message.channel ? thread->ts : message.ts;
}

const chat::PrivateIn& private_address(const Task& task) {
    return std::get<chat::PrivateIn>(task.what.address);
}

}  // namespace

class Sender::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(asio::any_io_executor loop, Api& api, Reception& reception, Facts& facts, const Workspace& workspace,
         const Patience& patience, std::function<chat::Instant()> now)
        : loop_(std::move(loop)),
          api_(api),
          reception_(reception),
          facts_(facts),
          workspace_(workspace),
          look_ups_(patience.look_ups),
          unasked_(patience.unasked),
          now_(std::move(now)),
          quiet_(std::make_shared<Quiet>(loop_, api, patience, now_)),
          threads_(now_() + clocks_differ) {}

    void send(chat::Outgoing what, Done done) {
        auto task = std::make_shared<Task>(Task{.what = std::move(what), .done = std::move(done)});
        task->route = route_from(task->what.route);
        if (task->route && task->what.attempt > 1) {
            reception_.recall(*task->route, envelope_key(workspace_.space, task->route->envelope), now_());
        }
        std::visit(chat::Overloaded{[&](const chat::Post& post) {
                                        task->parts = parts_of(post.message, look());
                                        this->post_unless_quiet(task);
                                    },
                                    [&](const chat::Edit& edit) { this->edit(task, edit); },
                                    [&](const chat::Delete& what_goes) { take_away(task, what_goes.target); },
                                    [&](const chat::React&) {
                                        later(task, rejected("a reaction, which this space is not asked for"));
                                    }},
                   task->what.intent);
    }

private:
    [[nodiscard]] Look look() const { return {.team = workspace_.team, .url = workspace_.url}; }

    void later(const TaskRef& task, chat::SendResult result) {
        asio::post(loop_, [weak = weak_from_this(), task, result = std::move(result)]() mutable {
            if (weak.lock()) finish(task, std::move(result));
        });
    }

    /// Calls with this object, if there still is one.
    template <class Then>
    auto alive(Then then) {
        return [weak = weak_from_this(), then = std::move(then)](auto&& result) mutable {
            if (const auto self = weak.lock()) then(*self, std::forward<decltype(result)>(result));
        };
    }

    void post_unless_quiet(const TaskRef& task) {
        const auto* to = std::get_if<chat::DirectTo>(&task->what.address);
        if (to == nullptr || task->what.answer) return post(task);
        // The engine decides by what it knows, and of whom it knows nothing could be a guest or a bot.
        if (const auto known = facts_.knows(to->account); !known) {
            auto error = send_error(known.error());
            // Nothing was sent, whatever became of the question.
            if (error.failure == chat::SendFailure::transient) error.failure = chat::SendFailure::later;
            return later(task, std::unexpected(std::move(error)));
        }
        quiet_->ask(to->account, alive([task](Impl& self, std::optional<chat::Instant> until) {
                        if (!until) return self.post(task);
                        self.later(task, std::unexpected(chat::SendError{.failure = chat::SendFailure::not_now,
                                                                         .retry_after = *until - self.now_(),
                                                                         .detail = "they are in do-not-disturb"}));
                    }));
    }

    void call(Call call, auto then) {
        if (!call.pace.answer) call.pace.patience = unasked_;
        api_.call(std::move(call), alive(std::move(then)));
    }

    void post(const TaskRef& task) {
        std::visit(
            chat::Overloaded{
                [&](const chat::InConversation& to) { post_at(task, {to.conversation.value, thread_of(to.thread)}); },
                [&](const chat::DirectTo& to) { post_to(task, to.account, to.thread); },
                [&](const chat::PrivateIn&) { in_acknowledgement(task); },
                [&](const chat::Overview& to) { publish(task, to, std::get<chat::Post>(task->what.intent).message); }},
            task->what.address);
    }

    // For all, or in somebody's chat with the bot: exactly once.

    void post_at(const TaskRef& task, Place place) {
        auto posting = std::make_shared<Posting>(Delivery{.id = task->what.delivery,
                                                          .again = task->what.attempt > 1,
                                                          .first_attempt = task->what.first_attempt,
                                                          .place = std::move(place),
                                                          .parts = {task->parts.front()},
                                                          .answer = task->what.answer},
                                                 workspace_, look_ups_);
        advance(posting, posting->start(moment()), alive([task](Impl& self, chat::SendResult there) {
                    const auto name = there ? split(there->message) : std::nullopt;
                    if (!name || task->parts.size() == 1) return finish(task, std::move(there));
                    self.go_on(task, *name, {task->parts.begin() + 1, task->parts.end()}, true);
                }));
    }

    /// `posting`: a Posting or an Overflow.
    void advance(const auto& posting, PostingAction action, Done done) {
        std::visit(
            chat::Overloaded{[&](Make& make) {
                                 call(std::move(make.call),
                                      [posting, done = std::move(done)](Impl& self, const Answer& answer) mutable {
                                          self.advance(posting, posting->posted(answer, moment()), std::move(done));
                                      });
                             },
                             [&](LookUp& look_up) {
                                 call(std::move(look_up.call),
                                      [posting, done = std::move(done)](Impl& self, const Answer& answer) mutable {
                                          self.advance(posting, posting->looked(answer, moment()), std::move(done));
                                      });
                             },
                             [&](const WaitUntil& wait) {
                                 const auto timer = timers_.emplace(timers_.end(), loop_, Clock::time_point(wait.at));
                                 timer->async_wait(alive([posting, timer, done = std::move(done)](
                                                             Impl& self, boost::system::error_code) mutable {
                                     self.timers_.erase(timer);
                                     self.advance(posting, posting->waited(), std::move(done));
                                 }));
                             },
                             [&](Arrived& there) { done(std::move(there.receipt)); },
                             [&](const GiveUp& given_up) { done(failed(given_up.problem)); }},
            action);
    }

    /// `thread`: of a chat that was theirs then.
    void post_to(const TaskRef& task, const chat::AccountId& account, const chat::MessageId& thread = {}) {
        if (const auto chat = facts_.chat_with(account); !chat.empty()) return post_in(task, chat, thread);
        call(open_chat_call(account, task->what.answer), [task, account, thread](Impl& self, const Answer& answer) {
            const auto chat = opened_chat(answer);
            if (!chat) return finish(task, failed(chat.error()));
            self.facts_.chat_known(account, *chat);
            self.post_in(task, *chat, thread);
        });
    }
    void post_in(const TaskRef& task, const chat::ConversationId& chat, const chat::MessageId& thread) {
        const auto name = split(thread);
        post_at(task, {chat.value, name && name->channel == chat.value ? name->ts : std::string()});
    }

    // For one person's eyes, way after way.

    [[nodiscard]] chat::Receipt private_receipt(const Task& task) const {
        const auto& conversation = private_address(task).conversation;
        return {conversation, private_message_id(conversation.value, task.what.delivery)};
    }

    void in_acknowledgement(const TaskRef& task) {
        const bool goes = task->route && task->parts.size() == 1 &&
                          reception_.answer(task->route->envelope, command_payload(task->parts.front()),
                                            alive([task](Impl& self, bool arrived) {
                                                if (arrived) return finish(task, self.private_receipt(*task));
                                                self.by_response_url(task, false);
                                            }));
        if (goes) return;
        by_response_url(task, false);
    }

    void by_response_url(const TaskRef& task, bool replace) {
        const bool open = task->route && takes_response(*task->route, now_());
        if (task->parts.size() > 1 && !private_address(*task).there_alone) {
            if (open) point_to_chat(*task, replace);
            return in_their_chat(task);
        }
        if (!open) return as_ephemeral(task);
        api_.respond(task->route->response_url, response_of(task->parts[task->next], task->route->thread, replace),
                     private_address(*task).conversation.value, alive([task](Impl& self, const Answer& answer) {
                         if (answer) return self.part_arrived(task);
                         if (answer.error().fault == Fault::transient) return self.part_failed(task, answer.error());
                         self.as_ephemeral(task);
                     }));
    }

    void part_arrived(const TaskRef& task) {
        if (++task->next < task->parts.size()) return by_response_url(task, false);
        finish(task, private_receipt(*task));
    }
    void part_failed(const TaskRef& task, const Problem& problem) {
        if (task->next == 0) return finish(task, failed(problem));
        spdlog::warn("Slack: the rest of an answer is missing: {}", problem.detail);
        finish(task, private_receipt(*task));
    }

    /// Once it is there.
    void point_to_chat(Task& task, bool replace) {
        task.done = alive([then = std::move(task.done), route = *task.route, replace,
                           here = private_address(task).conversation](Impl& self, chat::SendResult result) mutable {
            if (result && result->conversation != here) {
                const auto pointer = response_of(part_saying(texts::in_your_chat), route.thread, replace);
                self.api_.respond(route.response_url, pointer, here.value, [](const Answer&) {});
            }
            then(std::move(result));
        });
    }

    void as_ephemeral(const TaskRef& task) {
        const auto& to = private_address(*task);
        const auto asked = task->route ? came(*task->route) : task->what.first_attempt;
        if (!to.there_alone && now_() - asked > looked_at) return in_their_chat(task);
        api_.call(private_call({to.conversation.value, thread_of(to.thread)}, to.account, task->parts[task->next]),
                  alive([task](Impl& self, const Answer& answer) {
                      if (answer) return self.part_arrived(task);
                      const auto fault = answer.error().fault;
                      const bool not_in_there =
                          fault != Fault::transient && fault != Fault::rate_limited && fault != Fault::auth;
                      if (not_in_there && !private_address(*task).there_alone) return self.in_their_chat(task);
                      self.part_failed(task, answer.error());
                  }));
    }

    void in_their_chat(const TaskRef& task) { post_to(task, private_address(*task).account); }

    /// The same whether there is one already or not: the newest stays.
    void publish(const TaskRef& task, const chat::Overview& to, const chat::Message& message) {
        api_.call(publish_call(to.account, home_of(message, look())), alive([task, to](Impl&, const Answer& answer) {
                      if (!answer) return finish(task, failed(answer.error()));
                      finish(task, chat::Receipt{{}, {"home/" + to.account.value}});
                  }));
    }

    // What is there already.

    void edit(const TaskRef& task, const chat::Edit& edit) {
        if (const auto* to = std::get_if<chat::Overview>(&task->what.address)) return publish(task, *to, edit.message);
        if (is_private(edit.target)) {
            task->parts = parts_of(edit.message, look());
            // Without the way back to that message, it is said anew.
            if (std::holds_alternative<chat::PrivateIn>(task->what.address)) {
                return by_response_url(task, task->route && task->route->ephemeral);
            }
            return post(task);
        }
        const auto name = split(edit.target);
        if (!name) return later(task, rejected("an edit of what is no message here"));
        auto live = live_of(edit.message, look());
        // Of answers too more can be due than Slack takes, and what waits here keeps others from being sent.
        auto change = update_call(*name, live.part, task->what.answer);
        change.pace.patience = unasked_;
        call(std::move(change), [task, name, rest = std::move(live.rest)](Impl& self, const Answer& answer) mutable {
            if (!answer) return finish(task, failed(answer.error()));
            self.go_on(task, *name, std::move(rest), false);
        });
    }

    /// The message is there; the rest of it follows. `posted`, it is seen and can be pressed even if that is refused.
    void go_on(const TaskRef& task, const MessageName& name, std::vector<Part> rest, bool posted) {
        const bool is_long = !rest.empty();
        const bool fresh = posted && task->what.attempt <= 1;
        set_rest(task, name, std::move(rest), fresh, [task, name, is_long, posted](chat::SendResult result) {
            const bool vain = !result && result.error().failure != chat::SendFailure::transient;
            if (vain && !is_long) {
                may_have_stayed(name, result.error());
            } else if (vain && posted && result.error().failure != chat::SendFailure::unknown) {
                is_missing(name, result.error());
            } else if (!result) {
                return finish(task, std::move(result));
            }
            finish(task, chat::Receipt{{name.channel}, message_id(name.channel, name.ts)});
        });
    }

    /// `then` once the thread holds this of the message and nothing else. `fresh`: it holds nothing of it yet.
    void set_rest(const TaskRef& task, const MessageName& name, std::vector<Part> rest, bool fresh, Done then) {
        if (!rest.empty()) threads_.know(name, true);
        if (!threads_.may_have_something(name)) return then(chat::Receipt{});
        if (rest.empty()) {
            then = alive([name, then = std::move(then)](Impl& self, chat::SendResult result) mutable {
                if (result) self.threads_.know(name, false);
                then(std::move(result));
            });
        }
        auto thread = std::make_shared<Overflow>(Remainder{.of = name,
                                                           .thread = thread_with(*task, name),
                                                           .parts = std::move(rest),
                                                           .fresh = fresh,
                                                           .again = task->what.attempt > 1,
                                                           .first_attempt = task->what.first_attempt,
                                                           .answer = task->what.answer},
                                                 workspace_, look_ups_);
        advance(thread, thread->start(moment()), std::move(then));
    }

    void take_away(const TaskRef& task, const chat::MessageId& target) {
        // Only this person sees it, until their client is started again.
        if (is_private(target)) return later(task, chat::Receipt{});
        const auto name = split(target);
        if (!name) return later(task, rejected("to delete what is no message here"));
        call(delete_call(*name, task->what.answer), [task, name](Impl& self, const Answer& answer) {
            // An earlier attempt may have come no further than this.
            const bool gone = !answer && answer.error().fault == Fault::gone;
            if (!answer && !gone) return finish(task, failed(answer.error()));
            auto result = gone ? failed(answer.error()) : chat::SendResult(chat::Receipt{{name->channel}, {}});
            // Slack leaves a thread without its first message.
            self.set_rest(task, *name, {}, false, [task, name, result](const chat::SendResult& cleared) {
                if (cleared) return finish(task, result);
                if (cleared.error().failure == chat::SendFailure::transient) return finish(task, cleared);
                may_have_stayed(*name, cleared.error());
                finish(task, result);
            });
        });
    }

    asio::any_io_executor loop_;
    Api& api_;
    Reception& reception_;
    Facts& facts_;
    const Workspace& workspace_;
    LookUps look_ups_;
    Moment unasked_;
    std::function<chat::Instant()> now_;
    std::shared_ptr<Quiet> quiet_;
    Threads threads_;                       ///< what an earlier process wrote there is not known
    std::list<asio::steady_timer> timers_;  ///< they end with this: a stop waits for none
};

Sender::Sender(const asio::any_io_executor& loop, Api& api, Reception& reception, Facts& facts,
               const Workspace& workspace, const Patience& patience, std::function<chat::Instant()> now)
    : impl_(std::make_shared<Impl>(loop, api, reception, facts, workspace, patience, std::move(now))) {}
Sender::~Sender() = default;
void Sender::send(chat::Outgoing what, Done done) {
    impl_->send(std::move(what), std::move(done));
}

}  // namespace goodturn::slack
