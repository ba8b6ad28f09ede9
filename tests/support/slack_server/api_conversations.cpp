#include "tests/support/slack_server/api.hpp"
#include "tests/support/slack_server/payload.hpp"

#include <algorithm>
#include <sstream>
#include <string_view>

namespace goodturn::slack_server {
namespace {

using Need = Context::Need;

Channel& readable(const Context& in, Need need, const char* what) {
    auto& channel = in.channel(need);
    in.need_scope(std::string(plural_of(channel.kind)) + what);
    return channel;
}

std::vector<std::string> listed(const std::string& text) {
    std::vector<std::string> all;
    std::istringstream stream(text);
    for (std::string one; std::getline(stream, one, ',');) all.push_back(one);
    return all;
}

json open(Context& in) {
    if (in.args.has("channel")) return {{"channel", channel_json(in.channel(Need::membership), in.bot().user)}};
    const auto users = listed(in.args.text("users"));
    if (users.empty()) throw ApiError{"users_list_not_supplied"};
    if (users.size() > 8) throw ApiError{"too_many_users"};
    in.need_scope(users.size() == 1 ? "im:write" : "mpim:write");
    std::set<std::string> people{in.bot().user};
    for (const auto& id : users) {
        const auto* user = in.world.find_user(id);
        if (user == nullptr || user->id != id || user->team != in.bot().team) throw ApiError{"user_not_found"};
        if (user->deleted) throw ApiError{"user_disabled"};
        people.insert(id);
    }
    const auto& channel = in.world.direct(people);
    if (in.args.flag("return_im")) return {{"channel", channel_json(channel, in.bot().user)}};
    return {{"channel", {{"id", channel.id}}}};
}

json info(Context& in) {
    return {{"channel", channel_json(readable(in, Need::sight, ":read"), in.bot().user)}};
}

json members(Context& in) {
    const auto& channel = readable(in, Need::sight, ":read");
    return page(in, channel.members, "members", in.args.number("limit", 100));
}

struct Span {
    Instant oldest{};
    Instant latest = Instant::max();
    bool inclusive = false;

    [[nodiscard]] bool contains(Instant at) const {
        return inclusive ? at >= oldest && at <= latest : at > oldest && at < latest;
    }
};

Span span(const Context& in) {
    Span span;
    span.inclusive = in.args.flag("inclusive");
    if (const auto ts = in.args.text("oldest"); !ts.empty()) span.oldest = World::instant_of(ts);
    if (const auto ts = in.args.text("latest"); !ts.empty() && ts != "now") span.latest = World::instant_of(ts);
    return span;
}

/// Of what is asked for, as far as history has got.
bool visible(const Context& in, const Span& span, const Message& message) {
    const auto at = World::instant_of(message.ts);
    const auto lag = in.faults.history_lags;
    return span.contains(at) && (lag == Duration::zero() || at <= in.world.clock().now() - lag);
}

json paged(Context& in, const std::vector<const Message*>& messages) {
    const auto limit = in.args.number("limit", 100);
    if (limit == 0 || limit > 999) throw ApiError{"invalid_limit"};
    json all = json::array();
    for (const auto* message : messages) all.push_back(message_json(*message, in.args.flag("include_all_metadata")));
    json answer = page(in, all, "messages", limit);
    answer["has_more"] = !answer["response_metadata"]["next_cursor"].get<std::string>().empty();
    return answer;
}

json history(Context& in) {
    const auto& channel = readable(in, Need::membership, ":history");
    const auto asked = span(in);
    std::vector<const Message*> found;
    for (const auto& [ts, message] : channel.messages) {
        const bool reply = !message.thread_ts.empty() && message.thread_ts != ts;
        if (!reply && visible(in, asked, message)) found.push_back(&message);
    }
    std::ranges::reverse(found);
    return paged(in, found);
}

json replies(Context& in) {
    auto& channel = readable(in, Need::membership, ":history");
    const auto thread = in.args.text("ts");
    const auto parent = channel.messages.find(thread);
    if (parent == channel.messages.end()) throw ApiError{"thread_not_found"};
    const auto asked = span(in);
    std::vector<const Message*> found;
    for (const auto& [ts, message] : channel.messages) {
        if (ts == thread) {
            found.push_back(&message);  // the parent is there whatever the span
        } else if (message.thread_ts == thread && visible(in, asked, message)) {
            found.push_back(&message);
        }
    }
    return paged(in, found);
}

const char* type_of(Kind kind) {
    switch (kind) {
        case Kind::channel:
            return "public_channel";
        case Kind::group:
            return "private_channel";
        case Kind::im:
            return "im";
        case Kind::mpim:
            return "mpim";
    }
    return "";
}

json users_conversations(Context& in) {
    const auto types = listed(in.args.text("types", "public_channel"));
    const auto who = in.args.text("user", in.bot().user);
    for (const auto kind : {Kind::channel, Kind::group, Kind::im, Kind::mpim}) {
        if (std::ranges::find(types, type_of(kind)) != types.end())
            in.need_scope(std::string(plural_of(kind)) + ":read");
    }
    json all = json::array();
    for (const auto& [id, channel] : in.world.channels()) {
        const bool wanted = std::ranges::find(types, type_of(channel.kind)) != types.end();
        if (!wanted || channel.team != in.bot().team || !channel.members.contains(who)) continue;
        if (channel.is_archived && in.args.flag("exclude_archived")) continue;
        if (channel.kind != Kind::channel && !channel.members.contains(in.bot().user)) continue;
        json one = channel_json(channel, who);
        one.erase("is_member");
        one.erase("num_members");
        all.push_back(std::move(one));
    }
    return page(in, all, "channels", in.args.number("limit", 100));
}

}  // namespace

std::vector<MethodEntry> conversation_methods() {
    return {{"conversations.open", "", open},       {"conversations.info", "", info},
            {"conversations.members", "", members}, {"conversations.history", "", history},
            {"conversations.replies", "", replies}, {"users.conversations", "", users_conversations}};
}

}  // namespace goodturn::slack_server
