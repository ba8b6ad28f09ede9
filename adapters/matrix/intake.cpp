#include "adapters/matrix/intake.hpp"

#include "adapters/matrix/ids.hpp"

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <utility>

namespace goodturn::matrix {
namespace {

namespace asio = boost::asio;

struct Awaited {
    std::size_t left;
    bool all = true;
    asio::any_completion_handler<void(bool)> handler;
};

}  // namespace

chat::Event nothing_new(const Account& account, chat::Instant now) {
    return {.space = account.space, .actor = {}, .place = {}, .at = now, .route = {}, .what = chat::AccountsSame{}};
}

chat::Event space_seen(const Account& account, chat::Instant now) {
    return {.space = account.space,
            .actor = {},
            .place = {},
            .at = now,
            .route = {},
            .what = chat::SpaceSeen{.name = std::string(server_of(account.bot.value)),
                                    .bot = account.bot,
                                    .can = {.buttons = false, .forms = false, .ephemeral = false, .strangers = false}}};
}

asio::awaitable<bool> committed(engine::Sink sink, std::vector<engine::Intake> items) {
    return asio::async_initiate<const asio::use_awaitable_t<>, void(bool)>(
        [](auto handler, const engine::Sink& to, std::vector<engine::Intake> all) {
            const auto awaited = std::make_shared<Awaited>(Awaited{.left = all.size(), .handler = std::move(handler)});
            for (auto& item : all) {
                to(std::move(item), [awaited](bool well) {
                    awaited->all = awaited->all && well;
                    if (--awaited->left == 0) std::move(awaited->handler)(awaited->all);
                });
            }
        },
        asio::use_awaitable, std::move(sink), std::move(items));
}

}  // namespace goodturn::matrix
