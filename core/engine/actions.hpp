#pragma once

#include "core/engine/turn.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a button, a reaction or a typed word sets off. Every button of every message is a row, so it works on every
/// platform and after a restart, and its payload on the platform is only the row's number.
namespace goodturn::engine {

struct Action {
    std::int64_t id = 0;
    std::optional<PersonId> person;  ///< who may set it off; nullopt: everybody who sees the message
    std::optional<std::int64_t> view;
    std::optional<std::int64_t> delivery;
    std::string name;
    std::string args;
    std::string choice;  ///< for one option of a menu, where menus are typed
    int item = 0;
    bool used = false;      ///< by use()
    bool shown = true;      ///< false: its message shows it no more; an old client may
    chat::Instant since{};  ///< when its message showed it last anew
};

class Actions {
public:
    Actions(store::Database& db, const store::Seal& seal) : db_(db), seal_(seal) {}

    /// Gives the message's buttons their ids; file() must follow once the view or delivery they belong to is there.
    /// Buttons that the view no longer shows can still be pressed by an old client, but no longer be typed. `typable`:
    /// false where nobody types, in an overview.
    void number(chat::Message& message, PersonId person, std::optional<std::int64_t> view,
                std::optional<std::int64_t> delivery, chat::Instant now, bool typable = true);
    void file();
    [[nodiscard]] std::optional<Action> by_id(std::string_view id);
    /// Whether an open button of the last seven days has a word that begins so.
    [[nodiscard]] bool any_open(PersonId person, std::string_view beginning, chat::Instant now);
    /// Whether the person had a button with this word that can't be typed any more.
    [[nodiscard]] bool any_closed(PersonId person, std::string_view word);
    /// From the newest message of the last seven days with this word; several if it has more than one item with it and
    /// `item` does not say which.
    [[nodiscard]] std::vector<Action> by_word(PersonId person, std::string_view word, std::optional<int> item,
                                              chat::Instant now);
    /// A button of the whole message, for a reaction does not say which item it means.
    [[nodiscard]] std::optional<Action> by_emoji(PersonId person, std::optional<std::int64_t> view,
                                                 std::optional<std::int64_t> delivery, std::string_view emoji);

    /// Closes all actions of this action's message: one choice is made once.
    void use(const Action& action);
    /// The message shows no buttons any more, or was never seen: they can't be typed, old clients still press them.
    void close(std::int64_t delivery, std::optional<std::int64_t> view = std::nullopt);

private:
    [[nodiscard]] Action read(const store::Rows& row) const;
    void number(chat::Button& button, std::string_view choice, int item, std::string_view word);

    struct Numbered {
        std::int64_t id = 0;
        std::string name;
        std::string args;  ///< sealed
        std::string key;
        int item = 0;
        std::string word;
        std::string emoji;
    };
    struct Filing {
        PersonId person{};
        std::optional<std::int64_t> view;
        std::optional<std::int64_t> delivery;
        chat::Instant now{};
        std::int64_t open = 1;
        bool again = false;  ///< the view has rows
        std::vector<Numbered> fresh{};
    };
    Filing filing_{};
    store::Database& db_;
    const store::Seal& seal_;
};

}  // namespace goodturn::engine
