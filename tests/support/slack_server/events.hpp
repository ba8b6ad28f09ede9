#pragma once

#include "tests/support/slack_server/gateway.hpp"
#include "tests/support/slack_server/world.hpp"

/// What happens in the world, and the Events API telling it to the apps that asked for it, may read it and are there.
namespace goodturn::slack_server {

class Events {
public:
    Events(World& world, Gateway& gateway) : world_(world), gateway_(gateway) {}

    /// Gives it a ts if it has none. A message to an existing thread makes its parent one.
    Message& post(Channel& channel, Message message);
    /// As it is from now on.
    void edit(Channel& channel, const std::string& ts, Message message);
    void remove(Channel& channel, const std::string& ts);
    void react(Channel& channel, const std::string& ts, const std::string& user, const std::string& emoji, bool added);
    void join(Channel& channel, const std::string& user, const std::string& inviter);
    void leave(Channel& channel, const std::string& user);
    /// `tab`: "home" or "messages".
    void open_home(const User& user, Install& install, const std::string& tab);
    void change(const User& user, const std::string& type = "user_change");
    /// The token stops working; both events come, in this order.
    void uninstall(Install& install);
    /// The flat message of an app that got more than 30,000 events within the hour.
    void rate_limit(const Install& install);

private:
    DeliveryRef tell(const Install& install, json event);
    /// To each app whose bot is in the channel.
    template <class Tell>
    void each(const Channel& channel, Tell tell);
    void tell_message(const Channel& channel, const json& event);
    [[nodiscard]] bool asked(const Install& install, const std::string& event, const std::string& scope);

    World& world_;
    Gateway& gateway_;
};

}  // namespace goodturn::slack_server
