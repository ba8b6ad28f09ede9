#include "adapters/matrix/decode.hpp"

#include "adapters/matrix/decoding.hpp"
#include "adapters/matrix/ids.hpp"

#include <algorithm>
#include <limits>
#include <ranges>
#include <set>
#include <span>
#include <utility>

namespace goodturn::matrix {
namespace {

using net::Value;

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
