#include "core/gratitude/passing.hpp"

#include "core/gratitude/common.hpp"
#include "core/gratitude/round.hpp"
#include "core/gratitude/texts.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace goodturn::gratitude {

using namespace engine;
using chat::Spans;

namespace {

using State = Copy::State;

constexpr auto hold = std::chrono::seconds(30);

/// "at 9:12", or "on" its day if that is not the day of `from`.
chat::Spans moment(Turn& turn, chat::Instant at, chat::Instant from) {
    const auto zone = turn.me().zone;
    const auto local = schedule::to_local(zone, at);
    if (!turn.me().zone_known || local.day != schedule::to_local(zone, from).day)
        return fill(texts::on_day, {{"when", turn.when(at)}});
    const auto minute = std::to_string(local.time.count() % 60);
    return fill(texts::at_time, {{"hour", std::int64_t{local.time.count() / 60}},
                                 {"minute", minute.size() < 2 ? "0" + minute : minute}});
}

/// The copy, in no letter any more, comes back to its sender.
void return_to_sender(Turn& turn, Copy& copy) {
    copy.state = State::returned;
    copy.letter.reset();
    save(turn, copy);
    turn.show("thanks.returned", copy.id, copy.sender, Kind::dated);
    if (const auto thanks = find_thanks(turn, copy.thanks)) refresh_sender(turn, *thanks);
}

/// The recipient, who is the actor, wants nothing from its sender.
bool is_unwanted(Turn& turn, const Copy& copy) {
    const auto blocked = turn.blocked();
    return std::ranges::any_of(blocked, [&](const auto& sender) { return !sender || *sender == copy.sender; });
}

/// A letter without anything to show goes; else it is shown as it is now.
void update_letter(Turn& turn, std::int64_t letter) {
    const auto copies = copies_in(turn, letter);
    if (copies.empty()) {
        turn.take_back("thanks.letter", letter);
        erase_letter(turn, letter);
    } else if (turn.may_be_there("thanks.letter", letter)) {
        // Only the receipt of another try tells what to edit.
        turn.show("thanks.letter", letter, copies.front().recipient, Kind::delivery);
    } else {
        turn.refresh("thanks.letter", letter);
    }
}

void arrived(Turn& turn, std::vector<Copy> copies) {
    for (auto& copy : copies) {
        // A post of which nobody knew may be there after all.
        if (copy.state == State::returned) turn.take_back("thanks.returned", copy.id);
        if (copy.state != State::waiting && copy.state != State::returned) continue;
        copy.state = State::delivered;
        copy.delivered_at = turn.now();
        save(turn, copy);
        if (const auto thanks = find_thanks(turn, copy.thanks)) refresh_sender(turn, *thanks);
    }
}

/// One message for all it was to thank, with the words to post by hand.
void give_back_post(Turn& turn, const Thanks& thanks) {
    std::optional<std::int64_t> first;
    for (auto& copy : copies_of(turn, thanks.id)) {
        if (copy.state != State::waiting) continue;
        copy.state = State::returned;
        save(turn, copy);
        if (!first) first = copy.id;
    }
    if (first) turn.show("thanks.returned", *first, thanks.sender, Kind::dated);
    refresh_sender(turn, thanks);
}

void give_back_waiting(Turn& turn, std::vector<Copy> copies) {
    for (auto& copy : copies) {
        turn.guarded("giving back", [&] { give_back(turn, copy); });
    }
}

/// Some clients let people react with whole words, and those would not be sealed.
bool is_emoji(std::string_view text) {
    constexpr std::size_t longest = 10;  // code points: a couple with skin colours
    constexpr std::array signs{UTF8PROC_CATEGORY_SO, UTF8PROC_CATEGORY_SK, UTF8PROC_CATEGORY_SM, UTF8PROC_CATEGORY_PO,
                               UTF8PROC_CATEGORY_PD};
    constexpr std::array<utf8proc_int32_t, 3> joiners{0x200D, 0xFE0E, 0xFE0F};
    constexpr utf8proc_int32_t first_tag = 0xE0020;  // they spell the flags of regions
    constexpr utf8proc_int32_t last_tag = 0xE007F;
    if (text.empty() || length(text) > longest) return false;
    const std::string bytes(text);
    const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(bytes.c_str());
    for (utf8proc_int32_t point = 0; *at != 0;) {
        const auto size = utf8proc_iterate(at, -1, &point);
        if (size <= 0) return false;
        at += size;
        const bool joins =
            std::ranges::find(joiners, point) != joiners.end() || (point >= first_tag && point <= last_tag);
        if (!joins && std::ranges::find(signs, utf8proc_category(point)) == signs.end()) return false;
    }
    return true;
}

chat::Message over_limit(Turn& turn, Turn::Passing why, PersonId recipient) {
    if (why == Turn::Passing::ten_a_day) return message(texts::ten_a_day);
    return message(texts::one_a_day, {{"who", turn.bold(recipient)}});
}

/// Whether it would arrive before it had to come back. If not, the sender hears so now, and not why.
bool arrives_in_time(Turn& turn, PersonId recipient) {
    return turn.earliest(Kind::delivery, recipient, turn.now()) <= turn.now() + turn.options().keep_undelivered;
}

/// Counts all recipients, or none and says why. Who can't be reached privately gets a post without a mention.
std::optional<chat::Message> count_passed(Turn& turn, std::vector<Copy>& copies, Place place) {
    for (auto copy = copies.begin(); copy != copies.end(); ++copy) {
        const auto may = turn.may_pass(copy->recipient);
        const bool possible = may != Turn::Passing::not_possible;
        if (place == Place::privately && (!possible || !arrives_in_time(turn, copy->recipient))) {
            copy->state = State::returned;
        } else if (may == Turn::Passing::allowed || !possible) {
            turn.passed(copy->recipient);
            copy->state = State::held;
        } else {
            for (auto before = copies.begin(); before != copy; ++before) {
                if (before->state == State::held) turn.unpassed(before->recipient, turn.now());
            }
            return over_limit(turn, may, copy->recipient);
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<chat::Message> send(Turn& turn, Thanks& thanks, Place place) {
    if (place == Place::here && thanks.channel && !turn.may_post(*thanks.channel)) {
        return message(texts::not_in_there, {{"where", turn.channel_name(*thanks.channel)}});
    }
    auto copies = copies_of(turn, thanks.id);
    if (auto problem = count_passed(turn, copies, place)) return problem;
    thanks.state = Thanks::State::sent;
    thanks.place = place;
    thanks.at = turn.now();
    thanks.undo = ids_from(turn.undoable("thanks.send", thanks.id).args).first;
    save(turn, thanks);
    for (auto& copy : copies) {
        copy.at = turn.now();
        save(turn, copy);
        if (!thanks.answer && copy.state == State::held) thanked(turn, copy.recipient, thanks.id);
    }
    turn.after("thanks.pass", thanks.id, hold);
    return std::nullopt;
}

bool may_be_read(Turn& turn, const Copy& copy) {
    return copy.state == State::delivered || (copy.letter && turn.may_be_there("thanks.letter", *copy.letter));
}

bool needs_invite(Turn& turn, const Thanks& thanks) {
    return thanks.place != Place::privately && thanks.channel && !turn.may_post(*thanks.channel);
}

void take_back(Turn& turn, Thanks& thanks) {
    turn.cancel("thanks.pass", thanks.id);
    auto copies = copies_of(turn, thanks.id);
    // What is on its way may be read before it is deleted.
    const bool posted = thanks.place == Place::here &&
                        std::ranges::any_of(copies, [](const Copy& copy) { return copy.state != State::held; });
    bool seen = posted;
    for (auto& copy : copies) {
        const bool read = posted || may_be_read(turn, copy);
        const auto was = std::exchange(copy.state, read ? State::taken_back : State::draft);
        if (!read && (was == State::held || was == State::waiting)) turn.unpassed(copy.recipient, copy.at);
        seen = seen || read;
        const auto letter = std::exchange(copy.letter, std::nullopt);
        save(turn, copy);
        if (letter) update_letter(turn, *letter);
    }
    if (posted) turn.take_back("thanks.post", thanks.id);

    thanks.state = seen ? Thanks::State::taken_back : Thanks::State::draft;
    reopen_thanked(turn, thanks.id);
    if (thanks.item) {
        reopen_item(turn, *thanks.item);
        thanks.item.reset();
        if (!seen) return erase_thanks(turn, thanks.id);
    }
    save(turn, thanks);
    refresh_sender(turn, thanks);
}

void give_back(Turn& turn, Copy& copy) {
    if (copy.state != State::waiting) return;
    const auto thanks = find_thanks(turn, copy.thanks);
    if (thanks && thanks->place == Place::here) return give_back_post(turn, *thanks);
    const auto letter = copy.letter;
    return_to_sender(turn, copy);
    if (letter) update_letter(turn, *letter);
}

Spans status(Turn& turn, const Thanks& thanks, const Copy& copy) {
    const auto who = turn.bold(copy.recipient);
    const bool here = thanks.place == Place::here && thanks.channel;
    const auto where = here ? turn.channel_name(*thanks.channel) : std::string();
    switch (copy.state) {
        case State::held:
        case State::waiting: {
            if (here)
                return fill(copy.state == State::held ? texts::post_held : texts::post_waiting, {{"where", where}});
            if (copy.letter && turn.awaits_reader("thanks.letter", *copy.letter)) {
                return fill(texts::invited_first, {{"who", who}});
            }
            const auto ready = std::max(turn.now(), copy.at + hold);
            const auto arrival = turn.earliest(Kind::delivery, copy.recipient, ready);
            // Past that it comes back, so it is not promised.
            const bool in_time = arrival <= copy.at + turn.options().keep_undelivered;
            if (arrival > ready && in_time) return fill(texts::arrives, {{"who", who}, {"when", turn.when(arrival)}});
            return fill(copy.state == State::held ? texts::held : texts::on_its_way, {{"who", who}});
        }
        case State::delivered: {
            const auto when = moment(turn, copy.delivered_at.value_or(copy.at), copy.at);
            if (here) return fill(texts::post_delivered, {{"where", where}, {"when", when}});
            if (copy.reaction.empty()) return fill(texts::delivered, {{"who", who}, {"when", when}});
            return fill(texts::delivered_reaction, {{"who", who}, {"when", when}, {"reaction", copy.reaction}});
        }
        case State::returned:
            if (here && thanks.state == Thanks::State::sent) return fill(texts::post_unsure, {{"where", where}});
            if (here) return fill(texts::post_returned, {{"where", where}});
            return fill(texts::returned, {{"who", who}, {"write_to", write_to(turn, copy.recipient)}});
        case State::taken_back:
            if (here) return fill(texts::post_taken_back, {{"where", where}});
            return fill(texts::taken_back, {{"who", who}});
        case State::myself:
            return fill(texts::say_yourself, {{"who", who}, {"write_to", write_to(turn, copy.recipient)}});
        case State::draft:
            break;
    }
    return fill(texts::not_sent, {{"who", who}});
}

void refresh_sender(Turn& turn, const Thanks& thanks) {
    turn.refresh("thanks.sent", thanks.id);
    if (thanks.item) refresh_round_of(turn, *thanks.item);
}

void fire_pass(Turn& turn, const Fired& fired) {
    const auto thanks = find_thanks(turn, fired.id);
    if (!thanks || thanks->state != Thanks::State::sent) return;
    for (auto& copy : copies_of(turn, thanks->id)) {
        if (copy.state != State::held) continue;
        copy.state = State::waiting;
        if (thanks->place == Place::privately) copy.letter = waiting_letter(turn, copy.recipient);
        save(turn, copy);
        if (copy.letter) turn.show("thanks.letter", *copy.letter, copy.recipient, Kind::delivery);
    }
    if (thanks->place == Place::here && thanks->channel) {
        turn.show("thanks.post", thanks->id, *thanks->channel, Kind::answer);
    }
    refresh_sender(turn, *thanks);
}

std::optional<chat::Message> render_letter(Turn& turn, std::int64_t letter) {
    auto copies = copies_in(turn, letter);
    // `no more` also stops what was waiting when it was said; what has been read stays.
    std::erase_if(copies, [&](Copy& copy) {
        const bool stopped = copy.state == State::waiting && is_unwanted(turn, copy);
        if (stopped) return_to_sender(turn, copy);
        return stopped;
    });
    if (copies.empty()) {
        update_letter(turn, letter);
        return std::nullopt;
    }
    chat::Message shown;
    std::vector<PersonId> senders;
    for (const auto& copy : copies) {
        const auto thanks = find_thanks(turn, copy.thanks);
        if (!thanks) continue;
        const chat::Span words = chat::Quoted{thanks->why};
        shown.blocks.emplace_back(paragraph(thanks->answer ? texts::letter_answer : texts::letter_thanks,
                                            {{"who", turn.bold(copy.sender)}, {"words", words}}));
        shown.blocks.emplace_back(chat::Paragraph{{write_to(turn, copy.sender)}});
        if (std::ranges::find(senders, copy.sender) == senders.end()) senders.push_back(copy.sender);
    }
    if (senders.empty()) return std::nullopt;
    letter_left(turn, letter);
    if (is_first_letter(turn, letter)) {
        const auto given = turn.people().get(senders.front()).given;
        const chat::Span no_more_from = chat::Code{fill_plain(texts::no_more_from, {{"who", folded(given)}})};
        shown.blocks.emplace_back(note(senders.size() == 1 ? texts::small_print : texts::small_print_several,
                                       {{"bot", turn.options().names.display},
                                        {"operator", turn.options().operator_name},
                                        {"who", given},
                                        {"no_more_from", no_more_from}}));
    }
    shown.blocks.emplace_back(chat::Buttons{{button(texts::what_is_this, "what is this", "❓", "thanks.what")}});
    return shown;
}

void letter_arrived(Turn& turn, std::int64_t letter, const Shown&) {
    letter_shown(turn, letter);
    const auto copies = copies_in(turn, letter);
    for (const auto& copy : copies) turn.met(copy.sender);
    arrived(turn, copies);
}

void letter_unreachable(Turn& turn, std::int64_t letter) {
    give_back_waiting(turn, copies_in(turn, letter));
}

void letter_waits(Turn& turn, std::int64_t letter) {
    for (const auto& copy : copies_in(turn, letter)) {
        if (const auto thanks = find_thanks(turn, copy.thanks)) refresh_sender(turn, *thanks);
    }
}

void letter_reacted(Turn& turn, std::int64_t letter, const chat::Reacted& reaction) {
    if (reaction.added && !is_emoji(reaction.emoji)) return;
    for (auto& copy : copies_in(turn, letter)) {
        if (copy.recipient != turn.actor() || turn.at() < copy.reaction_at) continue;
        if (!reaction.added && copy.reaction != reaction.emoji) continue;
        copy.reaction = reaction.added ? reaction.emoji : std::string();
        copy.reaction_at = turn.at();
        save(turn, copy);
        if (const auto thanks = find_thanks(turn, copy.thanks)) refresh_sender(turn, *thanks);
    }
}

void press_what_is_this(Turn& turn, const Press&) {
    turn.answer(texts::this_is, {{"bot", turn.options().names.display}, {"operator", turn.options().operator_name}});
}

std::optional<chat::Message> render_post(Turn& turn, std::int64_t id) {
    const auto thanks = find_thanks(turn, id);
    if (!thanks || thanks->state != Thanks::State::sent) return std::nullopt;
    Spans people;
    for (const auto& copy : copies_of(turn, id)) {
        if (!people.empty()) people.emplace_back(chat::Plain{" "});
        const bool welcome = turn.may_pass(copy.recipient) != Turn::Passing::not_possible;
        people.push_back(welcome ? turn.mention(copy.recipient) : chat::Bold{turn.people().name(copy.recipient)});
    }
    chat::Message post = message(texts::post, {{"people", people}, {"who", turn.bold(thanks->sender)}});
    post.blocks.emplace_back(chat::Quote{thanks->why});
    return post;
}

void post_arrived(Turn& turn, std::int64_t thanks, const Shown&) {
    arrived(turn, copies_of(turn, thanks));
}

void post_unreachable(Turn& turn, std::int64_t id) {
    auto thanks = find_thanks(turn, id);
    if (!thanks) return;
    std::vector<PersonId> people;
    for (auto& copy : copies_of(turn, id)) {
        if (copy.state != State::waiting) continue;
        people.push_back(copy.recipient);
        turn.unpassed(copy.recipient, copy.at);
        copy.state = State::returned;
        save(turn, copy);
    }
    turn.take_back("thanks.post", id);  // the answer to a try may have been lost
    if (people.empty()) return;
    reopen_thanked(turn, id);
    const auto kind = turn.now() - thanks->at < just_now ? Kind::answer : Kind::dated;
    // A new draft, since a post that was taken back stays so. It is kept from when they can see it.
    Thanks again{.sender = thanks->sender,
                 .why = std::exchange(thanks->why, {}),
                 .channel = thanks->channel,
                 .unposted = true,
                 .at = turn.earliest(kind, thanks->sender, turn.now())};
    add(turn, again, people);
    turn.show("thanks.sent", again.id, again.sender, kind);
    thanks->state = Thanks::State::taken_back;
    save(turn, *thanks);
    refresh_sender(turn, *thanks);
}

std::optional<chat::Message> render_returned(Turn& turn, std::int64_t id) {
    const auto copy = find_copy(turn, id);
    if (!copy || copy->state != State::returned) return std::nullopt;
    const auto thanks = find_thanks(turn, copy->thanks);
    if (!thanks) return std::nullopt;
    chat::Message returned = says(status(turn, *thanks, *copy));
    returned.blocks.emplace_back(chat::Quote{thanks->why});
    return returned;
}

}  // namespace goodturn::gratitude
