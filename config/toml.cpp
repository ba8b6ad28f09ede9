#include "config/toml.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

namespace goodturn::config {
namespace {

std::string shown(const toml::node& node) {
    std::ostringstream out;
    node.visit([&](const auto& value) { out << value; });
    return out.str();
}

Entry entry_of(std::string section, const toml::key& key, const toml::node& node) {
    Entry entry{.section = std::move(section), .key = std::string(key.str()), .line = key.source().begin.line};
    if (const auto* const text = node.as_string()) {
        entry.kind = Entry::Kind::text;
        entry.value = text->get();
        return entry;
    }
    if (const auto* const list = node.as_array()) {
        const auto fits = [](const toml::node& item) { return item.is_string() || item.is_date(); };
        if (std::ranges::all_of(*list, fits)) {
            entry.kind = Entry::Kind::list;
            for (const toml::node& item : *list) {
                if (!entry.value.empty()) entry.value += ", ";
                entry.value += item.is_string() ? item.as_string()->get() : shown(item);
            }
            return entry;
        }
    }
    if (node.is_integer()) entry.kind = Entry::Kind::number;
    if (node.is_boolean()) entry.kind = Entry::Kind::flag;
    entry.value = shown(node);
    return entry;
}

}  // namespace

std::expected<std::vector<Entry>, SyntaxError> read_toml(std::string_view text) {
    toml::table root;
    try {
        root = toml::parse(text);
    } catch (const toml::parse_error& error) {
        const toml::source_position at = error.source().begin;
        return std::unexpected(SyntaxError{std::string(error.description()), at.line, at.column});
    }
    std::vector<Entry> entries;
    for (const auto& [name, node] : root) {
        const auto* const section = node.as_table();
        if (section == nullptr) {
            entries.push_back(entry_of("", name, node));
            continue;
        }
        entries.push_back(Entry{std::string(name.str()), "", Entry::Kind::section, "", section->source().begin.line});
        for (const auto& [key, value] : *section) entries.push_back(entry_of(std::string(name.str()), key, value));
    }
    std::ranges::stable_sort(entries, {}, &Entry::line);
    return entries;
}

std::string quoted(const std::string& text) {
    std::ostringstream out;
    const toml::value<std::string> value(text);
    out << toml::toml_formatter{value,
                                toml::toml_formatter::default_flags & ~toml::format_flags::allow_literal_strings};
    return out.str();
}

}  // namespace goodturn::config
