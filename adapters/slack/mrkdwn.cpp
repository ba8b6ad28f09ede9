#include "adapters/slack/mrkdwn.hpp"

#include "adapters/slack/ids.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace goodturn::slack {
namespace {

constexpr std::array entities{std::pair<std::string_view, char>{"&amp;", '&'},
                              std::pair<std::string_view, char>{"&lt;", '<'},
                              std::pair<std::string_view, char>{"&gt;", '>'}};
constexpr std::string_view group = "subteam^";

/// "https:", "mailto:" … as URLs begin.
bool has_scheme(std::string_view text) {
    const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto colon = text.find(':');
    if (colon == text.npos || colon == 0 || colon + 1 == text.size() || !letter(text.front())) return false;
    return std::ranges::all_of(text.substr(0, colon), [&](char c) {
        return letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
    });
}

/// What stands between '<' and '>'.
std::optional<Token> markup(std::string_view inner) {
    if (inner.empty()) return std::nullopt;
    const auto bar = inner.find('|');
    const auto target = inner.substr(0, bar);
    const auto label = bar == inner.npos ? std::string_view() : inner.substr(bar + 1);
    const auto id = target.substr(target.empty() ? 0 : 1);
    switch (inner.front()) {
        case '@':
            return is_id(id) ? std::optional(Token{TokenKind::user, id, label}) : std::nullopt;
        case '#':
            return is_id(id) ? std::optional(Token{TokenKind::channel, id, label}) : std::nullopt;
        case '!':
            return id.empty() ? std::nullopt : std::optional(Token{TokenKind::special, id, label});
        default:
            return has_scheme(target) ? std::optional(Token{TokenKind::link, target, label}) : std::nullopt;
    }
}

std::string_view without(std::string_view sign, std::string_view text) {
    return text.starts_with(sign) ? text.substr(sign.size()) : text;
}

}  // namespace

std::vector<Token> tokens_of(std::string_view text) {
    std::vector<Token> tokens;
    std::size_t plain = 0;  // where the text that is not yet a token begins
    const auto end_plain = [&](std::size_t end) {
        if (plain < end) tokens.push_back({TokenKind::none, text.substr(plain, end - plain), {}});
    };
    for (std::size_t open = text.find('<'); open != text.npos; open = text.find('<', open + 1)) {
        const auto close = text.find_first_of("<>\n", open + 1);
        if (close == text.npos) break;
        if (text[close] != '>') continue;
        const auto token = markup(text.substr(open + 1, close - open - 1));
        if (!token) continue;
        end_plain(open);
        tokens.push_back(*token);
        plain = close + 1;
    }
    end_plain(text.size());
    return tokens;
}

Labels labels_in(std::string_view text) {
    Labels labels;
    for (const auto& token : tokens_of(text)) {
        if (token.label.empty()) continue;
        if (token.kind == TokenKind::user || token.kind == TokenKind::channel) {
            labels.emplace(token.target, unescaped(token.label));
        } else if (token.kind == TokenKind::special && token.target.starts_with(group)) {
            labels.emplace(token.target.substr(group.size()), unescaped(token.label));
        }
    }
    return labels;
}

std::string unescaped(std::string_view text) {
    std::string all;
    all.reserve(text.size());
    while (!text.empty()) {
        const auto* const entity =
            std::ranges::find_if(entities, [&](const auto& entity) { return text.starts_with(entity.first); });
        all += entity == entities.end() ? text.front() : entity->second;
        text.remove_prefix(entity == entities.end() ? 1 : entity->first.size());
    }
    return all;
}

std::string escaped(std::string_view text) {
    std::string all;
    all.reserve(text.size());
    for (const char c : text) {
        const auto* const entity = std::ranges::find(entities, c, &std::pair<std::string_view, char>::second);
        if (entity == entities.end()) {
            all += c;
        } else {
            all += entity->first;
        }
    }
    return all;
}

std::string channel_words(std::string_view label) {
    return label.empty() ? "#private-channel" : "#" + std::string(without("#", label));
}

std::string group_words(std::string_view label) {
    return label.empty() ? "@group" : "@" + std::string(without("@", label));
}

std::string link_words(std::string_view url, std::string_view label) {
    // Slack makes links of addresses itself, and puts in front what was left out.
    for (const std::string_view scheme : {"mailto:", "tel:"}) {
        if (url.starts_with(scheme)) return std::string(label.empty() ? url.substr(scheme.size()) : label);
    }
    const auto bare = without("https://", without("http://", url));
    if (label.empty() || label == url) return std::string(url);
    const bool tells = label == bare || std::string(label) + "/" == bare || std::string(label) + "/" == url;
    return tells ? std::string(label) : std::string(label) + " (" + std::string(url) + ")";
}

}  // namespace goodturn::slack
