#include "core/engine/actions.hpp"

#include "core/chat/overloaded.hpp"
#include "core/engine/instants.hpp"
#include "core/engine/line.hpp"

#include <charconv>

namespace goodturn::engine {
namespace {

constexpr std::string_view purpose = "action.args";
/// Separates args from a menu's choice in the sealed text; neither holds control characters.
constexpr char unit = '\x1f';
/// In the column `open`: 1 can be typed and pressed, 0 only pressed.
constexpr std::int64_t used = -1;
constexpr auto typed_for = std::chrono::days(7);

/// Without the sign that asks for the coloured look, which some clients leave out, and without skin colour.
std::string plain(std::string_view emoji) {
    std::string all(emoji);
    for (const std::string_view sign : {"\xEF\xB8\x8F", "\xF0\x9F\x8F\xBB", "\xF0\x9F\x8F\xBC", "\xF0\x9F\x8F\xBD",
                                        "\xF0\x9F\x8F\xBE", "\xF0\x9F\x8F\xBF"}) {
        for (auto at = all.find(sign); at != std::string::npos; at = all.find(sign)) all.erase(at, sign.size());
    }
    return all;
}

}  // namespace

void Actions::number(chat::Message& message, PersonId person, std::optional<std::int64_t> view,
                     std::optional<std::int64_t> delivery, chat::Instant now, bool typable) {
    filing_ = {.person = person, .view = view, .delivery = delivery, .now = now, .open = typable ? 1 : 0};
    if (view) filing_.again = db_.run(R"sql(UPDATE action SET open = 0 WHERE view_id = $1)sql", {*view}) > 0;
    int wordless = 0;
    for (auto& block : message.blocks) {
        std::visit(chat::Overloaded{[&](chat::Item& item) {
                                        for (auto& button : item.buttons) number(button, {}, item.number, button.word);
                                    },
                                    [&](chat::Buttons& row) {
                                        for (auto& button : row.buttons) {
                                            number(button, {}, button.word.empty() ? ++wordless : 0, button.word);
                                        }
                                    },
                                    [&](chat::Menu& menu) {
                                        int place = 0;
                                        for (const auto& option : menu.options) {
                                            chat::Button typed = menu.button;
                                            number(typed, option.value, ++place, menu.button.word);
                                        }
                                        // Neither a word nor a reaction says which option.
                                        menu.button.emoji.clear();
                                        number(menu.button, {}, 0, {});
                                    },
                                    [](auto&) {}},
                   block);
    }
}

void Actions::number(chat::Button& button, std::string_view choice, int item, std::string_view word) {
    std::string text = button.args;
    if (!choice.empty()) (text += unit) += choice;
    // A delivery is shown once, so nothing looks for its buttons again.
    const std::string key = filing_.view ? seal_.fingerprint(text) : std::string();
    const std::string emoji = plain(button.emoji);
    std::optional<std::int64_t> id;
    if (filing_.again) {
        id = db_.integer(R"sql(SELECT id FROM action WHERE view_id = $1 AND name = $2 AND args_key = $3)sql",
                         {*filing_.view, button.action, key});
    }
    if (id) {
        db_.run(R"sql(UPDATE action SET open = $6, created = $2, item = $3, word = $4, emoji = $5 WHERE id = $1)sql",
                {*id, millis(filing_.now), item, word, emoji, filing_.open});
    } else {
        id = db_.new_id();
        filing_.fresh.push_back({*id, button.action, seal_.seal(text, purpose), key, item, std::string(word), emoji});
    }
    button.id = std::to_string(*id);
    button.action.clear();
    button.args.clear();
}

void Actions::file() {
    for (const auto& action : filing_.fresh) {
        db_.run(
            R"sql(INSERT INTO action (id, person_id, view_id, delivery_id, name, args, args_key, item, word, emoji, open,
                                      created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $12, $11))sql",
            {action.id, raw(filing_.person), store::maybe(filing_.view), store::maybe(filing_.delivery), action.name,
             action.args, action.key, action.item, action.word, action.emoji, millis(filing_.now), filing_.open});
    }
    filing_.fresh.clear();
}

Action Actions::read(const store::Rows& row) const {
    Action action{.id = row.integer(0),
                  .person = {},
                  .view = row.maybe_integer(2),
                  .delivery = row.maybe_integer(3),
                  .name = row.text(4),
                  .args = seal_.open(row.text(5), purpose),
                  .choice = {}};
    action.item = static_cast<int>(row.integer(6));
    action.used = row.integer(7) == used;
    action.shown = row.integer(7) == 1;
    action.since = instant(row.integer(8));
    if (auto person = row.maybe_integer(1)) action.person = PersonId{*person};
    if (const auto at = action.args.find(unit); at != std::string::npos) {
        action.choice = action.args.substr(at + 1);
        action.args.resize(at);
    }
    return action;
}

std::optional<Action> Actions::by_id(std::string_view text) {
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    auto row = db_.query(
        R"sql(SELECT id, person_id, view_id, delivery_id, name, args, item, open, created FROM action WHERE id = $1)sql",
        {id});
    if (!row.next()) return std::nullopt;
    return read(row);
}

bool Actions::any_open(PersonId person, std::string_view beginning, chat::Instant now) {
    const std::string end = after_all(beginning);
    return db_
        .integer(
            R"sql(SELECT 1 FROM action
                  WHERE person_id = $1 AND word >= $2 AND word < $3 AND open = 1 AND created >= $4 LIMIT 1)sql",
            {raw(person), beginning, end, millis(now - typed_for)})
        .has_value();
}

bool Actions::any_closed(PersonId person, std::string_view word) {
    return db_
        .integer(R"sql(SELECT 1 FROM action WHERE person_id = $1 AND open IN (0, -1) AND word = $2 LIMIT 1)sql",
                 {raw(person), word})
        .has_value();
}

std::vector<Action> Actions::by_word(PersonId person, std::string_view word, std::optional<int> item,
                                     chat::Instant now) {
    std::vector<Action> found;
    auto row = db_.query(
        R"sql(SELECT id, person_id, view_id, delivery_id, name, args, item, open, created FROM action
              WHERE person_id = $1 AND word = $2 AND open = 1 AND created >= $3
              ORDER BY created DESC, id DESC LIMIT 50)sql",
        {raw(person), word, millis(now - typed_for)});
    std::optional<Action> newest;
    while (row.next()) {
        Action action = read(row);
        if (!newest) newest = action;
        if (newest->view != action.view || newest->delivery != action.delivery) break;
        if (!item || action.item == *item) found.push_back(std::move(action));
    }
    return found;
}

std::optional<Action> Actions::by_emoji(PersonId person, std::optional<std::int64_t> view,
                                        std::optional<std::int64_t> delivery, std::string_view emoji) {
    auto row = view ? db_.query(
                          R"sql(SELECT id, person_id, view_id, delivery_id, name, args, item, open, created FROM action
                                WHERE view_id = $1 AND person_id = $2 AND emoji = $3 AND item = 0 AND open = 1
                                ORDER BY id LIMIT 1)sql",
                          {*view, raw(person), plain(emoji)})
                    : db_.query(
                          R"sql(SELECT id, person_id, view_id, delivery_id, name, args, item, open, created FROM action
                                WHERE delivery_id = $1 AND person_id = $2 AND emoji = $3 AND item = 0 AND open = 1
                                ORDER BY id LIMIT 1)sql",
                          {store::maybe(delivery), raw(person), plain(emoji)});
    if (!row.next()) return std::nullopt;
    return read(row);
}

void Actions::use(const Action& action) {
    if (action.delivery) {
        db_.run(R"sql(UPDATE action SET open = $2 WHERE delivery_id = $1)sql", {*action.delivery, used});
    }
}

void Actions::close(std::int64_t delivery, std::optional<std::int64_t> view) {
    db_.run(R"sql(UPDATE action SET open = 0 WHERE delivery_id = $1 AND open = 1)sql", {delivery});
    if (view) db_.run(R"sql(UPDATE action SET open = 0 WHERE view_id = $1 AND open = 1)sql", {*view});
}

}  // namespace goodturn::engine
