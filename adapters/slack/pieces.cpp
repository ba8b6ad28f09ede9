#include "adapters/slack/pieces.hpp"

#include "adapters/slack/decode.hpp"
#include "adapters/slack/json.hpp"
#include "adapters/slack/options.hpp"
#include "adapters/slack/spans.hpp"
#include "adapters/slack/text.hpp"
#include "core/chat/overloaded.hpp"
#include "core/engine/line.hpp"
#include "core/engine/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace goodturn::slack {
namespace {

using chat::Spans;
using engine::length;
using nlohmann::json;

constexpr std::size_t max_buttons = 25;
constexpr std::size_t max_options = 100;
constexpr std::size_t max_fields = 10;
constexpr std::size_t max_field = 2000;
constexpr std::size_t max_label = 75;
constexpr std::size_t max_placeholder = 150;

std::size_t texts_in(const json& value) {
    if (value.is_string()) return length(value.get_ref<const std::string&>());
    std::size_t size = 0;
    if (!value.is_structured()) return size;
    for (const auto& [key, item] : value.items()) {
        if (key != "type" && key != "style") size += texts_in(item);
    }
    return size;
}

json rich_span(const chat::Span& span) {
    const auto styled = [](const std::string& text, const char* style) {
        return json{{"type", "text"}, {"text", text}, {"style", {{style, true}}}};
    };
    return std::visit(
        chat::Overloaded{
            [&](const chat::Bold& it) { return styled(it.text, "bold"); },
            [&](const chat::Code& it) { return styled(it.text, "code"); },
            [](const chat::Mention& it) { return json{{"type", "user"}, {"user_id", it.account.value}}; },
            [](const chat::Date& it) {
                return json{
                    {"type", "date"}, {"timestamp", seconds(it.at)}, {"format", date_format}, {"fallback", it.text}};
            },
            [](const chat::Link& it) { return json{{"type", "link"}, {"url", it.url}, {"text", it.text}}; },
            [](const auto& it) { return json{{"type", "text"}, {"text", it.text}}; },
        },
        span);
}

json rich(const char* type, const Spans& spans) {
    json elements = json::array();
    for (const auto& span : spans) elements.push_back(rich_span(span));
    return json{{"type", type}, {"elements", std::move(elements)}};
}

json rich_text(json element) {
    return json{{"type", "rich_text"}, {"elements", json::array({std::move(element)})}};
}

json plain_text(const std::string& text) {
    return json{{"type", "plain_text"}, {"text", text}};
}

json mrkdwn_text(const Spans& spans) {
    return json{{"type", "mrkdwn"}, {"text", mrkdwn(spans)}, {"verbatim", true}};
}

json button_of(const chat::Button& button) {
    json made{{"type", "button"},
              {"text", plain_text(label(button.label.empty() ? button.word : button.label, max_label))},
              {"action_id", std::string(action_prefix) + button.id},
              {"value", button.id}};
    if (button.style == chat::ButtonStyle::primary) made["style"] = "primary";
    if (button.style == chat::ButtonStyle::danger) made["style"] = "danger";
    return made;
}

class Pieces {
public:
    Pieces(const Look& look, std::size_t max, bool numbered) : look_(look), max_(max), numbered_(numbered) {}

    void operator()(const chat::Paragraph& it) { paragraph(it.text, Bond::none); }
    void operator()(const chat::Note& it) {
        for (const auto& spans : chunks(showable(it.text, look_), max_, Markup::mrkdwn)) {
            const auto plain = [](const chat::Span& span) { return std::holds_alternative<chat::Plain>(span); };
            const auto said = engine::plain(spans);
            const auto text = std::ranges::all_of(spans, plain) ? plain_text(said) : mrkdwn_text(spans);
            put(json{{"type", "context"}, {"elements", json::array({text})}}, said, Bond::none);
        }
    }
    void operator()(const chat::Quote& it) { quote(it.text, Bond::fits); }
    void operator()(const chat::List& it) {
        json items = json::array();
        std::string said;
        std::size_t used = 0;
        const auto flush = [&] {
            if (items.empty()) return;
            const json list{{"type", "rich_text_list"}, {"style", "bullet"}, {"elements", std::move(items)}};
            put(rich_text(list), std::exchange(said, {}), Bond::none);
            items = json::array();
            used = 0;
        };
        for (const auto& item : it.items) {
            for (const auto& spans : chunks(showable(item, look_), max_, Markup::none)) {
                const auto size = size_of(spans, Markup::none);
                if (used + size > max_) flush();
                used += size;
                items.push_back(rich("rich_text_section", spans));
                said += (said.empty() ? "• " : "\n• ") + engine::plain(spans);
            }
        }
        flush();
    }
    void operator()(const chat::Fields& it) {
        json fields = json::array();
        std::string said;
        std::size_t used = 0;
        const auto flush = [&] {
            if (fields.empty()) return;
            put(json{{"type", "section"}, {"fields", std::move(fields)}}, std::exchange(said, {}), Bond::none);
            fields = json::array();
            used = 0;
        };
        for (const auto& [name, value] : it.fields) {
            const auto spans = field(name, value);
            const auto size = size_of(spans, Markup::mrkdwn);
            if (is_blank(engine::plain(spans))) continue;
            if (used + size > max_ || fields.size() == max_fields) flush();
            if (size > std::min(max_, max_field)) {
                flush();
                paragraph(spans, Bond::none);
                continue;
            }
            used += size;
            fields.push_back(mrkdwn_text(spans));
            said += (said.empty() ? "" : "\n") + engine::plain(spans);
        }
        flush();
    }
    void operator()(const chat::Item& it) {
        Spans text = it.text;
        if (numbered_) text.insert(text.begin(), {chat::Bold{std::to_string(it.number) + "."}, chat::Plain{" "}});
        const auto before = all_.size();
        paragraph(text, Bond::none);
        quote(it.quote, all_.size() == before ? Bond::none : Bond::fits);
        buttons(it.buttons);
    }
    void operator()(const chat::Buttons& it) { buttons(it.buttons); }
    void operator()(const chat::Menu& it) {
        const auto lists = option_lists(it.options, max_options, max_ - max_placeholder);
        for (std::size_t i = 0; i < lists.size(); ++i) {
            const auto count = " (" + std::to_string(i + 1) + "/" + std::to_string(lists.size()) + ")";
            const auto tail = lists.size() > 1 ? count : std::string();
            const auto text = label(it.button.label, max_placeholder - length(tail)) + tail;
            json options = json::array();
            for (const auto& option : lists[i])
                options.push_back({{"text", plain_text(option.label)}, {"value", option.value}});
            const json select{{"type", "static_select"},
                              {"action_id", std::string(action_prefix) + it.button.id},
                              {"placeholder", plain_text(text)},
                              {"options", std::move(options)}};
            actions(json::array({select}), "[" + text + "]");
        }
    }

    std::vector<Piece> take() { return std::move(all_); }

private:
    void put(const json& block, std::string said, Bond bond) {
        all_.push_back({dumped(block), texts_in(block), std::move(said), all_.empty() ? Bond::none : bond});
        last_acts_ = false;
    }

    void paragraph(const Spans& text, Bond bond) {
        for (const auto& spans : chunks(showable(text, look_), max_, Markup::none)) {
            put(rich_text(rich("rich_text_section", spans)), engine::plain(spans), bond);
            bond = Bond::fits;
        }
    }

    void quote(const std::string& text, Bond bond) {
        for (const auto& spans : chunks(showable({chat::Plain{text}}, look_), max_, Markup::none)) {
            put(rich_text(rich("rich_text_quote", spans)), engine::plain(spans), bond);
            bond = Bond::fits;
        }
    }

    void actions(json elements, std::string said) {
        const auto bond = last_acts_ ? Bond::fits : Bond::always;
        put(json{{"type", "actions"}, {"elements", std::move(elements)}}, std::move(said), bond);
        last_acts_ = true;
    }

    void buttons(const std::vector<chat::Button>& buttons) {
        json row = json::array();
        std::string said;
        std::size_t used = 0;
        const auto flush = [&] {
            if (!row.empty()) actions(std::exchange(row, json::array()), std::exchange(said, {}));
            used = 0;
        };
        for (const auto& button : buttons) {
            auto made = button_of(button);
            const auto size = texts_in(made);
            if (row.size() == max_buttons || used + size > max_) flush();
            used += size;
            said += (said.empty() ? "[" : " [") + made["text"]["text"].get<std::string>() + "]";
            row.push_back(std::move(made));
        }
        flush();
    }

    Spans field(const std::string& name, const Spans& value) const {
        Spans spans;
        if (!is_blank(name)) spans = {chat::Bold{name}, chat::Plain{"\n"}};
        spans.insert(spans.end(), value.begin(), value.end());
        return showable(spans, look_);
    }

    const Look& look_;
    std::size_t max_;
    bool numbered_;
    bool last_acts_ = false;
    std::vector<Piece> all_;
};

}  // namespace

std::vector<Piece> pieces_of(const chat::Message& message, const Look& look, std::size_t max) {
    const auto is_item = [](const chat::Block& block) { return std::holds_alternative<chat::Item>(block); };
    Pieces pieces(look, max, std::ranges::count_if(message.blocks, is_item) > 1);
    for (const auto& block : message.blocks) std::visit(pieces, block);
    if (auto all = pieces.take(); !all.empty()) return all;
    Pieces nothing(look, max, false);
    nothing(chat::Paragraph{{chat::Plain{"…"}}});
    return nothing.take();
}

}  // namespace goodturn::slack
