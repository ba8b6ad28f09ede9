#pragma once

#include "core/engine/practice.hpp"

#include <map>
#include <span>
#include <string_view>
#include <vector>

namespace goodturn::engine {

/// What the practices' tables hold, by name. Names are unique over all practices, so that a stored name finds its
/// function; the constructor throws std::logic_error where they are not.
class Registry {
public:
    explicit Registry(std::span<const Practice* const> practices);

    [[nodiscard]] std::span<const Practice* const> practices() const { return practices_; }
    [[nodiscard]] const ActionDef* action(std::string_view name) const { return find(actions_, name); }
    [[nodiscard]] const FormDef* form(std::string_view name) const { return find(forms_, name); }
    [[nodiscard]] const ViewDef* view(std::string_view name) const { return find(views_, name); }
    [[nodiscard]] const AlarmDef* alarm(std::string_view name) const { return find(alarms_, name); }
    [[nodiscard]] const UndoDef* undo(std::string_view name) const { return find(undos_, name); }

    struct Verb {
        std::string_view words;
        const Command* command;
    };
    /// Verbs and aliases, the longest first, so that "no more" is tried before "no".
    [[nodiscard]] std::span<const Verb> verbs() const { return verbs_; }
    /// The same for commands whose people stand before the verb.
    [[nodiscard]] std::span<const Verb> verbs_after_people() const { return after_people_; }
    [[nodiscard]] const std::vector<std::string_view>& shortcuts() const { return shortcuts_; }
    [[nodiscard]] bool is_verb(std::string_view folded_words) const;
    /// The verb that was probably meant, at most two letters away; nullptr: nothing is near.
    [[nodiscard]] const Verb* near(std::string_view folded_word) const;
    /// nullptr: not a phrase.
    [[nodiscard]] const Phrase* phrase(std::string_view folded_line) const;

private:
    template <class Def>
    using Index = std::map<std::string_view, const Def*>;
    template <class Def>
    [[nodiscard]] static const Def* find(const Index<Def>& index, std::string_view name) {
        const auto found = index.find(name);
        return found == index.end() ? nullptr : found->second;
    }

    std::span<const Practice* const> practices_;
    Index<ActionDef> actions_;
    Index<FormDef> forms_;
    Index<ViewDef> views_;
    Index<AlarmDef> alarms_;
    Index<UndoDef> undos_;
    std::map<std::string_view, const Phrase*> phrases_;
    std::vector<Verb> verbs_;
    std::vector<Verb> after_people_;
    std::vector<std::string_view> shortcuts_;
};

}  // namespace goodturn::engine
