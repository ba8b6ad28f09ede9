#pragma once

#include "tests/support/slack_server/check.hpp"
#include "tests/support/slack_server/events.hpp"
#include "tests/support/slack_server/surface.hpp"

#include <deque>
#include <string>
#include <utility>
#include <vector>

/// The Web API, without HTTP. docs.slack.dev/reference/methods
namespace goodturn::slack_server {

/// What a client asked for, and what it was told, if anything.
struct Call {
    std::string method;  ///< "chat.postMessage", or "response_url"
    std::string token{};
    json args = nullptr;  ///< nested values as JSON, however they came
    Instant at{};
    bool taken = true;    ///< false: a fault kept it from happening
    unsigned status = 0;  ///< 0: no answer
    json answer = nullptr;
};

struct Reply {
    json body;
    std::vector<std::pair<std::string, std::string>> headers{};
};

/// A form's fields are strings, JSON has types: both are read the same way.
class Args {
public:
    explicit Args(const json& all) : all_(all) {}
    [[nodiscard]] std::string text(const char* name) const;
    [[nodiscard]] std::string text(const char* name, const std::string& otherwise) const;
    [[nodiscard]] bool flag(const char* name) const;
    [[nodiscard]] std::size_t number(const char* name, std::size_t otherwise) const;
    [[nodiscard]] bool has(const char* name) const;
    /// An object or a list; null: there is none.
    [[nodiscard]] json nested(const char* name) const;

private:
    const json& all_;
};

/// What a method works with. Methods throw ApiError.
struct Context {
    World& world;
    Gateway& gateway;
    Events& events;
    const Faults& faults;
    Problems& problems;
    App& app;
    Install* install;  ///< null: it is called with the app's token
    Args args;
    std::string method;

    [[nodiscard]] Install& bot() const { return *install; }
    void need_scope(const std::string& scope) const;
    /// The channel named by the argument "channel", which the bot may see; "need": how much.
    enum class Need { sight, membership };
    [[nodiscard]] Channel& channel(Need need) const;
    [[nodiscard]] Message& message(Channel& channel, const char* argument) const;
    [[nodiscard]] User& user(const char* argument) const;
};

/// One page of `all`, and where the next begins.
[[nodiscard]] json page(const Context& context, const json& all, const char* name, std::size_t limit);

using Method = json (*)(Context&);
struct MethodEntry {
    const char* name;
    const char* scope;  ///< "": none, or it depends
    Method method;
    bool app_token = false;  ///< needs the app's, xapp
};
[[nodiscard]] std::vector<MethodEntry> chat_methods();
[[nodiscard]] std::vector<MethodEntry> conversation_methods();
[[nodiscard]] std::vector<MethodEntry> people_methods();
[[nodiscard]] std::vector<MethodEntry> view_methods();

class Api {
public:
    Api(World& world, Gateway& gateway, Events& events, const Faults& faults, Problems& problems);

    /// `authorization`: the header.
    Reply call(const std::string& method, const std::string& authorization, const json& args);

private:
    World& world_;
    Gateway& gateway_;
    Events& events_;
    const Faults& faults_;
    Problems& problems_;
    std::map<std::string, MethodEntry> methods_;
};

}  // namespace goodturn::slack_server
