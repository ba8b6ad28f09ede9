#include "adapters/matrix/stored.hpp"

#include "adapters/net/json.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace goodturn::matrix {

std::optional<Stored> read_session(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    const auto document = net::Document::parse(text.str());
    if (!document) return std::nullopt;
    const auto root = document->root();
    Stored session{root["homeserver"].text(),   root["user_id"].text(),       root["device_id"].text(),
                   root["access_token"].text(), root["refresh_token"].text(), root["client_id"].text()};
    if (const auto until = root["expires_at_ms"].number()) {
        session.until = chat::Instant(std::chrono::milliseconds(*until));
    }
    if (session.user.empty() || session.token.empty()) return std::nullopt;
    return session;
}

namespace {

/// A check by root must leave a file that the service can still read: it belongs to whom the old one did, or the
/// folder.
void keep_owner(int out, const std::filesystem::path& file) {
    struct stat before{};
    if (::stat(file.c_str(), &before) != 0 && ::stat(file.parent_path().c_str(), &before) != 0) return;
    (void)!::fchown(out, before.st_uid, before.st_gid);  // who is not root is the owner already
}

}  // namespace

void write_session(const std::filesystem::path& file, const Stored& session) {
    nlohmann::json json{{"homeserver", session.homeserver},
                        {"user_id", session.user},
                        {"device_id", session.device},
                        {"access_token", session.token}};
    if (!session.refresh.empty()) json.update({{"refresh_token", session.refresh}, {"client_id", session.client}});
    if (session.until) json["expires_at_ms"] = session.until->time_since_epoch().count();
    const std::string text = json.dump();
    const std::string fresh = file.string() + ".new";
    const int out = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const bool written = out >= 0 && ::fchmod(out, 0600) == 0 &&
                         ::write(out, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                         ::fsync(out) == 0;
    const int why = errno;
    if (written) keep_owner(out, file);
    if (out >= 0) ::close(out);
    if (!written || ::rename(fresh.c_str(), file.c_str()) != 0) {
        throw std::runtime_error(fmt::format("the session can't be kept in {}: {}", file.string(),
                                             std::generic_category().message(written ? errno : why)));
    }
}

}  // namespace goodturn::matrix
