#include "config/matrix.hpp"

#include "config/address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace goodturn::config {
namespace {

bool all_of_these(std::string_view text, std::string_view signs) {
    return std::ranges::all_of(
        text, [&](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || signs.contains(c); });
}

}  // namespace

bool is_homeserver(const std::string& text) {
    return text.empty() || is_api_url(text);
}

bool is_user_id(const std::string& text) {
    if (text.empty()) return true;
    const auto colon = text.find(':');
    return text.front() == '@' && colon != std::string::npos && colon > 1 && text.size() <= 255 &&
           all_of_these(std::string_view(text).substr(1, colon - 1), "._=-/+") &&
           is_server_name(text.substr(colon + 1));
}

bool is_server_name(const std::string& text) {
    return !text.empty() && all_of_these(text, ".-:[]");
}

bool is_password(const std::string& text) {
    return text.find_first_of("\r\n") == std::string::npos;
}

bool is_access_token(const std::string& text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

std::vector<Problem> problems_with_matrix(const Origins& origins, bool logged_in) {
    constexpr std::array<std::string_view, 4> settings{"matrix.homeserver", "matrix.user_id", "matrix.password",
                                                       "matrix.access_token"};
    const auto given = [&](std::string_view setting) { return origins.contains(setting); };
    const auto* const any = std::ranges::find_if(settings, given);
    std::vector<Problem> problems;
    if (any == settings.end()) return problems;
    const auto missing = [&](std::string_view setting, std::string_view what) {
        problems.push_back({std::string(*any), origins.find(*any)->second, "",
                            fmt::format("{} is missing beside it{}", setting, what)});
    };
    if (!given("matrix.homeserver")) missing("matrix.homeserver", ", the URL of the account's server.");
    if (!given("matrix.user_id")) missing("matrix.user_id", ", the account's id.");
    const bool password = given("matrix.password");
    const bool token = given("matrix.access_token");
    if (!password && !token && !logged_in) {
        missing("matrix.password", ". Or give an access_token, or log in: `goodturn matrix login`.");
    }
    if (password && token) {
        problems.push_back({"matrix.access_token", origins.find("matrix.access_token")->second, "",
                            "There is a password as well: one of them is enough."});
    }
    return problems;
}

}  // namespace goodturn::config
