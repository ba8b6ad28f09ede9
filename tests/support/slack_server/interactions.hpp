#pragma once

#include "tests/support/slack_server/check.hpp"
#include "tests/support/slack_server/events.hpp"
#include "tests/support/slack_server/surface.hpp"

/// Commands, buttons, forms and shortcuts: what goes to the app, and what its answer does.
/// docs.slack.dev/interactivity
namespace goodturn::slack_server {

class Interactions {
public:
    Interactions(World& world, Gateway& gateway, Events& events, Problems& problems)
        : world_(world), gateway_(gateway), events_(events), problems_(problems) {}

    /// `line`: "/goodturn" and what is behind it. A command that no app has fails at once.
    DeliveryRef command(const User& user, Channel& channel, const std::string& line);
    DeliveryRef press(const User& user, Channel& channel, const Message& message, const Control& control);
    /// In the person's modal or their Home tab.
    DeliveryRef press(const User& user, const View& view, const Control& control);
    DeliveryRef submit(const User& user, const View& view);
    DeliveryRef shortcut(const User& user, const std::string& callback_id);
    DeliveryRef shortcut(const User& user, const std::string& callback_id, Channel& channel, const Message& message);

    /// What came to a response_url: the status of the answer and its body.
    std::pair<unsigned, json> respond(const std::string& id, const json& body);

private:
    json interaction(const User& user, const Install& install, const std::string& type);
    DeliveryRef deliver(const User& user, const Install& install, const std::string& what, json payload,
                        bool accepts_payload, std::function<void(const json&)> on_answer = {});
    void answered(const std::string& user, const std::string& view, const json& answer);
    /// A message that answers; the error, if it is none.
    std::optional<ApiError> show(const ResponseUrl& url, const json& body);
    void trouble(const std::string& user, const std::string& what);

    World& world_;
    Gateway& gateway_;
    Events& events_;
    Problems& problems_;
};

}  // namespace goodturn::slack_server
