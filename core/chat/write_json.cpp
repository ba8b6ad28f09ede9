#include "core/chat/json.hpp"

#include "core/chat/overloaded.hpp"
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>
#include <variant>

namespace goodturn::chat {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 4> field_kind_names{"line", "paragraph", "person", "choice"};

std::string dumped(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

// Writing. Each `written` is one line of the format in the header. Every answer is written so, and nlohmann's
// initializer lists would build an array of arrays before the object.

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
    json::array_t array;
    array.reserve(values.size());
    for (const auto& value : values) array.push_back(written(value));
    return array;
}

template <class T>
void put(json& object, const char* name, const std::vector<T>& values) {
    if (!values.empty()) object[name] = array_of(values);
}

json object_of(const char* name, json value) {
    json object = json::object();
    object[name] = std::move(value);
    return object;
}

json typed(const char* type) {
    return object_of("t", type);
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
    return std::visit(chat::Overloaded{
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
    json object = object_of("style", button_styles.at(static_cast<std::size_t>(button.style)));
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
    return std::visit(chat::Overloaded{
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
    json object = object_of("kind", field_kind_names.at(static_cast<std::size_t>(field.kind)));
    object["required"] = field.required;
    object["max"] = field.max;
    put(object, "name", field.name);
    put(object, "label", field.label);
    put(object, "initial", field.initial);
    put(object, "options", field.options);
    return object;
}

json written(const Word& word) {
    return std::visit(chat::Overloaded{
                          [](const std::string& text) { return json(text); },
                          [](const Named& who) {
                              json object = object_of("account", who.account.value);
                              put(object, "label", who.label);
                              return object;
                          },
                      },
                      word);
}

}  // namespace

std::string to_json(const Message& message) {
    return dumped(object_of("blocks", array_of(message.blocks)));
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

}  // namespace goodturn::chat
