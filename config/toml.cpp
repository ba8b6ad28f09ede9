#include "config/toml.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

namespace goodturn::config {
namespace {

std::string as_toml(const toml::node& node) {
    if (const auto* const text = node.as_string()) return quoted(text->get());
    std::ostringstream out;
    node.visit([&](const auto& value) { out << value; });
    return out.str();
}

bool is_list(const toml::node& node) {
    const auto fits = [](const toml::node& item) { return item.is_string() || item.is_date(); };
    return node.is_array() && std::ranges::all_of(*node.as_array(), fits);
}

std::string plain(const toml::node& node) {
    return node.is_string() ? node.as_string()->get() : as_toml(node);
}

Entry entry_of(const std::string& section, const toml::key& key, const toml::node& node) {
    Entry entry{section,     std::string(key.str()), Entry::Kind::other,
                plain(node), as_toml(node),          key.source().begin.line};
    if (node.is_string()) entry.kind = Entry::Kind::text;
    if (node.is_integer()) entry.kind = Entry::Kind::number;
    if (node.is_boolean()) entry.kind = Entry::Kind::flag;
    if (is_list(node)) {
        entry.kind = Entry::Kind::list;
        entry.value.clear();
        for (const toml::node& item : *node.as_array()) entry.value += (entry.value.empty() ? "" : ", ") + plain(item);
    }
    return entry;
}

/// What stands in `table`, the section of this name.
void list(const toml::table& table, const std::string& section, std::vector<Entry>& into) {
    for (const auto& [key, node] : table) {
        const auto* const inner = node.as_table();
        if (inner == nullptr) {
            into.push_back(entry_of(section, key, node));
            continue;
        }
        const std::string name = section.empty() ? std::string(key.str()) : section + "." + std::string(key.str());
        into.push_back(Entry{name, "", Entry::Kind::section, "", "", inner->source().begin.line});
        list(*inner, name, into);
    }
}

/// toml++ quotes a number that is too long for it, and that may be a secret.
std::string without_the_number(std::string_view description) {
    const auto after = description.find("' is not representable");
    const auto before = description.find('\'');
    if (after == std::string_view::npos) return std::string(description);
    return std::string(description.substr(0, before)) + "this number" + std::string(description.substr(after + 1));
}

}  // namespace

std::expected<std::vector<Entry>, SyntaxError> read_toml(std::string_view text) {
    toml::table root;
    try {
        root = toml::parse(text);
    } catch (const toml::parse_error& error) {
        const toml::source_position at = error.source().begin;
        return std::unexpected(SyntaxError{without_the_number(error.description()), at.line, at.column});
    }
    std::vector<Entry> entries;
    list(root, {}, entries);
    std::ranges::sort(entries, {}, &Entry::line);
    return entries;
}

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if ((c >= 0 && c < ' ') || c == '\x7f') {
            out += fmt::format("\\u{:04x}", c);
        } else {
            out += c;
        }
    }
    return out + "\"";
}

}  // namespace goodturn::config
