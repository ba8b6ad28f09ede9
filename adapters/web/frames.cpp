#include "adapters/web/frames.hpp"

#include "adapters/web/sample.hpp"
#include "core/chat/json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace goodturn::web {
namespace {

using nlohmann::json;

constexpr std::size_t max_id = 64;
// Of a frame's 256 KiB. The bot itself says what is too long for it, which helps more than a refused frame.
constexpr std::size_t max_words = 200'000;  // code points
constexpr std::int64_t max_steps = 1000;    // of the clock, in hours or days

/// Reads one frame; the first thing that is not of the right shape makes everything wrong.
class Reader {
public:
    explicit Reader(const json& frame) : frame_(frame) {}

    [[nodiscard]] bool right() const { return right_; }

    std::string text(const char* name, std::size_t max, bool required = true) {
        const json* value = find(name, required);
        if (value == nullptr) return {};
        const auto* text = value->get_ptr<const std::string*>();
        // SQLite's text functions end at a NUL.
        if (text == nullptr || text->size() > max || text->contains('\0')) return wrong<std::string>();
        if (required && text->empty()) return wrong<std::string>();
        return *text;
    }

    std::int64_t number(const char* name, std::int64_t max) {
        const json* value = find(name, true);
        if (value == nullptr || !value->is_number_integer()) return wrong<std::int64_t>();
        const auto number = value->get<std::int64_t>();
        return number >= 0 && number <= max ? number : wrong<std::int64_t>();
    }

    std::int64_t message() {
        const std::string id = text("message", 20);
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
        return error == std::errc() && end == id.data() + id.size() ? number : wrong<std::int64_t>();
    }

    bool flag(const char* name) {
        const json* value = find(name, true);
        return value != nullptr && value->is_boolean() ? value->get<bool>() : wrong<bool>();
    }

    chat::Words words(const char* name) {
        const json* value = find(name, true);
        return value == nullptr ? chat::Words() : words(*value);
    }

    std::map<std::string, chat::Words> values() {
        std::map<std::string, chat::Words> values;
        const json* object = find("values", true);
        if (object == nullptr || !object->is_object()) return wrong<std::map<std::string, chat::Words>>();
        for (const auto& [field, value] : object->items()) values.emplace(field, words(value));
        return values;
    }

    MoveClock clock() {
        const json* to = find("to", true);
        if (to == nullptr || !to->is_object() || to->size() != 1) return wrong<MoveClock>();
        Reader inner(*to);
        MoveClock move;
        if (to->contains("hours")) {
            move.to = std::chrono::hours(inner.number("hours", max_steps));
        } else if (to->contains("days")) {
            move.to = std::chrono::days(inner.number("days", max_steps));
        } else if (to->contains("date")) {
            move.to = date(inner.text("date", 10));
        } else if (to->contains("nudge") && inner.flag("nudge")) {
            move.to = ToNextNudge{};
        } else {
            right_ = false;
        }
        right_ = right_ && inner.right();
        return move;
    }

private:
    template <class T>
    T wrong() {
        right_ = false;
        return T{};
    }

    const json* find(const char* name, bool required) {
        const auto found = frame_.find(name);
        if (found != frame_.end()) return &*found;
        right_ = right_ && !required;
        return nullptr;
    }

    chat::Words words(const json& value) {
        const auto words = chat::words_from_json(value.dump());
        if (!words) return wrong<chat::Words>();
        std::size_t length = 0;
        for (const auto& word : *words) {
            const auto* named = std::get_if<chat::Named>(&word);
            if (named != nullptr && !is_account(named->account.value)) return wrong<chat::Words>();
            const std::string& text = named != nullptr ? named->label : std::get<std::string>(word);
            if (text.contains('\0')) return wrong<chat::Words>();
            length += static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
        }
        return length <= max_words ? *words : wrong<chat::Words>();
    }

    /// 2027-01-03
    std::chrono::year_month_day date(const std::string& text) {
        if (text.size() != 10 || text[4] != '-' || text[7] != '-') return wrong<std::chrono::year_month_day>();
        const auto part = [&](std::size_t from, std::size_t length) {
            unsigned number = 0;
            const auto [end, error] = std::from_chars(text.data() + from, text.data() + from + length, number);
            if (error != std::errc() || end != text.data() + from + length) right_ = false;
            return number;
        };
        const std::chrono::year_month_day day{std::chrono::year(static_cast<int>(part(0, 4))),
                                              std::chrono::month(part(5, 2)), std::chrono::day(part(8, 2))};
        return day.ok() ? day : wrong<std::chrono::year_month_day>();
    }

    const json& frame_;
    bool right_ = true;
};

/// False if `what` is none of the commands.
bool read(Reader& frame, std::string_view what, Command& command) {
    const auto id = [&](const char* name) { return frame.text(name, max_id); };
    if (what == "look") {
        const auto look = look_named(id("look"));
        command.what = SetLook{look.value_or(Look::slack)};
        return look.has_value();
    }
    if (what == "fill") {
        command.what = Fill{};
        return true;
    }
    if (what == "start_over") {
        command.what = StartOver{};
        return true;
    }
    command.as = id("as");
    if (!is_person(command.as)) return false;
    if (what == "say") {
        command.what = Say{id("in"), frame.words("words")};
    } else if (what == "edit") {
        command.what = EditOwn{frame.message(), frame.words("words")};
    } else if (what == "press") {
        command.what = Press{id("in"), frame.message(), id("button"), frame.text("choice", 1000, false)};
    } else if (what == "submit") {
        command.what = Submit{frame.text("token", 1000), frame.values()};
    } else if (what == "react") {
        command.what = ReactTo{id("in"), frame.message(), id("emoji"), frame.flag("added")};
    } else if (what == "open") {
        command.what = OpenBotChat{};
    } else if (what == "clock") {
        command.what = frame.clock();
    } else {
        return false;
    }
    return true;
}

std::string dumped(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

json of(const Conversation& conversation) {
    constexpr std::array kinds{"channel", "bot", "pair"};
    return {{"is", "conversation"},
            {"id", conversation.id},
            {"name", conversation.name},
            {"kind", kinds.at(static_cast<std::size_t>(conversation.kind))},
            {"members", conversation.members}};
}

}  // namespace

std::string_view name(Look look) {
    return look == Look::slack ? "slack" : "matrix";
}

std::optional<Look> look_named(std::string_view text) {
    for (const Look look : {Look::slack, Look::matrix}) {
        if (name(look) == text) return look;
    }
    return std::nullopt;
}

std::expected<std::variant<Hello, Command>, Malformed> decode(std::string_view text) {
    if (chat::nested_deeper(text, chat::max_json_depth)) return std::unexpected(Malformed());
    const json object = json::parse(text, nullptr, false);
    if (!object.is_object()) return std::unexpected(Malformed());
    Reader frame(object);
    const std::string what = frame.text("do", max_id);
    if (what == "hello") {
        const Hello hello{frame.number("after", INT64_MAX)};
        if (!frame.right()) return std::unexpected(Malformed());
        return hello;
    }
    Command command;
    command.id = frame.text("id", max_id);
    if (!frame.right() || !read(frame, what, command) || !frame.right()) {
        return std::unexpected(Malformed{std::move(command.id)});
    }
    return command;
}

std::string say_frame(std::string_view id, std::string_view as, const Say& say) {
    return dumped(
        {{"do", "say"}, {"id", id}, {"as", as}, {"in", say.in}, {"words", json::parse(chat::to_json(say.words))}});
}

std::string frame(const Welcome& welcome) {
    json people = json::array();
    for (const Person& person : team) {
        people.push_back(
            {{"account", person.account}, {"name", person.name}, {"given", person.given}, {"zone", person.zone}});
    }
    json conversations = json::array();
    for (const Conversation& conversation : welcome.conversations) conversations.push_back(of(conversation));
    return dumped({{"is", "welcome"},
                   {"people", std::move(people)},
                   {"bot", {{"account", bot_account}, {"name", welcome.bot_name}, {"command", welcome.command}}},
                   {"conversations", std::move(conversations)},
                   {"look", name(welcome.look)},
                   {"now", welcome.clock.now.time_since_epoch().count()},
                   {"moving", welcome.clock.moving},
                   {"generation", welcome.generation}});
}

std::string frame(const Said& message) {
    json object{{"is", "message"},  {"seq", message.seq}, {"id", std::to_string(message.id)},
                {"in", message.in}, {"by", message.by},   {"at", message.at.time_since_epoch().count()}};
    if (!message.only_for.empty()) object["for"] = message.only_for;
    if (message.edited) object["edited"] = true;
    if (message.deleted) {
        object["deleted"] = true;
        object["words"] = json::array();
    } else {
        json content = json::parse(message.content);
        if (content.is_array()) {
            object["words"] = std::move(content);
        } else {
            object.update(content);
        }
    }
    json reactions = json::array();
    for (const auto& [emoji, account] : message.reactions) reactions.push_back({{"emoji", emoji}, {"by", account}});
    object["reactions"] = std::move(reactions);
    return dumped(object);
}

std::string frame(const Clock& clock) {
    return dumped({{"is", "clock"}, {"now", clock.now.time_since_epoch().count()}, {"moving", clock.moving}});
}

std::string frame(Look look) {
    return dumped({{"is", "look"}, {"look", name(look)}});
}

std::string form_frame(std::string_view account, const chat::Form& form) {
    return dumped({{"is", "form"}, {"for", account}, {"form", json::parse(chat::to_json(form))}});
}

std::string form_errors_frame(std::string_view account,
                              const std::vector<std::pair<std::string, std::string>>& errors) {
    json list = json::array();
    for (const auto& [field, text] : errors) list.push_back(json::array({field, text}));
    return dumped({{"is", "form_errors"}, {"for", account}, {"errors", std::move(list)}});
}

std::string form_done_frame(std::string_view account) {
    return dumped({{"is", "form_done"}, {"for", account}});
}

std::string done_frame(std::string_view id) {
    return dumped({{"is", "done"}, {"id", id}});
}

std::string refused_frame(std::string_view id, std::string_view why) {
    return dumped({{"is", "refused"}, {"id", id}, {"why", why}});
}

}  // namespace goodturn::web
