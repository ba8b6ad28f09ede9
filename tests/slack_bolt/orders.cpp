#include "tests/slack_bolt/orders.hpp"

#include "tests/support/slack_server/block_kit.hpp"

#include <map>
#include <ranges>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

namespace goodturn::slack_bolt {
namespace {

using slack_server::Delivery;
using slack_server::DeliveryRef;
using slack_server::Message;
using slack_server::SlackServer;
using slack_server::View;
namespace block_kit = slack::block_kit;

/// The members of an order.
struct Order {
    const json& all;

    [[nodiscard]] std::string text(const char* name) const { return all.value(name, ""); }
    [[nodiscard]] std::string who() const { return all.at("who").get<std::string>(); }
    [[nodiscard]] std::string where() const { return text("where"); }
};

Result at_once(json result) {
    return [result = std::move(result)] { return result; };
}

/// Once the app has acknowledged it, or it has failed at its person.
Result when_ended(const DeliveryRef& delivery) {
    if (delivery == nullptr) throw std::runtime_error("it was not sent");
    return [delivery]() -> std::optional<json> {
        if (delivery->state == Delivery::State::waiting) return std::nullopt;
        return json{{"acked", delivery->state == Delivery::State::acked},
                    {"answer", delivery->answer.value_or(nullptr)},
                    {"error", delivery->error}};
    };
}

std::string shown(const json& blocks) {
    std::string text;
    for (const auto& block : blocks.is_array() ? blocks : json::array()) text += block_kit::seen(block) + "\n";
    return text;
}

json seen(const Message& message) {
    return {{"ts", message.ts},
            {"text", message.text},
            {"shown", shown(message.blocks)},
            {"thread_ts", message.thread_ts},
            {"only_for", message.only_for}};
}

Result types(SlackServer& slack, const Order& order) {
    return at_once(slack.people.types(order.who(), order.text("text"), order.where(), order.text("thread")));
}
Result runs(SlackServer& slack, const Order& order) {
    return when_ended(slack.people.runs(order.who(), order.text("line"), order.where()));
}
Result presses(SlackServer& slack, const Order& order) {
    return when_ended(slack.people.presses(order.who(), order.text("label"), order.where()));
}
Result presses_at_home(SlackServer& slack, const Order& order) {
    return when_ended(slack.people.presses_at_home(order.who(), order.text("label")));
}
Result submits(SlackServer& slack, const Order& order) {
    return when_ended(
        slack.people.submits(order.who(), order.all.at("values").get<std::map<std::string, std::string>>()));
}
Result uses_shortcut(SlackServer& slack, const Order& order) {
    return when_ended(slack.people.uses_shortcut(order.who(), order.text("callback_id")));
}
Result opens_home(SlackServer& slack, const Order& order) {
    slack.people.opens_home(order.who());
    return at_once(true);
}

/// The newest message there with this text in it, once there is one.
Result sees(SlackServer& slack, const Order& order) {
    return [&slack, who = order.who(), where = order.where(), text = order.text("text")]() -> std::optional<json> {
        const auto all = slack.people.sees(who, where);
        for (const auto& message : all | std::views::reverse) {
            if (message.text.contains(text) || shown(message.blocks).contains(text)) return seen(message);
        }
        return std::nullopt;
    };
}

json seen(const View* view) {
    if (view == nullptr) return nullptr;
    return {{"title", slack_server::label_of(view->content, "title")},
            {"shown", shown(view->content["blocks"])},
            {"errors", view->errors}};
}

/// The form on top, or null, as it is now.
Result modal(SlackServer& slack, const Order& order) {
    return at_once(seen(slack.people.modal(order.who())));
}
/// The form, once there is one.
Result form(SlackServer& slack, const Order& order) {
    return [&slack, who = order.who()]() -> std::optional<json> {
        const auto* const view = slack.people.modal(who);
        return view == nullptr ? std::nullopt : std::optional(seen(view));
    };
}
/// The Home tab, once it shows this text.
Result home(SlackServer& slack, const Order& order) {
    return [&slack, who = order.who(), text = order.text("text")]() -> std::optional<json> {
        const auto* const view = slack.people.home(who);
        if (view == nullptr || !shown(view->content["blocks"]).contains(text)) return std::nullopt;
        return seen(view);
    };
}

/// Once the app's only connection is the one numbered so, from 1.
Result connected(SlackServer& slack, const Order& order) {
    return [&slack, number = order.all.at("number").get<std::uint64_t>()]() -> std::optional<json> {
        if (slack.gateway.live("A1") != std::vector{number}) return std::nullopt;
        return true;
    };
}
/// Once the app has no connection.
Result deserted(SlackServer& slack, const Order&) {
    return [&slack]() -> std::optional<json> {
        if (slack.gateway.open("A1") > 0) return std::nullopt;
        return true;
    };
}
/// Once nothing waits for its acknowledgement.
Result quiet(SlackServer& slack, const Order&) {
    return [&slack]() -> std::optional<json> {
        if (slack.gateway.waiting() > 0) return std::nullopt;
        return true;
    };
}
Result disconnects(SlackServer& slack, const Order& order) {
    for (const auto id : slack.gateway.live("A1")) slack.gateway.disconnect(id, order.text("reason"));
    return at_once(true);
}
Result refreshes(SlackServer& slack, const Order&) {
    for (const auto id : slack.gateway.live("A1")) slack.gateway.refresh(id);
    return at_once(true);
}
/// Once the app has answered a ping.
Result pings(SlackServer& slack, const Order&) {
    const auto id = slack.gateway.live("A1").front();
    slack.gateway.ping_all();
    return [&slack, id, before = slack.gateway.connection(id).pongs]() -> std::optional<json> {
        if (slack.gateway.connection(id).pongs == before) return std::nullopt;
        return true;
    };
}

/// What was seen of the app until now.
Result counts(SlackServer& slack, const Order&) {
    const auto& seen = slack.gateway.seen;
    std::set<std::string> refused;
    for (const auto& call : slack.calls) {
        if (call.answer.is_object() && !call.answer.value("ok", true))
            refused.insert(call.method + ": " + call.answer.value("error", ""));
    }
    json goodbyes = json::array();
    for (std::uint64_t id = 1; id <= seen.opened; ++id) {
        goodbyes.push_back(slack.gateway.connection(id).said_goodbye);
    }
    return at_once({{"opened", seen.opened},
                    {"most_open", seen.most_open},
                    {"goodbyes", std::move(goodbyes)},
                    {"odd_acks", seen.odd_acks},
                    {"late_acks", seen.late_acks},
                    {"repeated_acks", seen.repeated_acks},
                    {"payloads_in_vain", seen.payloads_in_vain},
                    {"failed_at_person", seen.failed_at_person},
                    {"events_lost", seen.events_lost},
                    {"refused", refused}});
}

using Act = Result (*)(SlackServer&, const Order&);
const std::map<std::string, Act> acts{
    {"types", types},
    {"runs", runs},
    {"presses", presses},
    {"presses_at_home", presses_at_home},
    {"submits", submits},
    {"uses_shortcut", uses_shortcut},
    {"opens_home", opens_home},
    {"sees", sees},
    {"modal", modal},
    {"form", form},
    {"home", home},
    {"connected", connected},
    {"deserted", deserted},
    {"quiet", quiet},
    {"disconnects", disconnects},
    {"refreshes", refreshes},
    {"pings", pings},
    {"counts", counts},
};

}  // namespace

Result carry_out(SlackServer& slack, const json& order) {
    const auto act = acts.find(order.at("do").get<std::string>());
    if (act == acts.end()) throw std::runtime_error("there is no order " + order.at("do").dump());
    return act->second(slack, {order});
}

}  // namespace goodturn::slack_bolt
