#include "adapters/matrix/words.hpp"

#include "adapters/matrix/html.hpp"
#include "adapters/matrix/ids.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goodturn::matrix {
namespace {

using chat::Words;

/// The label as the core takes it: nothing where it only repeats the id.
chat::Named named(chat::AccountId who, std::string_view label) {
    if (label == who.value) label = {};
    if (label.starts_with('@')) label.remove_prefix(1);
    return {std::move(who), std::string(label)};
}

void add(Words& words, std::string_view text) {
    if (text.empty()) return;
    if (!words.empty() && std::holds_alternative<std::string>(words.back())) {
        std::get<std::string>(words.back()) += text;
    } else {
        words.emplace_back(std::string(text));
    }
}

/// "> <@ana:example.org> what she said\n> more\n\nthe answer"
std::string_view without_quotation(std::string_view body) {
    std::string_view rest = body;
    while (rest.starts_with('>')) rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1);
    if (rest.size() == body.size()) return body;
    if (rest.starts_with('\n')) rest.remove_prefix(1);
    return rest;
}

/// nullopt: there is none in it.
std::optional<Words> with_markdown_links(std::string_view body) {
    constexpr std::string_view middle = "](";
    Words words;
    bool any = false;
    std::size_t from = 0;
    std::size_t looked = 0;
    auto begin = std::string_view::npos;  // of the label, as far as was looked: each character once
    for (auto at = body.find(middle); at != std::string_view::npos; at = body.find(middle, at + 1)) {
        if (const auto last = body.substr(looked, at - looked).rfind('['); last != std::string_view::npos)
            begin = looked + last;
        looked = at;
        const auto end = body.find(')', at);
        if (end == std::string_view::npos) break;
        if (begin == std::string_view::npos || begin < from) continue;
        const auto url = at + middle.size();
        auto who = user_in_link(body.substr(url, end - url));
        if (who.empty()) continue;
        add(words, body.substr(from, begin - from));
        words.emplace_back(named(std::move(who), body.substr(begin + 1, at - begin - 1)));
        from = end + 1;
        any = true;
    }
    if (!any) return std::nullopt;
    add(words, body.substr(from));
    return words;
}

std::size_t times(std::string_view text, std::string_view in) {
    std::size_t count = 0;
    for (auto at = in.find(text); at != std::string_view::npos; at = in.find(text, at + text.size())) ++count;
    return count;
}

/// Where `label` stands in `body`, after `skip` others of the kind.
std::optional<std::size_t> nth(std::string_view body, std::string_view label, std::size_t from, std::size_t skip) {
    auto at = body.find(label, from);
    for (; skip > 0 && at != std::string_view::npos; --skip) at = body.find(label, at + label.size());
    return at == std::string_view::npos ? std::nullopt : std::optional(at);
}

/// Each pill's label is looked for in the body as often as it stands before it in the formatted one. nullopt: one is
/// not there.
std::optional<Words> with_pills(std::string_view body, const std::vector<Run>& runs) {
    Words words;
    std::size_t from = 0;
    std::string_view before;
    for (const auto& run : runs) {
        if (run.who.empty()) {
            before = run.text;
            continue;
        }
        std::optional<std::size_t> at;
        std::size_t size = 0;
        for (const std::string_view label : {std::string_view(run.text), std::string_view(run.who.value)}) {
            if (at || label.empty()) continue;
            at = nth(body, label, from, times(label, before));
            size = label.size();
        }
        if (!at) return std::nullopt;
        const auto text = body.substr(from, *at - from);
        add(words, text.ends_with('@') ? text.substr(0, text.size() - 1) : text);
        words.emplace_back(named(run.who, run.text));
        from = *at + size;
        before = {};
    }
    add(words, body.substr(from));
    return words;
}

Words with_runs(const std::vector<Run>& runs) {
    Words words;
    for (const auto& run : runs) {
        if (run.who.empty()) {
            add(words, run.text);
        } else {
            words.emplace_back(named(run.who, run.text));
        }
    }
    return words;
}

bool may_be_in(char c, std::string_view signs) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || signs.contains(c);
}

/// How much of `text`, which begins with '@', is an id. Dots and colons at its end are the sentence's.
std::size_t id_length(std::string_view text) {
    std::size_t at = 1;
    while (at < text.size() && may_be_in(text[at], "._=/+-")) ++at;
    if (at == 1 || at == text.size() || text[at] != ':') return 0;
    const auto server = ++at;
    while (at < text.size() && may_be_in(text[at], ".-")) ++at;
    if (at < text.size() && text[at] == ':') {
        auto port = at + 1;
        while (port < text.size() && text[port] >= '0' && text[port] <= '9') ++port;
        if (port > at + 1) return port;
    }
    while (at > server && (text[at - 1] == '.' || text[at - 1] == '-')) --at;
    return at == server ? 0 : at;
}

void add_with_ids(Words& words, std::string_view text) {
    std::size_t from = 0;
    for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
        const bool begins_word = at == 0 || std::string_view(" \n\t(,").contains(text[at - 1]);
        const auto size = begins_word ? id_length(text.substr(at)) : 0;
        const auto id = text.substr(at, size);
        if (!is_user_id(id)) continue;
        add(words, text.substr(from, at - from));
        words.emplace_back(chat::Named{{std::string(id)}, {}});
        from = at + size;
    }
    add(words, text.substr(from));
}

Words with_ids(const Words& words) {
    Words all;
    for (const auto& word : words) {
        if (const auto* text = std::get_if<std::string>(&word)) {
            add_with_ids(all, *text);
        } else {
            all.push_back(word);
        }
    }
    return all;
}

}  // namespace

Words words_of(net::Value content) {
    const std::string whole = content["body"].text();
    const bool replies = content["m.relates_to"]["m.in_reply_to"].is_object();
    const std::string_view body = replies ? without_quotation(whole) : std::string_view(whole);
    if (const auto words = with_markdown_links(body)) return with_ids(*words);
    const bool has_html = content["format"].text() == "org.matrix.custom.html";
    const auto runs = has_html ? runs_of(content["formatted_body"].text()) : std::vector<Run>();
    if (std::ranges::all_of(runs, [](const Run& run) { return run.who.empty(); })) {
        return with_ids({std::string(body)});
    }
    return with_ids(with_pills(body, runs).value_or(with_runs(runs)));
}

}  // namespace goodturn::matrix
