#include "tests/support/slack_server/api.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace goodturn::slack_server {

std::string Args::text(const char* name) const {
    return text(name, "");
}

std::string Args::text(const char* name, const std::string& otherwise) const {
    if (!has(name)) return otherwise;
    const json& value = all_[name];
    return value.is_string() ? value.get<std::string>() : value.dump();
}

bool Args::has(const char* name) const {
    return all_.is_object() && all_.contains(name) && !all_[name].is_null();
}

bool Args::flag(const char* name) const {
    const auto value = text(name);
    return value == "true" || value == "1";
}

std::size_t Args::number(const char* name, std::size_t otherwise) const {
    const auto value = text(name);
    if (value.empty()) return otherwise;
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size()) throw ApiError{"invalid_arguments"};
    return number;
}

json Args::nested(const char* name) const {
    if (!has(name)) return nullptr;
    const json& value = all_[name];
    if (!value.is_string()) return value;
    json parsed = json::parse(value.get<std::string>(), nullptr, false);
    return parsed.is_discarded() ? value : parsed;
}

void Context::need_scope(const std::string& scope) const {
    if (scope.empty() || bot().scopes.contains(scope)) return;
    throw ApiError{"missing_scope", {{"needed", scope}, {"provided", fmt::format("{}", fmt::join(bot().scopes, ","))}}};
}

Channel& Context::channel(Need need) const {
    auto* found = world.find_channel(args.text("channel"));
    if (found == nullptr || found->team != bot().team) throw ApiError{"channel_not_found"};
    const bool inside = found->members.contains(bot().user);
    if (!inside && found->kind != Kind::channel) throw ApiError{"channel_not_found"};
    if (!inside && need == Need::membership) throw ApiError{"not_in_channel"};
    return *found;
}

Message& Context::message(Channel& channel, const char* argument) const {
    const auto found = channel.messages.find(args.text(argument));
    if (found == channel.messages.end() || found->second.subtype == tombstone) throw ApiError{"message_not_found"};
    return found->second;
}

User& Context::user(const char* argument) const {
    const auto id = args.text(argument);
    const auto* found = world.find_user(id);
    if (found == nullptr || found->id != id) throw ApiError{"user_not_found"};
    return world.user(id);
}

json page(const Context& context, const json& all, const char* name, std::size_t limit) {
    constexpr std::string_view prefix = "from:";  // and "=" at the end, which has to be encoded in a form
    const auto cursor = context.args.text("cursor");
    std::size_t from = 0;
    if (!cursor.empty()) {
        if (!cursor.starts_with(prefix) || !cursor.ends_with('=')) throw ApiError{"invalid_cursor"};
        from = std::stoul(cursor.substr(prefix.size()));
    }
    const auto to = std::min(all.size(), from + limit);
    json answer{{"response_metadata", {{"next_cursor", to < all.size() ? fmt::format("{}{}=", prefix, to) : ""}}},
                {name, json::array()}};
    for (auto i = from; i < to; ++i) answer[name].push_back(all[i]);
    return answer;
}

Api::Api(World& world, Gateway& gateway, Events& events, const Faults& faults, Problems& problems)
    : world_(world), gateway_(gateway), events_(events), faults_(faults), problems_(problems) {
    for (const auto& group : {chat_methods(), conversation_methods(), people_methods(), view_methods()}) {
        for (const auto& entry : group) methods_[entry.name] = entry;
    }
}

Reply Api::call(const std::string& method, const std::string& authorization, const json& args) {
    Reply reply;
    try {
        const auto entry = methods_.find(method);
        if (entry == methods_.end()) throw ApiError{"unknown_method"};
        if (!authorization.starts_with("Bearer ")) throw ApiError{"not_authed"};
        const auto token = authorization.substr(7);
        auto* install = world_.install_of_token(token);
        auto* app = world_.app_of_token(token);
        if (install == nullptr && app == nullptr) throw ApiError{"invalid_auth"};
        if (install != nullptr && !install->active) throw ApiError{"account_inactive"};
        if (entry->second.app_token != (app != nullptr)) throw ApiError{"not_allowed_token_type"};
        if (args.is_object() && args.contains("token")) problems_.push_back(method + ": a token as a parameter");
        Context context{.world = world_,
                        .gateway = gateway_,
                        .events = events_,
                        .faults = faults_,
                        .problems = problems_,
                        .app = app != nullptr ? *app : world_.app(install->app),
                        .install = install,
                        .args = Args(args),
                        .method = method};
        if (install != nullptr) {
            reply.headers.emplace_back("x-oauth-scopes", fmt::format("{}", fmt::join(install->scopes, ",")));
            reply.headers.emplace_back("x-accepted-oauth-scopes", entry->second.scope);
            context.need_scope(entry->second.scope);
        }
        reply.body = entry->second.method(context);
        reply.body["ok"] = true;
    } catch (const ApiError& error) {
        reply.body = error.more;
        reply.body["ok"] = false;
        reply.body["error"] = error.error;
    }
    return reply;
}

}  // namespace goodturn::slack_server
