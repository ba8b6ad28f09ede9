#include "core/engine/registry.hpp"

#include "core/engine/line.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace goodturn::engine {
namespace {

template <class Def>
void add_all(std::map<std::string_view, const Def*>& index, std::span<const Def> defs) {
    for (const Def& def : defs) {
        if (!index.emplace(def.name, &def).second) throw std::logic_error("name used twice: " + std::string(def.name));
    }
}

}  // namespace

Registry::Registry(std::span<const Practice* const> practices) : practices_(practices) {
    for (const Practice* practice : practices_) {
        add_all(actions_, practice->actions);
        add_all(forms_, practice->forms);
        add_all(views_, practice->views);
        add_all(alarms_, practice->alarms);
        add_all(undos_, practice->undos);
        for (const Phrase& phrase : practice->phrases) {
            for (const auto form : phrase.forms) phrases_.emplace(form, &phrase);
        }
        for (const Command& command : practice->commands) {
            auto& verbs = command.after_people ? after_people_ : verbs_;
            verbs.push_back({command.verb, &command});
            for (const auto alias : command.aliases) verbs.push_back({alias, &command});
            if (command.shortcut) shortcuts_.push_back(command.verb);
        }
    }
    const auto longest_first = [](const Verb& a, const Verb& b) {
        return std::pair(b.words.size(), a.words) < std::pair(a.words.size(), b.words);
    };
    std::ranges::sort(verbs_, longest_first);
    std::ranges::sort(after_people_, longest_first);
}

bool Registry::is_verb(std::string_view folded_words) const {
    return std::ranges::any_of(verbs_, [&](const Verb& verb) { return verb.words == folded_words; });
}

const Registry::Verb* Registry::near(std::string_view folded_word) const {
    // Short words are near to everything.
    const std::size_t letters = length(folded_word);
    if (letters < 3) return nullptr;
    const std::size_t allowed = letters < 5 ? 1 : 2;
    const Verb* nearest = nullptr;
    std::size_t best = allowed + 1;
    for (const Verb& verb : verbs_) {
        if (const std::size_t d = distance(folded_word, verb.words); d < best) {
            best = d;
            nearest = &verb;
        }
    }
    return nearest;
}

const Phrase* Registry::phrase(std::string_view folded_line) const {
    return find(phrases_, folded_line);
}

}  // namespace goodturn::engine
