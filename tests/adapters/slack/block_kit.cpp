#include "tests/adapters/slack/block_kit.hpp"

#include "core/engine/line.hpp"

#include <algorithm>
#include <map>
#include <regex>
#include <set>

namespace goodturn::slack::block_kit {
namespace {

using nlohmann::json;

/// Every object that has a "type" may have these members besides, and must have those with "!".
const std::map<std::string, std::vector<std::string>> members{
    {"section", {"block_id", "text", "fields", "accessory", "expand"}},
    {"context", {"block_id", "!elements"}},
    {"actions", {"block_id", "!elements"}},
    {"rich_text", {"block_id", "!elements"}},
    {"input", {"block_id", "!label", "!element", "hint", "optional", "dispatch_action"}},
    {"plain_text", {"!text", "emoji"}},
    {"mrkdwn", {"!text", "verbatim"}},
    {"button", {"!text", "action_id", "value", "url", "style", "confirm", "accessibility_label"}},
    {"static_select", {"action_id", "placeholder", "options", "option_groups", "initial_option", "confirm"}},
    {"users_select", {"action_id", "placeholder", "initial_user", "confirm"}},
    {"plain_text_input",
     {"action_id", "initial_value", "multiline", "min_length", "max_length", "placeholder", "dispatch_action_config"}},
    {"rich_text_section", {"!elements"}},
    {"rich_text_quote", {"!elements", "border"}},
    {"rich_text_list", {"!elements", "!style", "indent", "offset", "border"}},
    {"text", {"!text", "style"}},
    {"link", {"!url", "text", "unsafe", "style"}},
    {"user", {"!user_id", "style"}},
    {"date", {"!timestamp", "!format", "fallback", "url", "style", "timezone"}},
    {"modal",
     {"!title", "!blocks", "close", "submit", "private_metadata", "callback_id", "clear_on_close", "notify_on_close",
      "external_id"}},
};

/// What may stand where.
const std::map<std::string, std::set<std::string>> children{
    {"message", {"section", "context", "actions", "rich_text"}},
    {"modal", {"input", "section", "context", "rich_text"}},
    {"context", {"plain_text", "mrkdwn"}},
    {"actions", {"button", "static_select", "users_select"}},
    {"input", {"plain_text_input", "static_select", "users_select"}},
    {"rich_text", {"rich_text_section", "rich_text_quote", "rich_text_list"}},
    {"rich_text_list", {"rich_text_section"}},
    {"rich_text_section", {"text", "link", "user", "date"}},
    {"rich_text_quote", {"text", "link", "user", "date"}},
    {"section", {"plain_text", "mrkdwn"}},
};

bool shows_something(std::string text) {
    for (const std::string_view invisible :
         {" ", "\n", "\u00A0", "\u00AD", "\u2028", "\u200B", "\u200E", "\u200F", "\u2060", "\u3000"}) {
        std::string rest;
        for (std::size_t at = 0; at < text.size();) {
            const auto found = std::min(text.find(invisible, at), text.size());
            rest += text.substr(at, found - at);
            at = found + invisible.size();
        }
        text = std::move(rest);
    }
    return !text.empty();
}

/// A text without what Slack takes for markup in < >.
std::string without_tokens(std::string_view text) {
    static const std::regex token("@[A-Za-z0-9]+|!date\\^-?[0-9]+\\^[^|]+\\|[^]+|(https?|mailto|slack):[^| ]+\\|[^]+");
    std::string rest;
    for (auto open = text.find('<'); open != std::string_view::npos; open = text.find('<')) {
        rest += text.substr(0, open);
        const auto close = std::min(text.find('>', open), text.size());
        const auto inside = std::string(text.substr(open + 1, close - open - 1));
        const bool whole = close < text.size() && std::regex_match(inside, token) && !inside.contains('<');
        if (!whole) rest += text.substr(open, close - open + 1);
        text.remove_prefix(std::min(close + 1, text.size()));
    }
    return rest.append(text);
}

bool has_bare_ampersand(std::string_view text) {
    for (auto at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
        const auto rest = text.substr(at);
        if (!rest.starts_with("&amp;") && !rest.starts_with("&lt;") && !rest.starts_with("&gt;")) return true;
    }
    return false;
}

class Check {
public:
    std::vector<std::string> found;
    std::size_t texts = 0;  ///< code points of all that is no keyword

    void expect(bool holds, const std::string& what) {
        if (!holds) found.push_back(what);
    }

    void length(const json& value, const char* name, std::size_t min, std::size_t max) {
        if (!value.contains(name)) return;
        if (!value[name].is_string()) return expect(false, std::string(name) + " is no string");
        const auto size = engine::length(value[name].get<std::string>());
        expect(size >= min && size <= max, std::string(name) + " has " + std::to_string(size) + " characters");
    }

    void count(const json& value, const char* name, std::size_t max) {
        if (!value.contains(name)) return;
        expect(value[name].is_array() && !value[name].empty() && value[name].size() <= max,
               std::string(name) + " has " + std::to_string(value[name].size()) + " members");
    }

    void typed(const json& value, const std::string& parent) {
        if (!value.is_object() || !value.contains("type")) return expect(false, "no object in " + parent);
        const std::string type = value["type"];
        if (const auto may = children.find(parent); may != children.end())
            expect(may->second.contains(type), type + " in " + parent);
        const auto known = members.find(type);
        if (known == members.end()) return expect(false, "unknown type " + type);
        for (const auto& [key, member] : value.items()) {
            const bool may = key == "type" || std::ranges::find(known->second, key) != known->second.end() ||
                             std::ranges::find(known->second, "!" + key) != known->second.end();
            expect(may, type + " has " + key);
            if (member.is_string() && key != "type" && key != "style")
                texts += engine::length(member.get<std::string>());
        }
        for (const auto& key : known->second) {
            if (key.starts_with('!')) expect(value.contains(key.substr(1)), type + " without " + key);
        }
        length(value, "block_id", 1, 255);
        length(value, "action_id", 1, 255);
    }

    void text_object(const json& value, std::size_t max, bool markup) {
        typed(value, "");
        expect(markup || value["type"] == "plain_text", "markup where none may be");
        length(value, "text", 1, max);
        const std::string text = value["text"];
        expect(shows_something(text), "a text that shows nothing");
        if (value["type"] != "mrkdwn") return;
        expect(value.value("verbatim", false), "mrkdwn that Slack may parse");
        escaped(text);
    }

    void escaped(const std::string& text) {
        const auto rest = without_tokens(text);
        expect(rest.find_first_of("<>") == std::string::npos, "not escaped: " + text);
        expect(!has_bare_ampersand(rest), "a bare & in " + text);
    }

    void rich_elements(const json& value) {
        const std::string type = value["type"];
        count(value, "elements", 1000);
        for (const auto& element : value["elements"]) {
            typed(element, type);
            length(element, "text", 1, 12'000);
            length(element, "url", 1, 3000);
            length(element, "fallback", 1, 3000);
            if (element.contains("user_id")) {
                const std::string user = element["user_id"];
                expect(std::regex_match(user, std::regex("[A-Za-z0-9]+")), "no user: " + user);
            }
            if (element.contains("style"))
                expect(element["style"] == json{{"bold", true}} || element["style"] == json{{"code", true}}, "style");
        }
    }

    void options(const json& list) {
        expect(list.is_array() && !list.empty() && list.size() <= 100, "options");
        for (const auto& option : list) {
            text_object(option["text"], 75, false);
            length(option, "value", 1, 150);
            texts += engine::length(option["value"].get<std::string>());
        }
    }

    void element(const json& value, const std::string& parent) {
        typed(value, parent);
        const std::string type = value["type"];
        if (type == "button") {
            text_object(value["text"], 75, false);
            length(value, "value", 1, 2000);
            if (value.contains("style"))
                expect(value["style"] == "primary" || value["style"] == "danger", "style of a button");
        }
        if (value.contains("placeholder")) text_object(value["placeholder"], 150, false);
        if (type == "static_select") {
            expect(value.contains("options") != value.contains("option_groups"), "options and groups");
            if (value.contains("options")) options(value["options"]);
            if (value.contains("option_groups")) {
                count(value, "option_groups", 100);
                for (const auto& group : value["option_groups"]) {
                    text_object(group["label"], 75, false);
                    options(group["options"]);
                }
            }
            if (value.contains("initial_option")) {
                const auto all = value.contains("options") ? value["options"] : [&] {
                    json joined = json::array();
                    for (const auto& group : value["option_groups"])
                        for (const auto& option : group["options"]) joined.push_back(option);
                    return joined;
                }();
                expect(std::ranges::find(all, value["initial_option"]) != all.end(), "initial_option is no option");
            }
        }
        if (type == "plain_text_input") {
            const auto max = value.value("max_length", 3000);
            expect(max >= 1 && max <= 3000, "max_length");
            length(value, "initial_value", 1, static_cast<std::size_t>(max));
            if (!value.value("multiline", false) && value.contains("initial_value"))
                expect(!value["initial_value"].get<std::string>().contains('\n'), "a line of two lines");
        }
    }

    void block(const json& value, const std::string& parent) {
        typed(value, parent);
        const std::string type = value["type"];
        if (value.contains("block_id"))
            expect(block_ids_.insert(value["block_id"]).second, "block_id twice: " + value["block_id"].dump());
        if (type == "section") {
            expect(value.contains("text") || value.contains("fields"), "an empty section");
            if (value.contains("text")) text_object(value["text"], 3000, true);
            count(value, "fields", 10);
            if (value.contains("fields"))
                for (const auto& field : value["fields"]) text_object(field, 2000, true);
        } else if (type == "context") {
            count(value, "elements", 10);
            for (const auto& one : value["elements"]) text_object(one, 3000, true);
        } else if (type == "rich_text") {
            count(value, "elements", 1000);
            expect(shows_something(seen(json::array({value}))), "rich_text that shows nothing");
            for (const auto& one : value["elements"]) {
                typed(one, type);
                if (one["type"] != "rich_text_list") {
                    rich_elements(one);
                    continue;
                }
                count(one, "elements", 1000);
                expect(one["style"] == "bullet" || one["style"] == "ordered", "style of a list");
                for (const auto& item : one["elements"]) {
                    typed(item, "rich_text_list");
                    rich_elements(item);
                }
            }
        } else if (type == "actions") {
            count(value, "elements", 25);
            std::set<std::string> ids;
            for (const auto& one : value["elements"]) {
                element(one, type);
                expect(ids.insert(one["action_id"]).second, "action_id twice: " + one["action_id"].dump());
            }
        } else if (type == "input") {
            text_object(value["label"], 2000, false);
            element(value["element"], type);
        }
    }

private:
    std::set<std::string> block_ids_;
};

std::string unescaped(std::string_view text) {
    std::string all;
    const auto take = [&](std::string_view from, std::string_view to) {
        if (!text.starts_with(from)) return false;
        all += to;
        text.remove_prefix(from.size());
        return true;
    };
    while (!text.empty()) {
        if (take("&lt;", "<") || take("&gt;", ">") || take("&amp;", "&") || take("\u00AD", "") || take(">", ""))
            continue;
        if (text[0] == '<') {  // a label, or "@U1"
            const auto label = std::min(text.find('|'), text.find('>'));
            text.remove_prefix(text[label] == '|' ? label + 1 : 1);
            continue;
        }
        all += text[0];
        text.remove_prefix(1);
    }
    return all;
}

void append_seen(std::string& all, const json& value) {
    if (value.is_array()) {
        for (const auto& one : value) append_seen(all, one);
        return;
    }
    if (!value.is_object()) return;
    const std::string type = value.value("type", "");
    if (type == "user") all += "@" + value["user_id"].get<std::string>();
    if (type == "date") all += value.value("fallback", "");
    for (const auto& [key, member] : value.items()) {
        if (key == "text" && member.is_string()) {
            const auto text = member.get<std::string>();
            all += type == "mrkdwn" ? unescaped(text) : text;
        } else {
            append_seen(all, member);
        }
    }
}

}  // namespace

std::vector<std::string> problems(const Part& part, bool edited) {
    Check check;
    check.expect(shows_something(part.text), "no text");
    check.expect(engine::length(part.text) <= (edited ? 4000U : 3000U), "the text is too long");
    check.expect(without_tokens(part.text) == part.text, "markup in the text: " + part.text);
    check.escaped(part.text);
    const auto blocks = json::parse(part.blocks);
    check.expect(blocks.is_array() && !blocks.empty() && blocks.size() <= 45,
                 "blocks: " + std::to_string(blocks.size()));
    for (const auto& block : blocks) check.block(block, "message");
    const auto all = check.texts + (edited ? 0 : engine::length(part.text));
    check.expect(all <= (edited ? 3900U : 10'000U), "too long: " + std::to_string(all));
    return check.found;
}

std::vector<std::string> view_problems(const std::string& view) {
    Check check;
    const auto it = json::parse(view);
    check.expect(view.size() <= 250'000, "the view is too large");
    check.typed(it, "");
    check.expect(it["type"] == "modal", "no modal");
    for (const auto* name : {"title", "submit", "close"}) {
        check.expect(it.contains(name), std::string("without ") + name);
        if (it.contains(name)) check.text_object(it[name], 24, false);
    }
    check.length(it, "callback_id", 1, 255);
    check.length(it, "private_metadata", 0, 3000);
    check.expect(it["blocks"].size() <= 100, "too many blocks");
    for (const auto& block : it["blocks"]) check.block(block, "modal");
    return check.found;
}

std::string seen(const json& blocks) {
    std::string all;
    append_seen(all, blocks);
    return all;
}

std::string seen(const std::string& blocks) {
    return seen(json::parse(blocks));
}

}  // namespace goodturn::slack::block_kit
