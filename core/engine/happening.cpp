#include "core/engine/happening.hpp"

#include "core/chat/json.hpp"
#include "core/engine/dialogs.hpp"
#include "core/engine/instants.hpp"
#include "core/engine/interpret.hpp"
#include "core/engine/texts.hpp"

#include <stdexcept>
#include <utility>

namespace goodturn::engine {
namespace {

constexpr std::string_view payload_purpose = "delivery.payload";
constexpr auto undo_for = std::chrono::minutes(10);

}  // namespace

Happening::Happening(Machinery& machinery, const Space& space, PersonId actor, const chat::Event& event,
                     chat::Instant now)
    : m_(machinery),
      space_(space),
      actor_(actor),
      event_(&event),
      clock_(now),
      now_(machinery.time(now)),
      route_(event.route) {}

Happening::Happening(Machinery& machinery, const Space& space, PersonId person, chat::Instant now)
    : m_(machinery), space_(space), actor_(person), clock_(now), now_(machinery.time(now)) {}

// Who and where.
// -------------------------------------------------------------------------------------------------------

std::vector<KnownName> Happening::Known::whose_name_begins(std::string_view folded_word) {
    return owner_.m_.people.named_by(owner_.space_.id, owner_.actor_, folded_word);
}

PersonId Happening::Known::mentioned(const chat::Named& who) {
    return owner_.m_.people.on_sight(owner_.space_.id, who.account, who.label);
}

PersonId Happening::bot() {
    return m_.people.on_sight(space_.id, space_.bot, m_.options.names.display);
}

chat::Instant Happening::at() const {
    if (event_ == nullptr) return now_;
    return event_->retold ? event_->at : m_.time_of(event_->at, clock_);
}

bool Happening::too_old() const {
    return event_ != nullptr && !event_->retold && now_ - at() > too_old_after;
}

bool Happening::direct() const {
    return event_ == nullptr || event_->place.direct || event_->place.conversation.empty();
}

std::optional<Channel> Happening::channel() const {
    if (event_ == nullptr || direct() || event_->place.closed) return std::nullopt;
    return Channel{space_.remote.value, event_->place.conversation.value, event_->place.thread.value};
}

std::string Happening::channel_name(const Channel& channel) {
    auto row = m_.db.query(
        R"sql(SELECT conversation.name FROM conversation JOIN space ON space.id = conversation.space_id
              WHERE space.remote_id = $1 AND conversation.remote_id = $2)sql",
        {channel.space, channel.conversation});
    const std::string name = row.next() ? row.text(0) : std::string();
    return name.empty() ? fill_plain(texts::nameless_channel) : name;
}

bool Happening::may_post(const Channel& channel) {
    const auto space = m_.space(chat::SpaceId{channel.space});
    return space && m_.people.joined(space->id, chat::ConversationId{channel.conversation});
}

std::string Happening::prefix() const {
    if (direct()) return {};
    return space_.can.forms ? "/" + m_.options.names.command + " " : m_.options.names.short_prefix + " ";
}

chat::Span Happening::mention(PersonId person) {
    if (auto account = m_.people.account(person, space_.id)) {
        return chat::Mention{*account, m_.people.get(person).label()};
    }
    return chat::Bold{m_.people.name(person)};
}

// Answers.
// -------------------------------------------------------------------------------------------------------------

void Happening::greet_if_due() {
    if (greet_ && direct()) say(own_chat(), {});
}

Destination Happening::own_chat() const {
    Destination chat{.space = space_.id, .person = actor_, .eyes = Eyes::direct};
    if (event_ != nullptr && direct()) chat.thread = event_->place.thread.value;
    return has_no_chat() ? for_their_eyes() : chat;
}

bool Happening::has_no_chat() const {
    return event_ != nullptr && !direct() && space_.can.ephemeral && m_.people.get(actor_).foreign;
}

Destination Happening::for_their_eyes() const {
    return {.space = space_.id,
            .person = actor_,
            .eyes = Eyes::only_person,
            .conversation = event_->place.conversation.value,
            .thread = event_->place.thread.value};
}

std::string Happening::take_route() {
    return std::exchange(route_, {});
}

bool Happening::others_read_it() const {
    const auto* typed = std::get_if<chat::Typed>(&event_->what);
    return typed == nullptr || !typed->message.empty();
}

Destination Happening::answer_place() const {
    if (direct()) return own_chat();
    Destination here = for_their_eyes();
    const bool for_everybody = sharing_ == Sharing::shared || (sharing_ == Sharing::either && others_read_it());
    if (for_everybody) here.eyes = Eyes::everybody;
    return for_everybody || space_.can.ephemeral ? here : own_chat();
}

void Happening::say(const Destination& to, chat::Message message, std::string_view target) {
    NewDelivery delivery{.id = {},
                         .to = to,
                         .kind = kind_,
                         .intent = target.empty() ? "post" : "edit",
                         .target = std::string(target),
                         .route = take_route()};
    const auto join_all = [&](std::optional<chat::Message> (*Practice::*words)(Turn&)) {
        for (const Practice* practice : practices()) {
            if (practice->*words == nullptr) continue;
            if (auto more = (practice->*words)(*this))
                std::ranges::move(more->blocks, std::back_inserter(message.blocks));
        }
    };
    if (to.eyes != Eyes::everybody && std::exchange(planned_, false)) join_all(&Practice::planning);
    const bool newcomer = greet_ && to.eyes == Eyes::direct && target.empty();
    if (newcomer) {
        greet_ = false;
        m_.people.set_greeted(actor_);
        join_all(&Practice::greeting);
    }
    if (message.blocks.empty() || (event_ != nullptr && event_->retold)) return;
    if (event_ != nullptr && !first_answer_ && !too_old()) delivery.asked = at();
    // The payload has the actions' numbers in it, and the actions' rows hang on the delivery's.
    delivery.id = m_.db.new_id();
    m_.actions.number(message, actor_, std::nullopt, delivery.id, now_);
    delivery.payload = m_.seal.seal(chat::to_json(message), payload_purpose);
    m_.outbox.add(delivery, now_);
    m_.actions.file();
    if (!first_answer_) first_answer_ = delivery.id;
    last_answer_ = delivery.id;
    m_.composed.insert_or_assign(delivery.id, std::move(message));
}

void Happening::warn_of_readers(chat::Message& answer) {
    const auto* typed = event_ == nullptr ? nullptr : std::get_if<chat::Typed>(&event_->what);
    const auto here = channel();
    if (typed == nullptr || typed->addressed || !here || for_all_ || sharing_ != Sharing::personal) return;
    if (has_no_chat()) return;  // they can't write anywhere else
    answer.blocks.emplace_back(note(texts::others_can_read, {{"channel", channel_name(*here)}}));
}

void Happening::point_to_chat() {
    // Who reacts to a message does not look for an answer under it.
    const bool looks_here = event_ != nullptr && !std::holds_alternative<chat::Reacted>(event_->what);
    if (!looks_here || direct() || has_no_chat() || std::exchange(pointed_, true)) return;
    if (!space_.can.ephemeral) {
        mark_handled();
        return;
    }
    chat::Message pointer = message(texts::answered_privately);
    warn_of_readers(pointer);
    say(for_their_eyes(), std::move(pointer));
}

void Happening::mark_handled() {
    const auto* typed = std::get_if<chat::Typed>(&event_->what);
    if (typed == nullptr || typed->message.empty()) return;
    m_.outbox.add({.to = {.space = space_.id,
                          .person = actor_,
                          .eyes = Eyes::everybody,
                          .conversation = event_->place.conversation.value,
                          .thread = event_->place.thread.value},
                   .kind = Kind::answer,
                   .intent = "react",
                   .target = typed->message.value,
                   .payload = m_.seal.seal("✅", payload_purpose)},
                  now_);
}

void Happening::answer(chat::Message message) {
    const Destination place = answer_place();
    if (place.eyes == Eyes::direct) point_to_chat();
    if (!std::exchange(warned_, true)) warn_of_readers(message);
    say(place, std::move(message));
}

std::string Happening::refusal_key() const {
    const auto* typed = event_ == nullptr ? nullptr : std::get_if<chat::Typed>(&event_->what);
    if (typed == nullptr || typed->message.empty()) return {};
    return m_.seal.fingerprint("refusal/" + space_.remote.value + "/" + event_->place.conversation.value + "/" +
                               typed->message.value + "/" + event_->actor.value);
}

void Happening::refuse(chat::Message message) {
    if (const std::string key = refusal_key(); !key.empty()) {
        m_.db.run(
            R"sql(INSERT INTO refusal (id, key, at) VALUES ($1, $2, $3)
                  ON CONFLICT (key) DO UPDATE SET at = excluded.at)sql",
            {m_.db.new_id(), key, millis(now_)});
    }
    answer(std::move(message));
}

void Happening::answer_in_chat(chat::Message message) {
    point_to_chat();
    // Where the pointer could not carry the warning, the answer does.
    if (!space_.can.ephemeral && !std::exchange(warned_, true)) warn_of_readers(message);
    say(own_chat(), std::move(message));
}

void Happening::replace(chat::Message message) {
    if (action_ && action_->delivery) m_.actions.close(*action_->delivery);
    // A view is changed by showing it again.
    if (action_ && !action_->view && on_message_) {
        settle(*action_, std::move(message));
    } else {
        answer(std::move(message));
    }
}

void Happening::settle(const Action& action, chat::Message message) {
    const auto delivery = action.delivery ? m_.outbox.get(*action.delivery) : std::nullopt;
    const std::string target = delivery ? m_.outbox.remote_id(delivery->id) : std::string();
    if (!delivery || target.empty()) {
        answer(std::move(message));
    } else {
        say(delivery->to, std::move(message), target);
    }
}

void Happening::ask(std::string_view name, const std::string& args) {
    const FormDef* def = m_.registry.form(name);
    if (def == nullptr) throw std::logic_error("no form " + std::string(name));
    auto form = def->build(*this, args);
    if (!form) return;
    form->token = form_token(name, args);
    if (space_.can.forms && !route_.empty()) {
        m_.volatiles.push_back({take_route(), space_.remote, std::move(*form)});
        return;
    }
    point_to_chat();
    start_dialog(*this, name, args, *form);
}

void Happening::ask_which(const Text& question, Args args, const std::vector<std::pair<std::string, Line>>& lines) {
    chat::Message message{{chat::Paragraph{fill(question, args)}}};
    chat::Buttons choices;
    for (const auto& [label, line] : lines) {
        chat::Button choice;
        choice.label = label;
        choice.action = run_line;
        choice.args = chat::to_json(to_words(line));
        choices.buttons.push_back(std::move(choice));
    }
    message.blocks.emplace_back(std::move(choices));
    refuse(std::move(message));
}

bool Happening::drop_question() {
    return drop_dialog(*this);
}

// Running practices.
// ---------------------------------------------------------------------------------------------------

void Happening::run(const Command& command, Call& call) {
    sharing_ = command.sharing;
    command.run(*this, call);
}

void Happening::press(const Action& action, std::string_view choice, std::string_view text, bool pressed) {
    const ActionDef* def = m_.registry.action(action.name);
    if (def == nullptr) throw std::logic_error("no action " + action.name);
    sharing_ = Sharing::personal;
    action_ = action;
    on_message_ = pressed;
    def->press(*this, {action.args, choice.empty() ? action.choice : std::string(choice), std::string(text), pressed});
}

// Later.
// ---------------------------------------------------------------------------------------------------------------

void Happening::repeat(std::string_view name, std::int64_t id, const schedule::Rule& rule) {
    m_.alarms.repeat(actor_, name, id, rule, now_);
}
void Happening::once(std::string_view name, std::int64_t id, chat::Instant when) {
    m_.alarms.once(actor_, name, id, when);
}
void Happening::after(std::string_view name, std::int64_t id, std::chrono::milliseconds delay) {
    m_.alarms.once(actor_, name, id, clock_ + delay);
}
void Happening::cancel(std::string_view name, std::int64_t id) {
    m_.alarms.cancel(actor_, name, id);
}
std::optional<chat::Instant> Happening::next(std::string_view name, std::int64_t id) {
    return m_.alarms.next(actor_, name, id);
}
void Happening::replan() {
    m_.alarms.replan(actor_, now_);
}
void Happening::as(PersonId person, Kind kind, const std::function<void(Turn&)>& run) {
    Happening theirs(m_, m_.space(m_.people.get(person).home_space), person, clock_);
    theirs.kind_ = kind;
    run(theirs);
}
void Happening::guarded(const std::string& what, const std::function<void()>& run) {
    m_.guarded(what, run);
}

chat::Button Happening::undoable(std::string_view name, std::int64_t id) {
    const std::int64_t row = m_.db.new_id();
    m_.db.run(R"sql(INSERT INTO undo (id, person_id, name, subject, at, used) VALUES ($1, $2, $3, $4, $5, 0))sql",
              {row, raw(actor_), name, id, millis(now_)});
    return button(texts::undo, "undo", "↩️", undo_action, std::to_string(row));
}

std::optional<chat::Spans> Happening::undo(std::optional<std::int64_t> which) {
    auto row =
        which ? m_.db.query(
                    R"sql(SELECT id, name, subject, used FROM undo WHERE id = $3 AND person_id = $1 AND at >= $2)sql",
                    {raw(actor_), millis(now_ - undo_for), *which})
              : m_.db.query(
                    R"sql(SELECT id, name, subject, used FROM undo WHERE person_id = $1 AND used = 0 AND at >= $2
                                 ORDER BY at DESC, id DESC LIMIT 1)sql",
                    {raw(actor_), millis(now_ - undo_for)});
    if (!row.next()) return std::nullopt;
    // Pressed twice, the message says so already; undone by a word, it still has the button.
    if (row.flag(3)) return action_ && !action_->shown ? chat::Spans{} : fill(texts::undone_already);
    const std::int64_t id = row.integer(0);
    const std::string name = row.text(1);
    const std::int64_t subject = row.integer(2);
    m_.db.run(R"sql(UPDATE undo SET used = 1 WHERE id = $1)sql", {id});
    const UndoDef* def = m_.registry.undo(name);
    if (def == nullptr) throw std::logic_error("no undo " + name);
    return def->undo(*this, subject).value_or(chat::Spans{});
}

// From one person to another.
// --------------------------------------------------------------------------------------------

Turn::Passing Happening::may_pass(PersonId recipient) {
    return m_.kinds.may_pass(actor_, recipient, now_);
}
void Happening::passed(PersonId recipient) {
    m_.kinds.passed(actor_, recipient, now_);
}
void Happening::unpassed(PersonId recipient, chat::Instant passed_at) {
    m_.kinds.unpassed(actor_, recipient, passed_at);
}

void Happening::met(PersonId sender) {
    m_.kinds.met(sender, actor_);
}
void Happening::block(std::optional<PersonId> sender) {
    m_.kinds.block(actor_, sender);
}
void Happening::unblock(std::optional<PersonId> sender) {
    m_.kinds.unblock(actor_, sender);
}
std::vector<std::optional<PersonId>> Happening::blocked() {
    return m_.kinds.blocked_by(actor_);
}
chat::Instant Happening::earliest(Kind kind, PersonId person, chat::Instant from) {
    return m_.kinds.earliest(kind, person, from);
}

}  // namespace goodturn::engine
