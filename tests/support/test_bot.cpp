#include "tests/support/test_bot.hpp"

#include "core/schedule/zone.hpp"
#include "tests/support/show_text.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <ranges>
#include <set>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace goodturn::support {
namespace {

const chat::SpaceId space{"test"};
constexpr std::string_view bot_account = "goodturn";
constexpr std::string_view channel = "release-4";

struct Member {
    std::string_view account, name, zone;
};
constexpr std::array<Member, 6> team{{{"ana", "Ana Sousa", "Europe/Lisbon"},
                                      {"ben", "Ben Okafor", "America/New_York"},
                                      {"bo", "Bo Lindqvist", "Europe/Stockholm"},
                                      {"kai", "Kai Tanaka", "Asia/Tokyo"},
                                      {"joerg", "Jörg Weber", "Europe/Berlin"},
                                      {"will", "Will Carter", "America/Los_Angeles"}}};

std::string dm(std::string_view who) {
    return "dm:" + std::string(who);
}

std::string overview(std::string_view who) {
    return "overview:" + std::string(who);
}

int number(std::string_view text) {
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// "2027-01-29T09:00:00Z"
chat::Instant parse(std::string_view text) {
    const auto day = schedule::day_from_iso(text.substr(0, 10)).value();
    return chat::Instant(day.time_since_epoch()) + std::chrono::hours(number(text.substr(11, 2))) +
           std::chrono::minutes(number(text.substr(14, 2))) + std::chrono::seconds(number(text.substr(17, 2)));
}

chat::Capabilities capabilities(TestBot::Look look) {
    const bool rich = look == TestBot::Look::buttons;
    return {.buttons = rich, .forms = rich, .ephemeral = rich, .strangers = rich};
}

const std::vector<chat::Button>* buttons_of(const chat::Block& block) {
    if (const auto* row = std::get_if<chat::Buttons>(&block)) return &row->buttons;
    if (const auto* item = std::get_if<chat::Item>(&block)) return &item->buttons;
    return nullptr;
}

const chat::Button* find_button(const chat::Message& message, std::string_view label) {
    for (const auto& block : message.blocks) {
        const auto* buttons = buttons_of(block);
        if (buttons == nullptr) continue;
        const auto found = std::ranges::find(*buttons, label, &chat::Button::label);
        if (found != buttons->end()) return &*found;
    }
    return nullptr;
}

const chat::Menu* find_menu(const chat::Message& message, std::string_view option) {
    for (const auto& block : message.blocks) {
        const auto* menu = std::get_if<chat::Menu>(&block);
        if (menu != nullptr && std::ranges::find(menu->options, option, &chat::Option::label) != menu->options.end())
            return menu;
    }
    return nullptr;
}

}  // namespace

std::filesystem::path fresh_file(std::string_view name) {
    static const struct Folder {
        ~Folder() {
            std::error_code ignored;
            std::filesystem::remove_all(path, ignored);
        }
        std::filesystem::path path =
            std::filesystem::temp_directory_path() / ("goodturn-test-" + std::to_string(getpid()));
    } folder;
    std::filesystem::create_directories(folder.path);
    const auto file = folder.path / name;
    for (const auto* ending : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + ending);
    return file;
}

TestBot::TestBot() : TestBot(Setup{}) {}

TestBot::TestBot(Setup setup) : setup_(std::move(setup)), seal_(std::string(32, 'k')), now_(parse(setup_.start)) {
    start_engine();
    const auto fact = [&](decltype(chat::Event::what) what) {
        take({{}, {.space = space, .actor = {}, .place = {}, .at = now_, .route = {}, .what = std::move(what)}, {}});
    };
    set_look(setup_.look);
    chat::ConversationSeen everybody{
        .conversation = {std::string(channel)}, .name = "#release-4", .direct_with = {}, .members = {}};
    fact(chat::AccountSeen{
        .account = {std::string(bot_account)}, .name = "Goodturn", .given = {}, .zone = {}, .bot = true});
    for (const auto& member : team) {
        const chat::AccountId account{std::string(member.account)};
        fact(chat::AccountSeen{
            .account = account, .name = std::string(member.name), .given = {}, .zone = std::string(member.zone)});
        fact(chat::ConversationSeen{
            .conversation = {dm(member.account)}, .name = {}, .direct_with = account, .members = {account}});
        everybody.members.push_back(account);
    }
    fact(everybody);
    if (!setup_.strangers) {
        for (const auto& member : team) opens(member.account);
        news_.clear();
        posted_.clear();
    }
}

TestBot::~TestBot() = default;

void TestBot::start_engine() {
    engine_.reset();
    if (!db_ || !setup_.file.empty()) {
        db_.reset();
        db_ = std::make_unique<store::Database>(store::Database::Options{.path = setup_.file});
    }
    engine::Options options;
    options.operator_name = "the platform team";
    options.privacy_contact = "privacy@example.org";
    options.spread = std::chrono::milliseconds(0);
    options.holidays = setup_.holidays;
    engine_ = std::make_unique<engine::Engine>(*db_, seal_, options, setup_.practices);
    engine_->recover(now_);
}

void TestBot::set_look(Look look) {
    take({{},
          {.space = space,
           .actor = {},
           .place = {},
           .at = now_,
           .route = {},
           .what = chat::SpaceSeen{.name = "Test", .bot = {std::string(bot_account)}, .can = capabilities(look)}},
          {}});
}

chat::Words TestBot::words(std::string_view text) const {
    std::vector<chat::Named> known = others_;
    known.push_back({{std::string(bot_account)}, "Goodturn"});
    for (const auto& member : team) known.push_back({{std::string(member.account)}, std::string(member.name)});
    chat::Words words;
    std::string plain;
    for (std::size_t at = 0; at < text.size();) {
        const auto stands_here = [&](const chat::Named& who) {
            const auto end = at + 1 + who.account.value.size();
            const bool whole = end >= text.size() || std::isalnum(static_cast<unsigned char>(text[end])) == 0;
            return text[at] == '@' && text.substr(at + 1).starts_with(who.account.value) && whole;
        };
        const auto named = std::ranges::find_if(known, stands_here);
        if (named == known.end()) {
            plain += text[at++];
            continue;
        }
        if (!plain.empty()) words.emplace_back(std::exchange(plain, {}));
        words.emplace_back(*named);
        at += 1 + named->account.value.size();
    }
    if (!plain.empty()) words.emplace_back(plain);
    return words;
}

void TestBot::event(std::string_view who, std::string_view where, decltype(chat::Event::what) what,
                    std::optional<chat::Instant> at) {
    const bool direct = where.empty();
    const std::string conversation = direct ? dm(who) : std::string(where.substr(where.starts_with('#') ? 1 : 0));
    const std::string key = "test:" + std::to_string(++counter_);
    take({{key},
          {.space = space,
           .actor = {std::string(who)},
           .place = {{conversation}, {}, direct},
           .at = at.value_or(now_),
           .route = std::string(who) + "/" + key,
           .what = std::move(what)},
          engine::Cursor{"test", std::to_string(counter_)}});
}

void TestBot::take(engine::Intake item) {
    last_item_ = item;
    const auto show = [this](const engine::Volatile& shown) {
        const std::string who = shown.route.substr(0, shown.route.find('/'));
        if (const auto* form = std::get_if<chat::Form>(&shown.what)) {
            forms_[who] = *form;
            shown_forms_.push_back(*form);
            news_[who].push_back("form: " + form->title);
        } else {
            for (const auto& [field, text] : std::get<1>(shown.what))
                news_[who].push_back("error " + field + ": " + text);
        }
    };
    const auto step = engine_->step(std::span(&item, 1), {}, now_, 0, show);
    std::ranges::copy(step.log, std::back_inserter(log_));
    settle();
}

void TestBot::settle() {
    std::vector<engine::Outcome> outcomes;
    for (int i = 0; i < 10'000; ++i) {
        const auto step = engine_->step({}, outcomes, now_, 16);
        outcomes.clear();
        std::ranges::copy(step.log, std::back_inserter(log_));
        next_ = step.next;
        if (std::exchange(crash_, false)) {
            start_engine();
            continue;
        }
        for (const auto& out : step.outgoing) outcomes.push_back({out.delivery, deliver(out)});
        if (outcomes.empty() && !(next_ && *next_ <= now_)) return;
    }
    throw std::logic_error("the engine never comes to rest");
}

chat::SendResult TestBot::deliver(const chat::Outgoing& out) {
    if (failing_times_ > 0) {
        --failing_times_;
        return std::unexpected(failing_);
    }
    const auto answer = [&](const std::string& conversation, const std::string& id) -> chat::SendResult {
        if (losing_ > 0) {
            --losing_;
            return std::unexpected(chat::SendError{lost_as_, {}, "answer lost"});
        }
        return chat::Receipt{{conversation}, {id}};
    };
    std::string conversation;
    std::string only_for;
    if (const auto* here = std::get_if<chat::InConversation>(&out.address)) conversation = here->conversation.value;
    if (const auto* person = std::get_if<chat::DirectTo>(&out.address)) conversation = dm(person->account.value);
    if (const auto* person = std::get_if<chat::Overview>(&out.address)) conversation = overview(person->account.value);
    if (const auto* person = std::get_if<chat::PrivateIn>(&out.address)) {
        conversation = person->conversation.value;
        only_for = person->account.value;
    }
    if (const auto* react = std::get_if<chat::React>(&out.intent)) {
        marks_[react->target.value] = react->emoji;
        return answer(conversation, {});
    }
    if (const auto* post = std::get_if<chat::Post>(&out.intent)) {
        if (const auto known = by_delivery_.find(out.delivery); known != by_delivery_.end()) {
            return answer(conversation, known->second);
        }
        const std::string id = "m" + std::to_string(++counter_);
        by_delivery_[out.delivery] = id;
        said_.push_back(post->message);
        posted_.push_back({id, conversation, only_for, post->message});
        tell(posted_.back());
        return answer(conversation, id);
    }
    const auto* edit = std::get_if<chat::Edit>(&out.intent);
    const std::string target = edit != nullptr ? edit->target.value : std::get<chat::Delete>(out.intent).target.value;
    const auto found = std::ranges::find(posted_, target, &Posted::id);
    if (found == posted_.end() || found->deleted) {
        return std::unexpected(chat::SendError{chat::SendFailure::gone, {}, "no such message"});
    }
    if (edit != nullptr) {
        said_.push_back(edit->message);
        found->message = edit->message;
    } else {
        found->deleted = true;
    }
    tell(*found);
    return answer(conversation, target);
}

bool TestBot::can_see(std::string_view who, const Posted& posted) const {
    if (!posted.only_for.empty()) return posted.only_for == who;
    return posted.conversation == channel || posted.conversation == dm(who) || posted.conversation == overview(who);
}

std::string TestBot::shown(std::string_view who, const Posted& posted) const {
    const std::string text = posted.deleted ? "(deleted)" : to_text(posted.message);
    if (posted.conversation == dm(who)) return text;
    if (posted.conversation == overview(who)) return "(overview) " + text;
    return "#" + posted.conversation + (posted.only_for.empty() ? ": " : " (only you): ") + text;
}

void TestBot::tell(const Posted& posted) {
    std::set<std::string> everybody;
    for (const auto& member : team) everybody.emplace(member.account);
    for (const auto& other : others_) everybody.insert(other.account.value);
    for (const auto& who : everybody) {
        if (can_see(who, posted)) news_[who].push_back(shown(who, posted));
    }
}

void TestBot::says(std::string_view who, std::string_view text, std::string_view where) {
    const std::string id = "t" + std::to_string(++counter_);
    last_typed_[std::string(who)] = id;
    last_where_[std::string(who)] = where;
    event(who, where, chat::Typed{.words = words(text), .message = {id}});
}

void TestBot::says_late(std::string_view who, std::string_view text, std::chrono::milliseconds ago) {
    event(who, {}, chat::Typed{.words = words(text), .message = {"t" + std::to_string(++counter_)}}, now_ - ago);
}

void TestBot::edits(std::string_view who, std::string_view text, std::string_view author) {
    const std::string of(author.empty() ? who : author);
    event(who, last_where_[of], chat::Typed{.words = words(text), .message = {last_typed_[of]}, .edited = true});
}

TestBot::Posted* TestBot::newest_with(std::string_view who, const std::function<bool(const chat::Message&)>& match) {
    for (auto& posted : std::ranges::reverse_view(posted_)) {
        if (!posted.deleted && can_see(who, posted) && match(posted.message)) return &posted;
    }
    return nullptr;
}

/// What happens in an overview is between the person and the bot.
std::string TestBot::where_of(std::string_view who, const Posted& posted) {
    const bool theirs = posted.conversation == dm(who) || posted.conversation == overview(who);
    return theirs ? "" : posted.conversation;
}

void TestBot::presses(std::string_view who, std::string_view label) {
    const auto* posted = newest_with(who, [&](const chat::Message& m) { return find_button(m, label) != nullptr; });
    if (posted == nullptr) throw std::logic_error("no button [" + std::string(label) + "] for " + std::string(who));
    const std::string where = where_of(who, *posted);
    event(who, where,
          chat::Pressed{.message = {posted->id}, .button = find_button(posted->message, label)->id, .choice = {}});
}

void TestBot::presses_old(std::string_view who, std::string_view button) {
    take({{"test:" + std::to_string(++counter_)},
          {.space = space,
           .actor = {std::string(who)},
           .place = {{dm(who)}, {}, true},
           .at = now_,
           .route = {},
           .what = chat::Pressed{.message = {}, .button = std::string(button), .choice = {}}},
          {}});
}

void TestBot::chooses(std::string_view who, std::string_view option) {
    const auto* posted = newest_with(who, [&](const chat::Message& m) { return find_menu(m, option) != nullptr; });
    if (posted == nullptr) throw std::logic_error("no menu with " + std::string(option));
    const auto* menu = find_menu(posted->message, option);
    const auto chosen = std::ranges::find(menu->options, option, &chat::Option::label);
    const std::string where = where_of(who, *posted);
    event(who, where, chat::Pressed{.message = {posted->id}, .button = menu->button.id, .choice = chosen->value});
}

void TestBot::submits(std::string_view who, const std::map<std::string, std::string>& values) {
    const auto open = forms_.find(who);
    if (open == forms_.end()) throw std::logic_error("no form is open for " + std::string(who));
    chat::Submitted submitted{.token = open->second.token, .values = {}};
    for (const auto& [field, text] : values) submitted.values[field] = words(text);
    sends(who, std::move(submitted));
}

void TestBot::sends(std::string_view who, chat::Submitted submitted) {
    event(who, {}, std::move(submitted));
}

void TestBot::reacts(std::string_view who, std::string_view emoji, bool added) {
    const auto newest = std::ranges::find(posted_.rbegin(), posted_.rend(), dm(who), &Posted::conversation);
    if (newest == posted_.rend()) throw std::logic_error("nothing to react to");
    event(who, {},
          chat::Reacted{.message = {newest->id},
                        .author = {std::string(bot_account)},
                        .emoji = std::string(emoji),
                        .added = added,
                        .link = {}});
}

void TestBot::reacts_to(std::string_view who, std::string_view author, std::string_view message, std::string_view emoji,
                        bool added, std::optional<chat::Instant> at) {
    event(who, channel,
          chat::Reacted{.message = {std::string(message)},
                        .author = {std::string(author)},
                        .emoji = std::string(emoji),
                        .added = added,
                        .link = "https://chat.example/" + std::string(message)},
          at);
}

void TestBot::deletes(std::string_view who) {
    const auto newest = std::ranges::find_if(posted_.rbegin(), posted_.rend(), [&](const Posted& posted) {
        return !posted.deleted && posted.conversation == dm(who);
    });
    if (newest == posted_.rend()) throw std::logic_error("nothing to delete");
    newest->deleted = true;
}

void TestBot::opens(std::string_view who) {
    event(who, {}, chat::Opened{});
}
void TestBot::opens_overview(std::string_view who) {
    event(who, {}, chat::OverviewOpened{});
}
void TestBot::invites(std::string_view who) {
    event(who, channel, chat::Invited{});
}

void TestBot::joins(chat::AccountSeen account) {
    chat::ConversationSeen everybody{
        .conversation = {std::string(channel)}, .name = "#release-4", .direct_with = {}, .members = {}};
    others_.push_back({account.account, account.name});
    for (const auto& member : team) everybody.members.push_back({std::string(member.account)});
    for (const auto& other : others_) everybody.members.push_back(other.account);
    take({{}, {.space = space, .actor = {}, .place = {}, .at = now_, .route = {}, .what = std::move(account)}, {}});
    take({{}, {.space = space, .actor = {}, .place = {}, .at = now_, .route = {}, .what = std::move(everybody)}, {}});
}

void TestBot::others_leave() {
    chat::ConversationSeen everybody{
        .conversation = {std::string(channel)}, .name = "#release-4", .direct_with = {}, .members = {}};
    for (const auto& member : team) everybody.members.push_back({std::string(member.account)});
    take({{}, {.space = space, .actor = {}, .place = {}, .at = now_, .route = {}, .what = std::move(everybody)}, {}});
}

std::vector<std::string> TestBot::news(std::string_view who) {
    return std::exchange(news_[std::string(who)], {});
}

std::string TestBot::last(std::string_view who) {
    const auto all = news(who);
    return all.empty() ? std::string() : all.back();
}

std::vector<std::string> TestBot::sees(std::string_view who) const {
    std::vector<std::string> all;
    for (const auto& posted : posted_) {
        if (!posted.deleted && can_see(who, posted)) all.push_back(shown(who, posted));
    }
    return all;
}

std::optional<chat::Form> TestBot::form(std::string_view who) const {
    const auto open = forms_.find(who);
    if (open == forms_.end()) return std::nullopt;
    return open->second;
}

std::vector<std::string> TestBot::buttons(std::string_view who) const {
    std::vector<std::string> labels;
    for (const auto& posted : std::ranges::reverse_view(posted_)) {
        if (posted.deleted || !can_see(who, posted)) continue;
        for (const auto& block : posted.message.blocks) {
            if (const auto* row = buttons_of(block))
                std::ranges::transform(*row, std::back_inserter(labels), &chat::Button::label);
        }
    }
    return labels;
}

std::vector<std::string> TestBot::options(std::string_view who) const {
    std::vector<std::string> labels;
    for (const auto& posted : std::ranges::reverse_view(posted_)) {
        if (posted.deleted || !can_see(who, posted)) continue;
        for (const auto& block : posted.message.blocks) {
            if (const auto* menu = std::get_if<chat::Menu>(&block))
                std::ranges::transform(menu->options, std::back_inserter(labels), &chat::Option::label);
        }
    }
    return labels;
}

std::string TestBot::mark(std::string_view who) const {
    const auto typed = last_typed_.find(who);
    const auto mark = typed == last_typed_.end() ? marks_.end() : marks_.find(typed->second);
    return mark == marks_.end() ? std::string() : mark->second;
}

void TestBot::clock_to(std::string_view text) {
    pass(parse(text) - now_);
}

void TestBot::pass(std::chrono::milliseconds time) {
    const auto target = now_ + time;
    while (next_ && *next_ <= target) {
        now_ = std::max(now_, *next_);
        settle();
    }
    now_ = target;
    settle();
}

void TestBot::outage(std::chrono::milliseconds time) {
    now_ += time;
    start_engine();
    settle();
}

void TestBot::clock_jumps(std::chrono::milliseconds by) {
    now_ += by;
    settle();
}

void TestBot::restart_with(schedule::Holidays holidays) {
    setup_.holidays = std::move(holidays);
    start_engine();
    settle();
}

void TestBot::fail_sends(chat::SendFailure failure, int times, std::chrono::milliseconds retry_after) {
    failing_ = {failure, retry_after, "made to fail"};
    failing_times_ = times;
}

void TestBot::lose_answers(int times, chat::SendFailure as) {
    losing_ = times;
    lost_as_ = as;
}

void TestBot::repeat_last_event() {
    take(last_item_);
}

}  // namespace goodturn::support
