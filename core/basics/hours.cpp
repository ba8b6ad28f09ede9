#include "core/basics/change.hpp"
#include "core/basics/texts.hpp"
#include "core/basics/verbs.hpp"
#include "core/engine/line.hpp"

#include <cctype>

namespace goodturn::basics {

using engine::button;
using engine::message;

std::string clock(Turn& turn) {
    const auto minutes = schedule::to_local(turn.me().zone, turn.now()).time.count();
    const std::string rest = std::to_string(minutes % 60);
    return std::to_string(minutes / 60) + (rest.size() < 2 ? ":0" : ":") + rest;
}

std::optional<chat::Message> what_a_plan_hangs_on(Turn& turn) {
    chat::Message message;
    ask_zone_if_unknown(turn, message);
    return message;
}

void ask_zone_if_unknown(Turn& turn, chat::Message& message) {
    if (turn.me().zone_known || turn.me().learned == chat::Instant{}) return;
    message.blocks.emplace_back(engine::paragraph(texts::zone_question, {{"time", clock(turn)}}));
    message.blocks.emplace_back(chat::Buttons{{
        button(texts::zone_yes, "yes", "👍", "zone right", turn.me().zone),
        button(texts::zone_no, "no", "👎", "zone wrong"),
    }});
}

std::string hours_text(Turn& turn) {
    std::string text;
    bool begins = true;
    for (const char c : schedule::to_text(turn.me().hours)) {
        if (c == '-') {
            text += "–";
        } else if (c == ',') {
            text += ", ";
        } else {
            text += begins ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
        }
        begins = c == '-' || c == ',' || c == ' ';
    }
    return text;
}

namespace {

chat::Message hours_message(Turn& turn, const engine::Text& text) {
    return message(text, {{"p", turn.prefix()}, {"hours", hours_text(turn)}, {"city", schedule::city(turn.me().zone)}});
}

chat::Message zone_message(Turn& turn, const engine::Text& text) {
    return message(text, {{"p", turn.prefix()}, {"zone", turn.me().zone}, {"time", clock(turn)}});
}

void set_zone(Turn& turn, const std::string& zone) {
    Change change(turn, Setting::zone);
    turn.people().set_zone(turn.actor(), zone);
    turn.replan();
    change.answer(zone_message(turn, texts::zone_set));
}

void ask_which_zone(Turn& turn, const std::vector<std::string>& zones) {
    std::vector<std::pair<std::string, engine::Line>> lines;
    lines.reserve(zones.size());
    for (const auto& zone : zones) lines.emplace_back(zone, engine::Line{.text = "tz " + zone, .mentions = {}});
    turn.ask_which(texts::zone_which, {}, lines);
}

}  // namespace

void hours(Turn& turn, Call& call) {
    const std::string typed = call.words.rest();
    if (typed.empty()) {
        auto answer = hours_message(turn, texts::hours_now);
        ask_zone_if_unknown(turn, answer);
        return turn.answer(std::move(answer));
    }
    const auto wanted = schedule::read_hours(typed, turn.me().hours);
    if (!wanted) return turn.refuse(hours_message(turn, texts::hours_unreadable));
    Change change(turn, Setting::hours);
    turn.people().set_hours(turn.actor(), *wanted);
    turn.replan();
    auto answer = hours_message(turn, texts::hours_set);
    ask_zone_if_unknown(turn, answer);
    change.answer(std::move(answer));
}

void zone(Turn& turn, Call& call) {
    const std::string typed = call.words.rest();
    if (typed.empty()) {
        if (!turn.me().zone_known) return turn.ask("zone", {});
        return turn.answer(zone_message(turn, texts::zone_now));
    }
    const auto zones = schedule::zones_named(typed);
    if (zones.empty()) return turn.refuse(texts::zone_unknown, {{"p", turn.prefix()}});
    if (zones.size() > 1) return ask_which_zone(turn, zones);
    set_zone(turn, zones.front());
}

void press_zone_right(Turn& turn, const engine::Press& press) {
    if (turn.me().zone_known) return turn.answer(zone_message(turn, texts::zone_now));
    turn.people().set_zone(turn.actor(), press.args);
    turn.replan();
    turn.replace(zone_message(turn, texts::zone_set));
}

void press_zone_wrong(Turn& turn, const engine::Press& /*press*/) {
    if (turn.me().zone_known) return turn.answer(zone_message(turn, texts::zone_now));
    turn.ask("zone", {});
}

std::optional<chat::Form> build_zone_form(Turn& /*turn*/, const std::string& /*args*/) {
    chat::Field city;
    city.name = "city";
    city.label = engine::fill_plain(texts::zone_field);
    city.max = 60;
    return chat::Form{
        .token = {},
        .title = engine::fill_plain(texts::zone_form),
        .fields = {city},
        .submit = engine::fill_plain(texts::zone_submit),
    };
}

engine::FieldErrors submit_zone_form(Turn& turn, const std::string& /*args*/, engine::Values& values) {
    const auto zones = schedule::zones_named(values["city"].text);
    if (zones.empty()) return {{"city", texts::zone_field_unknown}};
    if (zones.size() > 1) {
        ask_which_zone(turn, zones);
    } else {
        set_zone(turn, zones.front());
    }
    return {};
}

}  // namespace goodturn::basics
