#pragma once

#include "tests/support/slack_server/model.hpp"

#include <deque>
#include <list>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace goodturn::slack_server {

/// A trigger_id: lets an app open a form for a person, once, within three seconds.
struct Trigger {
    std::string user;
    std::string app;
    Instant until;
    bool used = false;
};

/// Lets an app answer for 30 minutes, five times, wherever it was spoken to.
struct ResponseUrl {
    std::string app{};
    std::string team{};
    std::string user{};
    std::string channel{};
    std::string original{};  ///< ts of the message with the button; empty: there is none
    std::string thread{};
    Instant until{};
    int used = 0;
};

/// Workspaces, people, channels and apps: what is, without what follows from it. References stay valid.
/// What is looked up and isn't there throws std::out_of_range.
class World {
public:
    explicit World(Clock& clock) : clock_(clock) {}

    Workspace& add_workspace(const std::string& id, const std::string& domain);
    User& add_user(User user);
    /// Public; its id is C and the letters and digits of its name.
    Channel& add_channel(const std::string& team, const std::string& name, const std::set<std::string>& members,
                         Kind kind = Kind::channel);
    App& add_app(App app);
    /// Adds the bot's user too.
    Install& install(const App& app, const std::string& team, Install details);

    /// By id or handle, with or without an @.
    [[nodiscard]] User& user(std::string_view who);
    [[nodiscard]] const User* find_user(std::string_view who) const;
    [[nodiscard]] Channel* find_channel(std::string_view id);
    /// By id or #name.
    [[nodiscard]] Channel& channel(std::string_view which);
    [[nodiscard]] App& app(const std::string& id) { return apps_.at(id); }
    [[nodiscard]] App* app_of_token(std::string_view token);
    [[nodiscard]] Install* install_of_token(std::string_view token);
    [[nodiscard]] Install* install_of_bot(std::string_view user);
    [[nodiscard]] Install& install_in(const std::string& team, const std::string& app);
    [[nodiscard]] Workspace& workspace(const std::string& id) { return workspaces_.at(id); }
    [[nodiscard]] std::list<Install>& installs() { return installs_; }
    [[nodiscard]] std::map<std::string, Channel>& channels() { return channels_; }
    [[nodiscard]] const std::map<std::string, User>& users() const { return users_; }

    /// The chat of these people, made if need be.
    Channel& direct(const std::set<std::string>& people);
    /// Where somebody who says "" (their chat with the only bot of their workspace), "@ben", "#release-4" or an id
    /// means.
    Channel& place(std::string_view who, std::string_view where);

    /// A ts or an event_ts: now, and like no other.
    std::string new_ts();
    [[nodiscard]] static Instant instant_of(const std::string& ts);
    /// "V" and something like no other.
    std::string new_id(std::string_view prefix);
    std::uint64_t random() { return random_(); }

    std::string new_trigger(const std::string& user, const std::string& app);
    std::string new_response_url(ResponseUrl what);

    Clock& clock() { return clock_; }

    std::map<std::string, Trigger> triggers;
    std::map<std::string, ResponseUrl> response_urls;  ///< by the last part of the path
    std::map<std::string, std::list<View>> modals;     ///< by user: the stack that is open, its top at the back
    std::map<std::pair<std::string, std::string>, View> homes;  ///< by user and app
    std::deque<Failure> failures;
    std::string base_url;  ///< "https://localhost:1234"

private:
    Clock& clock_;
    std::map<std::string, Workspace> workspaces_;
    std::map<std::string, User> users_;
    std::map<std::string, std::string, std::less<>> handles_;  ///< and the users' ids
    std::map<std::string, Channel> channels_;
    std::map<std::string, App> apps_;
    std::list<Install> installs_;
    std::map<std::string, Install*> bots_;
    std::map<std::set<std::string>, std::string> directs_;
    Instant last_ts_{};
    std::uint64_t last_id_ = 0;
    std::mt19937_64 random_{7};
};

/// One workspace (T1, acme) with six people in #release-4 as in the tests of the core: ana, ben, bo, kai, joerg, will
/// (UANA…), the app A1 (xapp-1-A1-test) and its bot goodturn (UBOT, B1, xoxb-T1-test), who is in #release-4 too.
void add_acme(World& world);

/// What the manifest asks for.
[[nodiscard]] const std::set<std::string>& usual_scopes();

}  // namespace goodturn::slack_server
