#include "tests/sim/people.hpp"

#include "core/schedule/zone.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace goodturn::sim {
namespace {

using namespace std::chrono_literals;

const chat::SpaceId rich{"rich"};    // has buttons, forms and private messages in channels
const chat::SpaceId plain{"plain"};  // has words only
constexpr std::string_view bot = "goodturn";

constexpr std::array zones{"Europe/Lisbon",     "Europe/Berlin",     "America/New_York",    "America/Los_Angeles",
                           "Asia/Tokyo",        "Asia/Kolkata",      "Australia/Lord_Howe", "Pacific/Auckland",
                           "America/Sao_Paulo", "Africa/Casablanca", "America/St_Johns",    "Asia/Gaza",
                           "Pacific/Kiritimati"};

std::string pronounceable(std::size_t number, std::string_view consonants) {
    constexpr std::string_view vowels = "aiou";
    std::string name;
    for (int i = 0; i < 3; ++i) {
        name += consonants[number % consonants.size()];
        number /= consonants.size();
        name += vowels[number % vowels.size()];
        number /= vowels.size();
    }
    name.front() = static_cast<char>(name.front() - 'a' + 'A');
    return name;
}

}  // namespace

std::vector<Member> People::crowd(std::size_t number) {
    std::vector<Member> members;
    for (std::size_t i = 0; i < number; ++i) {
        const auto& space = i % 2 == 0 ? rich : plain;
        // Multiplied so that neighbours have unlike names; prime to the number of names, so that all differ.
        const std::string given = pronounceable(i * 5003 + 7, "bdfgklmnprtv");
        members.push_back({{.account = {fmt::format("{}-{:02}", space.value, i)},
                            .name = given + " " + pronounceable(i * 7919 + 11, "chjqswxyz"),
                            .given = given,
                            .zone = zones[i % zones.size()]},
                           space});
    }
    return members;
}

People::People(std::vector<Member>& members, Timeline& timeline, Dice& dice, Trace& trace, Platform& platform,
               Words& told)
    : timeline_(timeline), dice_(dice), trace_(trace), platform_(platform), told_(told), members_(members) {
    for (auto& member : members_) {
        people_.push_back({.member = &member, .liveliness = dice_.chance(0.2) ? 8.0 : 2.0});
    }
}

std::vector<engine::Intake> People::facts() const {
    std::vector<engine::Intake> all;
    for (const auto& space : {rich, plain}) {
        const bool can = space == rich;
        all.push_back(fact(space, chat::SpaceSeen{.name = space.value,
                                                  .bot = {std::string(bot)},
                                                  .can = {.buttons = can, .forms = can, .ephemeral = can}}));
        all.push_back(
            fact(space, chat::AccountSeen{
                            .account = {std::string(bot)}, .name = "Goodturn", .given = {}, .zone = {}, .bot = true}));
        chat::ConversationSeen room{
            .conversation = {space.value + "-room"}, .name = "#" + space.value, .direct_with = {}, .members = {}};
        for (const auto& member : members_) {
            if (member.space != space) continue;
            all.push_back(fact(space, member.account));
            all.push_back(fact(space, chat::ConversationSeen{.conversation = {direct_chat(member.id())},
                                                             .name = {},
                                                             .direct_with = member.account.account,
                                                             .members = {member.account.account}}));
            room.members.push_back(member.account.account);
        }
        all.push_back(fact(space, room));
    }
    return all;
}

void People::live() {
    for (std::size_t who = 0; who < people_.size(); ++who) wait_and_act(who);
    celebrate_later();
}

/// A day on which everybody thanks the same person.
void People::celebrate_later() {
    timeline_.after(dice_.between(24h, 7 * 24h), [this] {
        if (silent_) return;
        const Member& whom = dice_.pick(members_);
        for (auto& person : people_) {
            if (person.member == &whom || person.member->space != whom.space || dice_.chance(0.3)) continue;
            timeline_.after(dice_.between(1s, 8h), [this, &person, &whom] {
                if (!silent_) thank(person, whom);
            });
        }
        celebrate_later();
    });
}

void People::wait_and_act(std::size_t who) {
    const auto day = std::chrono::milliseconds(24h);
    const auto pause = dice_.between(0ms, day * 2) / people_[who].liveliness;
    timeline_.after(std::chrono::duration_cast<std::chrono::milliseconds>(pause), [this, who] {
        if (silent_) return;
        const auto local = schedule::to_local(people_[who].member->account.zone, timeline_.now());
        const bool awake = local.time > 7h && local.time < 23h;
        if (awake || dice_.chance(0.1)) act(people_[who]);
        // People do several things in a row.
        for (int more = 0; awake && more < 4 && dice_.chance(0.4); ++more) {
            timeline_.after(dice_.between(1s, 3min), [this, who] {
                if (!silent_) act(people_[who]);
            });
        }
        wait_and_act(who);
    });
}

std::string People::event(Person& person, bool direct, What what, std::set<std::string> concerned) {
    const std::string key = fmt::format("sim:{}", ++counter_);
    const auto& member = *person.member;
    person.asked[key] = std::move(concerned);
    const bool waits = member.space == rich && !std::holds_alternative<chat::Reacted>(what);
    platform_.happen(
        {.keys = {key},
         .event = {.space = member.space,
                   .actor = member.account.account,
                   .place = {{direct ? direct_chat(member.id()) : member.space.value + "-room"}, {}, direct},
                   .at = timeline_.now(),
                   .route = waits ? member.id() + "/" + key : std::string(),
                   .what = std::move(what)},
         .cursor = {}});
    return key;
}

engine::Intake People::fact(const chat::SpaceId& space, What what) const {
    return {.keys = {},
            .event =
                {.space = space, .actor = {}, .place = {}, .at = timeline_.now(), .route = {}, .what = std::move(what)},
            .cursor = {}};
}

chat::Words People::words(std::string_view text, const Member& whom) {
    chat::Words words;
    for (std::size_t at = 0; at <= text.size();) {
        const auto next = std::min(text.find('@', at), text.size());
        if (next > at) words.emplace_back(std::string(text.substr(at, next - at)));
        if (next < text.size()) words.emplace_back(chat::Named{whom.account.account, whom.account.name});
        at = next + 1;
    }
    return words;
}

/// Somebody of the same space; at times oneself.
const Member& People::anybody(const Person& person) {
    while (true) {
        const Member& member = dice_.pick(members_);
        if (member.space == person.member->space && (&member != person.member || dice_.chance(0.02))) return member;
    }
}

bool People::in_buttons(const Person& person) const {
    return person.member->space == rich;
}

void People::show_form(const std::string& route, const chat::Form& form) {
    const std::string account = route.substr(0, route.find('/'));
    told_.shown(account, form);
    const auto person = std::ranges::find(people_, account, [](const Person& p) { return p.member->id(); });
    if (person != people_.end()) person->form = {form, person->asked[route.substr(route.find('/') + 1)]};
}

}  // namespace goodturn::sim
