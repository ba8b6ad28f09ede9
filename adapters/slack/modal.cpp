#include "adapters/slack/modal.hpp"

#include "adapters/slack/ids.hpp"
#include "adapters/slack/json.hpp"
#include "adapters/slack/options.hpp"
#include "adapters/slack/pieces.hpp"
#include "adapters/slack/spans.hpp"
#include "adapters/slack/text.hpp"
#include "core/engine/line.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>

namespace goodturn::slack {
namespace {

using nlohmann::json;

constexpr std::size_t max_title = 24;
constexpr std::size_t max_label = 2000;
constexpr std::size_t max_input = 3000;
constexpr std::size_t max_options = 100;
constexpr std::size_t max_home_blocks = 100;
constexpr std::size_t max_home_text = 3000;

json plain_text(const std::string& text) {
    return json{{"type", "plain_text"}, {"text", text}};
}

json element(const char* type) {
    return json{{"type", type}, {"action_id", "v"}};
}

/// As JavaScript counts, which is never less than code points.
std::size_t units(std::string_view text) {
    const auto is_long = [](unsigned char c) { return c >= 0xF0; };
    return engine::length(text) + static_cast<std::size_t>(std::ranges::count_if(text, is_long));
}

json text_input(const chat::Field& field) {
    json input = element("plain_text_input");
    auto initial = shortened(clean(field.initial), max_input, Markup::none);
    if (units(initial) > max_input) initial = shortened(initial, max_input / 2, Markup::none);
    if (field.kind == chat::FieldKind::paragraph) input["multiline"] = true;
    if (field.kind == chat::FieldKind::line) std::ranges::replace(initial, '\n', ' ');
    // Slack refuses the whole view if a text is longer than its limit from the beginning.
    input["max_length"] = std::clamp<std::size_t>(std::max(field.max, units(initial)), 1, max_input);
    if (!is_blank(initial)) input["initial_value"] = initial;
    return input;
}

json person_input(const chat::Field& field) {
    json input = element("users_select");
    if (is_id(field.initial)) input["initial_user"] = field.initial;
    return input;
}

json choice_input(const chat::Field& field) {
    json input = element("static_select");
    json groups = json::array();
    std::size_t before = 0;
    for (const auto& list : option_lists(field.options, max_options, std::numeric_limits<std::size_t>::max())) {
        json options = json::array();
        for (const auto& option : list) {
            json made{{"text", plain_text(option.label)}, {"value", option.value}};
            if (option.value == field.initial && !input.contains("initial_option")) input["initial_option"] = made;
            options.push_back(std::move(made));
        }
        const auto name = std::to_string(before + 1) + "–" + std::to_string(before + list.size());
        before += list.size();
        groups.push_back({{"label", plain_text(name)}, {"options", std::move(options)}});
    }
    if (groups.size() == 1) {
        input["options"] = groups[0]["options"];
    } else {
        input["option_groups"] = std::move(groups);
    }
    return input;
}

json input_of(const chat::Field& field) {
    switch (field.kind) {
        case chat::FieldKind::person:
            return person_input(field);
        case chat::FieldKind::choice:
            return choice_input(field);
        case chat::FieldKind::line:
        case chat::FieldKind::paragraph:
            break;
    }
    return text_input(field);
}

}  // namespace

std::string modal_of(const chat::Form& form) {
    json blocks = json::array();
    for (const auto& field : form.fields) {
        blocks.push_back({{"type", "input"},
                          {"block_id", field.name},
                          {"label", plain_text(label(field.label, max_label))},
                          {"optional", !field.required},
                          {"element", input_of(field)}});
    }
    return dumped(json{{"type", "modal"},
                       {"callback_id", "form"},
                       {"private_metadata", form.token},
                       {"title", plain_text(label(form.title, max_title))},
                       {"submit", plain_text(label(form.submit, max_title))},
                       {"close", plain_text("Cancel")},
                       {"blocks", std::move(blocks)}});
}

std::string home_of(const chat::Message& message, const Look& look) {
    std::string blocks;
    std::size_t count = 0;
    for (const auto& piece : pieces_of(message, look, max_home_text)) {
        if (++count > max_home_blocks) break;
        blocks += (blocks.empty() ? "" : ",") + piece.block;
    }
    return R"({"type":"home","blocks":[)" + blocks + "]}";
}

std::string errors_ack(const std::vector<std::pair<std::string, std::string>>& errors,
                       const std::vector<std::string>& fields) {
    if (fields.empty()) return "{}";
    json told = json::object();
    for (const auto& [field, text] : errors) {
        const bool known = std::ranges::find(fields, field) != fields.end();
        auto& all = told[known ? field : fields.front()];
        const auto wrong = label(text, max_label);
        all = all.is_null() ? wrong : all.get<std::string>() + " " + wrong;
    }
    return dumped(json{{"response_action", "errors"}, {"errors", std::move(told)}});
}

}  // namespace goodturn::slack
