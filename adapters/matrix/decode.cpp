#include "adapters/matrix/decode.hpp"

#include "adapters/matrix/ids.hpp"
#include "adapters/matrix/words.hpp"

#include <algorithm>
#include <limits>
#include <ranges>
#include <set>
#include <span>
#include <utility>

namespace goodturn::matrix {
namespace {

using net::Value;

/// The year 9999.
constexpr std::int64_t last_instant = 253'402'300'799'999;

bool is_state(Value event) {
    return std::ranges::any_of(event.members(), [](const auto& member) { return member.first == "state_key"; });
}

bool is_member_event_of(Value event, const chat::AccountId& who, std::string_view membership) {
    return event["type"].text() == "m.room.member" && event["state_key"].text() == who.value &&
           event["content"]["membership"].text() == membership;
}

/// They join, and not only under another name. `was_in`: as far as is known.
bool is_coming(Value event, const chat::AccountId& who, bool was_in) {
    if (hides_before(event) && was_in) return false;
    return is_member_event_of(event, who, "join") && event["unsigned"]["prev_content"]["membership"].text() != "join";
}

/// In the order in which they were said.
std::vector<Value> events_of(const std::string& id, Value room, const Filled& filled) {
    std::vector<Value> events;
    if (const auto found = filled.find(id); found != filled.end()) {
        for (const auto& page : std::views::reverse(found->second)) {
            for (const auto event : std::views::reverse(page.root()["chunk"].items())) events.push_back(event);
        }
    }
    std::ranges::copy(room["timeline"]["events"].items(), std::back_inserter(events));
    return events;
}

using People = std::set<chat::AccountId>;

/// Whom a member event is about; empty: it is another event.
chat::AccountId member_of(Value event) {
    if (event["type"].text() != "m.room.member" || !is_user_id(event["state_key"].text())) return {};
    return {event["state_key"].text()};
}

void set_there(People& people, const chat::AccountId& who, bool there) {
    if (there) people.insert(who);
    if (!there) people.erase(who);
}

/// Who else was there, joined or invited, before the first of these events. `rooms` may know them already, or what came
/// after them: each of them says what its person was before.
People others_before(const Rooms& rooms, const std::string& id, const std::vector<Value>& events,
                     const chat::AccountId& bot) {
    People others;
    if (const auto* const room = rooms.find(id)) {
        for (const auto& [who, standing] : room->people) others.insert(who);
    }
    for (const auto event : std::views::reverse(events)) {
        const auto who = member_of(event);
        if (who.empty()) continue;
        const Value before = event["unsigned"]["prev_content"]["membership"];
        // Who goes was there, though it need not say so; and in doubt, who was something before.
        const bool may_be = !is_there(event["content"]["membership"]) || hides_before(event);
        const bool was = before.text().empty() ? may_be : is_there(before);
        set_there(others, who, was);
    }
    others.erase(bot);
    return others;
}

struct In {
    const Account& account;
    Rooms& rooms;
    Recent& recent;
    chat::Instant now;
    Decoded& decoded;
    std::string room;
    People& others;  ///< who else was there when this was said
};

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

/// Who they are and where is taken note of all the same.
bool is_heard(const Account& account, const Rooms& rooms, const chat::AccountId& who) {
    return who != account.bot && !account.ignored.contains(who) && !rooms.ignores(who);
}

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

void take_account_data(Value sync, Rooms& rooms) {
    for (const auto event : sync["account_data"]["events"].items()) {
        if (event["type"].text() == "m.direct") rooms.take_direct(event["content"]);
        if (event["type"].text() == "m.ignored_user_list") rooms.take_ignored(event["content"]);
    }
}

/// Stripped state is not signed: names in it are worth nothing, and who says that it is not encrypted may lie.
void take_invites(Value sync, const Rooms& rooms, const Account& account, Decoded& decoded) {
    for (const auto& [id, room] : sync["rooms"]["invite"].members()) {
        if (!is_room_id(id)) continue;
        Invite invite{.room = id, .inviter = {}};
        for (const auto event : room["invite_state"]["events"].items()) {
            if (event["type"].text() == "m.room.encryption") invite.encrypted = true;
            if (!is_member_event_of(event, account.bot, "invite")) continue;
            invite.inviter = {event["sender"].text()};
            invite.direct = event["content"]["is_direct"].flag();
        }
        const bool known = is_user_id(invite.inviter.value);
        if (known && is_heard(account, rooms, invite.inviter)) decoded.invites.push_back(std::move(invite));
    }
}

/// What of a decoded answer does not depend on its timelines.
void finish(Value sync, Rooms& rooms, const Account& account, Decoded& decoded) {
    for (const auto& [id, room] : sync["rooms"]["leave"].members()) {
        rooms.forget(id);
        decoded.left.insert(id);
    }
    decoded.upgraded = rooms.upgraded();
    take_invites(sync, rooms, account, decoded);
}

/// Synapse tells once more what a timeline told, where events crossed; and soon after a join, what stood before it,
/// when the bot was not in the room. Of that counts only what makes the room less private.
void take_state(Rooms& rooms, const std::string& id, std::span<const Value> events, const Recent& recent,
                const chat::AccountId& bot) {
    const bool known = rooms.in(id);
    const bool before = std::ranges::any_of(
        events, [&](Value event) { return member_of(event) == bot && !is_member_event_of(event, bot, "join"); });
    const auto counts = [&](Value event) {
        const auto who = member_of(event);
        if (who.empty() && opens(event)) return true;
        if (!who.empty() && is_there(event["content"]["membership"]) && !rooms.find(id)->people.contains(who)) {
            return true;
        }
        return !before && recent.authors.find(event["event_id"].text()) == nullptr;
    };
    for (const auto event : events) {
        if (!known || counts(event)) rooms.take(id, event);
    }
}

void note_encrypted(const Rooms& rooms, const std::string& id, Decoded& decoded) {
    const auto* const known = rooms.find(id);
    if (known != nullptr && known->encrypted && rooms.in(id)) decoded.encrypted.push_back(id);
}

}  // namespace

std::vector<Gap> gaps_in(Value sync, const Rooms& rooms, const chat::AccountId& bot) {
    std::vector<Gap> gaps;
    for (const auto& [id, room] : sync["rooms"]["join"].members()) {
        const Value timeline = room["timeline"];
        const std::string from = timeline["prev_batch"].text();
        if (!timeline["limited"].flag() || from.empty() || !rooms.in(id)) continue;
        const auto came = [&](Value event) { return is_coming(event, bot, true); };
        if (std::ranges::none_of(timeline["events"].items(), came)) gaps.push_back({id, from});
    }
    return gaps;
}

std::vector<Target> unknown_targets(Value sync, const Filled& filled, Recent& recent) {
    std::vector<Target> targets;
    std::set<std::string> seen;
    for (const auto& [id, room] : sync["rooms"]["join"].members()) {
        const auto events = events_of(id, room, filled);
        for (const auto event : events) {
            const chat::AccountId sender{event["sender"].text()};
            if (is_user_id(sender.value)) recent.authors.note(event["event_id"].text(), sender);
        }
        for (const auto event : events) {
            const std::string target = event["content"]["m.relates_to"]["event_id"].text();
            if (event["type"].text() != "m.reaction" || !is_event_id(target)) continue;
            if (recent.authors.find(target) == nullptr && seen.insert(target).second) targets.push_back({id, target});
        }
    }
    return targets;
}

Decoded decode(Value sync, const Filled& filled, Rooms& rooms, Recent& recent, const Account& account,
               chat::Instant now) {
    Decoded decoded;
    take_account_data(sync, rooms);
    for (const auto& [id, room] : sync["rooms"]["join"].members()) {
        if (!is_room_id(id)) continue;
        take_state(rooms, id, room["state"]["events"].items(), recent, account.bot);
        const auto events = events_of(id, room, filled);
        auto others = others_before(rooms, id, events, account.bot);
        const In in{account, rooms, recent, now, decoded, id, others};
        const auto invited =
            std::ranges::find_if(events, [&](Value event) { return is_member_event_of(event, account.bot, "invite"); });
        for (auto event = events.begin(); event != events.end(); ++event) {
            take(in, *event, invited != events.end() && event < invited);
        }
    }
    decoded.crowded = rooms.crowded();
    finish(sync, rooms, account, decoded);
    for (const auto& [id, room] : sync["rooms"]["join"].members()) note_encrypted(rooms, id, decoded);
    constexpr auto all = std::numeric_limits<std::size_t>::max();
    auto facts = facts_of(rooms, account, now, all);
    decoded.items.insert(decoded.items.begin(), std::make_move_iterator(facts.begin()),
                         std::make_move_iterator(facts.end()));
    return decoded;
}

std::optional<Beginning> decode_state(std::string_view sync, Rooms& rooms, const Account& account) {
    const auto in_joined = [](std::span<const std::string> path, std::size_t size) {
        return path.size() == size && path[0] == "rooms" && path[1] == "join";
    };
    // Which chats are of two is known before anybody is seen in one.
    const auto rest = net::Document::parse(sync, [&](std::span<const std::string> path, Value) {
        return path.size() >= 3 && in_joined(path, path.size());
    });
    if (!rest || rest->root()["next_batch"].text().empty()) return std::nullopt;
    take_account_data(rest->root(), rooms);
    Beginning beginning{.decoded = {}, .since = rest->root()["next_batch"].text()};
    std::vector<std::string> joined;
    const auto take_room = [&](std::span<const std::string> path, Value object) {
        if (in_joined(path, 6) && path[3] == "state" && path[4] == "events" && path[5].empty()) {
            rooms.take(path[2], object);
            return true;
        }
        if (!in_joined(path, 3)) return false;
        for (const auto event : object["timeline"]["events"].items()) {
            if (is_state(event)) rooms.take(path[2], event);
        }
        joined.push_back(path[2]);
        return true;
    };
    if (!net::Document::parse(sync, take_room)) return std::nullopt;
    (void)rooms.crowded();  // that is how it was before
    finish(rest->root(), rooms, account, beginning.decoded);
    for (const auto& id : joined) note_encrypted(rooms, id, beginning.decoded);
    return beginning;
}

std::vector<engine::Intake> facts_of(Rooms& rooms, const Account& account, chat::Instant now, std::size_t most) {
    std::vector<engine::Intake> items;
    for (auto& fact : rooms.facts(most)) {
        chat::Event event{
            .space = account.space, .actor = {}, .place = {}, .at = now, .route = {}, .what = chat::Opened{}};
        std::visit([&](auto& what) { event.what = std::move(what); }, fact);
        items.push_back({{}, std::move(event), {}});
    }
    return items;
}

}  // namespace goodturn::matrix
