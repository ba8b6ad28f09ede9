#include "tests/support/slack_server/surface.hpp"

#include "core/engine/line.hpp"

#include <stdexcept>

namespace goodturn::slack_server {
namespace {

/// Until `look` says that it found something.
void each_control(const json& blocks, const std::function<bool(const std::string&, const json&)>& look) {
    if (!blocks.is_array()) return;
    for (const auto& block : blocks) {
        const std::string id = block.value("block_id", "");
        if (block.contains("accessory") && look(id, block["accessory"])) return;
        if (block.value("type", "") != "actions") continue;
        for (const auto& element : block["elements"]) {
            if (look(id, element)) return;
        }
    }
}

std::vector<json> options_of(const json& element) {
    std::vector<json> all;
    if (element.contains("options")) all = element["options"].get<std::vector<json>>();
    if (element.contains("option_groups")) {
        for (const auto& group : element["option_groups"])
            for (const auto& option : group["options"]) all.push_back(option);
    }
    return all;
}

json option_named(const json& element, std::string_view shown) {
    for (auto& option : options_of(element)) {
        if (label_of(option, "text") == shown) return option;
    }
    return nullptr;
}

json initial_value(const json& element) {
    const std::string type = element.value("type", "");
    json value{{"type", type}};
    if (type == "static_select") {
        value["selected_option"] = element.contains("initial_option") ? element["initial_option"] : json();
    } else if (type == "users_select") {
        value["selected_user"] = element.contains("initial_user") ? element["initial_user"] : json();
    } else {
        value["value"] = element.contains("initial_value") ? element["initial_value"] : json();
    }
    return value;
}

const json& input_named(const json& blocks, const std::string& name) {
    for (const auto& block : blocks) {
        if (block.value("type", "") != "input") continue;
        if (block["block_id"] == name || label_of(block, "label") == name) return block;
    }
    throw std::out_of_range("no input \"" + name + "\" in the form");
}

/// The value of an input in what the client keeps; null if nothing stands in it.
json entered(const json& values, const json& block) {
    const json& value = values.at(block["block_id"].get<std::string>()).at(block["element"]["action_id"]);
    for (const auto* name : {"value", "selected_option", "selected_user"}) {
        if (value.contains(name)) return value[name];
    }
    return nullptr;
}

}  // namespace

std::string label_of(const json& parent, const char* name) {
    if (!parent.contains(name) || !parent[name].is_object()) return "";
    return parent[name].value("text", "");
}

void give_ids(World& world, json& blocks) {
    if (!blocks.is_array()) return;
    const auto give = [&](json& element) {
        if (element.is_object() && !element.contains("action_id")) element["action_id"] = world.new_id("a");
    };
    for (auto& block : blocks) {
        if (!block.is_object()) continue;
        if (!block.contains("block_id")) block["block_id"] = world.new_id("b");
        if (block.contains("accessory")) give(block["accessory"]);
        if (block.contains("element")) give(block["element"]);
        if (block.value("type", "") != "actions") continue;
        for (auto& element : block["elements"]) give(element);
    }
}

std::optional<Control> button_of(const json& blocks, std::string_view label) {
    std::optional<Control> found;
    each_control(blocks, [&](const std::string& id, const json& element) {
        if (element.value("type", "") == "button" && label_of(element, "text") == label) found = Control{id, element};
        return found.has_value();
    });
    return found;
}

std::optional<Control> menu_of(const json& blocks, std::string_view option) {
    std::optional<Control> found;
    each_control(blocks, [&](const std::string& id, const json& element) {
        if (json chosen = option_named(element, option); !chosen.is_null()) found = Control{id, element, chosen};
        return found.has_value();
    });
    return found;
}

json action_of(const Control& control, const std::string& action_ts) {
    const json& element = control.element;
    json action{{"type", element["type"]},
                {"action_id", element["action_id"]},
                {"block_id", control.block_id},
                {"action_ts", action_ts}};
    if (element["type"] == "button") {
        action["text"] = element["text"];
        for (const auto* name : {"value", "style", "url"}) {
            if (element.contains(name)) action[name] = element[name];
        }
    } else {
        action["selected_option"] = control.option;
    }
    return action;
}

json values_of(const json& blocks, const json& before) {
    json values = json::object();
    for (const auto& block : blocks) {
        if (block.value("type", "") != "input") continue;
        const std::string id = block["block_id"];
        const std::string action = block["element"]["action_id"];
        const bool kept = before.contains(id) && before[id].contains(action);
        values[id][action] = kept ? before[id][action] : initial_value(block["element"]);
    }
    return values;
}

void fill_in(World& world, View& view, const std::string& input, const std::string& value) {
    const json& block = input_named(view.content["blocks"], input);
    const json& element = block["element"];
    json& slot = view.values[block["block_id"].get<std::string>()][element["action_id"].get<std::string>()];
    if (element["type"] == "static_select") {
        slot["selected_option"] = value.empty() ? json() : option_named(element, value);
        if (!value.empty() && slot["selected_option"].is_null())
            throw std::out_of_range("no option \"" + value + "\" in \"" + input + "\"");
    } else if (element["type"] == "users_select") {
        slot["selected_user"] = value.empty() ? json() : json(world.user(value).id);
    } else {
        slot["value"] = value.empty() ? json() : json(value);
    }
}

std::map<std::string, std::string> complaints(const View& view) {
    std::map<std::string, std::string> all;
    for (const auto& block : view.content["blocks"]) {
        if (block.value("type", "") != "input") continue;
        const json value = entered(view.values, block);
        const std::string id = block["block_id"];
        if (value.is_null() && !block.value("optional", false)) all[id] = "Please complete this required field.";
        if (!value.is_string() || block["element"]["type"] != "plain_text_input") continue;
        const auto length = engine::length(value.get<std::string>());
        if (length > block["element"].value("max_length", 3000U)) all[id] = "This is too long.";
        if (length < block["element"].value("min_length", 0U)) all[id] = "This is too short.";
    }
    return all;
}

bool is_input(const json& blocks, const std::string& block_id) {
    for (const auto& block : blocks) {
        if (block.value("type", "") == "input" && block["block_id"] == block_id) return true;
    }
    return false;
}

}  // namespace goodturn::slack_server
