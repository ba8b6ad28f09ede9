#include "tests/support/slack_server/block_kit.hpp"

#include "core/engine/line.hpp"

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <utility>

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
    {"home", {"!blocks", "private_metadata", "callback_id", "external_id"}},
};

/// Of Slack, and sent by nobody here: taken, not looked into.
const std::set<std::string> other_types{"header",
                                        "divider",
                                        "image",
                                        "video",
                                        "file",
                                        "markdown",
                                        "table",
                                        "rich_text_preformatted",
                                        "emoji",
                                        "channel",
                                        "usergroup",
                                        "broadcast",
                                        "color",
                                        "overflow",
                                        "datepicker",
                                        "timepicker",
                                        "checkboxes",
                                        "radio_buttons",
                                        "multi_static_select",
                                        "multi_users_select",
                                        "external_select",
                                        "conversations_select",
                                        "channels_select",
                                        "email_text_input",
                                        "number_input",
                                        "url_text_input",
                                        "datetimepicker",
                                        "rich_text_input"};

/// What may stand where.
const std::map<std::string, std::set<std::string>> children{
    {"message", {"section", "context", "actions", "rich_text"}},
    {"modal", {"input", "section", "context", "rich_text"}},
    {"home", {"section", "context", "actions", "rich_text"}},
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
    explicit Check(bool strict) : strict_(strict) {}

    std::vector<std::string> found;
    std::size_t texts = 0;  ///< code points of all that is no keyword

    void expect(bool holds, const std::string& what) {
        if (!holds) found.push_back(what);
    }

    /// A rule of our own: Slack would take it.
    void ours(bool holds, const std::string& what) {
        if (strict_) expect(holds, what);
    }

    void length(const json& value, const char* name, std::size_t min, std::size_t max) {
        if (!value.contains(name)) return;
        if (!value.at(name).is_string()) return expect(false, std::string(name) + " is no string");
        const auto size = engine::length(value.at(name).get<std::string>());
        expect(size >= min && size <= max, std::string(name) + " has " + std::to_string(size) + " characters");
    }

    void count(const json& value, const char* name, std::size_t max) {
        if (!value.contains(name)) return;
        expect(value.at(name).is_array() && !value.at(name).empty() && value.at(name).size() <= max,
               std::string(name) + " has " + std::to_string(value.at(name).size()) + " members");
    }

    void typed(const json& value, const std::string& parent) {
        if (!value.is_object() || !value.contains("type")) return expect(false, "no object in " + parent);
        const std::string type = value.at("type");
        if (const auto may = children.find(parent); may != children.end())
            ours(may->second.contains(type), type + " in " + parent);
        const auto known = members.find(type);
        if (known == members.end()) {
            ours(false, "a type we never send: " + type);
            return expect(other_types.contains(type), "unknown type " + type);
        }
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
        expect(markup || value.at("type") == "plain_text", "markup where none may be");
        length(value, "text", 1, max);
        const std::string text = value.at("text");
        ours(shows_something(text), "a text that shows nothing");
        if (value.at("type") != "mrkdwn") return;
        ours(value.value("verbatim", false), "mrkdwn that Slack may parse");
        escaped(text);
    }

    void escaped(const std::string& text) {
        const auto rest = without_tokens(text);
        ours(rest.find_first_of("<>") == std::string::npos, "not escaped: " + text);
        ours(!has_bare_ampersand(rest), "a bare & in " + text);
    }

    void rich_elements(const json& value) {
        const std::string type = value.at("type");
        count(value, "elements", 1000);
        for (const auto& element : value.at("elements")) {
            typed(element, type);
            length(element, "text", 1, 12'000);
            length(element, "url", 1, 3000);
            length(element, "fallback", 1, 3000);
            if (element.contains("user_id")) {
                const std::string user = element.at("user_id");
                expect(std::regex_match(user, std::regex("[A-Za-z0-9]+")), "no user: " + user);
            }
            if (element.contains("style"))
                ours(element.at("style") == json{{"bold", true}} || element.at("style") == json{{"code", true}},
                     "style");
        }
    }

    void options(const json& list) {
        expect(list.is_array() && !list.empty() && list.size() <= 100, "options");
        for (const auto& option : list) {
            text_object(option.at("text"), 75, false);
            length(option, "value", 1, 150);
            texts += engine::length(option.at("value").get<std::string>());
        }
    }

    void element(const json& value, const std::string& parent) {
        typed(value, parent);
        const std::string type = value.at("type");
        if (type == "button") {
            text_object(value.at("text"), 75, false);
            length(value, "value", 1, 2000);
            if (value.contains("style"))
                expect(value.at("style") == "primary" || value.at("style") == "danger", "style of a button");
        }
        if (value.contains("placeholder")) text_object(value.at("placeholder"), 150, false);
        if (type == "static_select") {
            expect(value.contains("options") != value.contains("option_groups"), "options and groups");
            if (value.contains("options")) options(value.at("options"));
            if (value.contains("option_groups")) {
                count(value, "option_groups", 100);
                for (const auto& group : value.at("option_groups")) {
                    text_object(group.at("label"), 75, false);
                    options(group.at("options"));
                }
            }
            if (value.contains("initial_option")) {
                const auto all = value.contains("options") ? value.at("options") : [&] {
                    json joined = json::array();
                    for (const auto& group : value.at("option_groups"))
                        for (const auto& option : group.at("options")) joined.push_back(option);
                    return joined;
                }();
                expect(std::ranges::find(all, value.at("initial_option")) != all.end(), "initial_option is no option");
            }
        }
        if (type == "plain_text_input") {
            const auto max = value.value("max_length", 3000);
            expect(max >= 1 && max <= 3000, "max_length");
            length(value, "initial_value", 1, static_cast<std::size_t>(max));
            if (!value.value("multiline", false) && value.contains("initial_value"))
                expect(!value.at("initial_value").get<std::string>().contains('\n'), "a line of two lines");
        }
    }

    void block(const json& value, const std::string& parent) {
        typed(value, parent);
        const std::string type = value.at("type");
        if (value.contains("block_id"))
            expect(block_ids_.insert(value.at("block_id")).second, "block_id twice: " + value.at("block_id").dump());
        if (type == "section") {
            expect(value.contains("text") || value.contains("fields"), "an empty section");
            if (value.contains("text")) text_object(value.at("text"), 3000, true);
            count(value, "fields", 10);
            if (value.contains("fields"))
                for (const auto& field : value.at("fields")) text_object(field, 2000, true);
        } else if (type == "context") {
            count(value, "elements", 10);
            for (const auto& one : value.at("elements")) text_object(one, 3000, true);
        } else if (type == "rich_text") {
            count(value, "elements", 1000);
            ours(shows_something(seen(json::array({value}))), "rich_text that shows nothing");
            for (const auto& one : value.at("elements")) {
                typed(one, type);
                if (one.at("type") != "rich_text_list") {
                    rich_elements(one);
                    continue;
                }
                count(one, "elements", 1000);
                expect(one.at("style") == "bullet" || one.at("style") == "ordered", "style of a list");
                for (const auto& item : one.at("elements")) {
                    typed(item, "rich_text_list");
                    rich_elements(item);
                }
            }
        } else if (type == "actions") {
            count(value, "elements", 25);
            std::set<std::string> ids;
            for (const auto& one : value.at("elements")) {
                element(one, type);
                if (one.contains("action_id"))
                    expect(ids.insert(one.at("action_id")).second, "action_id twice: " + one.at("action_id").dump());
            }
        } else if (type == "input") {
            text_object(value.at("label"), 2000, false);
            element(value.at("element"), type);
        }
    }

    void blocks(const json& list, const std::string& surface) {
        const std::size_t most = surface == "message" ? 50 : 100;
        expect(list.is_array() && list.size() <= most, "blocks: " + std::to_string(list.size()));
        for (const auto& one : list) block(one, surface);
    }

    void view(const json& it) {
        typed(it, "");
        const std::string type = it.at("type");
        expect(type == "modal" || type == "home", "no view: " + type);
        for (const auto* name : {"title", "submit", "close"}) {
            if (type == "home") continue;
            ours(it.contains(name), std::string("without ") + name);
            if (it.contains(name)) text_object(it.at(name), 24, false);
        }
        length(it, "callback_id", 1, 255);
        length(it, "private_metadata", 0, 3000);
        blocks(it.at("blocks"), type);
        const bool asks =
            std::ranges::any_of(it.at("blocks"), [](const json& one) { return one.at("type") == "input"; });
        expect(!asks || type == "home" || it.contains("submit"), "inputs, and no submit");
    }

private:
    bool strict_;
    std::set<std::string> block_ids_;
};

/// What lacks a part that everything else needs is looked at no further.
template <class Look>
std::vector<std::string> found_by(Check check, Look look) {
    try {
        look(check);
    } catch (const json::exception& broken) {
        check.expect(false, broken.what());
    }
    return std::move(check.found);
}

}  // namespace

std::vector<std::string> problems(const Part& part, bool edited) {
    return found_by(Check(true), [&](Check& check) {
        check.expect(shows_something(part.text), "no text");
        check.expect(engine::length(part.text) <= (edited ? 4000U : 3000U), "the text is too long");
        check.expect(without_tokens(part.text) == part.text, "markup in the text: " + part.text);
        check.escaped(part.text);
        const auto blocks = json::parse(part.blocks);
        check.expect(!blocks.empty() && blocks.size() <= 45, "blocks: " + std::to_string(blocks.size()));
        check.blocks(blocks, "message");
        const auto all = check.texts + (edited ? 0 : engine::length(part.text));
        check.expect(all <= (edited ? 3900U : 10'000U), "too long: " + std::to_string(all));
    });
}

std::vector<std::string> view_problems(const std::string& view) {
    return found_by(Check(true), [&](Check& check) {
        check.expect(view.size() <= 250'000, "the view is too large");
        check.view(json::parse(view));
    });
}

std::vector<std::string> refusals(const json& blocks) {
    return found_by(Check(false), [&](Check& check) { check.blocks(blocks, "message"); });
}

std::vector<std::string> view_refusals(const json& view) {
    return found_by(Check(false), [&](Check& check) { check.view(view); });
}

std::size_t length_of_texts(const json& blocks) {
    std::size_t length = 0;
    static_cast<void>(found_by(Check(false), [&](Check& check) {
        check.blocks(blocks, "message");
        length = check.texts;
    }));
    return length;
}

}  // namespace goodturn::slack::block_kit
