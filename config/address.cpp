#include "config/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>

namespace goodturn::config {
namespace {

bool is_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc() && end == text.data() + text.size() && port != 0;
}

bool is_six(const std::string& text) {
    in6_addr six{};
    return inet_pton(AF_INET6, text.c_str(), &six) == 1;
}

bool is_host_name(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    });
}

}  // namespace

bool is_loopback(const std::string& text) {
    in_addr four{};
    in6_addr six{};
    if (inet_pton(AF_INET, text.c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24) == 127;
    return inet_pton(AF_INET6, text.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

bool is_api_url(const std::string& text) {
    constexpr std::string_view secure = "https://";
    constexpr std::string_view readable = "http://";
    const bool encrypted = text.starts_with(secure);
    if (!encrypted && !text.starts_with(readable)) return false;
    const bool plain = std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
    if (!plain || text.find_first_of("@?#") != std::string::npos) return false;

    const auto start = (encrypted ? secure : readable).size();
    std::string host = text.substr(start, text.find('/', start) - start);
    const auto colon = host.find(':', host.starts_with('[') ? std::min(host.find(']'), host.size()) : 0);
    if (colon != std::string::npos) {
        if (!is_port(std::string_view(host).substr(colon + 1))) return false;
        host.resize(colon);
    }
    const bool brackets = host.starts_with('[') && host.ends_with(']');
    if (brackets) host = host.substr(1, host.size() - 2);
    if (brackets ? !is_six(host) : !is_host_name(host)) return false;
    return encrypted || host == "localhost" || is_loopback(host);
}

}  // namespace goodturn::config
