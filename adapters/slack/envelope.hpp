#pragma once

#include "adapters/slack/json.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

/// What comes through a Socket Mode websocket, a JSON object a text frame
/// (https://docs.slack.dev/apis/events-api/using-socket-mode).
namespace goodturn::slack {

/// The first frame: only now is the connection of use.
struct Hello {
    std::int64_t connections = 0;                  ///< that Slack counts for this app, this one among them; 0: not said
    std::string app;                               ///< A…
    std::optional<std::chrono::seconds> lifetime;  ///< after which the connection will be recycled, roughly
};

/// The connection goes away. Not acknowledged.
struct Disconnect {
    std::string reason;  ///< "warning", "refresh_requested", "link_disabled", "too_many_websockets", or a new one
};

/// Something that happened. Each is acknowledged by its id within three seconds, unknown types too.
struct Envelope {
    std::string id;
    std::string type;  ///< "events_api", "slash_commands", "interactive", or a new one
    Document frame;
    bool takes_payload = false;  ///< the acknowledgement may carry an answer

    [[nodiscard]] Value payload() const { return frame.root()["payload"]; }
};

/// No frame of the protocol: nothing to do but to say so.
struct Odd {
    std::string why;   ///< for the log: nothing of the frame is in it
    std::string id{};  ///< of the envelope that this was to be, if it stands before what is wrong; acknowledged
};

using Frame = std::variant<Hello, Disconnect, Envelope, Odd>;

/// Never throws for what came in.
[[nodiscard]] Frame read_frame(std::string_view text);

}  // namespace goodturn::slack
