#include "bot/status.hpp"

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <utility>

namespace goodturn::bot {
namespace {

namespace asio = boost::asio;
using Local = asio::local::stream_protocol;

constexpr auto answer_within = std::chrono::seconds(2);

/// Whoever can't reach the lock file has nothing to do with the bot.
struct stat lock_of(const std::filesystem::path& database) {
    struct stat file{};
    if (stat((database.string() + ".lock").c_str(), &file) != 0) throw std::runtime_error("no lock file");
    return file;
}

/// The same however the path is written. An abstract name begins with NUL: see unix(7).
Local::endpoint door_of(const struct stat& lock) {
    return {std::string(1, '\0') + fmt::format("goodturn/{}/{}", lock.st_dev, lock.st_ino)};
}

/// Anybody on the computer could have taken such a name, or knock.
std::optional<uid_t> user_behind(Local::socket& peer) {
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (getsockopt(peer.native_handle(), SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return std::nullopt;
    return credentials.uid;
}

constexpr char all_well = '+';
constexpr char not_well = '-';

std::string written(const Status& status) {
    return (status.well ? all_well : not_well) + status.text;
}
std::optional<Status> read(const std::string& text) {
    if (!text.starts_with(all_well) && !text.starts_with(not_well)) return std::nullopt;
    return Status{text.front() == all_well, text.substr(1)};
}

}  // namespace

class StatusDoor::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(asio::io_context& loop, std::function<Status()> tell)
        : tell_(std::move(tell)), acceptor_(loop), later_(loop) {}

    void open(const std::filesystem::path& database) try {
        acceptor_.open(Local());
        acceptor_.bind(door_of(lock_of(database)));
        acceptor_.listen();
        accept();
    } catch (const std::exception& error) {
        close();
        spdlog::warn("`goodturn check` will not be able to ask this bot: {}", error.what());
    }

    void close() {
        boost::system::error_code ignored;
        acceptor_.close(ignored);
        later_.cancel();
    }

private:
    void accept() {
        acceptor_.async_accept([weak = weak_from_this()](boost::system::error_code error, Local::socket caller) {
            const auto self = weak.lock();
            if (!self || !self->acceptor_.is_open()) return;
            if (error) return self->accept_later(error);
            self->answer(std::move(caller));
            self->accept();
        });
    }

    /// No file descriptor is free, say: trying at once would go round and round.
    void accept_later(boost::system::error_code error) {
        spdlog::error("a question of `goodturn check` could not be answered: {}", error.message());
        later_.expires_after(answer_within);
        later_.async_wait([weak = weak_from_this()](boost::system::error_code) {
            const auto self = weak.lock();
            if (self && self->acceptor_.is_open()) self->accept();
        });
    }

    void answer(Local::socket caller) const {
        const auto user = user_behind(caller);
        if (user != geteuid() && user != 0) return;
        auto said = std::make_shared<std::pair<Local::socket, std::string>>(std::move(caller), written(tell_()));
        asio::async_write(said->first, asio::buffer(said->second), [said](boost::system::error_code, std::size_t) {});
    }

    std::function<Status()> tell_;
    Local::acceptor acceptor_;
    asio::steady_timer later_;
};

StatusDoor::StatusDoor(asio::io_context& loop, const std::filesystem::path& database, std::function<Status()> tell)
    : impl_(std::make_shared<Impl>(loop, std::move(tell))) {
    impl_->open(database);
}
StatusDoor::~StatusDoor() {
    close();
}
void StatusDoor::close() {
    impl_->close();
}

std::optional<Status> ask_running(const std::filesystem::path& database) try {
    const struct stat lock = lock_of(database);
    asio::io_context loop;
    Local::socket socket(loop);
    std::string said;
    bool whole = false;
    socket.async_connect(door_of(lock), [&](boost::system::error_code error) {
        if (error || user_behind(socket) != lock.st_uid) return;
        asio::async_read(socket, asio::dynamic_buffer(said),
                         [&](boost::system::error_code end, std::size_t) { whole = end == asio::error::eof; });
    });
    loop.run_for(answer_within);
    return whole ? read(said) : std::nullopt;
} catch (const std::exception&) {
    return std::nullopt;
}

}  // namespace goodturn::bot
