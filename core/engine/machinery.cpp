#include "core/engine/machinery.hpp"

#include <algorithm>
#include <exception>
#include <stdexcept>

namespace goodturn::engine {
namespace {

Space read(const store::Rows& row) {
    Space space;
    space.id = row.integer(0);
    space.remote.value = row.text(1);
    space.bot.value = row.text(2);
    space.can.buttons = row.flag(3);
    space.can.forms = row.flag(4);
    space.can.ephemeral = row.flag(5);
    space.can.max_text = static_cast<std::size_t>(row.integer(6));
    space.can.strangers = row.flag(7);
    return space;
}

}  // namespace

std::optional<Space> Machinery::space(const chat::SpaceId& remote) {
    const auto known = std::ranges::find(spaces_, remote, &Space::remote);
    if (known != spaces_.end()) return *known;
    auto row = db.query(
        R"sql(SELECT id, remote_id, bot_account, buttons, forms, ephemeral, max_text, strangers
              FROM space WHERE remote_id = $1)sql",
        {remote.value});
    if (!row.next()) return std::nullopt;
    return spaces_.emplace_back(read(row));
}

Space Machinery::space(std::int64_t id) {
    const auto known = std::ranges::find(spaces_, id, &Space::id);
    if (known != spaces_.end()) return *known;
    auto row = db.query(
        R"sql(SELECT id, remote_id, bot_account, buttons, forms, ephemeral, max_text, strangers
              FROM space WHERE id = $1)sql",
        {id});
    if (!row.next()) throw std::logic_error("no space " + std::to_string(id));
    return spaces_.emplace_back(read(row));
}

void Machinery::forget() {
    people.forget();
    spaces_.clear();
    composed.clear();
}

bool Machinery::guarded(const std::string& what, const std::function<void()>& run) {
    if (unguarded) {
        if (!contained(what, run)) throw StartOver();
        return true;
    }
    store::Database::Savepoint savepoint(db);
    return contained(what, [&] {
        run();
        savepoint.release();
    });
}

bool Machinery::contained(const std::string& what, const std::function<void()>& run) {
    // NOLINTNEXTLINE(clang-analyzer-deadcode.DeadStores): read after an exception, which the analyser does not follow
    const std::size_t said = volatiles.size();
    std::string error;
    try {
        run();
        return true;
    } catch (const store::Error& e) {
        if (e.kind() != store::Error::Kind::other) throw;
        error = e.what();
    } catch (const std::exception& e) {
        error = e.what();
    }
    forget();
    volatiles.erase(volatiles.begin() + static_cast<std::ptrdiff_t>(said), volatiles.end());
    log.push_back(what + " failed: " + error);
    return false;
}

}  // namespace goodturn::engine
