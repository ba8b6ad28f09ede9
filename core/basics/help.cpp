#include "core/basics/practice.hpp"
#include "core/basics/texts.hpp"
#include "core/basics/verbs.hpp"
#include "core/engine/line.hpp"

#include <algorithm>
#include <map>

namespace goodturn::basics {

using engine::Command;
using engine::fill;
using engine::message;
using engine::paragraph;
using engine::Practice;

namespace {

constexpr std::size_t examples_shown = 3;

std::vector<const Command*> all_commands(Turn& turn) {
    std::vector<const Command*> all;
    for (const Practice* practice : turn.practices()) {
        for (const Command& command : practice->commands) all.push_back(&command);
    }
    return all;
}

/// In the order of the table.
std::vector<std::string_view> topics(Turn& turn) {
    std::vector<std::string_view> all;
    for (const Command* command : all_commands(turn)) {
        if (std::ranges::find(all, command->topic) == all.end()) all.push_back(command->topic);
    }
    return all;
}

chat::Spans typed(Turn& turn, std::string_view line) {
    return {chat::Code{turn.prefix() + std::string(line)}};
}

/// "@ana helped me [with <what>]"
std::string usage(const Command& command) {
    std::string line = command.after_people ? "@ana " : "";
    line += command.verb;
    if (!command.arguments.empty()) line += ' ' + std::string(command.arguments);
    return line;
}

chat::Spans help_line(Turn& turn, const Command& command, std::string_view line) {
    return fill(texts::help_line, {{"line", typed(turn, line)}, {"what", fill(command.help)}});
}

/// At most three, of as many topics as possible, in the order of the table.
std::vector<const Command*> choose_examples(const std::vector<const Command*>& commands) {
    std::map<std::string_view, std::size_t> seen;
    std::multimap<std::size_t, const Command*> ranked;
    for (const Command* command : commands) ranked.emplace(seen[command->topic]++, command);
    std::vector<const Command*> chosen;
    for (const auto& [rank, command] : ranked) {
        if (chosen.size() < examples_shown) chosen.push_back(command);
    }
    std::ranges::sort(chosen, {}, [&](const Command* command) { return std::ranges::find(commands, command); });
    return chosen;
}

/// What can be shown as an example where the actor is: in a channel nothing private.
std::vector<const Command*> examples_here(Turn& turn) {
    auto commands = all_commands(turn);
    std::erase_if(commands, [&](const Command* command) {
        // What has a shortcut is made for channels.
        const bool fits = turn.direct() || command->shortcut || command->sharing != engine::Sharing::personal;
        return command->example.empty() || !fits;
    });
    return choose_examples(commands);
}

/// `help thanks` · `help settings` · `help all`
chat::Spans more_help(Turn& turn) {
    chat::Spans spans;
    for (const std::string_view topic : topics(turn)) {
        spans.emplace_back(chat::Code{turn.prefix() + "help " + std::string(topic)});
        spans.emplace_back(chat::Plain{" · "});
    }
    spans.emplace_back(chat::Code{turn.prefix() + "help all"});
    return spans;
}

/// Opens the chat, where the platform has links that do.
chat::Span write_to_bot(Turn& turn) {
    const auto text = engine::fill_plain(texts::help_write);
    const auto bot = turn.account_here(turn.bot());
    return bot ? chat::Span(chat::WriteTo{*bot, text}) : chat::Plain{text};
}

chat::Message short_help(Turn& turn) {
    chat::Message help;
    chat::List examples;
    for (const Command* command : examples_here(turn)) {
        examples.items.push_back(help_line(turn, *command, command->example));
    }
    if (!examples.items.empty()) {
        help.blocks.emplace_back(paragraph(texts::help_intro));
        help.blocks.emplace_back(std::move(examples));
    }
    if (!turn.direct()) help.blocks.emplace_back(paragraph(texts::help_channel, {{"write", write_to_bot(turn)}}));
    help.blocks.emplace_back(paragraph(texts::help_more, {{"topics", more_help(turn)}}));
    return help;
}

void add_topic(Turn& turn, std::string_view topic, chat::Message& help) {
    chat::List lines;
    for (const Command* command : all_commands(turn)) {
        if (command->topic == topic) lines.items.push_back(help_line(turn, *command, usage(*command)));
    }
    help.blocks.emplace_back(paragraph(texts::help_topic, {{"topic", std::string(topic)}}));
    help.blocks.emplace_back(std::move(lines));
}

chat::Message command_help(Turn& turn, const Command& command) {
    chat::Message help{{chat::Paragraph{help_line(turn, command, usage(command))}}};
    if (!command.example.empty()) {
        help.blocks.emplace_back(paragraph(texts::help_example, {{"line", typed(turn, command.example)}}));
    }
    return help;
}

const Command* find_command(Turn& turn, const std::string& verb) {
    for (const Command* command : all_commands(turn)) {
        if (command->verb == verb || std::ranges::find(command->aliases, verb) != command->aliases.end())
            return command;
    }
    return nullptr;
}

}  // namespace

void help(Turn& turn, Call& call) {
    std::string about = engine::folded(call.words.rest());
    about.resize(about.find_last_not_of(" .!?") + 1);
    const auto all = topics(turn);
    if (about.empty()) return turn.answer(short_help(turn));
    chat::Message help;
    if (about == "all") {
        for (const std::string_view topic : all) add_topic(turn, topic, help);
        return turn.answer_in_chat(std::move(help));
    }
    if (std::ranges::find(all, about) != all.end()) {
        add_topic(turn, about, help);
        return turn.answer_in_chat(std::move(help));
    }
    if (const Command* command = find_command(turn, about)) return turn.answer(command_help(turn, *command));
    turn.refuse(texts::help_unknown, {{"p", turn.prefix()}});
}

void press_help(Turn& turn, const engine::Press& /*press*/) {
    turn.answer(short_help(turn));
}

void say_hello(Turn& turn) {
    // A newcomer's greeting joins the answer by itself and says enough.
    const bool newcomer = turn.direct() && !turn.me().greeted;
    turn.answer(newcomer ? chat::Message{} : short_help(turn));
}

std::optional<chat::Message> greeting(Turn& turn) {
    std::vector<const Command*> commands;
    chat::Buttons buttons;
    for (const Practice* practice : turn.practices()) {
        if (practice->starter != nullptr) {
            buttons.buttons.push_back(practice->starter(turn));
        }
        // What the bot is for, not how to set it up.
        if (practice == &basics) continue;
        for (const Command& command : practice->commands) {
            if (!command.example.empty()) commands.push_back(&command);
        }
    }
    chat::List lines;
    for (const Command* command : choose_examples(commands)) {
        lines.items.push_back(help_line(turn, *command, command->example));
    }
    const auto me = turn.me();
    auto greeting = message(
        texts::greeting, {{"name", turn.or_mention(me, chat::Plain{me.given})}, {"bot", turn.options().names.display}});
    greeting.blocks.emplace_back(std::move(lines));
    buttons.buttons.push_back(engine::button(texts::how_private, "private", "🔒", "privacy"));
    greeting.blocks.emplace_back(std::move(buttons));
    return greeting;
}

}  // namespace goodturn::basics
