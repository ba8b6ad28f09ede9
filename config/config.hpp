#pragma once

#include "core/schedule/hours.hpp"

#include <cstdint>
#include <expected>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// The operator's settings. One table (settings.hpp) says what there is; reading, checking, the example file and the
/// reference page follow from it.
namespace goodturn::config {

/// Every setting with its type. What the values mean, and their defaults, stands in the table.
struct Config {
    struct Bot {
        std::string display_name;
        std::string command;
        std::string prefix;
        std::string operator_name;
        std::string privacy_contact;
    } bot;
    struct Store {
        std::filesystem::path path;
        std::filesystem::path key_file;
    } store;
    struct Web {
        bool enabled = false;
        std::string address;
        std::uint16_t port = 0;
    } web;
    struct Slack {
        std::string bot_token;               ///< xoxb-…
        std::string app_token;               ///< xapp-…; workspaces with the same one share an app, and so its link
        std::string api_url;                 ///< ends with "/"
        std::vector<std::string> operators;  ///< U… or W…
    };
    std::map<std::string, Slack, std::less<>> slack;  ///< each workspace by its section: "slack", "slack.acme"
    struct Matrix {
        std::string homeserver;  ///< its URL
        std::string user_id;     ///< @goodturn:example.org; empty: no account
        std::string password;    ///< of these two one is given, or there is a session
        std::string access_token;
        std::vector<std::string> servers;      ///< names of servers whose people may invite, beside the account's own
        std::vector<std::string> ignore;       ///< ids of accounts that are not answered
        std::filesystem::path session_file{};  ///< what a login led to; beside the database
    } matrix;
    struct Schedule {
        goodturn::schedule::Hours hours;
        goodturn::schedule::Holidays holidays;
        int spread_minutes = 0;
    } schedule;
    struct Keep {
        int help_months = 0;
        int undelivered_days = 0;
    } keep;
    struct Log {
        std::string level;   ///< as spdlog names them
        std::string format;  ///< "text" or "json"
    } log;
    /// As the environment has it, for everybody: in no file. May hold a password.
    struct Proxy {
        std::string https;     ///< HTTPS_PROXY
        std::string except;    ///< NO_PROXY
        std::string variable;  ///< where `https` is from: "HTTPS_PROXY" or "https_proxy"
    } proxy;
    std::vector<std::string> warnings;  ///< sentences about what works, and should not stay so
};

/// Where settings come from. The environment wins over the file.
struct Sources {
    std::optional<std::filesystem::path> file;
    std::map<std::string, std::string, std::less<>> environment;
};

struct Problem {
    std::string setting;  ///< "web.port", "[webb]"; empty if it concerns a whole source
    std::string origin;   ///< "goodturn.toml, line 9", "GOODTURN_WEB_PORT"; empty: it was given nowhere
    std::string value;    ///< as given, texts in quotes; empty for secrets and for settings that do not exist (they may
                          ///< be secrets)
    std::string message;  ///< one sentence: what is allowed
    bool operator==(const Problem&) const = default;
};
/// One line.
[[nodiscard]] std::string to_text(const Problem& problem);

/// Either every setting has a valid value, or everything that is wrong is told at once.
[[nodiscard]] std::expected<Config, std::vector<Problem>> load(const Sources& sources);

}  // namespace goodturn::config
