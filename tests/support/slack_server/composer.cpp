#include "tests/support/slack_server/composer.hpp"

#include <algorithm>
#include <cctype>
#include <functional>

namespace goodturn::slack_server {
namespace {

struct Reader {
    std::function<void(std::string_view)> words;
    std::function<void(const User&)> person;
    std::function<void(const Channel&)> channel;
    std::function<void(std::string_view)> link;
};

bool in_handle(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
}

/// The longest handle at the beginning, dots at its end not counted.
std::string_view handle(std::string_view text) {
    const auto end = std::ranges::find_if_not(text, in_handle);
    auto found = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    while (found.ends_with('.')) found.remove_suffix(1);
    return found;
}

Channel* channel_named(World& world, std::string_view name) {
    for (auto& [id, channel] : world.channels()) {
        if (!name.empty() && channel.name == name) return &channel;
    }
    return nullptr;
}

void read(World& world, std::string_view typed, const Reader& reader) {
    std::string plain;
    const auto flush = [&] {
        if (!plain.empty()) reader.words(plain);
        plain.clear();
    };
    while (!typed.empty()) {
        const bool begins = plain.empty() || !in_handle(plain.back());
        const auto name = handle(typed.substr(1));
        std::size_t taken = 0;
        if (begins && typed[0] == '@') {
            if (const auto* user = world.find_user(name)) {
                flush();
                reader.person(*user);
                taken = name.size() + 1;
            }
        } else if (begins && typed[0] == '#') {
            if (const auto* channel = channel_named(world, name)) {
                flush();
                reader.channel(*channel);
                taken = name.size() + 1;
            }
        } else if (begins && (typed.starts_with("https://") || typed.starts_with("http://"))) {
            taken = std::min(typed.find_first_of(" \n"), typed.size());
            flush();
            reader.link(typed.substr(0, taken));
        }
        if (taken == 0) plain += typed[taken++];
        typed.remove_prefix(taken);
    }
    flush();
}

}  // namespace

std::string escaped(std::string_view text) {
    std::string all;
    for (const char c : text) {
        if (c == '&') {
            all += "&amp;";
        } else if (c == '<') {
            all += "&lt;";
        } else if (c == '>') {
            all += "&gt;";
        } else {
            all += c;
        }
    }
    return all;
}

Composed composed(World& world, std::string_view typed) {
    std::string text;
    json elements = json::array();
    read(world, typed,
         {.words =
              [&](std::string_view words) {
                  text += escaped(words);
                  elements.push_back({{"type", "text"}, {"text", words}});
              },
          .person =
              [&](const User& user) {
                  text += "<@" + user.id + ">";
                  elements.push_back({{"type", "user"}, {"user_id", user.id}});
              },
          .channel =
              [&](const Channel& channel) {
                  text += "<#" + channel.id + "|" + (channel.kind == Kind::channel ? channel.name : "") + ">";
                  elements.push_back({{"type", "channel"}, {"channel_id", channel.id}});
              },
          .link =
              [&](std::string_view url) {
                  text += "<" + escaped(url) + ">";
                  elements.push_back({{"type", "link"}, {"url", url}});
              }});
    json section{{"type", "rich_text_section"}, {"elements", std::move(elements)}};
    json block{{"type", "rich_text"}, {"block_id", world.new_id("r")}, {"elements", json::array()}};
    block["elements"].push_back(std::move(section));
    json blocks = json::array();
    blocks.push_back(std::move(block));
    return {std::move(text), std::move(blocks)};
}

std::string command_text(World& world, std::string_view typed, bool should_escape) {
    if (!should_escape) return std::string(typed);
    std::string text;
    read(world, typed,
         {.words = [&](std::string_view words) { text += words; },
          .person = [&](const User& user) { text += "<@" + user.id + "|" + user.name + ">"; },
          .channel =
              [&](const Channel& channel) {
                  text += "<#" + channel.id + "|" + (channel.kind == Kind::channel ? channel.name : "") + ">";
              },
          .link = [&](std::string_view url) { text.append("<").append(url).append(">"); }});
    return text;
}

}  // namespace goodturn::slack_server
