#include "core/chat/json.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>
#include <variant>

namespace goodturn::chat {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 3> style_names{"plain", "primary", "danger"};
constexpr std::array<std::string_view, 4> field_kind_names{"line", "paragraph", "person", "choice"};

template <class... Functions>
struct Overloaded : Functions... {
    using Functions::operator()...;
};

std::string dumped(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

// Writing. Each `written` is one line of the format in the header.

json written(const Span& span);
json written(const Spans& spans);
json written(const Button& button);
json written(const Option& option);
json written(const std::pair<std::string, Spans>& field);
json written(const Block& block);
json written(const Field& field);
json written(const Word& word);

void put(json& object, const char* name, const std::string& text) {
    if (!text.empty()) object[name] = text;
}

template <class T>
json array_of(const std::vector<T>& values) {
    json array = json::array();
    for (const auto& value : values) array.push_back(written(value));
    return array;
}

template <class T>
void put(json& object, const char* name, const std::vector<T>& values) {
    if (!values.empty()) object[name] = array_of(values);
}

json typed(const char* type) {
    return json{{"t", type}};
}

json with_text(const char* type, const std::string& text) {
    json object = typed(type);
    put(object, "text", text);
    return object;
}

json with_text(const char* type, const Spans& text) {
    json object = typed(type);
    put(object, "text", text);
    return object;
}

json written(const Span& span) {
    return std::visit(Overloaded{
                          [](const Plain& it) { return with_text("plain", it.text); },
                          [](const Bold& it) { return with_text("bold", it.text); },
                          [](const Code& it) { return with_text("code", it.text); },
                          [](const Quoted& it) { return with_text("quoted", it.text); },
                          [](const Mention& it) {
                              json object = typed("mention");
                              put(object, "account", it.account.value);
                              put(object, "name", it.name);
                              return object;
                          },
                          [](const Date& it) {
                              json object = with_text("date", it.text);
                              object["at"] = it.at.time_since_epoch().count();
                              return object;
                          },
                          [](const Link& it) {
                              json object = with_text("link", it.text);
                              put(object, "url", it.url);
                              return object;
                          },
                          [](const WriteTo& it) {
                              json object = with_text("write_to", it.text);
                              put(object, "account", it.account.value);
                              return object;
                          },
                      },
                      span);
}

json written(const Spans& spans) {
    return array_of(spans);
}

json written(const Button& button) {
    json object{{"style", style_names.at(static_cast<std::size_t>(button.style))}};
    put(object, "id", button.id);
    put(object, "label", button.label);
    put(object, "word", button.word);
    put(object, "emoji", button.emoji);
    put(object, "action", button.action);
    put(object, "args", button.args);
    return object;
}

json written(const Option& option) {
    json object = json::object();
    put(object, "value", option.value);
    put(object, "label", option.label);
    return object;
}

json written(const std::pair<std::string, Spans>& field) {
    json object = json::object();
    put(object, "name", field.first);
    put(object, "text", field.second);
    return object;
}

json written(const Block& block) {
    return std::visit(Overloaded{
                          [](const Paragraph& it) { return with_text("paragraph", it.text); },
                          [](const Note& it) { return with_text("note", it.text); },
                          [](const Quote& it) { return with_text("quote", it.text); },
                          [](const List& it) {
                              json object = typed("list");
                              put(object, "items", it.items);
                              return object;
                          },
                          [](const Fields& it) {
                              json object = typed("fields");
                              put(object, "fields", it.fields);
                              return object;
                          },
                          [](const Item& it) {
                              json object = with_text("item", it.text);
                              object["number"] = it.number;
                              put(object, "quote", it.quote);
                              put(object, "buttons", it.buttons);
                              return object;
                          },
                          [](const Buttons& it) {
                              json object = typed("buttons");
                              put(object, "buttons", it.buttons);
                              return object;
                          },
                          [](const Menu& it) {
                              json object = typed("menu");
                              object["button"] = written(it.button);
                              put(object, "options", it.options);
                              return object;
                          },
                      },
                      block);
}

json written(const Field& field) {
    json object{{"kind", field_kind_names.at(static_cast<std::size_t>(field.kind))},
                {"required", field.required},
                {"max", field.max}};
    put(object, "name", field.name);
    put(object, "label", field.label);
    put(object, "initial", field.initial);
    put(object, "options", field.options);
    return object;
}

json written(const Word& word) {
    return std::visit(Overloaded{
                          [](const std::string& text) { return json(text); },
                          [](const Named& who) {
                              json object{{"account", who.account.value}};
                              put(object, "label", who.label);
                              return object;
                          },
                      },
                      word);
}

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
        const auto* known = std::ranges::find(style_names, style);
        if (known == style_names.end()) return wrong();
        button.style = static_cast<ButtonStyle>(known - style_names.begin());
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

std::string to_json(const Message& message) {
    return dumped(json{{"blocks", array_of(message.blocks)}});
}

std::string to_json(const Form& form) {
    json object = json::object();
    put(object, "token", form.token);
    put(object, "title", form.title);
    put(object, "fields", form.fields);
    put(object, "submit", form.submit);
    return dumped(object);
}

std::string to_json(const Words& words) {
    return dumped(array_of(words));
}

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
