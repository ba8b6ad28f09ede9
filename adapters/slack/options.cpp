#include "adapters/slack/options.hpp"

#include "adapters/slack/text.hpp"
#include "core/engine/line.hpp"

#include <algorithm>

namespace goodturn::slack {

std::string label(std::string_view text, std::size_t max) {
    auto line = clean(text);
    std::ranges::replace(line, '\n', ' ');
    return is_blank(line) ? "…" : shortened(line, max, Markup::none);
}

std::vector<std::vector<chat::Option>> option_lists(const std::vector<chat::Option>& options, std::size_t max,
                                                    std::size_t max_texts) {
    constexpr std::size_t max_label = 75;
    constexpr std::size_t max_value = 150;
    std::vector<std::vector<chat::Option>> lists;
    std::size_t used = 0;
    for (const auto& option : options) {
        if (option.value.empty() || engine::length(option.value) > max_value) continue;
        chat::Option shown{option.value, label(is_blank(option.label) ? option.value : option.label, max_label)};
        const auto size = engine::length(shown.label) + engine::length(shown.value);
        if (lists.empty() || lists.back().size() == max || used + size > max_texts) {
            lists.emplace_back();
            used = 0;
        }
        used += size;
        lists.back().push_back(std::move(shown));
    }
    return lists;
}

}  // namespace goodturn::slack
