#include "core/engine/happening.hpp"
#include "core/engine/instants.hpp"

#include <stdexcept>

namespace goodturn::engine {
namespace {

/// An overview that was opened so long ago is hardly looked at any more.
constexpr auto overview_looked_at = std::chrono::hours(1);

struct ViewRow {
    std::int64_t id = 0;
    Destination to;
    std::string remote_id;
    Kind kind = Kind::answer;
};

std::optional<ViewRow> find_view(store::Database& db, std::string_view name, std::int64_t subject) {
    auto row = db.query(
        R"sql(SELECT id, space_id, person_id, audience, conversation, thread, remote_id, kind FROM view
              WHERE name = $1 AND subject = $2 AND retracted = 0)sql",
        {name, subject});
    if (!row.next()) return std::nullopt;
    return ViewRow{row.integer(0),
                   {.space = row.integer(1),
                    .person = PersonId{row.integer(2)},
                    .eyes = eyes_from(row.text(3)),
                    .conversation = row.text(4),
                    .thread = row.text(5)},
                   row.text(6),
                   static_cast<Kind>(row.integer(7))};
}

std::optional<ViewRow> find_or_add(Machinery& m, std::string_view name, std::int64_t subject, const Destination& to,
                                   Kind kind, chat::Instant now) {
    m.db.run(
        R"sql(INSERT INTO view (id, name, subject, person_id, space_id, audience, conversation, thread, kind, retracted, created)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10) ON CONFLICT (name, subject) DO NOTHING)sql",
        {m.db.new_id(), name, subject, raw(to.person), to.space, eyes_name(to.eyes), to.conversation, to.thread,
         static_cast<std::int64_t>(kind), millis(now)});
    return find_view(m.db, name, subject);
}

}  // namespace

void Happening::show(std::string_view name, std::int64_t id, const Audience& audience, Kind kind, Timing timing) {
    if (m_.registry.view(name) == nullptr) throw std::logic_error("no view " + std::string(name));
    Destination to{.space = space_.id, .person = actor_, .eyes = Eyes::direct};
    if (const auto* person = std::get_if<PersonId>(&audience)) {
        to.person = *person;
        // Where they are talking right now, if it is them; else where they were last.
        if (*person != actor_) {
            to.space = m_.people.get(*person).home_space;
        } else if (kind == Kind::answer) {
            to = own_chat();
        }
    } else {
        const auto& channel = std::get<Channel>(audience);
        const auto space = m_.space(chat::SpaceId{channel.space});
        if (!space) throw std::logic_error("a view for a space that was never described");
        to.space = space->id;
        to.eyes = Eyes::everybody;
        to.conversation = channel.conversation;
        to.thread = channel.thread;
    }
    const auto view = find_or_add(m_, name, id, to, kind, now_);
    if (!view) return;  // it was taken back
    const bool answers = kind == Kind::answer && event_ != nullptr && to.person == actor_ && to.eyes == Eyes::direct;
    if (answers) point_to_chat();
    const bool there = !view->remote_id.empty();
    // Now it is there because the person asked for it (sending.cpp).
    if (there && kind < view->kind) {
        m_.db.run(R"sql(UPDATE view SET kind = $2 WHERE id = $1)sql", {view->id, static_cast<std::int64_t>(kind)});
    }
    const auto delivery = m_.outbox.add({.to = view->to,
                                         .kind = there ? Kind::answer : kind,
                                         .route = answers && !there ? take_route() : std::string(),
                                         .view = view->id,
                                         .due = there ? chat::Instant{} : timing.not_before,
                                         .not_after = there ? std::nullopt : timing.not_after},
                                        now_);
    if (answers && delivery && !first_answer_) first_answer_ = delivery;
}

void Happening::open_overview() {
    if (m_.registry.view(overview_view) == nullptr) return;
    m_.people.set_overview_opened(actor_, now_);
    const Destination to{.space = space_.id, .person = actor_, .eyes = Eyes::overview};
    const auto view = find_or_add(m_, overview_view, m_.people.account_row(actor_, space_.id), to, Kind::answer, now_);
    m_.outbox.add({.to = to, .kind = Kind::answer, .view = view->id}, now_);
}

void Happening::refresh_overview() {
    if (m_.people.get(actor_).overview_opened <= now_ - overview_looked_at) return;
    refresh(overview_view, m_.people.account_row(actor_, space_.id));
}

bool Happening::awaits_reader(std::string_view name, std::int64_t id) {
    const auto view = find_view(m_.db, name, id);
    return view && m_.outbox.awaits_reader(view->id);
}

bool Happening::may_be_there(std::string_view name, std::int64_t id) {
    const auto view = find_view(m_.db, name, id);
    return view && m_.outbox.may_be_there(view->id);
}

void Happening::refresh(std::string_view name, std::int64_t id) {
    const auto view = find_view(m_.db, name, id);
    if (!view) return;
    const bool there = !view->remote_id.empty();
    // On its way it shows what it was when it left.
    if (there || m_.outbox.begun(view->id)) {
        m_.outbox.add({.to = view->to, .kind = there ? Kind::answer : view->kind, .view = view->id}, now_);
    }
}

void Happening::take_back(std::string_view name, std::int64_t id) {
    const auto view = find_view(m_.db, name, id);
    if (!view) return;
    m_.outbox.take_back(view->id, clock_);
    m_.db.run(R"sql(UPDATE view SET retracted = 1 WHERE id = $1)sql", {view->id});
    // If it is on its way, it is deleted once it has arrived (sending.cpp).
    if (!view->remote_id.empty()) {
        m_.outbox.add({.to = view->to, .kind = Kind::answer, .intent = "delete", .target = view->remote_id}, now_);
    }
}

}  // namespace goodturn::engine
