#include "adapters/slack/spans.hpp"

#include "adapters/slack/ids.hpp"
#include "core/chat/overloaded.hpp"
#include "core/engine/line.hpp"
#include "core/engine/text.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace goodturn::slack {
namespace {

using chat::Spans;

/// A link can't be cut in two, so it has to fit into any block; Slack takes an address of 3,000.
constexpr std::size_t max_url = 1200;
constexpr std::size_t max_link_text = 500;
constexpr std::size_t markup_of_span = 60;  ///< what a date or a mention needs around its text

/// What of a link leads somewhere, and ends neither itself nor a word: the page's rule, and no spaces or controls.
bool is_address(const std::string& url) {
    constexpr std::array<std::string_view, 3> schemes{"https://", "http://", "mailto:"};
    const auto fine = [](unsigned char c) { return c > ' ' && c != 0x7F && c != '"'; };
    return url.size() <= max_url && std::ranges::all_of(url, fine) &&
           std::ranges::any_of(schemes, [&](std::string_view scheme) { return url.starts_with(scheme); });
}

/// The profile, with its button "Message", opens in every client of Slack. slack:// opens the chat itself, but nothing
/// at all in a browser without the app.
std::string address_of(const chat::AccountId& account, const Look& look) {
    if (!is_id(account.value)) return {};
    if (is_address(look.url)) return look.url + (look.url.ends_with('/') ? "" : "/") + "team/" + account.value;
    return is_id(look.team) ? "slack://user?team=" + look.team + "&id=" + account.value : std::string();
}

chat::Span link(const std::string& url, const std::string& label) {
    return chat::Link{url, shortened(clean(is_blank(label) ? url : label), max_link_text, Markup::none)};
}

chat::Span showable_span(const chat::Span& span, const Look& look) {
    return std::visit(chat::Overloaded{
                          [](const chat::Quoted& it) -> chat::Span { return chat::Plain{"“" + clean(it.text) + "”"}; },
                          [](const chat::Mention& it) -> chat::Span {
                              if (is_id(it.account.value)) return chat::Mention{it.account, clean(it.name)};
                              return chat::Plain{"@" + clean(it.name.empty() ? it.account.value : it.name)};
                          },
                          [](const chat::Date& it) -> chat::Span {
                              const auto text = is_blank(it.text) ? "…" : clean(it.text);  // Slack wants words besides
                              return chat::Date{it.at, shortened(text, max_link_text, Markup::none)};
                          },
                          [](const chat::Link& it) -> chat::Span {
                              if (is_address(it.url)) return link(it.url, it.text);
                              return chat::Plain{clean(is_blank(it.text) ? it.url : it.text)};
                          },
                          [&](const chat::WriteTo& it) -> chat::Span {
                              const auto address = address_of(it.account, look);
                              if (!address.empty()) return link(address, it.text);
                              return chat::Plain{clean(it.text)};
                          },
                          [](auto it) -> chat::Span {
                              it.text = clean(it.text);
                              return it;
                          },
                      },
                      span);
}

std::string text_of(const chat::Span& span) {
    return engine::plain({span});
}

/// Its text may be cut in two.
bool is_text(const chat::Span& span) {
    return !std::holds_alternative<chat::Mention>(span) && !std::holds_alternative<chat::Date>(span) &&
           !std::holds_alternative<chat::Link>(span);
}

chat::Span with_text(chat::Span span, std::string text) {
    std::visit(chat::Overloaded{
                   [&](chat::Mention& it) { it.name = std::move(text); },
                   [&](auto& it) { it.text = std::move(text); },
               },
               span);
    return span;
}

std::size_t size_of_span(const chat::Span& span, Markup how) {
    auto size = engine::length(written(text_of(span), how));
    if (const auto* it = std::get_if<chat::Link>(&span)) size += engine::length(written(it->url, how));
    return is_text(span) ? size + 2 : size + markup_of_span;  // two signs around what is bold
}

/// In mrkdwn nothing stays bold or a link beyond its line.
std::string on_one_line(std::string text) {
    std::ranges::replace(text, '\n', ' ');
    return text;
}

/// A sign counts as markup only if it touches the words.
std::string between(char sign, const std::string& text) {
    const auto from = text.find_first_not_of(' ');
    if (from == std::string::npos) return text;
    const auto to = text.find_last_not_of(' ') + 1;
    return text.substr(0, from) + sign + text.substr(from, to - from) + sign + text.substr(to);
}

std::string mrkdwn_url(std::string_view url) {
    std::string all;
    for (const char c : url) all += c == '|' ? "%7C" : std::string(1, c);
    return written(all, Markup::entities);
}

std::string mrkdwn_span(const chat::Span& span) {
    return std::visit(
        chat::Overloaded{
            [](const chat::Bold& it) { return between('*', written(on_one_line(it.text), Markup::mrkdwn)); },
            [](const chat::Code& it) {
                std::string text;
                for (const char c : on_one_line(it.text)) text += c == '`' ? "\u02CB" : std::string(1, c);
                return between('`', written(text, Markup::entities));
            },
            [](const chat::Mention& it) { return "<@" + it.account.value + ">"; },
            [](const chat::Date& it) {
                return "<!date^" + std::to_string(seconds(it.at)) + "^" + date_format + "|" +
                       written(on_one_line(it.text), Markup::entities) + ">";
            },
            [](const chat::Link& it) {
                return "<" + mrkdwn_url(it.url) + "|" + written(on_one_line(it.text), Markup::mrkdwn) + ">";
            },
            [](const auto& it) { return written(it.text, Markup::mrkdwn); },
        },
        span);
}

}  // namespace

std::int64_t seconds(chat::Instant at) {
    return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
}

Spans showable(const Spans& spans, const Look& look) {
    Spans all;
    for (const auto& span : spans) {
        auto shown = showable_span(span, look);
        if (!text_of(shown).empty() || !is_text(shown)) all.push_back(std::move(shown));
    }
    return all;
}

std::size_t size_of(const Spans& showable, Markup how) {
    std::size_t size = 0;
    for (const auto& span : showable) size += size_of_span(span, how);
    return size;
}

std::vector<Spans> chunks(const Spans& showable, std::size_t max, Markup how) {
    std::vector<Spans> all(1);
    std::size_t used = 0;
    const auto add = [&](chat::Span span) {
        const auto size = size_of_span(span, how);
        if (used + size > max && !all.back().empty()) {
            all.emplace_back();
            used = 0;
        }
        used += size;
        all.back().push_back(std::move(span));
    };
    for (const auto& span : showable) {
        if (size_of_span(span, how) <= max || !is_text(span)) {
            add(span);
        } else {
            for (auto& text : split(text_of(span), max - 2, how)) add(with_text(span, std::move(text)));
        }
    }
    std::erase_if(
        all, [](const Spans& chunk) { return is_blank(engine::plain(chunk)) && std::ranges::all_of(chunk, is_text); });
    return all;
}

std::string mrkdwn(const Spans& showable) {
    std::string all;
    for (const auto& span : showable) all += mrkdwn_span(span);
    return all;
}

}  // namespace goodturn::slack
