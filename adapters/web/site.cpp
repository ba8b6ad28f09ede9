#include "adapters/web/site.hpp"

#include "adapters/web/page_files.hpp"
#include "adapters/web/texts.hpp"

#include <sodium.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <utility>

namespace goodturn::web {
namespace {

constexpr std::string_view prefix = "/t/";
constexpr std::string_view index_file = "index.html";

net::Response refused(unsigned status, std::string_view why, std::string_view text) {
    spdlog::info("page: refused a request: {}", why);
    return {.status = status, .body = std::string(text)};
}

/// A name that a foreign site can't make its own: against DNS rebinding.
bool is_loopback(std::string_view host) {
    constexpr std::array<std::string_view, 3> names{"127.0.0.1", "localhost", "[::1]"};
    return std::ranges::any_of(names, [host](std::string_view name) {
        return host.starts_with(name) && (host.size() == name.size() || host[name.size()] == ':');
    });
}

std::optional<net::Response> refuse_stranger(const net::Request& request) {
    if (!is_loopback(request.host)) return refused(403, "Host is not a loopback name", texts::full_address);
    if (!request.origin.empty() && request.origin != "http://" + request.host) {
        return refused(403, "it comes from another site", texts::full_address);
    }
    return std::nullopt;
}

std::string_view content_type(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> types{{
        {".html", "text/html; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
    }};
    const auto* type = std::ranges::find_if(types, [name](const auto& entry) { return name.ends_with(entry.first); });
    return type == types.end() ? "application/octet-stream" : type->second;
}

}  // namespace

std::string Site::path() const {
    return std::string(prefix) + token_ + "/";
}

std::optional<std::string_view> Site::file(std::string_view path) const {
    if (!path.starts_with(prefix)) return std::nullopt;
    path.remove_prefix(prefix.size());
    const auto end = path.find('/');
    const auto given = path.substr(0, end);
    if (given.size() != token_.size() || sodium_memcmp(given.data(), token_.data(), token_.size()) != 0) {
        return std::nullopt;
    }
    return end == std::string_view::npos ? std::string_view() : path.substr(end + 1);
}

net::Response Site::get(const net::Request& request) const {
    if (auto stranger = refuse_stranger(request)) return std::move(*stranger);
    const auto wanted = file(request.path);
    if (!wanted) return refused(404, "wrong or missing token", texts::full_address);
    // Without the last slash the page would look for its files in the wrong place.
    if (request.path.size() + 1 == path().size()) return {.status = 308, .body = {}, .headers = {{"Location", path()}}};
    const std::string_view name = wanted->empty() ? index_file : *wanted;
    const auto files = page_files();
    const auto found = std::ranges::find(files, name, &PageFile::name);
    if (found == files.end()) return {.status = 404, .body = std::string(texts::no_such_page)};
    return {.content_type = std::string(content_type(name)), .body = std::string(found->content)};
}

std::optional<net::Response> Site::refuse_socket(const net::Request& request) const {
    if (auto stranger = refuse_stranger(request)) return stranger;
    if (file(request.path) != "socket") return refused(404, "wrong or missing token", texts::full_address);
    return std::nullopt;
}

}  // namespace goodturn::web
