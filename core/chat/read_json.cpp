#include "core/chat/json.hpp"

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

namespace goodturn::chat {
namespace {

using nlohmann::json;

/// Reads what `written` writes. After the first thing of a wrong shape the rest is without meaning, so there is one
/// verdict, at the end.
class Reader {
public:
    [[nodiscard]] bool right() const { return right_; }

    void read(const json& value, Message& message) {
        const json* blocks = required(value, "blocks");
        if (blocks != nullptr) read(*blocks, message.blocks);
    }

    template <class T>
    void read(const json& value, std::vector<T>& values) {
        if (!value.is_array()) return wrong();
        values.reserve(value.size());
        for (const auto& element : value) {
            read(element, values.emplace_back());
            if (!right_) return;
        }
    }

    void read(const json& value, Word& word) {
        if (const auto* text = value.get_ptr<const std::string*>()) {
            word = *text;
            return;
        }
        Named who;
        if (required(value, "account") != nullptr) {
            get(value, "account", who.account.value);
            get(value, "label", who.label);
        }
        word = std::move(who);
    }

private:
    void wrong() { right_ = false; }

    const json* member(const json& object, const char* name) {
        const auto found = object.find(name);  // end() for what is not an object
        return found == object.end() ? nullptr : &*found;
    }

    const json* required(const json& object, const char* name) {
        const json* found = member(object, name);
        if (found == nullptr) wrong();
        return found;
    }

    void get(const json& object, const char* name, std::string& text) {
        const json* found = member(object, name);
        if (found == nullptr) return;
        if (const auto* string = found->get_ptr<const std::string*>()) {
            text = *string;
        } else {
            wrong();
        }
    }

    template <class T>
    void get(const json& object, const char* name, std::vector<T>& values) {
        if (const json* found = member(object, name)) read(*found, values);
    }

    template <std::signed_integral T>
    void get_required(const json& object, const char* name, T& number) {
        const json* found = required(object, name);
        if (found == nullptr) return;
        const bool fits = found->is_number_unsigned()
                              ? std::in_range<T>(found->get<std::uint64_t>())
                              : found->is_number_integer() && std::in_range<T>(found->get<std::int64_t>());
        if (!fits) return wrong();
        number = found->get<T>();
    }

    [[nodiscard]] std::string type_of(const json& value) {
        std::string type;
        if (value.is_object()) get(value, "t", type);
        return type;
    }

    template <class T>
    T only_text(const json& value) {
        T it;
        get(value, "text", it.text);
        return it;
    }

    void read(const json& value, Span& span) {
        const std::string type = type_of(value);
        if (type == "plain") {
            span = only_text<Plain>(value);
        } else if (type == "bold") {
            span = only_text<Bold>(value);
        } else if (type == "code") {
            span = only_text<Code>(value);
        } else if (type == "quoted") {
            span = only_text<Quoted>(value);
        } else if (type == "mention") {
            Mention it;
            get(value, "account", it.account.value);
            get(value, "name", it.name);
            span = std::move(it);
        } else if (type == "date") {
            Date it = only_text<Date>(value);
            std::int64_t at = 0;
            get_required(value, "at", at);
            it.at = Instant{std::chrono::milliseconds{at}};
            span = std::move(it);
        } else if (type == "link") {
            Link it = only_text<Link>(value);
            get(value, "url", it.url);
            span = std::move(it);
        } else if (type == "write_to") {
            WriteTo it = only_text<WriteTo>(value);
            get(value, "account", it.account.value);
            span = std::move(it);
        } else {
            wrong();
        }
    }

    void read(const json& value, Button& button) {
        std::string style;
        get(value, "style", style);
        const auto* known = std::ranges::find(button_styles, style);
        if (known == button_styles.end()) return wrong();
        button.style = static_cast<ButtonStyle>(known - button_styles.begin());
        get(value, "id", button.id);
        get(value, "label", button.label);
        get(value, "word", button.word);
        get(value, "emoji", button.emoji);
        get(value, "action", button.action);
        get(value, "args", button.args);
    }

    void read(const json& value, Option& option) {
        if (!value.is_object()) return wrong();
        get(value, "value", option.value);
        get(value, "label", option.label);
    }

    void read(const json& value, std::pair<std::string, Spans>& field) {
        if (!value.is_object()) return wrong();
        get(value, "name", field.first);
        get(value, "text", field.second);
    }

    void read(const json& value, Block& block) {
        const std::string type = type_of(value);
        if (type == "paragraph") {
            block = only_text<Paragraph>(value);
        } else if (type == "note") {
            block = only_text<Note>(value);
        } else if (type == "quote") {
            block = only_text<Quote>(value);
        } else if (type == "list") {
            List it;
            get(value, "items", it.items);
            block = std::move(it);
        } else if (type == "fields") {
            Fields it;
            get(value, "fields", it.fields);
            block = std::move(it);
        } else if (type == "item") {
            Item it;
            get_required(value, "number", it.number);
            get(value, "text", it.text);
            get(value, "quote", it.quote);
            get(value, "buttons", it.buttons);
            block = std::move(it);
        } else if (type == "buttons") {
            Buttons it;
            get(value, "buttons", it.buttons);
            block = std::move(it);
        } else if (type == "menu") {
            Menu it;
            if (const json* button = required(value, "button")) read(*button, it.button);
            get(value, "options", it.options);
            block = std::move(it);
        } else {
            wrong();
        }
    }

    bool right_ = true;
};

template <class T>
std::optional<T> from_json(std::string_view text) {
    if (nested_deeper(text, max_json_depth)) return std::nullopt;
    const json value = json::parse(text, nullptr, false);
    if (value.is_discarded()) return std::nullopt;
    Reader reader;
    std::optional<T> result(std::in_place);
    reader.read(value, *result);
    if (!reader.right()) result.reset();
    return result;
}

}  // namespace

std::optional<Message> message_from_json(std::string_view text) {
    return from_json<Message>(text);
}

std::optional<Words> words_from_json(std::string_view text) {
    return from_json<Words>(text);
}

bool nested_deeper(std::string_view json, std::size_t levels) {
    std::size_t depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (in_string) {
            if (c == '\\') {
                ++i;
            } else if (c == '"') {
                in_string = false;
            }
        } else if (c == '"') {
            in_string = true;
        } else if (c == '[' || c == '{') {
            if (++depth > levels) return true;
        } else if ((c == ']' || c == '}') && depth > 0) {
            --depth;
        }
    }
    return false;
}

}  // namespace goodturn::chat
