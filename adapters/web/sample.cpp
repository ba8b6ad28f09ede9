#include "adapters/web/sample.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace goodturn::web {
namespace {

std::vector<Conversation> make_conversations() {
    std::vector<Conversation> all;
    Conversation channel{std::string(channel_id), std::string(channel_name), ConversationKind::channel, {}};
    for (const Person& person : team) channel.members.emplace_back(person.account);
    channel.members.emplace_back(bot_account);
    all.push_back(std::move(channel));
    for (const Person& person : team) {
        all.push_back({bot_chat(person.account),
                       std::string(person.name),
                       ConversationKind::bot,
                       {std::string(person.account), std::string(bot_account)}});
    }
    for (const Person& one : team) {
        for (const Person& other : team) {
            if (one.account >= other.account) continue;
            all.push_back({fmt::format("{}+{}", one.account, other.account),
                           fmt::format("{}, {}", one.name, other.name),
                           ConversationKind::pair,
                           {std::string(one.account), std::string(other.account)}});
        }
    }
    return all;
}

/// A working day and hour for the n-th of `count` things in the four weeks before `now`.
chat::Instant in_the_last_month(chat::Instant now, std::size_t n, std::size_t count, std::size_t shift) {
    const auto today = std::chrono::floor<std::chrono::days>(now);
    auto day = today - std::chrono::days(28 - static_cast<int>(27 * n / count));
    while (std::chrono::weekday(day).iso_encoding() > 5) day -= std::chrono::days(1);
    return day + std::chrono::hours(9) + std::chrono::minutes((n * 97 + shift * 41) % 420);
}

}  // namespace

const std::vector<Conversation>& conversations() {
    static const std::vector<Conversation> all = make_conversations();
    return all;
}

const Conversation* conversation(std::string_view id) {
    const auto found = std::ranges::find(conversations(), id, &Conversation::id);
    return found == conversations().end() ? nullptr : &*found;
}

std::string bot_chat(std::string_view account) {
    return fmt::format("bot-{}", account);
}

bool is_member(const Conversation& conversation, std::string_view account) {
    return std::ranges::find(conversation.members, account) != conversation.members.end();
}

chat::Words words_of(std::string_view line) {
    chat::Words words;
    while (!line.empty()) {
        const auto sign = line.find('@');
        if (sign != 0) words.emplace_back(std::string(line.substr(0, sign)));
        if (sign == std::string_view::npos) break;
        const auto end = std::min(line.find(' ', sign), line.size());
        const auto account = line.substr(sign + 1, end - sign - 1);
        const auto* person = std::ranges::find(team, account, &Person::account);
        if (person == team.end()) throw std::logic_error("a sample line mentions nobody of the team");
        words.emplace_back(chat::Named{{std::string(account)}, std::string(person->name)});
        line.remove_prefix(end);
    }
    return words;
}

std::vector<SampleHelp> month_of_helps(chat::Instant now) {
    std::vector<SampleHelp> helps;
    for (std::size_t who = 0; who < team.size(); ++who) {
        std::vector<SampleLine> lines;
        std::ranges::copy_if(sample_helps, std::back_inserter(lines),
                             [&](const SampleLine& line) { return line.by == team.at(who).account; });
        for (std::size_t n = 0; n < lines.size(); ++n) {
            helps.push_back({in_the_last_month(now, n, lines.size(), who), lines[n].by, words_of(lines[n].line)});
        }
    }
    std::ranges::sort(helps, {}, &SampleHelp::at);
    return helps;
}

}  // namespace goodturn::web
