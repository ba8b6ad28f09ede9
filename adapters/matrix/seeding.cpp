#include "adapters/matrix/seeding.hpp"

#include "adapters/matrix/content.hpp"
#include "adapters/matrix/requests.hpp"

#include <boost/asio/awaitable.hpp>

#include <utility>

namespace goodturn::matrix {
namespace {

constexpr std::size_t most = 4;

boost::asio::awaitable<void> put(PresenceRef at, std::string room, std::string event,
                                 std::vector<std::string> reactions, std::string transaction) {
    const auto may = [at, room] { return at->rooms.is_open(room) && at->api->idle(); };
    for (std::size_t i = 0; i < reactions.size() && may(); ++i) {
        auto call = send_call(room, "m.reaction", transaction + std::to_string(i), reaction(event, reactions[i]));
        if (!co_await at->api->in_turn(std::move(call), room, false, may)) co_return;
    }
}

}  // namespace

void seed(const PresenceRef& at, std::string room, std::string event, std::vector<std::string> reactions,
          std::string transaction) {
    if (reactions.size() > most) reactions.resize(most);
    spawn(at, put(at, std::move(room), std::move(event), std::move(reactions), std::move(transaction)));
}

}  // namespace goodturn::matrix
