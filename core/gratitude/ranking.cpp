#include "core/gratitude/ranking.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <tuple>

namespace goodturn::gratitude {

namespace {

struct Score {
    double sum = 0;
    chat::Instant latest;
};

}  // namespace

std::vector<engine::PersonId> ranked(std::span<const HelpAt> helps, chat::Instant now) {
    using Days = std::chrono::duration<double, std::chrono::days::period>;

    // Sums of doubles depend on their order: oldest first makes equal histories equal.
    std::vector<HelpAt> oldest_first(helps.begin(), helps.end());
    std::ranges::sort(oldest_first, {}, &HelpAt::at);

    std::map<engine::PersonId, Score> scores;
    for (const auto& help : oldest_first) {
        auto& score = scores[help.helper];
        score.sum += std::exp2(-Days(now - help.at).count() / 30);
        score.latest = help.at;
    }

    std::vector<engine::PersonId> people;
    for (const auto& [person, score] : scores) people.push_back(person);
    std::ranges::sort(people, [&](engine::PersonId a, engine::PersonId b) {
        const auto& x = scores[a];
        const auto& y = scores[b];
        return std::tuple(-x.sum, -x.latest.time_since_epoch(), a) <
               std::tuple(-y.sum, -y.latest.time_since_epoch(), b);
    });
    return people;
}

}  // namespace goodturn::gratitude
