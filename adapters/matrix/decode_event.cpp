#include "adapters/matrix/decoding.hpp"
#include "adapters/matrix/ids.hpp"
#include "adapters/matrix/words.hpp"

#include <algorithm>
#include <utility>

namespace goodturn::matrix {

using net::Value;

bool is_state(Value event) {
    return std::ranges::any_of(event.members(), [](const auto& member) { return member.first == "state_key"; });
}

bool is_member_event_of(Value event, const chat::AccountId& who, std::string_view membership) {
    return event["type"].text() == "m.room.member" && event["state_key"].text() == who.value &&
           event["content"]["membership"].text() == membership;
}

bool is_coming(Value event, const chat::AccountId& who, bool was_in) {
    if (hides_before(event) && was_in) return false;
    return is_member_event_of(event, who, "join") && event["unsigned"]["prev_content"]["membership"].text() != "join";
}

chat::AccountId member_of(Value event) {
    if (event["type"].text() != "m.room.member" || !is_user_id(event["state_key"].text())) return {};
    return {event["state_key"].text()};
}

void set_there(People& people, const chat::AccountId& who, bool there) {
    if (there) people.insert(who);
    if (!there) people.erase(who);
}

bool is_heard(const Account& account, const Rooms& rooms, const chat::AccountId& who) {
    return who != account.bot && !account.ignored.contains(who) && !rooms.ignores(who);
}

namespace {

/// The year 9999.
constexpr std::int64_t last_instant = 253'402'300'799'999;

void take_member(const In& in, Value event) {
    const auto who = member_of(event);
    if (!who.empty() && who != in.account.bot) set_there(in.others, who, is_there(event["content"]["membership"]));
}

std::string key(const In& in, const std::string& event) {
    return in.account.space.value + "/event/" + event;
}

chat::Instant instant_of(const In& in, Value event) {
    const auto millis = event["origin_server_ts"].number();
    if (!millis || *millis <= 0 || *millis > last_instant) return in.now;
    return chat::Instant(std::chrono::milliseconds(*millis));
}

/// An event by a person; its place is what the room was then, in which the bot may not have been yet, and others not
/// who are there now. Where the answer may go is judged when it goes.
chat::Event event_by(const In& in, const chat::AccountId& actor, Value event) {
    return {.space = in.account.space,
            .actor = actor,
            .place = {.conversation = {in.room},
                      .thread = {},
                      .direct = in.rooms.direct_with(in.room) == actor && in.others == People{actor}},
            .at = instant_of(in, event),
            .route = {},
            .what = chat::Opened{}};
}

void add(const In& in, const std::string& event_id, chat::Event event) {
    in.decoded.items.push_back({{key(in, event_id)}, std::move(event), {}});
}

bool is_for_bot(const In& in, const chat::Typed& typed, bool direct) {
    const auto line = engine::tidy(typed.words);
    // What else may be called by a '/' the practices know.
    return line.text.starts_with('/') ||
           engine::addressed_to_bot(line, direct, in.account.bot, in.account.names, {}).has_value();
}

/// Talk that is not for the bot is none of a loop with it.
bool breaks_off(const In& in, const std::string& id, const chat::Event& event) {
    using enum Breaker::Verdict;
    if (!is_for_bot(in, std::get<chat::Typed>(event.what), event.place.direct)) return false;
    const auto* const known = in.recent.lines.find(id);
    const auto verdict =
        known != nullptr ? *known : in.recent.breaker.take(in.room, event.actor, std::min(event.at, in.now));
    if (known == nullptr && verdict == trips) in.decoded.muted.push_back({in.room, event.actor, id});
    in.recent.lines.note(id, verdict);
    in.decoded.unheard = in.decoded.unheard || verdict != heard;
    return verdict != heard;
}

void typed(const In& in, const chat::AccountId& sender, const std::string& id, Value event) {
    const Value content = event["content"];
    const Value relation = content["m.relates_to"];
    const bool edited = relation["rel_type"].text() == "m.replace";
    const Value said = edited ? content["m.new_content"] : content;
    const auto message = message_id(in.room, edited ? relation["event_id"].text() : id);
    if (said["msgtype"].text() != "m.text" || message.empty()) return;
    auto made = event_by(in, sender, event);
    made.what = chat::Typed{.words = words_of(said), .message = message, .addressed = false, .edited = edited};
    if (breaks_off(in, id, made)) return;
    if (relation["rel_type"].text() == "m.thread") {
        made.place.thread = message_id(in.room, relation["event_id"].text());
    }
    if (made.place.direct) {
        in.rooms.turned_to(in.room, sender);
    } else {
        made.route = message.value;
    }
    add(in, id, std::move(made));
    in.decoded.handled[in.room] = id;
}

void add_reaction(const In& in, const std::string& id, const Reaction& reaction, bool added, Value event) {
    auto made = event_by(in, reaction.actor, event);
    const auto* const author = in.recent.authors.find(reaction.target);
    made.what = chat::Reacted{.message = message_id(in.room, reaction.target),
                              .author = author == nullptr ? chat::AccountId() : *author,
                              .emoji = reaction.emoji,
                              .added = added,
                              .link = link_to(in.room, reaction.target)};
    add(in, id, std::move(made));
}

void reacted(const In& in, const chat::AccountId& sender, const std::string& id, Value event) {
    const Value relation = event["content"]["m.relates_to"];
    const Reaction reaction{.actor = sender, .target = relation["event_id"].text(), .emoji = relation["key"].text()};
    if (relation["rel_type"].text() != "m.annotation" || !is_event_id(reaction.target) || reaction.emoji.empty()) {
        return;
    }
    in.recent.reactions.note(id, reaction);
    add_reaction(in, id, reaction, true, event);
}

/// Only a reaction that is taken back by its own author says anything.
void redacted(const In& in, const chat::AccountId& sender, const std::string& id, Value event) {
    std::string target = event["content"]["redacts"].text();
    if (target.empty()) target = event["redacts"].text();
    const auto* const reaction = in.recent.reactions.find(target);
    if (reaction != nullptr && reaction->actor == sender) add_reaction(in, id, *reaction, false, event);
}

/// The bot has come into a chat that somebody opened for it.
void entered(const In& in, const std::string& id, Value event) {
    const auto* const room = in.rooms.find(in.room);
    const auto person = in.rooms.direct_with(in.room);
    if (room->inviter.empty() || !in.rooms.is_private(in.room, person)) return;
    in.rooms.turned_to(in.room, person);
    add(in, id, event_by(in, person, event));
    in.decoded.entered.push_back(in.room);
}

/// Said before the bot was invited; where servers don't say what the bot was then (before MSC4115), what stands before
/// its invite.
bool is_history(Value event, bool before_invite) {
    const std::string membership = event["unsigned"]["membership"].text();
    return membership.empty() ? before_invite : membership != "join" && membership != "invite";
}

}  // namespace

void take(const In& in, Value event, bool before_invite) {
    const std::string id = event["event_id"].text();
    const chat::AccountId sender{event["sender"].text()};
    if (!is_event_id(id) || !is_user_id(sender.value)) return;
    in.recent.authors.note(id, sender);
    if (is_state(event)) {
        const bool was_in = in.rooms.in(in.room);
        in.rooms.take(in.room, event);
        take_member(in, event);
        if (is_coming(event, in.account.bot, was_in)) entered(in, id, event);
        return;
    }
    if (!is_heard(in.account, in.rooms, sender) || is_history(event, before_invite) ||
        in.rooms.find(in.room) == nullptr || in.rooms.find(in.room)->encrypted) {
        return;
    }
    const std::string type = event["type"].text();
    if (type == "m.room.message") {
        typed(in, sender, id, event);
    } else if (type == "m.reaction") {
        reacted(in, sender, id, event);
    } else if (type == "m.room.redaction") {
        redacted(in, sender, id, event);
    }
}

}  // namespace goodturn::matrix
