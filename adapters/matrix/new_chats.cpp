#include "adapters/matrix/new_chats.hpp"

#include "adapters/matrix/requests.hpp"
#include "adapters/matrix/texts.hpp"

namespace goodturn::matrix {

namespace asio = boost::asio;
using Encrypted = std::expected<bool, Problem>;

asio::awaitable<Encrypted> is_encrypted(std::shared_ptr<Api> api, std::string room) {
    const auto encryption = co_await api->call(state_call(room, "m.room.encryption"));
    if (encryption) co_return true;
    if (encryption.error().fault == Fault::missing) co_return false;
    co_return std::unexpected(encryption.error());
}

asio::awaitable<Encrypted> makes_encrypted(std::shared_ptr<Api> api) {
    const auto made = co_await api->call(create_room_call({}));
    if (!made) co_return std::unexpected(made.error());
    const std::string room = made->root()["room_id"].text();
    const auto encrypted = co_await is_encrypted(api, room);
    (void)co_await api->call(leave_call(room, texts::looked_at));
    (void)co_await api->call(forget_call(room));
    co_return encrypted;
}

}  // namespace goodturn::matrix
