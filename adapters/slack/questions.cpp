#include "adapters/slack/questions.hpp"

#include "core/chat/overloaded.hpp"

#include <utility>
#include <vector>

namespace goodturn::slack {
namespace {

constexpr const char* page_size = "200";

Call asking(std::string method, std::vector<std::pair<std::string, std::string>> fields,
            const std::string& cursor = {}) {
    if (!cursor.empty()) fields.emplace_back("cursor", cursor);
    return {.pace = {.method = std::move(method)}, .fields = std::move(fields)};
}

}  // namespace

Call call_of(const Question& question) {
    return std::visit(
        chat::Overloaded{[](const Everywhere& all) {
                             return asking("users.conversations",
                                           {{"types", "public_channel,private_channel,im"},
                                            {"exclude_archived", "true"},
                                            {"limit", page_size}},
                                           all.cursor);
                         },
                         [](const Conversation& one) { return asking("conversations.info", {{"channel", one.id}}); },
                         [](const Members& members) {
                             return asking("conversations.members",
                                           {{"channel", members.seen.conversation.value}, {"limit", page_size}},
                                           members.cursor);
                         },
                         [](const Person& person) { return asking("users.info", {{"user", person.id}}); }},
        question);
}

std::string subject_of(const Question& question) {
    return std::visit(chat::Overloaded{[](const Everywhere&) { return std::string("where the bot is"); },
                                       [](const Members& members) { return members.seen.conversation.value; },
                                       [](const auto& one) { return one.id; }},
                      question);
}

void begin_anew(Question& question) {
    if (auto* const all = std::get_if<Everywhere>(&question)) all->cursor.clear();
    if (auto* const members = std::get_if<Members>(&question)) {
        members->cursor.clear();
        members->seen.members.clear();
    }
}

}  // namespace goodturn::slack
