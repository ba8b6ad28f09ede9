#include "adapters/web/page_adapter.hpp"

#include "adapters/web/browsers.hpp"
#include "adapters/web/chat_server.hpp"
#include "adapters/web/chat_thread.hpp"
#include "adapters/web/events.hpp"
#include "adapters/web/handover.hpp"
#include "adapters/web/routes.hpp"
#include "adapters/web/sample.hpp"
#include "adapters/web/texts.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <fmt/format.h>

#include <deque>
#include <map>
#include <utility>

namespace goodturn::web {
namespace {

namespace asio = boost::asio;

constexpr auto retry_pause = std::chrono::milliseconds(200);
constexpr std::int64_t log_batch = 100;

}  // namespace

class PageAdapter::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(asio::any_io_executor loop, PageOptions options, std::function<chat::Instant()> now, engine::Sink sink,
         Hooks hooks)
        : loop_(std::move(loop)),
          options_(std::move(options)),
          now_(std::move(now)),
          hooks_(std::move(hooks)),
          handover_(loop_, std::move(sink)),
          retry_(loop_),
          chat_(options_.chat_file, options_.command),
          offset_(chat_.clock_offset_ms()) {}

    std::string start(const std::optional<std::string>& cursor) {
        chat_.furnish(now_());
        const auto known = position(cursor, chat_.generation());
        // A bot that knows nothing of this chat although it spoke here has a new database. It counts its deliveries
        // anew, so this chat can't be continued.
        const bool strange = !known && chat_.bot_has_spoken();
        if (strange) chat_.start_over({}, now_());
        generation_ = chat_.generation();
        committed_ = fetched_ = known.value_or(0);
        chat_.forget_log(committed_);
        const Look look = chat_.look();

        browsers_ = std::make_unique<Browsers>(
            loop_, chat_.token(),
            Browsers::Handlers{.hello = [this](Browsers::Session tab, Hello hello) { welcome(tab, hello.after); },
                               .command = [this](Browsers::Session tab, Command command,
                                                 const std::string& text) { take(tab, std::move(command), text); }});
        auto address = browsers_->start(options_.address, options_.port);
        thread_ = std::make_unique<ChatThread>(loop_, chat_);
        busy_ = true;
        asio::post(loop_, [weak = weak_from_this(), look, erase = strange || (cursor && !known)] {
            const auto self = weak.lock();
            if (!self) return;
            if (erase) return self->erase_bot(look);
            self->begin(look);
        });
        return address;
    }

    void stop(std::move_only_function<void()> done) {
        if (browsers_) return browsers_->stop(std::move(done));
        asio::post(loop_, std::move(done));
    }

    /// Nothing is called any more; what the chat server was asked to do is finished.
    void end() {
        browsers_.reset();
        handover_.end();
        retry_.cancel();
        thread_.reset();
    }

    [[nodiscard]] std::chrono::milliseconds clock_offset() const { return std::chrono::milliseconds(offset_); }

    void set_clock_offset(std::chrono::milliseconds offset, std::move_only_function<void()> done) {
        offset_ = offset.count();
        on_chat(
            [offset](ChatServer& chat) {
                chat.set_clock_offset_ms(offset.count());
                return true;
            },
            [done = std::move(done)](Impl&, std::optional<bool>) mutable { done(); });
    }

    void clock(chat::Instant now, bool moving) {
        moving_ = moving;
        if (browsers_) browsers_->broadcast(frame(Clock{now, moving}));
    }

    void send(chat::Outgoing what, std::move_only_function<void(chat::SendResult)> done) {
        if (starting_over_) {
            return asio::post(loop_, [done = std::move(done)]() mutable {
                done(std::unexpected(chat::SendError{chat::SendFailure::rejected, {}, "the space is started over"}));
            });
        }
        on_chat([what = std::move(what), now = now_()](ChatServer& chat) { return chat.send(what, now); },
                [done = std::move(done)](Impl& self, auto sent) mutable {
                    if (!sent) {
                        return done(std::unexpected(
                            chat::SendError{chat::SendFailure::transient, std::chrono::seconds(1), "not saved"}));
                    }
                    if (!*sent) return done(std::unexpected(chat::SendError{sent->error(), {}, {}}));
                    self.show((*sent)->change);
                    done(std::move((*sent)->receipt));
                });
    }

    void open_form(const std::string& route, const chat::Form& form) {
        to_route(route, [&](std::string_view account) { return form_frame(account, form); });
    }

    void form_errors(const std::string& route, const std::vector<std::pair<std::string, std::string>>& errors) {
        to_route(route, [&](std::string_view account) { return form_errors_frame(account, errors); });
    }

private:
    /// Something to hand to the bot; `seq` is 0 for facts.
    struct Item {
        std::int64_t seq = 0;
        engine::Intake intake;
    };

    /// ChatThread::run(), with `then(Impl&, result)` only while this lives.
    template <class Work, class Then>
    void on_chat(Work work, Then then) {
        thread_->run(std::move(work), [weak = weak_from_this(), then = std::move(then)](auto result) mutable {
            if (const auto self = weak.lock()) then(*self, std::move(result));
        });
    }

    // Browsers.

    void show(const Change& change) {
        for (const Said& message : change.messages) browsers_->broadcast(frame(message));
        if (change.look) browsers_->broadcast(frame(*change.look));
    }

    template <class Frame>
    void to_route(const std::string& route, Frame frame) {
        form_answered_ = form_answered_ || route == route_;
        if (const auto to = parse_route(route)) browsers_->tell(to->first, frame(to->second));
    }

    void done(const Waiter& waiter, bool close_form = true) {
        if (close_form && !waiter.form_of.empty()) browsers_->tell(waiter.session, form_done_frame(waiter.form_of));
        browsers_->finish(waiter.session, done_frame(waiter.command));
    }

    void refuse(const Waiter& waiter, std::string_view why) {
        browsers_->finish(waiter.session, refused_frame(waiter.command, why));
    }

    void welcome(Browsers::Session tab, std::int64_t after) {
        Welcome base{.bot_name = options_.bot_name,
                     .command = options_.command,
                     .conversations = conversations(),
                     .look = {},
                     .clock = {now_(), moving_},
                     .generation = {}};
        on_chat(
            [base = std::move(base), after](ChatServer& chat) mutable {
                const Snapshot snapshot = chat.snapshot(after);
                base.look = snapshot.look;
                base.generation = snapshot.generation;
                std::vector<std::string> frames{frame(base)};
                for (const Said& message : snapshot.messages) frames.push_back(frame(message));
                return frames;
            },
            [tab](Impl& self, auto frames) {
                if (!frames) return self.browsers_->send_away(tab);
                self.browsers_->welcome(tab, std::move(*frames));
            });
    }

    // Commands.

    void take(Browsers::Session tab, Command command, const std::string& text) {
        const Waiter waiter{tab, command.id, std::holds_alternative<Submit>(command.what) ? command.as : std::string()};
        if (auto* clock = std::get_if<MoveClock>(&command.what)) {
            return move_clock(waiter, {{command.as}, clock->to});
        }
        if (std::holds_alternative<StartOver>(command.what)) return start_over(waiter);
        if (std::holds_alternative<Fill>(command.what)) {
            return carry_out(waiter, [id = command.id, now = now_()](ChatServer& chat) {
                return std::expected<Carried, std::string_view>(chat.fill(id, now));
            });
        }
        carry_out(waiter, [command = std::move(command), text, now = now_()](ChatServer& chat) {
            return chat.carry_out(command, text, now);
        });
    }

    template <class Work>
    void carry_out(const Waiter& waiter, Work work) {
        on_chat(std::move(work), [waiter](Impl& self, auto carried) {
            if (!carried) return self.refuse(waiter, texts::not_saved);
            if (!*carried) return self.refuse(waiter, carried->error());
            self.show((*carried)->change);
            const auto log = (*carried)->log;
            if (log <= self.committed_) return self.done(waiter);
            self.waiting_[log].push_back(waiter);
            self.unread_ = true;
            self.pump();
        });
    }

    /// A command that the bot carries out may come again before it is done.
    void move_clock(const Waiter& waiter, ClockMove move) {
        auto& waiters = moves_[waiter.command];
        waiters.push_back(waiter);
        if (waiters.size() > 1) return;
        const std::string id = waiter.command;
        on_chat([id](ChatServer& chat) { return chat.carried_out(id).has_value(); },
                [id, move = std::move(move)](Impl& self, std::optional<bool> before) {
                    if (!before) return self.moved(id, texts::not_saved);
                    if (*before) return self.moved(id, {});
                    self.hooks_.move_clock(move, [weak = self.weak_from_this(), id](const std::string& refused) {
                        const auto alive = weak.lock();
                        if (!alive) return;
                        if (!refused.empty()) return alive->moved(id, refused);
                        alive->on_chat(
                            [id](ChatServer& chat) {
                                chat.remember(id);
                                return true;
                            },
                            [id](Impl& again, std::optional<bool>) { again.moved(id, {}); });
                    });
                });
    }

    void moved(const std::string& id, std::string_view refused) {
        const auto waiters = moves_.extract(id);
        for (const auto& waiter : waiters.mapped()) {
            if (refused.empty()) {
                done(waiter);
            } else {
                refuse(waiter, refused);
            }
        }
    }

    void start_over(const Waiter& waiter) {
        on_chat([id = waiter.command](ChatServer& chat) { return chat.carried_out(id).has_value(); },
                [waiter](Impl& self, std::optional<bool> before) {
                    if (!before) return self.refuse(waiter, texts::not_saved);
                    if (*before) return self.done(waiter);
                    self.over_.push_back(waiter);
                    self.pump();
                });
    }

    void forget_chat() {
        busy_ = starting_over_ = true;
        std::vector<std::string> ids;
        ids.reserve(over_.size());
        for (const auto& waiter : over_) ids.push_back(waiter.command);
        on_chat(
            [ids = std::move(ids), now = now_()](ChatServer& chat) {
                chat.start_over(ids, now);
                return std::pair(chat.generation(), chat.look());
            },
            [](Impl& self, auto fresh) {
                if (!fresh) {
                    for (const auto& waiter : std::exchange(self.over_, {})) self.refuse(waiter, texts::not_saved);
                    self.busy_ = self.starting_over_ = false;
                    return self.pump();
                }
                self.generation_ = std::move(fresh->first);
                self.committed_ = self.fetched_ = 0;
                self.queue_.clear();
                self.erase_bot(fresh->second);
            });
    }

    void erase_bot(Look look) {
        starting_over_ = true;
        hooks_.start_over([weak = weak_from_this(), look] {
            const auto self = weak.lock();
            if (!self) return;
            self->starting_over_ = false;
            for (const auto& [seq, waiters] : std::exchange(self->waiting_, {})) {
                for (const auto& waiter : waiters) self->done(waiter);
            }
            for (const auto& waiter : std::exchange(self->over_, {})) self->done(waiter);
            for (const auto tab : self->browsers_->welcomed()) self->welcome(tab, 0);
            self->begin(look);
        });
    }

    // The bot: facts first, then the log, one event at a time, so that its cursor never passes an event that it does
    // not have.

    void begin(Look look) {
        queue_.push_back({0, {.keys = {}, .event = space_seen(look, options_.bot_name, now_()), .cursor = {}}});
        for (auto& event : team_seen(options_.bot_name, now_())) {
            queue_.push_back({0, {.keys = {}, .event = std::move(event), .cursor = {}}});
        }
        busy_ = false;
        unread_ = true;
        pump();
    }

    void pump() {
        if (handover_.under_way() || busy_) return;
        if (!over_.empty()) return forget_chat();
        if (queue_.empty()) {
            if (unread_) fetch();
            return;
        }
        Item item = std::move(queue_.front());
        queue_.pop_front();
        route_ = item.intake.event.route = route_to(item.seq, item.intake.event.actor.value);
        form_answered_ = false;
        handover_.hand_over(std::move(item.intake), [this, seq = item.seq] { committed(seq); });
    }

    void fetch() {
        busy_ = true;
        on_chat([after = fetched_](ChatServer& chat) { return chat.log_after(after, log_batch); },
                [](Impl& self, auto page) {
                    self.busy_ = false;
                    if (!page) return self.pump_later();
                    self.unread_ = page->last > self.fetched_;
                    self.fetched_ = page->last;
                    for (const Logged& entry : page->entries) {
                        self.queue_.push_back({entry.seq, self.intake_of(entry)});
                    }
                    self.pump();
                });
    }

    void pump_later() {
        retry_.expires_after(retry_pause);
        retry_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
            const auto self = weak.lock();
            if (!error && self) self->pump();
        });
    }

    engine::Intake intake_of(const Logged& entry) const {
        const std::string at = cursor_of(generation_, entry.seq);
        return {.keys = {fmt::format("{}:{}", space_name, at)},
                .event = event_of(entry, options_.bot_name, options_.command),
                .cursor = engine::Cursor{std::string(space_name), at}};
    }

    /// The tab that waits for this event; the newest connection of it.
    std::string route_to(std::int64_t seq, const std::string& account) const {
        const auto waiters = waiting_.find(seq);
        if (waiters == waiting_.end()) return {};
        return route_of(waiters->second.back(), account);
    }

    void committed(std::int64_t seq) {
        if (seq > 0) committed_ = seq;
        for (auto waiters = waiting_.begin(); waiters != waiting_.end() && waiters->first <= committed_;) {
            for (const auto& waiter : waiters->second) done(waiter, !form_answered_);
            waiters = waiting_.erase(waiters);
        }
        route_.clear();
        pump();
    }

    asio::any_io_executor loop_;
    PageOptions options_;
    std::function<chat::Instant()> now_;
    Hooks hooks_;
    Handover handover_;
    asio::steady_timer retry_;

    ChatServer chat_;  // once started, only on its thread
    std::string generation_;
    std::int64_t offset_ = 0;
    bool moving_ = false;

    std::deque<Item> queue_;
    std::int64_t fetched_ = 0;    // the log's last entry in queue_
    std::int64_t committed_ = 0;  // the log's last entry that the bot has for good
    bool unread_ = false;         // there may be more in the log
    bool busy_ = false;           // fetching or starting over: nothing else is begun
    bool starting_over_ = false;
    std::string route_;           // of the event under way
    bool form_answered_ = false;  // it led to a form or to form errors

    std::map<std::int64_t, std::vector<Waiter>> waiting_;  // by entry of the log
    std::map<std::string, std::vector<Waiter>> moves_;     // of the clock, by command
    std::vector<Waiter> over_;

    std::unique_ptr<Browsers> browsers_;
    std::unique_ptr<ChatThread> thread_;
};

PageAdapter::PageAdapter(asio::any_io_executor loop, PageOptions options, std::function<chat::Instant()> now,
                         engine::Sink sink, Hooks hooks)
    : impl_(std::make_shared<Impl>(std::move(loop), std::move(options), std::move(now), std::move(sink),
                                   std::move(hooks))) {}

PageAdapter::~PageAdapter() {
    impl_->end();
}

std::chrono::milliseconds PageAdapter::clock_offset() const {
    return impl_->clock_offset();
}

void PageAdapter::set_clock_offset(std::chrono::milliseconds offset, std::move_only_function<void()> done) {
    impl_->set_clock_offset(offset, std::move(done));
}

std::string PageAdapter::start(const std::optional<std::string>& cursor) {
    return impl_->start(cursor);
}

void PageAdapter::stop(std::move_only_function<void()> done) {
    impl_->stop(std::move(done));
}

void PageAdapter::clock(chat::Instant now, bool moving) {
    impl_->clock(now, moving);
}

void PageAdapter::send(chat::Outgoing what, std::move_only_function<void(chat::SendResult)> done) {
    impl_->send(std::move(what), std::move(done));
}

void PageAdapter::open_form(const std::string& route, const chat::Form& form) {
    impl_->open_form(route, form);
}

void PageAdapter::form_errors(const std::string& route,
                              const std::vector<std::pair<std::string, std::string>>& errors) {
    impl_->form_errors(route, errors);
}

}  // namespace goodturn::web
