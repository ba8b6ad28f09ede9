#include "core/engine/sending.hpp"

#include "core/chat/json.hpp"
#include "core/engine/bridge.hpp"
#include "core/engine/happening.hpp"
#include "core/engine/instants.hpp"
#include "core/engine/texts.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace goodturn::engine {
namespace {

constexpr std::string_view payload_purpose = "delivery.payload";
constexpr auto answers_end_after = std::chrono::hours(24);
/// However long ago the first try was: it may have been put off since. With backoff, half an hour.
constexpr int tries_at_least = 12;
/// However many tries there were before the process was away: what it comes back to may need a moment as well.
constexpr auto tried_since_start = std::chrono::hours(1);
constexpr auto late_after = std::chrono::minutes(10);

struct View {
    std::int64_t id = 0;
    const ViewDef* def = nullptr;  ///< null: no practice has it any more
    std::int64_t subject = 0;
    std::string remote_id;
    bool retracted = false;
    Kind kind = Kind::answer;  ///< that it was first shown as

    [[nodiscard]] bool there() const { return !remote_id.empty(); }
};

std::optional<View> view_of(Machinery& m, const Delivery& delivery) {
    if (!delivery.view) return std::nullopt;
    auto row = m.db.query(R"sql(SELECT name, subject, remote_id, retracted, kind FROM view WHERE id = $1)sql",
                          {*delivery.view});
    if (!row.next()) return std::nullopt;
    return View{*delivery.view, m.registry.view(row.text(0)),     row.integer(1), row.text(2),
                row.flag(3),    static_cast<Kind>(row.integer(4))};
}

/// Ends what got no receipt. If the answer to any of its tries was lost, it may have arrived: the budgets count it.
void end_unsent(Machinery& m, const Delivery& delivery, int lost_answers, std::string_view outcome, chat::Instant now) {
    const auto view = view_of(m, delivery);
    const bool may_be_there = lost_answers > 0 && delivery.intent == "post" && !(view && view->there());
    m.outbox.end(delivery.id, may_be_there ? "unknown" : outcome, m.time(now));
    // Nobody presses or types what they never saw, by this delivery of a view or another.
    const bool seen = may_be_there || (view && (view->there() || m.outbox.may_be_there(view->id)));
    if (!seen && delivery.intent == "post") m.actions.close(delivery.id, delivery.view);
    if (may_be_there && !delivery.counted && delivery.to.eyes != Eyes::everybody) {
        m.kinds.sent(view ? view->kind : delivery.kind, delivery.to.person, delivery.first_try.value_or(m.time(now)),
                     false);
    }
}

/// It will never arrive: whoever sent it hears of it.
void give_up(Machinery& m, const Delivery& delivery, int lost_answers, std::string_view outcome, chat::Instant now) {
    end_unsent(m, delivery, lost_answers, outcome, now);
    const auto view = view_of(m, delivery);
    if (view && !view->there() && !view->retracted && view->def != nullptr && view->def->unreachable != nullptr) {
        m.guarded("unreachable of delivery " + std::to_string(delivery.id), [&] {
            Happening turn(m, m.space(delivery.to.space), delivery.to.person, now);
            view->def->unreachable(turn, view->subject);
        });
    }
}

/// A view that is there already is edited.
std::optional<View> aim(Machinery& m, Delivery& delivery) {
    auto view = view_of(m, delivery);
    if (view && view->there()) {
        delivery.intent = "edit";
        delivery.target = view->remote_id;
    }
    return view;
}

/// The rules of its kind; true: it may be sent now.
bool allowed(Machinery& m, Delivery& delivery, chat::Instant now) {
    if (const auto view = aim(m, delivery); view && view->retracted && delivery.attempt > 0) return true;
    const Ruling ruling = m.kinds.rule(delivery, now, m.clock_fell_back(now));
    switch (ruling.verdict) {
        case Ruling::Verdict::send:
            return true;
        case Ruling::Verdict::hold:
            m.outbox.put_off(delivery.id, ruling.until);
            return false;
        case Ruling::Verdict::drop:
            break;
    }
    give_up(m, delivery, delivery.attempt, "dropped", now);
    if (ruling.gone_quiet) {
        Happening turn(m, m.space(delivery.to.space), delivery.to.person, now);
        turn.say(turn.own_chat(), message(texts::gone_quiet));
    }
    return false;
}

std::optional<chat::Address> address_of(Machinery& m, const Delivery& delivery) {
    const chat::ConversationId conversation{delivery.to.conversation};
    const chat::MessageId thread{delivery.to.thread};
    if (delivery.to.eyes == Eyes::everybody) return chat::InConversation{conversation, thread};
    const auto account = m.people.account(delivery.to.person, delivery.to.space);
    if (!account) return std::nullopt;
    if (delivery.to.eyes == Eyes::direct) return chat::DirectTo{*account, thread};
    if (delivery.to.eyes == Eyes::overview) return chat::Overview{*account};
    return chat::PrivateIn{conversation, thread, *account, m.people.get(delivery.to.person).foreign};
}

/// nullopt: the view has nothing to show.
std::optional<chat::Message> content_of(Machinery& m, const Delivery& delivery, const std::optional<View>& view,
                                        const Space& space, chat::Instant now) {
    std::optional<chat::Message> content;
    if (view) {
        if (view->retracted) {
            // An earlier try may have arrived: only its receipt, which comes under the same key, tells what to delete.
            if (delivery.attempt == 1) return std::nullopt;
            return message(texts::taken_back);
        }
        if (view->def == nullptr) throw std::logic_error("a view that no practice has");
        Happening turn(m, space, delivery.to.person, now);
        content = view->def->render(turn, view->subject);
        // What it showed is not true any more, or an earlier try may have arrived.
        if (!content && view->there()) return message(texts::over);
        if (!content && delivery.attempt > 1) return message(texts::taken_back);
        if (content) {
            m.actions.number(*content, delivery.to.person, view->id, std::nullopt, now,
                             delivery.to.eyes != Eyes::overview);
            m.actions.file();
        }
    } else if (auto composed = m.composed.extract(delivery.id)) {
        content = std::move(composed.mapped());
    } else {
        content = chat::message_from_json(m.seal.open(delivery.payload, payload_purpose));
    }
    if (content && delivery.asked && now - *delivery.asked > late_after) {
        Happening turn(m, space, delivery.to.person, now);
        content->blocks.insert(content->blocks.begin(),
                               note(texts::asked_earlier, {{"when", turn.when(*delivery.asked)}}));
    }
    if (content) content = bridged(std::move(*content), space.can);
    return content;
}

std::optional<chat::Intent> intent_of(Machinery& m, const Delivery& delivery, const std::optional<View>& view,
                                      const Space& space, chat::Instant now) {
    const chat::MessageId target{delivery.target};
    if (delivery.intent == "delete") return chat::Delete{target};
    if (delivery.intent == "react") return chat::React{target, m.seal.open(delivery.payload, payload_purpose)};
    auto message = content_of(m, delivery, view, space, now);
    if (!message) return std::nullopt;
    if (delivery.intent == "edit") return chat::Edit{target, std::move(*message)};
    return chat::Post{std::move(*message)};
}

std::optional<chat::Outgoing> outgoing(Machinery& m, Delivery& delivery, chat::Instant now) {
    const auto view = aim(m, delivery);
    const Space space = m.space(delivery.to.space);
    auto address = address_of(m, delivery);
    auto intent = address ? intent_of(m, delivery, view, space, now) : std::nullopt;
    if (!intent) {
        end_unsent(m, delivery, delivery.attempt - 1, "dropped", now);
        return std::nullopt;
    }
    return chat::Outgoing{.delivery = delivery.id,
                          .attempt = delivery.attempt,
                          .first_attempt = delivery.first_try.value_or(m.time(now)),
                          .answer = delivery.kind == Kind::answer,
                          .may_invite = delivery.kind == Kind::answer || delivery.kind == Kind::delivery,
                          .space = space.remote,
                          .address = std::move(*address),
                          .route = delivery.route,
                          .intent = std::move(*intent)};
}

/// The view that has just been shown, and how, for its practice to hear of.
struct Arrival {
    View view;
    Shown shown;
};

std::optional<Arrival> arrived(Machinery& m, const Delivery& delivery, const chat::Receipt& receipt,
                               chat::Instant now) {
    const auto view = view_of(m, delivery);
    const bool first = delivery.intent == "post" && !(view && view->there());
    const bool retracted = view && view->retracted;
    m.outbox.end(delivery.id, "sent", m.time(now), receipt.message.value);
    // An earlier try may have arrived before the person asked for it, or what came says only that it was taken back.
    const Kind kind = view && delivery.attempt > 1 ? view->kind : delivery.kind;
    if (first && !delivery.counted && delivery.to.eyes != Eyes::everybody) {
        m.kinds.sent(kind, delivery.to.person, m.time(now), !retracted);
    }
    if (!view) return std::nullopt;
    if (first && retracted) {
        m.outbox.add({.to = delivery.to, .kind = Kind::answer, .intent = "delete", .target = receipt.message.value},
                     now);
        m.outbox.take_back(view->id, now);  // it may be there under the key of another delivery too
        return std::nullopt;
    }
    if (first) {
        m.db.run(R"sql(UPDATE view SET remote_id = $2 WHERE id = $1)sql", {view->id, receipt.message.value});
        // A try whose outcome was unknown may have shown an older state.
        if (delivery.attempt > 1) m.outbox.add({.to = delivery.to, .kind = Kind::answer, .view = view->id}, now);
    }
    return Arrival{*view,
                   {m.space(delivery.to.space).remote.value, receipt.conversation.value, receipt.message.value, first}};
}

void tell_shown(Machinery& m, const Delivery& delivery, const Arrival& arrival, chat::Instant now) {
    const ViewDef* def = arrival.view.def;
    if (def == nullptr || def->shown == nullptr) return;
    m.guarded("shown of delivery " + std::to_string(delivery.id), [&] {
        Happening turn(m, m.space(delivery.to.space), delivery.to.person, now);
        def->shown(turn, arrival.view.subject, arrival.shown);
    });
}

/// `what`: of its view, if that has it.
void tell(Machinery& m, const Delivery& delivery, void (*ViewDef::*what)(Turn&, std::int64_t), chat::Instant now) {
    const auto view = view_of(m, delivery);
    if (!view || view->def == nullptr || view->def->*what == nullptr) return;
    m.guarded("what became of delivery " + std::to_string(delivery.id), [&] {
        Happening turn(m, m.space(delivery.to.space), delivery.to.person, now);
        (view->def->*what)(turn, view->subject);
    });
}

/// An answer is of no use any more after a day; a message that is there has to show what is true, or to go.
bool outlived(Machinery& m, const Delivery& delivery, chat::Instant now) {
    const auto limit = m.outbox.keeps_place(delivery) ? answers_end_after : m.options.keep_undelivered;
    return now - delivery.tries_since.value_or(now) > limit;
}

/// The same, and this process has been here to try.
bool outlived_here(Machinery& m, const Delivery& delivery, chat::Instant now) {
    return outlived(m, delivery, now) && now - m.started > tried_since_start;
}

/// Tries that the process did not outlive say nothing of the platform: it waits no longer than it has been here.
std::chrono::milliseconds pause_after(const Machinery& m, const Delivery& delivery, chat::Instant now) {
    const auto pause = backoff(delivery.attempt, delivery.id);
    if (now < m.started) return pause;
    return std::min<std::chrono::milliseconds>(
        pause, std::max<std::chrono::milliseconds>(now - m.started, std::chrono::seconds(1)));
}

void failed(Machinery& m, const Delivery& delivery, int lost_answers, const chat::SendError& error, chat::Instant now) {
    const auto again = now + std::max(error.retry_after, std::chrono::milliseconds(1000));
    switch (error.failure) {
        case chat::SendFailure::transient:
            if (delivery.attempt >= tries_at_least && outlived_here(m, delivery, now)) break;
            m.outbox.retry(delivery, now + pause_after(m, delivery, now), true);
            return;
        case chat::SendFailure::later:
            if (outlived_here(m, delivery, now)) {
                m.log.push_back("delivery " + std::to_string(delivery.id) + " could not go in time: " + error.detail);
                give_up(m, delivery, lost_answers, "unreachable", now);
                return;
            }
            m.outbox.retry(delivery, again, false);
            return;
        case chat::SendFailure::rate_limited:
            m.outbox.hold_space(delivery.to.space, again);
            m.outbox.retry(delivery, again, false);
            return;
        case chat::SendFailure::not_yet:
            if (outlived(m, delivery, now)) {
                m.log.push_back("delivery " + std::to_string(delivery.id) + " was waited with in vain");
                give_up(m, delivery, lost_answers, "unreachable", now);
                return;
            }
            m.outbox.retry(delivery, again, false);
            if (m.outbox.await_reader(delivery.id)) tell(m, delivery, &ViewDef::waits, now);
            return;
        case chat::SendFailure::not_now:
            m.outbox.put_back(delivery, again);
            if (lost_answers == 0) tell(m, delivery, &ViewDef::put_back, now);
            return;
        case chat::SendFailure::gone: {
            const auto view = view_of(m, delivery);
            if (delivery.intent == "post" && !(view && view->there())) break;
            m.outbox.end(delivery.id, "dropped", m.time(now));
            if (!view || view->retracted) return;
            m.db.run(R"sql(UPDATE view SET remote_id = NULL WHERE id = $1)sql", {view->id});
            // Somebody deleted what the person had asked for: it is posted again, for it still says something. What
            // they had not asked for stays away.
            if (view->kind == Kind::answer) {
                m.outbox.add({.to = delivery.to, .kind = Kind::answer, .view = view->id}, now);
            }
            return;
        }
        case chat::SendFailure::unknown:
            m.log.push_back("delivery " + std::to_string(delivery.id) + " may have arrived: " + error.detail);
            end_unsent(m, delivery, lost_answers, "unknown", now);
            return;
        case chat::SendFailure::unreachable:
        case chat::SendFailure::rejected:
            break;
    }
    m.log.push_back("delivery " + std::to_string(delivery.id) + " ended unsent: " + error.detail);
    give_up(m, delivery, lost_answers, error.failure == chat::SendFailure::unreachable ? "unreachable" : "dead", now);
}

/// What throws is lost alone, whoever's it is.
void contained(Machinery& m, const Delivery& delivery, int lost_answers, chat::Instant now,
               const std::function<void()>& run) {
    if (m.contained("delivery " + std::to_string(delivery.id), run)) return;
    end_unsent(m, delivery, lost_answers, "dead", now);
}

}  // namespace

Sent begin_sending(Machinery& m, chat::Instant now, Slots slots) {
    bool held_back = false;
    auto begun = m.outbox.begin(now, m.time(now), slots, [&](Delivery& delivery) {
        // Most deliveries: an answer that nothing can hold.
        if (delivery.kind == Kind::answer && !delivery.view && !delivery.not_after) return true;
        bool go = false;
        contained(m, delivery, delivery.attempt, now, [&] { go = allowed(m, delivery, now); });
        held_back = held_back || !go;
        return go;
    });
    // What was dropped may have led to something that is due now.
    Sent sent{.outgoing = {}, .more = begun.more || held_back};
    for (auto& delivery : begun.deliveries) {
        std::optional<chat::Outgoing> ready;
        const auto prepare = [&] { ready = outgoing(m, delivery, now); };
        const std::string what = "delivery " + std::to_string(delivery.id);
        // A view is rendered by its practice, which may have written before it threw.
        const bool well = delivery.view ? m.guarded(what, prepare) : m.contained(what, prepare);
        if (!well) give_up(m, delivery, delivery.attempt - 1, "dead", now);
        if (ready) sent.outgoing.push_back(std::move(*ready));
        sent.more = sent.more || !ready;
    }
    return sent;
}

void finish_sending(Machinery& m, const Outcome& outcome, chat::Instant now) {
    const auto delivery = m.outbox.get(outcome.delivery);
    if (!delivery) return;
    if (!outcome.result) {
        const auto& error = outcome.result.error();
        const bool lost = error.failure == chat::SendFailure::transient || error.failure == chat::SendFailure::unknown;
        const int lost_answers = lost ? delivery->attempt : delivery->attempt - 1;
        contained(m, *delivery, lost_answers, now, [&] { failed(m, *delivery, lost_answers, error, now); });
        return;
    }
    std::optional<Arrival> arrival;
    contained(m, *delivery, delivery->attempt, now, [&] { arrival = arrived(m, *delivery, *outcome.result, now); });
    if (arrival) tell_shown(m, *delivery, *arrival, now);
}

}  // namespace goodturn::engine
