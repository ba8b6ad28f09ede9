#include "adapters/slack/envelope.hpp"

#include <nlohmann/json.hpp>
#include <utility>

namespace goodturn::slack {
namespace {

Hello hello(Value frame) {
    Hello hello{.connections = frame["num_connections"].number().value_or(0),
                .app = frame["connection_info"]["app_id"].text(),
                .lifetime = {}};
    const auto seconds = frame["debug_info"]["approximate_connection_time"].number();
    constexpr std::int64_t a_year = 31'622'400;
    if (seconds && *seconds > 0 && *seconds < a_year) hello.lifetime = std::chrono::seconds(*seconds);
    return hello;
}

/// Reads as far as it can.
std::string envelope_id_in(std::string_view broken) {
    using nlohmann::json;
    std::string id;
    bool follows = false;
    const auto look = [&](int depth, json::parse_event_t event, json& read) {
        if (depth > 1) return false;
        if (event == json::parse_event_t::key) follows = read == "envelope_id";
        if (event == json::parse_event_t::value && follows && read.is_string()) id = read.get<std::string>();
        return true;
    };
    static_cast<void>(json::parse(broken, look, false));
    return id;
}

}  // namespace

Frame read_frame(std::string_view text) {
    const auto document = Document::parse(text);
    if (!document) return Odd{"a frame that is no JSON, or is nested too deep", envelope_id_in(text)};
    const Value frame = document->root();
    if (!frame.is_object()) return Odd{"a frame that is no object"};
    const std::string type = frame["type"].text();
    if (type == "hello") return hello(frame);
    if (type == "disconnect") return Disconnect{frame["reason"].text()};
    Envelope envelope{.id = frame["envelope_id"].text(),
                      .type = type,
                      .frame = *document,
                      .takes_payload = frame["accepts_response_payload"].flag()};
    if (envelope.id.empty()) return Odd{"a frame of an unknown type without an envelope"};
    return envelope;
}

}  // namespace goodturn::slack
