#include "tests/support/slack_server/api.hpp"
#include "tests/support/slack_server/payload.hpp"

#include <algorithm>

namespace goodturn::slack_server {
namespace {

json checked(Context& in, const char* type) {
    json content = in.args.nested("view");
    if (auto error = refused(content)) throw std::move(*error);
    if (content.value("type", "") != type) throw ApiError{"invalid_arguments"};
    note_problems(in.problems, in.method, content);
    give_ids(in.world, content["blocks"]);
    return content;
}

/// `view` with this in it; what was typed stays where it can.
json shown(Context& in, View& view, json content) {
    view.hash = in.world.new_id("h");
    view.values = values_of(content["blocks"], view.values);
    view.content = std::move(content);
    view.errors.clear();
    return {{"view", view_json(view, in.bot().bot_id)}};
}

json open(Context& in) {
    const auto found = in.world.triggers.find(in.args.text("trigger_id"));
    if (found == in.world.triggers.end() || found->second.app != in.app.id) throw ApiError{"invalid_trigger_id"};
    auto& trigger = found->second;
    if (trigger.until < in.world.clock().now()) throw ApiError{"expired_trigger_id"};
    if (trigger.used) throw ApiError{"exchanged_trigger_id"};
    json content = checked(in, "modal");
    trigger.used = true;
    auto& stack = in.world.modals[trigger.user];
    stack.clear();
    auto& view = stack.emplace_back();
    view.id = in.world.new_id("V");
    view.user = trigger.user;
    view.team = in.bot().team;
    view.app = in.app.id;
    return shown(in, view, std::move(content));
}

void match_hash(Context& in, const View& view) {
    const auto hash = in.args.text("hash");
    if (!hash.empty() && hash != view.hash) throw ApiError{"hash_conflict"};
}

json update(Context& in) {
    const auto id = in.args.text("view_id");
    const auto external = in.args.text("external_id");
    for (auto& [user, stack] : in.world.modals) {
        const auto view = std::ranges::find_if(stack, [&](const View& it) {
            return it.app == in.app.id &&
                   (id.empty() ? !external.empty() && it.content.value("external_id", "") == external : it.id == id);
        });
        if (view == stack.end()) continue;
        match_hash(in, *view);
        return shown(in, *view, checked(in, "modal"));
    }
    throw ApiError{"not_found"};
}

json publish(Context& in) {
    if (!in.app.home_tab_enabled) throw ApiError{"not_enabled"};
    const auto& user = in.user("user_id");
    json content = checked(in, "home");
    auto& view = in.world.homes[{user.id, in.app.id}];
    if (view.id.empty()) {
        view.id = in.world.new_id("V");
        view.user = user.id;
        view.team = in.bot().team;
        view.app = in.app.id;
    } else {
        match_hash(in, view);
    }
    return shown(in, view, std::move(content));
}

}  // namespace

std::vector<MethodEntry> view_methods() {
    return {{"views.open", "", open}, {"views.update", "", update}, {"views.publish", "", publish}};
}

}  // namespace goodturn::slack_server
