#include "adapters/slack/reception.hpp"

#include "adapters/slack/calls.hpp"
#include "adapters/slack/modal.hpp"
#include "adapters/slack/texts.hpp"
#include "core/chat/json.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace goodturn::slack {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using Steady = Clock::time_point;

constexpr auto patience = std::chrono::seconds(2);
constexpr auto look_every = std::chrono::milliseconds(250);
/// Who saw a command fail types it again, or finds it still in the box and presses Enter.
constexpr auto repeated_within = std::chrono::seconds(60);

/// Of what Slack repeats: nobody looks at a spinner.
bool is_event(const Wait& wait) {
    return wait.waiting == Waiting::nothing;
}

/// The same line of the same person in the same place, or the same shortcut on the same message; empty: neither. What
/// was typed can't be guessed from it.
std::string line_of(const chat::Event& event, const Wait& wait, const std::string& secret) {
    const auto* typed = std::get_if<chat::Typed>(&event.what);
    if (typed == nullptr || !typed->addressed) return {};
    const std::string line = event.actor.value + "\n" + event.place.conversation.value + "\n" + wait.message + "\n" +
                             chat::to_json(typed->words);
    std::array<unsigned char, crypto_generichash_BYTES_MIN> hash{};
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, hash.size());
    for (const std::string& part : {secret, std::string("\n"), line}) {
        crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(part.data()), part.size());
    }
    crypto_generichash_final(&state, hash.data(), hash.size());
    return fmt::format("{:02x}", fmt::join(hash, ""));
}

}  // namespace

class Reception::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(const asio::any_io_executor& loop, ReceptionHooks hooks)
        : loop_(loop), hooks_(std::move(hooks)), look_(loop) {}

    void take(ConnectionId by, const Envelope& envelope, Decoded decoded, chat::Instant now) {
        if (decoded.items.empty()) return send_ack(by, envelope.id, {}, {}, Clock::now(), [](bool) {});
        if (const auto known = waiting_.find(envelope.id); known != waiting_.end()) {
            known->second.by = by;  // the same envelope once more: one answer will do
            return;
        }
        Waiter waiter{.by = by,
                      .wait = std::move(decoded.wait),
                      .takes_payload = envelope.takes_payload,
                      .since = Clock::now(),
                      .uncommitted = decoded.items.size()};
        waiter.wait.person = decoded.items.front().event.actor;
        auto route = route_to(envelope.id, waiter.wait, now);
        for (auto& item : decoded.items) {
            note_repeat(envelope.id, item, waiter);
            route.line = waiter.line;
            item.event.route = is_event(waiter.wait) ? "" : to_text(route);
            if (const auto* form = std::get_if<chat::Submitted>(&item.event.what)) {
                for (const auto& [field, value] : form->values) waiter.fields.push_back(field);
            }
        }
        waiting_.emplace(envelope.id, std::move(waiter));
        for (auto& item : decoded.items) {
            hooks_.sink(std::move(item), [weak = weak_from_this(), id = envelope.id](bool committed) {
                if (const auto self = weak.lock()) self->committed(id, committed);
            });
        }
        watch();
    }

    bool answer(const std::string& envelope, const std::string& payload, Connections::Proof proof) {
        auto* const waiter = find(envelope);
        if (waiter == nullptr || waiter->wait.waiting != Waiting::command || !waiter->takes_payload) return false;
        ++unproven_answers_;
        acknowledge(envelope, *waiter, payload,
                    [weak = weak_from_this(), proof = std::move(proof)](bool arrived) mutable {
                        if (const auto self = weak.lock()) --self->unproven_answers_;
                        proof(arrived);
                    });
        return true;
    }

    void recall(const Route& route, std::string key, chat::Instant now) {
        const auto age = std::max(now - came(route), chat::Instant::duration::zero());
        if (route.line.empty() || age >= repeated_within || unproven_.contains(route.line)) return;
        unproven_.emplace(route.line, Repeatable{route.envelope, {std::move(key)}, Clock::now() - age});
        watch();
    }

    void form_errors(const std::string& envelope, const std::vector<std::pair<std::string, std::string>>& errors) {
        auto* const waiter = find(envelope);
        if (waiter == nullptr || waiter->wait.waiting != Waiting::submit) return;
        waiter->formed = true;
        acknowledge(envelope, *waiter, errors_ack(errors, waiter->fields), [](bool) {});
    }

    bool next_form(const std::string& envelope, const std::string& view) {
        auto* const waiter = find(envelope);
        if (waiter == nullptr || waiter->wait.waiting != Waiting::submit) return false;
        waiter->formed = true;
        acknowledge(envelope, *waiter, R"({"response_action":"update","view":)" + view + "}", [](bool) {});
        return true;
    }

    void form_opens(const std::string& envelope) {
        auto* const waiter = find(envelope);
        if (waiter == nullptr) return;
        waiter->formed = true;
        acknowledge(envelope, *waiter, {}, [](bool) {});
    }

    [[nodiscard]] bool idle() const { return waiting_.empty() && unproven_answers_ == 0; }

    [[nodiscard]] const Wait* waiting(const std::string& envelope) const {
        const auto found = waiting_.find(envelope);
        return found == waiting_.end() ? nullptr : &found->second.wait;
    }

private:
    struct Waiter {
        ConnectionId by = 0;
        Wait wait{};
        bool takes_payload = false;
        Steady since{};
        std::size_t uncommitted = 0;
        std::string line{};                 ///< see line_of
        bool repeat = false;                ///< of a line whose acknowledgement may have been lost
        std::vector<std::string> fields{};  ///< of a form
        bool failed = false;
        bool acknowledged = false;
        bool formed = false;  ///< answered by a form, or by what is wrong in it
    };
    struct Repeatable {
        std::string envelope;  ///< the newest with this line
        std::vector<std::string> keys;
        Steady at{};
        std::shared_ptr<Connections::Proof> proof{};  ///< of the answer in the acknowledgement
    };

    /// Not acknowledged yet.
    Waiter* find(const std::string& envelope) {
        const auto found = waiting_.find(envelope);
        return found == waiting_.end() || found->second.acknowledged ? nullptr : &found->second;
    }

    /// A line whose acknowledgement may have been lost, typed again, is the same event. If its answer was in there, it
    /// did not arrive; one that still waits goes by the new route.
    void note_repeat(const std::string& envelope, engine::Intake& item, Waiter& waiter) {
        waiter.line = line_of(item.event, waiter.wait, hooks_.secret);
        if (waiter.line.empty()) return;
        auto& last = unproven_[waiter.line];
        if (!last.keys.empty() && Clock::now() - last.at < repeated_within) {
            const bool typed_once = std::ranges::find_first_of(item.keys, last.keys) != item.keys.end();
            item.keys.insert(item.keys.end(), last.keys.begin(), last.keys.end());
            if (typed_once) {
                // Slack sent it twice: whether the first answer arrived, its own proof will say.
            } else if (last.proof && *last.proof) {
                asio::post(loop_, [proof = last.proof] { settle_proof(*proof, false); });
            } else {
                waiter.repeat = true;
            }
        }
        last = {envelope, item.keys, Clock::now()};
    }

    void acknowledge(const std::string& envelope, Waiter& waiter, const std::string& payload,
                     Connections::Proof proof) {
        waiter.acknowledged = true;
        const auto shared = std::make_shared<Connections::Proof>(std::move(proof));
        if (const auto mark = mark_of(envelope, waiter.line); mark != unproven_.end()) mark->second.proof = shared;
        // What a form is told closes it, or keeps it open; an answer goes another way, and would be there twice.
        std::string otherwise = waiter.wait.waiting == Waiting::submit ? payload : std::string();
        send_ack(waiter.by, envelope, payload, std::move(otherwise), waiter.since,
                 [weak = weak_from_this(), envelope, line = waiter.line, shared](bool arrived) {
                     const auto self = weak.lock();
                     if (self && arrived) self->forget(envelope, line);
                     settle_proof(*shared, arrived);
                 });
    }

    /// That this line is unproven; end: it may have been typed once more since.
    std::map<std::string, Repeatable>::iterator mark_of(const std::string& envelope, const std::string& line) {
        const auto found = unproven_.find(line);
        return found != unproven_.end() && found->second.envelope == envelope ? found : unproven_.end();
    }
    void forget(const std::string& envelope, const std::string& line) {
        if (const auto mark = mark_of(envelope, line); mark != unproven_.end()) unproven_.erase(mark);
    }

    static void settle_proof(Connections::Proof& proof, bool arrived) {
        if (auto once = std::exchange(proof, nullptr)) once(arrived);
    }

    /// `otherwise`: the payload that goes by another connection, should this one end before a proof.
    void send_ack(ConnectionId by, const std::string& envelope, const std::string& payload, std::string otherwise,
                  Steady since, Connections::Proof proof) {
        hooks_.acknowledge(by, ack_of(envelope, payload),
                           [weak = weak_from_this(), envelope, otherwise = std::move(otherwise), since,
                            proof = std::move(proof)](bool arrived) mutable {
                               const auto self = weak.lock();
                               if (self && !arrived && Clock::now() - since < slack_waits) {
                                   self->hooks_.acknowledge(any_connection, ack_of(envelope, otherwise), [](bool) {});
                               }
                               proof(arrived);
                           });
    }

    void committed(const std::string& id, bool well) {
        auto& waiter = waiting_.at(id);
        waiter.failed = waiter.failed || !well;
        if (--waiter.uncommitted > 0) return;
        // What is said about it comes right after this, and may be the acknowledgement.
        asio::post(loop_, [weak = weak_from_this(), id] {
            if (const auto self = weak.lock()) self->settle(id);
        });
    }

    void settle(const std::string& id) {
        auto entry = waiting_.extract(id);
        auto& waiter = entry.mapped();
        if (waiter.failed) {
            forget(id, waiter.line);  // trying again is what we ask for
            if (is_event(waiter.wait) || waiter.formed) return;
            if (waiter.acknowledged) return hooks_.tell(waiter.wait, texts::not_recorded);
            return tell_by_acknowledging(id, waiter, texts::not_recorded);
        }
        if (waiter.acknowledged) return;
        // A new line would have its answer in the acknowledgement, or a form.
        if (waiter.repeat && waiter.wait.waiting == Waiting::command)
            return tell_by_acknowledging(id, waiter, texts::repeated);
        acknowledge(id, waiter, {}, [](bool) {});
    }

    void tell_by_acknowledging(const std::string& id, Waiter& waiter, std::string_view text) {
        if (waiter.wait.waiting == Waiting::command && waiter.takes_payload) {
            return acknowledge(id, waiter, command_payload(part_saying(text)), [](bool) {});
        }
        if (waiter.wait.waiting == Waiting::submit) {
            return acknowledge(id, waiter, errors_ack({{"", std::string(text)}}, waiter.fields), [](bool) {});
        }
        acknowledge(id, waiter, {}, [](bool) {});
        hooks_.tell(waiter.wait, text);
    }

    void watch() {
        if (watching_ || (waiting_.empty() && unproven_.empty())) return;
        watching_ = true;
        look_.expires_after(look_every);
        look_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
            const auto self = weak.lock();
            if (error || !self) return;
            self->watching_ = false;
            self->look();
            self->watch();
        });
    }

    void look() {
        const auto now = Clock::now();
        for (auto& [id, waiter] : waiting_) {
            if (waiter.acknowledged || now - waiter.since < patience || is_event(waiter.wait)) continue;
            tell_by_acknowledging(id, waiter, texts::not_confirmed);
        }
        std::erase_if(unproven_, [&](const auto& entry) { return now - entry.second.at >= repeated_within; });
    }

    asio::any_io_executor loop_;
    ReceptionHooks hooks_;
    asio::steady_timer look_;
    bool watching_ = false;
    std::map<std::string, Waiter> waiting_;  ///< by envelope
    std::size_t unproven_answers_ = 0;
    std::map<std::string, Repeatable> unproven_;  ///< by line
};

Reception::Reception(const asio::any_io_executor& loop, ReceptionHooks hooks)
    : impl_(std::make_shared<Impl>(loop, std::move(hooks))) {}
Reception::~Reception() = default;
void Reception::take(ConnectionId by, const Envelope& envelope, Decoded decoded, chat::Instant now) {
    impl_->take(by, envelope, std::move(decoded), now);
}
bool Reception::answer(const std::string& envelope, const std::string& payload, Connections::Proof proof) {
    return impl_->answer(envelope, payload, std::move(proof));
}
bool Reception::idle() const {
    return impl_->idle();
}
void Reception::recall(const Route& route, std::string key, chat::Instant now) {
    impl_->recall(route, std::move(key), now);
}
void Reception::form_errors(const std::string& envelope,
                            const std::vector<std::pair<std::string, std::string>>& errors) {
    impl_->form_errors(envelope, errors);
}
void Reception::form_opens(const std::string& envelope) {
    impl_->form_opens(envelope);
}
bool Reception::next_form(const std::string& envelope, const std::string& view) {
    return impl_->next_form(envelope, view);
}
const Wait* Reception::waiting(const std::string& envelope) const {
    return impl_->waiting(envelope);
}

}  // namespace goodturn::slack
