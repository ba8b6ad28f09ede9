#include "adapters/matrix/rooms.hpp"

#include "adapters/matrix/ids.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace goodturn::matrix {

bool is_there(net::Value membership) {
    const std::string what = membership.text();
    return what == "join" || what == "invite";
}

bool hides_before(net::Value event) {
    const net::Value more = event["unsigned"];
    return more["prev_content"]["membership"].text().empty() && !more["replaces_state"].text().empty();
}

bool opens(net::Value event) {
    const std::string type = event["type"].text();
    const net::Value content = event["content"];
    if (type == "m.room.power_levels") return content["invite"].number().value_or(0) < 100;
    const std::string from = content["history_visibility"].text();
    if (type == "m.room.history_visibility") return from != "invited" && from != "joined";
    return type == "m.room.encryption";
}

Rooms::Rooms(chat::AccountId bot) : bot_(std::move(bot)) {}

void Rooms::take(const std::string& id, net::Value event) {
    if (!is_room_id(id)) return;
    const std::string type = event["type"].text();
    const net::Value content = event["content"];
    auto& room = rooms_[id];
    if (type == "m.room.member") return take_member(room, id, event);
    if (!event["state_key"].text().empty()) return;
    if (type == "m.room.name" || type == "m.room.canonical_alias") {
        const bool name = type == "m.room.name";
        const std::string text = content[name ? "name" : "alias"].text();
        if (std::exchange(name ? room.name : room.alias, text) != text) changed_.insert(id);
    } else if (type == "m.room.encryption") {
        room.encrypted = true;
    } else if (type == "m.room.power_levels") {
        room.read_only = false;
        room.closed = !opens(event);
        if (event["sender"].text() != bot_.value) room.untouched = room.kept = false;
    } else if (type == "m.room.history_visibility") {
        room.hides_past = !opens(event);
        if (event["sender"].text() != bot_.value) room.untouched = room.kept = false;
    } else if (type == "m.room.tombstone") {
        const std::string successor = content["replacement_room"].text();
        if (!is_room_id(successor) || successor == id || !room.successor.empty()) return;
        room.successor = successor;
        upgrades_[id] = {id, successor, {event["sender"].text()}};
    }
}

void Rooms::take_member(Room& room, const std::string& id, net::Value event) {
    const chat::AccountId who{event["state_key"].text()};
    if (!is_user_id(who.value)) return;
    const net::Value content = event["content"];
    const std::string membership = content["membership"].text();
    if (who == bot_) room.read_only = false;
    if (!is_there(content["membership"])) {
        if (room.people.erase(who) > 0) changed_.insert(id);
        return;
    }
    const auto standing = membership == "join" ? Standing::joined : Standing::invited;
    if (const auto at = event["origin_server_ts"].number(); at && standing == Standing::invited) {
        room.invited = chat::Instant(std::chrono::milliseconds(*at));
    }
    const auto [known, is_new] = room.people.try_emplace(who, standing);
    if (is_new || std::exchange(known->second, standing) != standing) changed_.insert(id);
    if (who == bot_ && standing == Standing::invited) room.inviter = {event["sender"].text()};
    adopt(id, event);
    if (who == bot_) return;
    // Who came while the bot was away is known by now, but the event still says what they were before.
    const bool came = !is_there(event["unsigned"]["prev_content"]["membership"]) && !hides_before(event);
    const auto person = direct_with(id);
    if ((is_new || came) && !person.empty() && who != person && in(id)) crowded_.insert(id);
    std::string name = content["displayname"].text();
    if (name.empty()) name = local_part(who.value);
    if (name.empty()) name = who.value;
    if (std::exchange(names_[who], name) != name) renamed_.insert(who);
}

/// An invite says that it is to a chat of two, and the join after it what it followed. So a chat is known for one
/// though the bot was killed before the server had it in its list.
void Rooms::adopt(const std::string& id, net::Value member) {
    const bool invited = member["content"]["membership"].text() == "invite";
    const net::Value before = member["unsigned"];
    const net::Value invite = invited ? member["content"] : before["prev_content"];
    if (invite["membership"].text() != "invite" || !invite["is_direct"].flag()) return;
    const chat::AccountId who{member["state_key"].text()};
    const chat::AccountId inviter{(invited ? member["sender"] : before["prev_sender"]).text()};
    const auto& other = who == bot_ ? inviter : who;
    if ((who != bot_ && inviter != bot_) || !is_user_id(other.value)) return;
    if (!meant_for_.contains(id) && !set_here_.contains(id)) set_direct(id, other);
}

void Rooms::mean(const std::string& room, const chat::AccountId& person) {
    if (const auto known = meant_for_.find(room); known != meant_for_.end()) {
        auto& rooms = direct_[known->second];
        rooms.erase(room);
        if (rooms.empty()) direct_.erase(known->second);
        meant_for_.erase(known);
    }
    if (person.empty()) return;
    meant_for_[room] = person;
    direct_[person].insert(room);
}

void Rooms::take_direct(net::Value content) {
    direct_.clear();
    meant_for_.clear();
    for (const auto& [person, rooms] : content.members()) {
        for (const auto room : rooms.items()) {
            const std::string id = room.text();
            if (!is_user_id(person) || !is_room_id(id) || !meant_for_.try_emplace(id, chat::AccountId{person}).second)
                continue;
            direct_[{person}].insert(id);
        }
    }
    for (const auto& [room, person] : set_here_) mean(room, person);
}

void Rooms::take_ignored(net::Value content) {
    ignored_.clear();
    for (const auto& [person, nothing] : content["ignored_users"].members()) ignored_.insert({person});
}

void Rooms::forget(const std::string& room) {
    const auto known = rooms_.find(room);
    if (known == rooms_.end()) return;
    known->second.people.clear();
    known->second.read_only = false;
    changed_.insert(room);
}

bool Rooms::refuse(const std::string& room) {
    const auto known = rooms_.find(room);
    return known != rooms_.end() && !std::exchange(known->second.read_only, true);
}

const Room* Rooms::find(const std::string& room) const {
    const auto found = rooms_.find(room);
    return found == rooms_.end() ? nullptr : &found->second;
}

bool Rooms::is_kept(const std::string& room) const {
    const auto* const known = find(room);
    return known == nullptr || known->kept || (known->hides_past && known->closed);
}

void Rooms::begin_keeping(const std::string& room) {
    if (const auto known = rooms_.find(room); known != rooms_.end()) known->second.untouched = true;
}

void Rooms::note_kept(const std::string& room) {
    if (const auto known = rooms_.find(room); known != rooms_.end()) known->second.kept = known->second.untouched;
}

bool Rooms::in(const std::string& room) const {
    const auto* const known = find(room);
    if (known == nullptr) return false;
    const auto bot = known->people.find(bot_);
    return bot != known->people.end() && bot->second == Standing::joined;
}

bool Rooms::is_open(const std::string& room) const {
    const auto* const known = find(room);
    return in(room) && !known->encrypted && !known->read_only && known->successor.empty();
}

std::vector<std::string> Rooms::read_only() const {
    std::vector<std::string> names;
    for (const auto& [id, room] : rooms_) {
        if (room.read_only) names.push_back(room.name.empty() ? id : room.name);
    }
    return names;
}

bool Rooms::is_of_two(const std::string& room, const chat::AccountId& person) const {
    const auto* const known = find(room);
    return known != nullptr && !known->encrypted && known->successor.empty() && known->people.size() == 2 &&
           known->people.contains(bot_) && known->people.contains(person) && direct_with(room) == person;
}

bool Rooms::is_private(const std::string& room, const chat::AccountId& person) const {
    return is_open(room) && is_of_two(room, person);
}

bool Rooms::is_waiting(const std::string& room, const chat::AccountId& person) const {
    const auto* const known = find(room);
    if (known == nullptr) return false;
    const auto found = known->people.find(person);
    return found != known->people.end() && found->second == Standing::invited;
}

std::string Rooms::chat_with(const chat::AccountId& person) const {
    const auto rooms = direct_.find(person);
    if (rooms == direct_.end()) return {};
    const auto last = turned_to_.find(person);
    if (last != turned_to_.end() && is_private(last->second, person) && !is_waiting(last->second, person)) {
        return last->second;
    }
    std::string waiting;
    for (const auto& room : rooms->second) {
        if (!is_private(room, person)) continue;
        if (!is_waiting(room, person)) return room;
        waiting = room;
    }
    return waiting;
}

bool Rooms::left_by(const chat::AccountId& person) const {
    const auto rooms = direct_.find(person);
    return rooms != direct_.end() && std::ranges::any_of(rooms->second, [&](const auto& room) {
               return is_open(room) && !is_private(room, person);
           });
}

chat::AccountId Rooms::direct_with(const std::string& room) const {
    const auto found = meant_for_.find(room);
    return found == meant_for_.end() ? chat::AccountId() : found->second;
}

void Rooms::set_direct(const std::string& room, const chat::AccountId& person) {
    set_here_[room] = person;
    mean(room, person);
    changed_.insert(room);
}

std::string Rooms::direct_as_json() const {
    nlohmann::json content = nlohmann::json::object();
    for (const auto& [who, rooms] : direct_) content[who.value] = rooms;
    return content.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string Rooms::predecessor(const std::string& room) const {
    for (const auto& [id, old] : rooms_) {
        if (old.successor == room && in(id)) return id;
    }
    return {};
}

std::vector<Upgrade> Rooms::upgraded() {
    std::vector<Upgrade> all;
    for (const auto& [id, upgrade] : upgrades_) {
        if (in(id) && !in(upgrade.successor)) all.push_back(upgrade);
    }
    upgrades_.clear();
    return all;
}

std::vector<Rooms::Unaccepted> Rooms::unaccepted(chat::Instant before) const {
    std::vector<Unaccepted> all;
    for (const auto& [person, rooms] : direct_) {
        for (const auto& room : rooms) {
            const auto* const known = find(room);
            const bool old = known != nullptr && known->invited && *known->invited < before;
            if (old && in(room) && is_waiting(room, person)) all.push_back({room, person});
        }
    }
    return all;
}

std::set<std::string> Rooms::crowded() {
    return std::exchange(crowded_, {});
}

std::vector<Rooms::Fact> Rooms::facts(std::size_t most) {
    std::vector<Fact> facts;
    for (; facts.size() < most && !renamed_.empty(); renamed_.erase(renamed_.begin())) {
        const auto& who = *renamed_.begin();
        facts.emplace_back(chat::AccountSeen{.account = who, .name = names_[who], .given = {}, .zone = {}});
    }
    for (; facts.size() < most && !changed_.empty(); changed_.erase(changed_.begin())) {
        if (auto seen = seen_of(*changed_.begin())) facts.emplace_back(std::move(*seen));
    }
    return facts;
}

std::optional<chat::ConversationSeen> Rooms::seen_of(const std::string& id) const {
    const auto* const room = find(id);
    if (room == nullptr) return std::nullopt;
    chat::ConversationSeen seen{
        .conversation = {id}, .name = room->name.empty() ? room->alias : room->name, .direct_with = {}, .members = {}};
    for (const auto& [who, standing] : room->people) {
        if (who != bot_ && standing == Standing::joined) seen.members.push_back(who);
    }
    if (const auto person = direct_with(id); is_private(id, person)) seen.direct_with = person;
    return seen;
}

}  // namespace goodturn::matrix
