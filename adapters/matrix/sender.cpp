#include "adapters/matrix/sender.hpp"

#include "adapters/matrix/chats.hpp"
#include "adapters/matrix/content.hpp"
#include "adapters/matrix/ids.hpp"
#include "adapters/matrix/requests.hpp"
#include "adapters/matrix/seeding.hpp"
#include "adapters/matrix/texts.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace goodturn::matrix {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using chat::SendFailure;
using chat::SendResult;

chat::SendError error(SendFailure failure, std::string why) {
    return {.failure = failure, .retry_after = {}, .detail = std::move(why)};
}

std::string transaction_of(const PresenceRef& at, const chat::Outgoing& what, std::string_view part) {
    return transaction_id(at->mark, what.delivery, what.first_attempt, part);
}

/// Where something goes, and whether it still may.
struct Where {
    std::string room;
    std::string thread{};  ///< an event
    std::function<bool()> may;
};
using Found = std::expected<Where, chat::SendError>;

bool is_open(const PresenceRef& at, const std::string& room) {
    return at->rooms.is_open(room);
}

Found shared(const PresenceRef& at, const chat::InConversation& to) {
    const auto thread = split(to.thread);
    Where where{.room = to.conversation.value,
                .thread = thread ? thread->event : std::string(),
                .may = [at, room = to.conversation.value] { return is_open(at, room); }};
    if (where.may()) return where;
    return std::unexpected(error(SendFailure::unreachable, "a room that I am not in, or can't write to"));
}

Where between(const PresenceRef& at, std::string room, const chat::AccountId& person) {
    auto may = [at, room, person] { return at->rooms.is_private(room, person); };
    return {.room = std::move(room), .may = std::move(may)};
}

/// Where the answer was asked for, if others are there: a word that it is elsewhere, as long as there is a reason.
asio::awaitable<void> point_from(PresenceRef at, const chat::Outgoing& what, Part word, std::function<bool()> reason) {
    const auto name = split({what.route});
    if (!name || !is_open(at, name->room)) co_return;
    auto call = send_call(name->room, "m.room.message", transaction_of(at, what, "invite"), notice(word, {}));
    const auto said = co_await at->api->in_turn(
        std::move(call), name->room, true,
        [at, room = name->room, reason = std::move(reason)] { return reason() && is_open(at, room); });
    if (!said && said.error().fault != Fault::dropped)
        spdlog::warn("Matrix: {} could not be told of an invite: {}", name->room, said.error().detail);
}

/// They take no invites: then they have to begin.
Part ask_to_begin(const PresenceRef& at) {
    return parts_of({{chat::Paragraph{{chat::Plain{std::string(texts::no_invite)}, chat::Plain{" "},
                                       chat::WriteTo{at->account.bot, std::string(texts::open_chat)}}}}})
        .front();
}

/// Often at first, for most accept at once.
std::chrono::milliseconds ask_again(chat::Instant since, chat::Instant now) {
    return std::clamp<std::chrono::milliseconds>((now - since) / 4, 5s, 10min);
}

asio::awaitable<Found> private_chat(PresenceRef at, const chat::Outgoing& what, chat::AccountId person,
                                    chat::Instant now) {
    std::string room = at->rooms.chat_with(person);
    if (room.empty()) {
        if (!what.may_invite) co_return std::unexpected(error(SendFailure::unreachable, "they opened no chat with me"));
        if (!what.answer && at->rooms.left_by(person)) {
            co_return std::unexpected(error(SendFailure::unreachable, "they left the chat"));
        }
        auto opened = co_await open_chat(at, person, what.answer);
        if (!opened) {
            // Somebody who can't be invited: no such account, or one that takes no invites.
            const auto fault = opened.error().fault;
            const bool never = fault == Fault::refused || fault == Fault::missing || fault == Fault::forbidden;
            if (never && what.answer) co_await point_from(at, what, ask_to_begin(at), [] { return true; });
            co_return std::unexpected(never ? error(SendFailure::unreachable, opened.error().detail)
                                            : send_error(opened.error()));
        }
        room = std::move(*opened);
    }
    const bool waiting = at->rooms.is_waiting(room, person);
    if (what.answer && waiting) {
        co_await point_from(at, what, part_saying(texts::accept_invite),
                            [at, room, person] { return at->rooms.is_waiting(room, person); });
    }
    if (!what.answer && waiting) {
        co_return std::unexpected(chat::SendError{.failure = SendFailure::not_yet,
                                                  .retry_after = ask_again(what.first_attempt, now),
                                                  .detail = "they have not accepted the invite"});
    }
    co_await keep_to_two(at, room);
    co_return between(at, std::move(room), person);
}

asio::awaitable<Found> place_of(PresenceRef at, const chat::Outgoing& what, chat::Instant now) {
    if (const auto* to = std::get_if<chat::InConversation>(&what.address)) co_return shared(at, *to);
    if (const auto* to = std::get_if<chat::DirectTo>(&what.address)) {
        auto chat = co_await private_chat(at, what, to->account, now);
        const auto thread = split(to->thread);
        if (chat && thread && thread->room == chat->room) chat->thread = thread->event;
        co_return chat;
    }
    co_return std::unexpected(error(SendFailure::rejected, "an address that this space does not have"));
}

using Event = std::expected<std::string, Problem>;

/// The event it became.
asio::awaitable<Event> put(PresenceRef at, Where where, bool answer, std::string_view type, std::string transaction,
                           std::string content) {
    auto call = send_call(where.room, type, transaction, std::move(content));
    const auto reply = co_await at->api->in_turn(std::move(call), where.room, answer, where.may);
    if (!reply && reply.error().fault == Fault::forbidden && at->rooms.refuse(where.room)) {
        spdlog::warn("Matrix: I may not write in {}, and try no more until that is changed there", where.room);
    }
    // The next try finds another place for it, or none.
    if (!reply && !where.may()) co_return std::unexpected(Problem{.detail = reply.error().detail});
    if (!reply) co_return std::unexpected(reply.error());
    std::string event = reply->root()["event_id"].text();
    if (!is_event_id(event)) co_return std::unexpected(Problem{.detail = "send: no event in the answer"});
    co_return event;
}

/// How a piece of a message is put: as one more, or in place of what is there.
using Content = std::string (*)(const Part&, std::string_view);

/// Of what is there in part: it is not unsent.
Problem of_rest(Problem problem) {
    if (problem.fault == Fault::rate_limited) problem.fault = Fault::transient;
    return problem;
}

/// Each under a transaction of its own, whose name says which part it is. Where the server says that it is too much,
/// the halves, and so on. The first event.
asio::awaitable<Event> put_pieces(PresenceRef at, const chat::Outgoing& what, Where where, std::span<const Part> pieces,
                                  std::string name, Content content, std::string target) {
    auto event = co_await put(at, where, what.answer, "m.room.message", transaction_of(at, what, name),
                              content(whole(pieces), target));
    if (event || event.error().fault != Fault::too_large || pieces.size() == 1) co_return event;
    const auto half = pieces.size() / 2;
    auto first = co_await put_pieces(at, what, where, pieces.first(half), name + "a", content, target);
    if (!first) co_return first;
    const auto rest = co_await put_pieces(at, what, where, pieces.subspan(half), name + "b", notice, where.thread);
    if (!rest) co_return std::unexpected(of_rest(rest.error()));
    co_return first;
}

/// The sheets behind the first. Nothing, or why not all of them.
asio::awaitable<std::optional<Problem>> put_rest(PresenceRef at, const chat::Outgoing& what, Where where,
                                                 const std::vector<Sheet>& sheets) {
    for (std::size_t i = 1; i < sheets.size(); ++i) {
        const auto event = co_await put_pieces(at, what, where, sheets[i], std::to_string(i), notice, where.thread);
        if (!event) co_return of_rest(event.error());
    }
    co_return std::nullopt;
}

asio::awaitable<SendResult> post(PresenceRef at, const chat::Outgoing& what, const chat::Message& message,
                                 chat::Instant now) {
    const auto where = co_await place_of(at, what, now);
    if (!where) co_return std::unexpected(where.error());
    const auto sheets = sheets_of(message);
    const auto event = co_await put_pieces(at, what, *where, sheets.front(), "0", notice, where->thread);
    if (!event) co_return std::unexpected(send_error(event.error()));
    if (const auto problem = co_await put_rest(at, what, *where, sheets)) {
        co_return std::unexpected(send_error(*problem));
    }
    const bool alone = std::holds_alternative<chat::DirectTo>(what.address);
    if (alone) seed(at, where->room, *event, message.reactions, transaction_of(at, what, "seed"));
    co_return chat::Receipt{{where->room}, message_id(where->room, *event)};
}

/// Where a message that is there can be changed. What was for one person stays where only they are.
Found place_of(const PresenceRef& at, const chat::Outgoing& what, const MessageName& target) {
    const auto* const direct = std::get_if<chat::DirectTo>(&what.address);
    Where where = direct != nullptr
                      ? between(at, target.room, direct->account)
                      : Where{.room = target.room, .may = [at, room = target.room] { return is_open(at, room); }};
    if (where.may()) return where;
    return std::unexpected(error(SendFailure::gone, "the room with it is no place for it any more"));
}

/// An edit twice is the same as once, but the server would take a later one for an earlier under the same transaction.
asio::awaitable<SendResult> edit(PresenceRef at, const chat::Outgoing& what, const chat::Edit& edit) {
    const auto target = split(edit.target);
    if (!target) co_return std::unexpected(error(SendFailure::rejected, "an edit of what is no message here"));
    if (std::holds_alternative<chat::DirectTo>(what.address)) co_await keep_to_two(at, target->room);
    const auto where = place_of(at, what, *target);
    if (!where) co_return std::unexpected(where.error());
    const auto sheets = sheets_of(edit.message);
    const auto event = co_await put_pieces(at, what, *where, sheets.front(), "edit" + std::to_string(what.attempt),
                                           matrix::edit, target->event);
    if (!event) co_return std::unexpected(send_error(event.error()));
    if (const auto problem = co_await put_rest(at, what, *where, sheets)) {
        co_return std::unexpected(send_error(*problem));
    }
    co_return chat::Receipt{{target->room}, edit.target};
}

asio::awaitable<SendResult> take_away(PresenceRef at, const chat::Outgoing& what, const chat::MessageId& message) {
    const auto target = split(message);
    if (!target) co_return std::unexpected(error(SendFailure::rejected, "to delete what is no message here"));
    auto call = redact_call(target->room, target->event, transaction_of(at, what, "delete"));
    const auto reply = co_await at->api->in_turn(std::move(call), target->room, what.answer, [] { return true; });
    if (!reply && reply.error().fault == Fault::forbidden) {
        co_return std::unexpected(error(SendFailure::gone, reply.error().detail));
    }
    if (!reply) co_return std::unexpected(send_error(reply.error()));
    co_return chat::Receipt{{target->room}, {}};
}

asio::awaitable<SendResult> react(PresenceRef at, const chat::Outgoing& what, const chat::React& react) {
    const auto target = split(react.target);
    if (!target) co_return std::unexpected(error(SendFailure::rejected, "a reaction to what is no message here"));
    // Only a sign that the line was seen, which the answer shows as well.
    if (at->api->busy()) co_return chat::Receipt{{target->room}, {}};
    auto call =
        send_call(target->room, "m.reaction", transaction_of(at, what, "react"), reaction(target->event, react.emoji));
    const auto reply = co_await at->api->in_turn(std::move(call), target->room, what.answer,
                                                 [at, room = target->room] { return is_open(at, room); });
    if (!reply && reply.error().code != "M_DUPLICATE_ANNOTATION") {
        co_return std::unexpected(send_error(reply.error()));
    }
    co_return chat::Receipt{{target->room}, {}};
}

}  // namespace

asio::awaitable<SendResult> deliver(PresenceRef at, chat::Outgoing what, chat::Instant now) {
    if (const auto* intent = std::get_if<chat::Post>(&what.intent)) {
        co_return co_await post(at, what, intent->message, now);
    }
    if (const auto* intent = std::get_if<chat::Edit>(&what.intent)) co_return co_await edit(at, what, *intent);
    if (const auto* intent = std::get_if<chat::Delete>(&what.intent)) {
        co_return co_await take_away(at, what, intent->target);
    }
    co_return co_await react(at, what, std::get<chat::React>(what.intent));
}

}  // namespace goodturn::matrix
