#include "tests/adapters/slack/house.hpp"

#include "bot/practices.hpp"

#include "tests/support/slack_server/block_kit.hpp"
#include "tests/support/test_bot.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace goodturn::slack {
namespace {

using slack_server::json;

constexpr std::size_t room = 1024;
constexpr std::size_t room_for_unasked = 64;

std::string shown(const json& block) {
    std::string text;
    if (block.value("type", "") != "actions") return block_kit::seen(block);
    for (const auto& element : block["elements"]) {
        text += (text.empty() ? "[" : " [") + block_kit::seen(element) + "]";
    }
    return text;
}

}  // namespace

slack_server::Options HouseTest::monday(double speed) {
    return {.speed = speed, .start = slack_server::Instant(std::chrono::seconds(1'799'056'800)), .pings = {}};
}

HouseTest::HouseTest(Patience patience, slack_server::Options options)
    : server(loop, std::move(options)),
      installations{{.name = "slack",
                     .bot_token = "xoxb-T1-test",
                     .app_token = "xapp-1-A1-test",
                     .api_url = server.api_url(),
                     .patience = patience}},
      file(support::fresh_file("slack_house.db")) {
    installations.front().patience.quiet_turn = {};
    start();
}

HouseTest::~HouseTest() {
    ++life_;
    EXPECT_THAT(server.problems, testing::IsEmpty());
}

void HouseTest::start() {
    db_ = std::make_unique<store::Database>(store::Database::Options{.path = file});
    engine::Options options;
    options.operator_name = "the platform team";
    options.privacy_contact = "privacy@example.org";
    options.spread = std::chrono::milliseconds(0);
    engine_ = std::make_unique<engine::Engine>(*db_, seal_, options, bot::practices());
    engine_->recover(now());
    adapter_ = std::make_unique<SlackAdapter>(
        loop.get_executor(), tls, SlackOptions{.installations = installations}, [this] { return now(); },
        [this](engine::Intake item, std::move_only_function<void(bool)> committed) {
            taken_.push_back({std::move(item), std::move(committed)});
            step_soon();
        });
    adapter_->start(engine_->accounts());
    step_soon();
}

void HouseTest::restart() {
    die_and_start();
    connect();
}

void HouseTest::die_and_start() {
    ++life_;
    adapter_.reset();
    EXPECT_TRUE(until([&] { return server.gateway.open("A1") == 0; }));
    engine_.reset();
    db_.reset();
    taken_.clear();
    outcomes_.clear();
    in_flight_ = 0;
    stepping_ = false;
    alarm_.reset();
    dies_on_commit = died = false;
    start();
}

void HouseTest::step_soon() {
    if (std::exchange(stepping_, true)) return;
    boost::asio::post(loop, [this, life = life_] {
        if (life == life_) step();
    });
}

/// What bot::StoreThread does, on this loop.
void HouseTest::step() {
    stepping_ = false;
    if (disk_hangs || died) return;
    auto taken = std::exchange(taken_, {});
    if (disk_is_full) {
        refused += taken.size();
        for (auto& one : taken) one.committed(false);
        return;
    }
    std::vector<engine::Intake> items;
    items.reserve(taken.size());
    for (auto& one : taken) items.push_back(std::move(one.item));
    const auto outcomes = std::exchange(outcomes_, {});
    in_flight_ -= outcomes.size();
    const engine::Slots slots{room - in_flight_, room_for_unasked};
    auto step = engine_->step(items, outcomes, now(), slots, [this](const engine::Volatile& shown) {
        if (const auto* form = std::get_if<chat::Form>(&shown.what)) {
            adapter_->open_form(shown.route, *form);
        } else {
            adapter_->form_errors(shown.route, std::get<1>(shown.what));
        }
    });
    if (dies_on_commit && !taken.empty()) {
        died = true;
        return;
    }
    if (on_commit && !taken.empty()) std::exchange(on_commit, nullptr)();
    for (const auto& line : step.log) {
        if (!may_fail) ADD_FAILURE() << line;
    }
    in_flight_ += step.outgoing.size();
    for (auto& one : taken) one.committed(true);
    for (auto& outgoing : step.outgoing) {
        const auto delivery = outgoing.delivery;
        adapter_->send(std::move(outgoing), [this, delivery, life = life_](chat::SendResult result) {
            if (life != life_) return;
            outcomes_.push_back({delivery, std::move(result)});
            step_soon();
        });
    }
    if (step.next && *step.next <= now()) return step_soon();
    if (!step.next || step.next == std::exchange(alarm_, step.next)) return;
    server.clock.after(*step.next - now(), [this, life = life_] {
        if (life == life_) step_soon();
    });
}

void HouseTest::connect() {
    ASSERT_TRUE(until([&] { return server.gateway.live("A1").size() == 1; })) << "not connected";
    // The six people of #release-4.
    ASSERT_TRUE(until([&] { return server.calls_of("users.info").size() >= 6; })) << "nobody was met";
    settle();
}

bool HouseTest::settled() const {
    return server.gateway.waiting() == 0 && taken_.empty() && outcomes_.empty() && in_flight_ == 0 && !stepping_;
}

void HouseTest::settle() {
    ASSERT_TRUE(until([&] { return settled(); }))
        << "in flight: " << in_flight_ << ", envelopes: " << server.gateway.waiting();
}

void HouseTest::skip(chat::Instant::duration duration) {
    server.clock.skip(duration);
    step_soon();
    settle();
}

chat::SendResult HouseTest::sends(chat::Address address, chat::Intent intent, std::string route) {
    auto result = std::make_shared<std::optional<chat::SendResult>>();
    adapter_->send({.delivery = ++sent_,
                    .first_attempt = now(),
                    .space = {"slack/T1"},
                    .address = std::move(address),
                    .route = std::move(route),
                    .intent = std::move(intent)},
                   [result](chat::SendResult came) { *result = std::move(came); });
    EXPECT_TRUE(until([&] { return result->has_value(); }));
    return result->value_or(std::unexpected(chat::SendError{.detail = "no answer"}));
}

std::vector<std::string> HouseTest::sees(std::string_view who, std::string_view where) {
    std::vector<std::string> all;
    for (const auto& message : server.people.sees(who, where)) {
        std::string text = message.only_for.empty() ? "" : "(only you) ";
        if (message.blocks.is_array()) {
            bool first = true;
            for (const auto& block : message.blocks) {
                text += (std::exchange(first, false) ? "" : "\n") + shown(block);
            }
        } else {
            text += message.text;
        }
        all.push_back(std::move(text));
    }
    return all;
}

std::string HouseTest::last(std::string_view who, std::string_view where) {
    const auto all = sees(who, where);
    return all.empty() ? std::string("(nothing)") : all.back();
}

void HouseTest::meet_everybody() {
    for (const auto* who : {"ana", "ben", "bo", "kai", "joerg", "will"}) {
        EXPECT_TRUE(until([&] { return learned(who) != chat::Instant{}; })) << who;
    }
}

std::vector<std::string> HouseTest::letters(std::string_view who) {
    auto all = sees(who);
    std::erase_if(all, [](const std::string& text) { return !text.contains("A thank-you from"); });
    return all;
}

chat::Instant HouseTest::learned(std::string_view who) {
    for (const auto& known : engine_->accounts()) {
        if (known.account.value == server.world.user(who).id) return known.learned;
    }
    return {};
}

int HouseTest::noted(std::string_view who) {
    types(who, "log");
    const auto log = last(who);
    int count = 0;
    for (auto at = log.find("the migration"); at != log.npos; at = log.find("the migration", at + 1)) ++count;
    return count;
}

void HouseTest::runs(std::string_view who, const std::string& line, std::string_view where) {
    server.people.runs(who, line, where);
    settle();
}
void HouseTest::types(std::string_view who, std::string_view text, std::string_view where) {
    server.people.types(who, text, where);
    settle();
}
void HouseTest::presses(std::string_view who, std::string_view label, std::string_view where) {
    server.people.presses(who, label, where);
    settle();
}
void HouseTest::submits(std::string_view who, const std::map<std::string, std::string>& values) {
    server.people.submits(who, values);
    settle();
}

}  // namespace goodturn::slack
