#include "tests/support/slack_server/block_kit.hpp"

#include <algorithm>

namespace goodturn::slack::block_kit {
namespace {

using nlohmann::json;

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
    if (type == "user") all += "@" + value.at("user_id").get<std::string>();
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

std::string seen(const json& blocks) {
    std::string all;
    append_seen(all, blocks);
    return all;
}

std::string seen(const std::string& blocks) {
    return seen(json::parse(blocks));
}

}  // namespace goodturn::slack::block_kit
