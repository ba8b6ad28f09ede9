#include "adapters/web/events.hpp"

#include "adapters/web/page_adapter.hpp"
#include "adapters/web/sample.hpp"

#include <algorithm>
#include <utility>

namespace goodturn::web {
namespace {

chat::Event fact(chat::Instant now) {
    return {.space = {std::string(space_name)}, .actor = {}, .place = {}, .at = now, .route = {}, .what = {}};
}

/// What stands after "/goodturn".
chat::Words after_root(chat::Words words, std::string_view root) {
    auto& first = std::get<std::string>(words.front());
    first.erase(0, std::min(first.find_first_not_of(" \t\r\n", root.size() + 1), first.size()));
    if (first.empty()) words.erase(words.begin());
    return words;
}

}  // namespace

chat::Event space_seen(Look look, const std::string& bot_name, chat::Instant now) {
    const bool all = look == Look::slack;
    auto event = fact(now);
    event.what = chat::SpaceSeen{.name = bot_name + "'s try-out page",
                                 .bot = {std::string(bot_account)},
                                 .can = {.buttons = all, .forms = all, .ephemeral = all}};
    return event;
}

std::vector<chat::Event> team_seen(const std::string& bot_name, chat::Instant now) {
    std::vector<chat::Event> events;
    const auto add = [&](auto what) {
        events.push_back(fact(now));
        events.back().what = std::move(what);
    };
    add(chat::AccountSeen{
        .account = {std::string(bot_account)}, .name = bot_name, .given = {}, .zone = {}, .bot = true});
    for (const Person& person : team) {
        add(chat::AccountSeen{.account = {std::string(person.account)},
                              .name = std::string(person.name),
                              .given = std::string(person.given),
                              .zone = std::string(person.zone)});
    }
    for (const Conversation& place : conversations()) {
        if (place.kind == ConversationKind::pair) continue;
        chat::ConversationSeen seen{.conversation = {place.id}, .name = place.name, .direct_with = {}, .members = {}};
        if (place.kind == ConversationKind::bot) seen.direct_with = chat::AccountId{place.members.front()};
        for (const auto& member : place.members) seen.members.push_back({member});
        add(std::move(seen));
    }
    return events;
}

chat::Event event_of(const Logged& entry, const std::string& bot_name, std::string_view root) {
    const Command& command = entry.command;
    if (const auto* what = std::get_if<SetLook>(&command.what)) return space_seen(what->look, bot_name, entry.at);

    auto event = fact(entry.at);
    event.actor = {command.as};
    event.place = {.conversation = {entry.in}, .thread = {}, .direct = entry.in == bot_chat(command.as)};
    event.retold = entry.mark == Mark::retold;
    const bool addressed = entry.mark == Mark::addressed;
    const auto typed = [&](const chat::Words& words, bool edited) {
        event.what = chat::Typed{.words = addressed ? after_root(words, root) : words,
                                 .message = entry.message,
                                 .addressed = addressed,
                                 .edited = edited};
    };
    if (const auto* said = std::get_if<Say>(&command.what)) {
        typed(said->words, false);
    } else if (const auto* edit = std::get_if<EditOwn>(&command.what)) {
        typed(edit->words, true);
    } else if (const auto* press = std::get_if<Press>(&command.what)) {
        event.what = chat::Pressed{entry.message, press->button, press->choice};
    } else if (const auto* submit = std::get_if<Submit>(&command.what)) {
        event.what = chat::Submitted{submit->token, submit->values};
    } else if (const auto* react = std::get_if<ReactTo>(&command.what)) {
        event.what = chat::Reacted{entry.message, entry.author, react->emoji, react->added, {}};
    } else {
        event.what = chat::Opened{};
    }
    return event;
}

}  // namespace goodturn::web
