#include "tests/adapters/slack/scenes.hpp"

namespace goodturn::slack {
namespace {

using namespace std::chrono_literals;
using support::TestBot;

constexpr std::string_view channel = "#release-4";
constexpr std::string_view round_day = "2027-01-29T09:00:01Z";  // at nine in Lisbon

schedule::Holidays every_day() {
    schedule::Holidays all;
    const auto first = schedule::day_from_iso("2027-01-01").value();
    for (int i = 0; i < 3 * 366; ++i) all.insert(first + std::chrono::days(i));
    return all;
}

void all_say(TestBot& bot, std::string_view who, std::initializer_list<std::string_view> lines,
             std::string_view where = {}) {
    for (const auto line : lines) bot.says(who, line, where);
}

/// The ids of the buttons of all messages up to now.
std::vector<std::string> button_ids(TestBot& bot) {
    std::vector<std::string> ids;
    auto rows = bot.db().query("SELECT id FROM action ORDER BY id");
    while (rows.next()) ids.push_back(std::to_string(rows.integer(0)));
    return ids;
}
/// In messages that were edited since, or belong to somebody else.
void press_old(TestBot& bot, const std::string& who, const std::vector<std::string>& ids) {
    for (const auto& id : ids) {
        bot.pass(1min);
        bot.presses_old(who, id);
    }
}

void first_words(TestBot& bot) {
    all_say(bot, "ana", {"", "hello", "thanks!", "something nobody understands", "hlep", "helpd @ben for the deploy"});
    all_say(bot, "ana", {"forget it", "tz berlin", "forget it", "yes"});
    bot.presses("ana", "How private is this?");
    bot.invites("ana");
}

void help(TestBot& bot) {
    all_say(bot, "ana", {"help", "help all", "help thanks", "help pause", "help nonsense"});
    all_say(bot, "ana", {"@goodturn help", "@goodturn log", "@goodturn helped @ben for the deploy"}, channel);
}

void settings(TestBot& bot) {
    all_say(bot, "ana",
            {"settings", "round on", "settings", "round quarterly", "reactions on", "pause until 3 feb",
             "no more from ben", "settings"});
    all_say(bot, "ana", {"resume", "stop", "no more", "round off", "settings"});
}

void hours_and_zone(TestBot& bot) {
    all_say(bot, "ana",
            {"hours", "hours mon-thu 8:30-16", "undo", "hours whenever", "tz", "tz berlin", "undo", "tz nowhere",
             "tz eastern"});
    bot.joins({.account = {"zoe"}, .name = "Zoe Lang", .given = {}, .zone = {}});
    all_say(bot, "zoe", {"helped me", "settings", "tz"});
    bot.presses("zoe", "No");
    bot.submits("zoe", {{"city", "Atlantis"}});
    bot.submits("zoe", {{"city", "Lisbon"}});
    bot.says("ana", "tz berlin");
    const auto undo = button_ids(bot).back();
    bot.says("ana", "tz rome");
    press_old(bot, "ana", {undo});
}

void quiet(TestBot& bot) {
    all_say(bot, "ana",
            {"pause", "pause until 3/4", "pause until someday", "pause until 3 jan 2020", "pause until 3 feb", "pause",
             "forget it", "pause until 4 feb", "undo", "undo", "resume", "resume", "stop", "undo", "stop", "resume",
             "undo"});
}

void passed_on(TestBot& bot) {
    all_say(bot, "ana",
            {"no more from ben", "no more from ben", "more from ben", "more from ben", "no more from nobody",
             "no more from ana", "no more", "no more", "no more from ben", "more from ben", "no more from @ben x",
             "more", "undo"});
}

void why_and_privacy(TestBot& bot) {
    all_say(bot, "ana",
            {"why", "why @ben", "why what", "privacy", "@ben helped me", "@ben helped me with the deploy", "why @ben",
             "gave help to @bo", "thanks @bo privately for the tea", "no more from kai"});
    all_say(bot, "ben", {"thanks @ana privately for the tea", "privacy"});
    bot.says("joerg", "thanks @ana privately for the tea");
    bot.pass(5min);
    all_say(bot, "ana", {"privacy", "why @ben", "why @joerg", "why", "@kai helped me", "why @kai"});
}

void home(TestBot& bot) {
    bot.opens_overview("ana");
    bot.presses("ana", "Pause for a week");
    bot.opens_overview("ana");
}

void noting(TestBot& bot) {
    all_say(bot, "ana",
            {"helped", "@ben helped me", "@bo helped me with the deploy", "gave help to @kai",
             "gave help to @kai with the leak", "@ben and @bo helped me", "helped @goodturn for it",
             "helped Ben with his migration"});
    all_say(bot, "ana",
            {"helped nonsense", "gave help to nobody", "@ana helped me", "@goodturn helped me",
             "helped Somebody for the deploy"});
    bot.says("ana", "@ben helped me with " + std::string(1001, 'x'));
    bot.says("ana", "@ben helped me with the review");
    bot.presses("ana", "I helped Ben");
    bot.presses("ana", "Undo");
    bot.submits("ana", {{"who", ""}, {"what", std::string(1001, 'x')}});
    bot.submits("ana", {{"who", "@zoe"}, {"what", "x"}});
    all_say(bot, "ana", {"undo", "undo", "undo", "undo", "undo", "undo"});
}

void list_of_notes(TestBot& bot) {
    bot.says("ana", "• @ben helped me with the deploy\n• buy milk\n• @bo and @kai helped me");
    bot.says("ana", "undo");
    std::string many = "1. @ben helped me";
    for (int i = 2; i <= 22; ++i) many += "\n" + std::to_string(i) + ". @ben helped me";
    bot.says("ana", many);
}

void first_note(TestBot& bot) {
    bot.says("ana", "@ben helped me with the deploy");
    bot.presses("ana", "No thanks");
    bot.says("bo", "round off");
    bot.says("bo", "@ben helped me with the deploy");
}

void log(TestBot& bot) {
    all_say(bot, "ana", {"log", "log what"});
    for (int i = 1; i <= 7; ++i) bot.says("ana", "@ben helped me with number " + std::to_string(i));
    bot.says("ana", "log");
    bot.presses("ana", "Older");
    bot.presses("ana", "Newer");
    bot.presses("ana", "Edit");
    bot.submits("ana", {{"what", "another number"}});
    const auto old = button_ids(bot);
    bot.presses("ana", "Remove");
    bot.says("ana", "undo");
    for (int i = 0; i < 7; ++i) bot.presses("ana", "Remove");
    press_old(bot, "ana", old);
    press_old(bot, "ben", {old.front(), "1000000"});
}

void reactions(TestBot& bot) {
    all_say(bot, "ana", {"reactions", "reactions maybe", "reactions on"});
    bot.reacts_to("ana", "bo", "talk 1", "🙏");
    bot.presses("ana", "Add a word");
    bot.submits("ana", {{"what", "the talk"}});
    all_say(bot, "ana", {"log", "reactions off", "undo"});
    bot.reacts_to("ana", "kai", "talk 2", "🙏");
    bot.reacts_to("ana", "kai", "talk 2", "🙏", false);
    bot.reacts_to("ana", "bo", "talk 1", "🙏", false);
}

void thanks(TestBot& bot) {
    all_say(bot, "ana", {"thanks", "thanks nonsense", "thanks @ben", "thanks @ben for the review\n> and the cake"});
    bot.presses("ana", "Edit");
    bot.submits("ana", {{"why", "You saved the day."}});
    bot.presses("ana", "Cancel");
    bot.says("ana", "thanks @bo for telling me privately");
    bot.presses("ana", "It was part of the text");
    bot.presses("ana", "Send to Bo only");
    bot.presses("ana", "Undo");
    all_say(bot, "ana",
            {"thanks @bo privately for the tea", "thanks @bo privately for the cake",
             "thanks @kai and @bo for everything"});
    bot.says("ana", "@goodturn thanks @kai and @joerg for everything", channel);
    bot.presses("ana", "Post in #release-4");
    bot.pass(1min);
    bot.says("ana", "undo");
    press_old(bot, "ana", button_ids(bot));
    chat::Submitted nobodys;
    nobodys.token = "thanks.write/x";
    bot.sends("ana", nobodys);
}

void many_thanks(TestBot& bot) {
    for (int i = 1; i <= 11; ++i) {
        const auto account = "p" + std::to_string(i);
        bot.joins({.account = {account}, .name = "Person " + account, .given = {}, .zone = {}});
        bot.says("ana", "thanks @" + account + " privately for it");
    }
}

void letters(TestBot& bot) {
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.says("joerg", "thanks @bo privately for the coffee");
    bot.pass(5min);
    bot.clock_to("2027-01-11T08:00:01Z");
    bot.reacts("bo", "❤️");
    bot.presses("bo", "What is this?");
    bot.says("bo", "happy to help");
    bot.presses("bo", "Pass on to Ana");
    bot.pass(5min);
}

void one_letter(TestBot& bot) {
    bot.says("ana", "thanks @bo privately for the tea");
    bot.pass(5min);
    bot.says("bo", "any time");
    bot.presses("bo", "Pass on");
    bot.pass(5min);
    all_say(bot, "ana", {"undo", "undo"});
}

void letter_in_doubt(TestBot& bot) {
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.fail_sends(chat::SendFailure::transient, 2);
    bot.pass(30s);
    bot.says("bo", "no more from ana");
    bot.pass(1min);
}

void letters_that_dont_arrive(TestBot& bot) {
    bot.says("bo", "no more from ana");
    bot.says("ana", "thanks @bo privately for the deploy");
    bot.says("ana", "@goodturn thanks @kai here for the deploy", channel);
    bot.pass(29s);
    bot.fail_sends(chat::SendFailure::rejected, 3);
    bot.pass(1min);
    bot.says("kai", "thanks @ben privately for the tea");
    bot.says("kai", "undo");
    bot.says("kai", "undo");
    bot.says("will", "thanks @ben for the tea");
    bot.fail_sends(chat::SendFailure::rate_limited, 1, std::chrono::days(20));
    bot.presses("will", "Cancel");
    bot.pass(std::chrono::days(21));
}

void posts_that_dont_arrive(TestBot& bot) {
    bot.says("ana", "@goodturn thanks @kai here for the deploy", channel);
    bot.fail_sends(chat::SendFailure::unreachable);
    bot.pass(31s);
    bot.take(
        {{"where nobody told the name"},
         {.space = {"test"},
          .actor = {"ana"},
          .place = {.conversation = {"C1"}, .thread = {}},
          .at = bot.now(),
          .route = {},
          .what = chat::Typed{.words = bot.words("thanks @bo here for the tea"), .message = {}, .addressed = true}},
         {}});
    bot.says("ben", "@goodturn thanks @bo here for the soup", channel);
    bot.fail_sends(chat::SendFailure::unknown);
    bot.pass(31s);
    bot.pass(std::chrono::days(8));
}

void pressed_late(TestBot& bot) {
    bot.says("ana", "thanks @bo for the deploy");
    bot.presses("ana", "Edit");
    const auto form = bot.form("ana")->token;
    bot.presses("ana", "Send to Bo only");
    bot.sends("ana", {.token = form, .values = {{"why", bot.words("the whole week")}}});
    all_say(bot, "ana", {"@kai helped me with the leak", "undo"});
    bot.presses("ana", "Undo");
}

void not_in_there(TestBot& bot) {
    auto says = [&, number = 0](std::string_view text, bool closed) mutable {
        chat::Event said{.space = {"test"},
                         .actor = {"ana"},
                         .place = {.conversation = {closed ? "D7" : "C7"},
                                   .thread = {},
                                   .closed = closed,
                                   .name = closed ? "" : "#lunch",
                                   .joined = closed ? std::nullopt : std::optional(false)},
                         .at = bot.now(),
                         .route = {},
                         .what = chat::Typed{.words = bot.words(text), .message = {}, .addressed = true}};
        bot.take({{"not in there " + std::to_string(++number)}, std::move(said), {}});
    };
    says("thanks @bo here for the tests", false);
    bot.presses("ana", "Post in #lunch");
    says("thanks @ben here for the demo", true);
}

void guests_and_bots(TestBot& bot) {
    bot.joins({.account = {"gus"}, .name = "Gus Gast", .given = {}, .zone = "Europe/Berlin", .guest = true});
    all_say(bot, "gus", {"@bo helped me with the tests", "round on", "settings"});
    bot.platform_knows({{"standup"}, "Standup"});
    bot.says("ana", "@standup helped me with the reminder");
    bot.joins({.account = {"standup"}, .name = "Standup", .given = {}, .zone = {}, .bot = true});
    bot.says("ana", "@will helped me with the leak");
    bot.joins({.account = {"will"}, .name = "Will Carter", .given = {}, .zone = "America/Los_Angeles", .gone = true});
    all_say(bot, "ana", {"@will helped me with the leak", "thanks @will for the leak"});
    bot.platform_knows({{"fay"}, "Fay Far"});
    bot.says("ana", "@fay helped me with the shared part");
    bot.joins(
        {.account = {"fay"}, .name = "Fay Far", .given = {}, .zone = "Europe/Paris", .guest = true, .foreign = true});
    all_say(bot, "ana", {"@fay helped me with the shared part", "thanks @fay for the shared part"});
    bot.says("ana", "!gt thanks", "#release-4");
    bot.submits("ana", {{"who", "@fay"}, {"why", "for the shared part"}});
    bot.platform_knows({{"gil"}, "Gil Gast"});
    all_say(bot, "gil", {"@bo helped me with the tests", "round on"});
    bot.joins({.account = {"gil"}, .name = "Gil Gast", .given = {}, .zone = "Europe/Berlin", .guest = true});
    bot.says("gil", "settings");
    bot.platform_knows({{"UNEW"}, ""});
    bot.says("ana", "@UNEW helped me with the demo");
}

void round(TestBot& bot) {
    for (const auto* line : {"@ben helped me with the demo", "@bo helped me with the deploy",
                             "@kai helped me with the leak", "@joerg helped me"}) {
        bot.says("ana", line);
        bot.pass(24h);
    }
    bot.clock_to(round_day);
    bot.presses("ana", "Write it");
    bot.submits("ana", {{"why", "You found the failing test."}});
    all_say(bot, "ana", {"edit 1 You found it.", "send", "send 2", "myself 3", "skip 1", "undo", "skip 1", "skip 9"});
    const auto old = button_ids(bot);
    bot.says("ana", "thanks @ben privately for the demo");
    bot.pass(2min);
    press_old(bot, "ana", old);
    all_say(bot, "ana", {"round", "why"});
}

void round_of_one(TestBot& bot) {
    bot.says("ana", "@ben helped me with the demo");
    bot.clock_to(round_day);
    all_say(bot, "ana", {"skip 1", "send 1"});
}

void round_of_two(TestBot& bot) {
    all_say(bot, "ana", {"@ben helped me with the demo", "@bo helped me with the deploy"});
    bot.clock_to(round_day);
    bot.presses("ana", "Not this month");
    const auto old = button_ids(bot);
    bot.clock_to("2031-12-31T00:00:00Z");
    press_old(bot, "ana", old);
}

void round_settings(TestBot& bot) {
    all_say(bot, "ana",
            {"round 10:30", "round quarterly", "settings", "undo", "round off", "round on", "round monthly",
             "round sometimes", "undo"});
}

void round_without_names(TestBot& bot) {
    bot.says("ana", "round on");
    bot.clock_to(round_day);
    bot.presses("ana", "Name somebody");
    bot.submits("ana", {{"names", "Nobody Known"}});
    bot.clock_to("2027-02-26T09:00:01Z");
    bot.clock_to("2027-03-26T09:00:01Z");
    bot.says("ana", "@bo for the deploy");
    bot.clock_to("2027-06-30T09:00:01Z");
    bot.says("ana", "round");
}

void without_working_days(TestBot& bot) {
    all_say(bot, "ana", {"@ben helped me with the demo", "settings", "round"});
    all_say(bot, "bo", {"round on"});
}

void late(TestBot& bot) {
    bot.outage(1h);
    for (const auto* line : {"@ben helped me with the deploy", "thanks @ben for the deploy", "send"}) {
        bot.says_late("ana", line, 1h);
    }
    bot.outage(48h);
    bot.says_late("ana", "@ben helped me with the demo", 49h);
}

void limits(TestBot& bot) {
    bot.says("ana", std::string(20'000, 'x'));
    for (int i = 0; i < 100; ++i) bot.says("ana", "tz");
}

void people_of_one_name(TestBot& bot) {
    bot.joins({.account = {"anamaria"}, .name = "Ana María Ruiz", .given = {}, .zone = {}});
    bot.says("ben", "thanks Ana for the review");
    const auto old = button_ids(bot);
    bot.presses("ben", "Ana María Ruiz");
    press_old(bot, "ben", old);
}

void broken(TestBot& bot) {
    bot.says("ana", "@ben helped me with the deploy");
    bot.db().run("UPDATE help SET what = 'damaged'");
    bot.says("ana", "log");
}

}  // namespace

std::vector<Scene> scenes() {
    const TestBot::Setup strangers{.strangers = true};
    return {{"first_words", first_words, strangers},
            {"help", help},
            {"settings", settings},
            {"hours_and_zone", hours_and_zone},
            {"quiet", quiet},
            {"passed_on", passed_on},
            {"why_and_privacy", why_and_privacy},
            {.name = "home", .play = home, .at_home = true},
            {"noting", noting},
            {"first_note", first_note, strangers},
            {"list_of_notes", list_of_notes},
            {"log", log},
            {"reactions", reactions},
            {"thanks", thanks},
            {"many_thanks", many_thanks},
            {"letters", letters, {.strangers = true, .start = "2027-01-08T17:00:00Z"}},
            {"one_letter", one_letter},
            {"letter_in_doubt", letter_in_doubt},
            {.name = "letters_that_dont_arrive", .play = letters_that_dont_arrive, .fails = true},
            {.name = "posts_that_dont_arrive", .play = posts_that_dont_arrive, .fails = true},
            {"guests_and_bots", guests_and_bots},
            {"not_in_there", not_in_there},
            {"pressed_late", pressed_late},
            {"round", round},
            {"round_of_one", round_of_one},
            {"round_of_two", round_of_two},
            {"round_settings", round_settings},
            {"round_without_names", round_without_names},
            {"without_working_days", without_working_days, {.holidays = every_day()}},
            {"late", late},
            {"limits", limits},
            {"people_of_one_name", people_of_one_name},
            {.name = "broken", .play = broken, .fails = true}};
}

std::map<std::string, std::set<std::string>> not_on_slack() {
    return {
        // Where there are forms, none is asked question by question, so nothing is open that could be dropped; and none
        // has a choice. Buttons have no numbers to say. "that conversation" and "somebody" stand in other texts.
        {"engine",
         {"field_choice_unknown", "field_one_person", "field_person_unknown", "form_cancelled", "form_first",
          "form_help", "form_skip_required", "nameless_channel", "say_its_number", "say_the_number", "somebody"}},
        {"basics", {"dropped"}},
        // "them" stands in other labels; who is told where a thank-you is has sent it; nobody has to accept an invite;
        // and where there are buttons, one that comes too late shows its message as it is now.
        {"gratitude", {"dropped_already", "invited_first", "not_sent", "said_already", "thanked_already", "them"}},
    };
}

}  // namespace goodturn::slack
