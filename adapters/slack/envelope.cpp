#include "adapters/slack/envelope.hpp"

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

}  // namespace

Frame read_frame(std::string_view text) {
    const auto document = Document::parse(text);
    if (!document) return Odd{"a frame that is no JSON, or is nested too deep"};
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
