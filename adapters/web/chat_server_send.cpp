#include "adapters/web/chat_server.hpp"
#include "adapters/web/sample.hpp"
#include "core/chat/json.hpp"

#include <charconv>
#include <variant>

namespace goodturn::web {
namespace {

/// 0, which is no message, for what is not a number.
std::int64_t id_of(const chat::MessageId& message) {
    const auto& text = message.value;
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    return error == std::errc() && end == text.data() + text.size() ? id : 0;
}

}  // namespace

std::expected<Delivered, chat::SendFailure> ChatServer::send(const chat::Outgoing& what, chat::Instant now) {
    store::Database::Transaction transaction(db_);
    auto delivered = std::holds_alternative<chat::Post>(what.intent) ? post(what, now) : change(what);
    if (delivered) transaction.commit();
    return delivered;
}

std::expected<Delivered, chat::SendFailure> ChatServer::post(const chat::Outgoing& what, chat::Instant now) {
    std::string in;
    std::string only_for;
    if (const auto* everybody = std::get_if<chat::InConversation>(&what.address)) {
        in = everybody->conversation.value;
    } else if (const auto* direct = std::get_if<chat::DirectTo>(&what.address)) {
        in = bot_chat(direct->account.value);
    } else if (const auto* one = std::get_if<chat::PrivateIn>(&what.address)) {
        in = one->conversation.value;
        only_for = one->account.value;
    }
    const Conversation* place = conversation(in);
    if (place == nullptr || (!only_for.empty() && !is_member(*place, only_for))) {
        return std::unexpected(chat::SendFailure::unreachable);
    }
    const auto before = db_.integer(R"sql(SELECT id FROM message WHERE delivery = $1)sql", {what.delivery});
    if (before) return Delivered{.receipt = {{in}, {std::to_string(*before)}}};
    const auto& message = std::get<chat::Post>(what.intent).message;
    auto said = insert(in, bot_account, only_for, chat::to_json(message), now, what.delivery);
    return Delivered{.receipt = {{in}, {std::to_string(said.id)}}, .change = {.messages = {std::move(said)}}};
}

std::expected<Delivered, chat::SendFailure> ChatServer::change(const chat::Outgoing& what) {
    const auto* edit = std::get_if<chat::Edit>(&what.intent);
    const auto* erase = std::get_if<chat::Delete>(&what.intent);
    const auto* react = std::get_if<chat::React>(&what.intent);
    const auto target = std::visit(
        [](const auto& intent) {
            if constexpr (requires { intent.target; }) {
                return intent.target;
            } else {
                return chat::MessageId();
            }
        },
        what.intent);
    const auto old = message(id_of(target));
    if (!old || (old->deleted && erase == nullptr)) return std::unexpected(chat::SendFailure::gone);
    if (react == nullptr && old->by != bot_account) return std::unexpected(chat::SendFailure::rejected);

    bool changed = true;
    if (edit != nullptr) {
        db_.run(R"sql(UPDATE message SET content = $2, edited = 1 WHERE id = $1)sql",
                {old->id, chat::to_json(edit->message)});
    } else if (erase != nullptr) {
        changed = !old->deleted;
        db_.run(R"sql(UPDATE message SET content = '', deleted = 1 WHERE id = $1)sql", {old->id});
    } else if (react != nullptr) {
        changed = set_reaction(old->id, react->emoji, bot_account, true);
    }
    Delivered delivered{.receipt = {{old->in}, {}}};
    if (edit != nullptr) delivered.receipt.message = edit->target;
    if (changed) delivered.change.messages.push_back(touched(old->id));
    return delivered;
}

}  // namespace goodturn::web
