#include "adapters/matrix/send_test.hpp"

#include "adapters/matrix/content.hpp"
#include "adapters/matrix/ids.hpp"
#include "adapters/matrix/new_chats.hpp"
#include "adapters/matrix/requests.hpp"
#include "adapters/matrix/rooms.hpp"
#include "adapters/matrix/texts.hpp"

#include <fmt/format.h>

#include <random>
#include <utility>

namespace goodturn::matrix {
namespace {

namespace asio = boost::asio;

/// Never the same: each test is to arrive.
std::string fresh_transaction() {
    std::random_device random;
    return fmt::format("test{:08x}{:08x}", random(), random());
}

/// What the server says of the rooms that are meant for this person.
asio::awaitable<std::expected<Rooms, Problem>> chats_with(std::shared_ptr<Api> api, chat::AccountId bot,
                                                          chat::AccountId person) {
    Rooms rooms(bot);
    const auto direct = co_await api->call(direct_of_call(bot));
    if (!direct && direct.error().fault != Fault::missing) co_return std::unexpected(direct.error());
    if (!direct) co_return rooms;
    rooms.take_direct(direct->root());
    for (const auto room : direct->root()[person.value].items()) {
        const auto members = co_await api->call(members_call(room.text()));
        const auto encrypted = co_await is_encrypted(api, room.text());
        if (!members || encrypted.value_or(true)) continue;
        for (const auto event : members->root()["chunk"].items()) rooms.take(room.text(), event);
    }
    co_return rooms;
}

/// Servers say so of who is not there and of who takes no invites; from ours alone nothing tells which.
Problem about_new_chat(Problem problem) {
    const bool never =
        problem.fault == Fault::forbidden || problem.fault == Fault::missing || problem.fault == Fault::refused;
    if (never) {
        problem.detail = fmt::format(
            "the server makes no chat with them ({}). Is the id right? If it is, let them open a "
            "chat with the bot first",
            problem.code);
    }
    return problem;
}

/// Synapse invites whoever has an id of its own server, there or not.
asio::awaitable<bool> is_nobody(std::shared_ptr<Api> api, chat::AccountId bot, chat::AccountId person) {
    if (server_of(person.value) != server_of(bot.value)) co_return false;
    const auto profile = co_await api->call({.name = "profile", .path = "profile/" + escaped(person.value)});
    co_return !profile && profile.error().fault == Fault::missing;
}

}  // namespace

asio::awaitable<std::expected<Tested, Problem>> send_test(std::shared_ptr<Api> api, Login login,
                                                          chat::AccountId person) {
    if (const auto entered = co_await enter(*api, login); !entered) co_return std::unexpected(entered.error());
    const chat::AccountId bot{login.user};
    auto rooms = co_await chats_with(api, bot, person);
    if (!rooms) co_return std::unexpected(rooms.error());
    std::string room = rooms->chat_with(person);
    const bool invited = room.empty();
    if (invited) {
        if (co_await is_nobody(api, bot, person)) {
            co_return std::unexpected(
                Problem{.detail = "the server knows nobody of that id: look whether it is written right"});
        }
        const auto made = co_await api->call(create_room_call(person));
        if (!made) co_return std::unexpected(about_new_chat(made.error()));
        room = made->root()["room_id"].text();
        const auto encrypted = co_await is_encrypted(api, room);
        if (!encrypted) co_return std::unexpected(encrypted.error());
        if (*encrypted) {
            (void)co_await api->call(leave_call(room, texts::encrypted));
            co_return std::unexpected(Problem{.detail = std::string(made_encrypted)});
        }
        rooms->set_direct(room, person);
        const auto kept = co_await api->call(direct_call(bot, rooms->direct_as_json()));
        if (!kept) co_return std::unexpected(kept.error());
    }
    const auto said = co_await api->call(
        send_call(room, "m.room.message", fresh_transaction(), notice(part_saying(texts::test), {})));
    if (!said) co_return std::unexpected(said.error());
    co_return invited || rooms->is_waiting(room, person) ? Tested::waits : Tested::written;
}

}  // namespace goodturn::matrix
