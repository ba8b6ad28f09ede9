#include "core/engine/happening.hpp"
#include "core/engine/instants.hpp"

/// What becomes of an answer later: more of it, or another in its place.
namespace goodturn::engine {
namespace {

constexpr std::string_view route_purpose = "way.route";

}  // namespace

void Happening::keep_way(std::int64_t id) {
    if (event_ == nullptr || event_->route.empty()) return;
    const auto place = answer_place();
    if (place.eyes != Eyes::only_person) return;
    m_.db.run(
        R"sql(INSERT INTO way (id, person_id, space_id, conversation, thread, route, at)
              VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING)sql",
        {id, raw(actor_), place.space, place.conversation, place.thread, m_.seal.seal(event_->route, route_purpose),
         millis(now_)});
}

void Happening::answer_on(std::int64_t id, chat::Message message) {
    if (kind_ != Kind::answer) return answer(std::move(message));
    std::optional<Destination> place;
    {
        auto row = m_.db.query(
            R"sql(SELECT way.space_id, way.conversation, way.thread, way.route
                  FROM way JOIN space ON space.id = way.space_id WHERE way.id = $1 AND way.person_id = $2)sql",
            {id, raw(actor_)});
        if (row.next()) {
            place = Destination{.space = row.integer(0),
                                .person = actor_,
                                .eyes = Eyes::only_person,
                                .conversation = row.text(1),
                                .thread = row.text(2)};
            route_ = m_.seal.open(row.text(3), route_purpose);
        }
    }
    if (!place) return answer(std::move(message));
    say(*place, std::move(message));
}

bool Happening::change(std::int64_t answer, chat::Message message) {
    const auto before = m_.outbox.get(answer);
    if (!before || before->to.person != actor_) return true;
    m_.actions.close(answer);
    if (const auto target = m_.outbox.remote_id(answer); !target.empty()) {
        say(before->to, std::move(message), target);
    } else if (before->attempt == 0) {
        m_.outbox.end(answer, "dropped", now_);
        return false;
    } else if (!before->payload.empty()) {
        say(own_chat(), std::move(message));  // behind it, for it is on its way
    }
    return true;
}

}  // namespace goodturn::engine
