#include "bot/status.hpp"

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <sys/stat.h>

#include <spdlog/spdlog.h>

#include <chrono>
#include <utility>

namespace goodturn::bot {
namespace {

namespace asio = boost::asio;
using Local = asio::local::stream_protocol;

constexpr auto answer_within = std::chrono::seconds(2);

std::filesystem::path door_of(const std::filesystem::path& database) {
    return database.string() + ".status";
}

}  // namespace

class StatusDoor::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(asio::io_context& loop, const std::filesystem::path& database, std::function<std::string()> tell)
        : path_(door_of(database)), tell_(std::move(tell)), acceptor_(loop) {}

    void open() try {
        // Of a bot that was killed: a living one would have the lock.
        std::filesystem::remove(path_);
        acceptor_.open(Local());
        // The file takes over what is allowed here.
        fchmod(acceptor_.native_handle(), S_IRUSR | S_IWUSR);
        acceptor_.bind(Local::endpoint(path_.string()));
        acceptor_.listen();
        accept();
    } catch (const std::exception& error) {
        close();
        spdlog::warn("`goodturn check` will not be able to ask this bot: {}: {}", path_.string(), error.what());
    }

    void close() {
        boost::system::error_code ignored;
        if (!acceptor_.is_open()) return;
        acceptor_.close(ignored);
        std::error_code gone;
        std::filesystem::remove(path_, gone);
    }

private:
    void accept() {
        acceptor_.async_accept([weak = weak_from_this()](boost::system::error_code error, Local::socket caller) {
            const auto self = weak.lock();
            if (!self || !self->acceptor_.is_open()) return;
            if (!error) self->answer(std::move(caller));
            self->accept();
        });
    }

    void answer(Local::socket caller) const {
        auto said = std::make_shared<std::pair<Local::socket, std::string>>(std::move(caller), tell_());
        asio::async_write(said->first, asio::buffer(said->second), [said](boost::system::error_code, std::size_t) {});
    }

    std::filesystem::path path_;
    std::function<std::string()> tell_;
    Local::acceptor acceptor_;
};

StatusDoor::StatusDoor(asio::io_context& loop, const std::filesystem::path& database, std::function<std::string()> tell)
    : impl_(std::make_shared<Impl>(loop, database, std::move(tell))) {
    impl_->open();
}
StatusDoor::~StatusDoor() {
    close();
}
void StatusDoor::close() {
    impl_->close();
}

std::optional<std::string> ask_running(const std::filesystem::path& database) try {
    asio::io_context loop;
    Local::socket socket(loop);
    std::string said;
    bool whole = false;
    socket.async_connect(Local::endpoint(door_of(database).string()), [&](boost::system::error_code error) {
        if (error) return;
        asio::async_read(socket, asio::dynamic_buffer(said),
                         [&](boost::system::error_code end, std::size_t) { whole = end == asio::error::eof; });
    });
    loop.run_for(answer_within);
    return whole ? std::optional(said) : std::nullopt;
} catch (const std::exception&) {
    return std::nullopt;
}

}  // namespace goodturn::bot
