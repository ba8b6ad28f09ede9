#include "tests/bench/slack_load/bot_process.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <stdexcept>

/// Kills the bot at random moments while people of our Slack note help and thank each other.
///
///   goodturn_slack_kill <program> <kills> [<seed>]
///
/// What was acknowledged has to be noted, once, and answered; each thank-you that was sent has to arrive, once. What
/// failed in front of a person may be there or not, but not twice.
namespace goodturn {
namespace {

using slack_server::Delivery;
using slack_server::DeliveryRef;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

/// A thank-you can be taken back for half a minute: so long, at least, there have to be kills.
constexpr std::chrono::milliseconds in_all = 50s;
constexpr std::chrono::milliseconds thanks_within = 15s;
/// What was on its way is looked up for a quarter of a minute, and tried again.
constexpr auto calm = 60s;
constexpr int commands_a_kill = 10;
constexpr int thanks_a_kill = 2;
constexpr int commands_a_person = 5;  ///< what `log` shows at once

struct Noted {
    std::string who;
    std::string what;
    DeliveryRef command;
};
struct Thanked {
    std::string who;
    std::string whom;
    DeliveryRef press{};
};

class Company {
public:
    Company(boost::asio::io_context& loop, std::string program, int kills, unsigned seed)
        : loop_(loop), slack_(loop), program_(std::move(program)), kills_(kills), dice_(seed) {
        for (int i = 0; i < kills * commands_a_kill / commands_a_person; ++i) add(fmt::format("n{}", i));
        for (int i = 0; i < kills * thanks_a_kill; ++i) {
            thanked_.push_back({add(fmt::format("g{}", i)), add(fmt::format("h{}", i))});
        }
    }

    void live() {
        const auto folder = std::filesystem::temp_directory_path() / fmt::format("goodturn-slack-kill-{}", ::getpid());
        std::filesystem::create_directories(folder);
        files_ = folder / "bot";
        write_thanks();
        const auto begin = Clock::now();
        for (int kill = 0; kill < kills_; ++kill) {
            start();
            const auto until = begin + in_all * (kill + 1) / kills_;
            act(until, begin + thanks_within > Clock::now());
            bot_->die();
        }
        start();
        pass(calm);
        read_logs();
        bot_.reset();
        std::filesystem::remove_all(folder);
    }

    /// How many promises were broken.
    int judge() {
        int broken = 0;
        int acknowledged = 0;
        const auto wrong = [&](const std::string& what) {
            std::cout << what << '\n';
            ++broken;
        };
        for (const auto& note : noted_) {
            const bool surely = note.command->state == Delivery::State::acked;
            acknowledged += surely ? 1 : 0;
            const auto rows = count(logs_[note.who], note.what);
            if (rows > 1 || (surely && rows == 0))
                wrong(fmt::format("{}: {} rows of \"{}\"", note.who, rows, note.what));
            if (surely && count(shown(note.who, "#release-4"), note.what) == 0 &&
                count(shown(note.who), note.what) == 0) {
                wrong(fmt::format("{} never heard of \"{}\"", note.who, note.what));
            }
        }
        int sent = 0;
        for (const auto& thanks : thanked_) {
            const bool surely = thanks.press && thanks.press->state == Delivery::State::acked;
            sent += surely ? 1 : 0;
            const auto letters = count(shown(thanks.whom), "the migration");
            if (letters > 1 || (surely && letters == 0)) wrong(fmt::format("{} has {} letters", thanks.whom, letters));
        }
        int private_copies = 0;
        std::map<std::string, int> posts;
        for (const auto& [id, channel] : slack_.world.channels()) {
            for (const auto& [ts, message] : channel.messages) {
                if (!message.metadata.is_null()) ++posts[message.metadata.dump()];
            }
            private_copies += static_cast<int>(channel.ephemerals.size());
        }
        for (const auto& [mark, times] : posts) {
            if (times > 1) wrong(fmt::format("posted {} times: {}", times, mark));
        }
        for (const auto& problem : slack_.problems) wrong("the bot asked for what it should not: " + problem);
        std::cout << fmt::format(
            "{} kills; {} commands, {} acknowledged; {} thank-yous, {} acknowledged; {} posts, besides {} for one "
            "person's "
            "eyes; promises broken: {}\n",
            kills_, noted_.size(), acknowledged, thanked_.size(), sent, posts.size(), private_copies, broken);
        // Else it was nothing to lose.
        if (acknowledged * 4 < std::ssize(noted_) || sent * 4 < std::ssize(thanked_))
            wrong("too little was acknowledged");
        return broken;
    }

private:
    std::string add(std::string name) {
        const auto& user = slack_.world.add_user({.team = "T1", .name = name, .tz = "Europe/London", .tz_offset = 0});
        slack_.world.channel("#release-4").members.insert(user.id);
        return name;
    }

    void start() {
        bot_.reset();
        bot_ = std::make_unique<bench::BotProcess>(
            loop_, slack_, std::vector<std::string>{"env", "GOODTURN_SCHEDULE_HOURS=daily 0:00-24:00", program_, "run"},
            files_);
    }

    void pass(Clock::duration time) {
        loop_.restart();
        loop_.run_for(time);
    }
    template <class Ready>
    void until(Ready ready, const char* what) {
        const auto deadline = Clock::now() + 60s;
        while (!ready()) {
            if (Clock::now() > deadline) throw std::runtime_error(what);
            loop_.restart();
            loop_.run_one_for(100ms);
        }
    }

    /// Before the first kill, so that there is something to press.
    void write_thanks() {
        start();
        for (const auto& thanks : thanked_) {
            slack_.people.types(thanks.who, "thanks @" + thanks.whom + " for the migration");
        }
        for (const auto& thanks : thanked_) {
            until([&] { return !send_button(thanks.who).empty(); }, "no thank-you to send");
        }
        // A letter waits until it is known who they are, and Slack is asked about one a second.
        const auto all_asked_by = Clock::now() + 2s * (3 * std::ssize(thanked_) + std::ssize(noted_));
        while (!all_asked_about()) {
            if (Clock::now() > all_asked_by) throw std::runtime_error("nobody asks who they are");
            pass(1s);
        }
        bot_->die();
    }
    bool all_asked_about() {
        std::set<std::string> asked;
        for (const auto& call : slack_.calls) {
            if (call.method == "users.info") asked.insert(call.args["user"]);
        }
        return std::ranges::all_of(
            thanked_, [&](const Thanked& thanks) { return asked.contains(slack_.world.user(thanks.whom).id); });
    }
    /// Empty: there is none yet. Its label has a name in it, or an id.
    std::string send_button(const std::string& who) {
        const auto all = shown(who);
        const auto at = all.rfind("Send to ");
        return at == all.npos ? std::string() : all.substr(at, all.find('\n', at) - at);
    }

    void act(Clock::time_point until, bool thanks_too) {
        std::vector<std::function<void()>> acts;
        for (int i = 0; i < commands_a_kill; ++i) acts.emplace_back([this] { note(); });
        const auto per_kill = std::max<std::ptrdiff_t>(1, std::ssize(thanked_) * in_all / thanks_within / kills_);
        for (std::ptrdiff_t i = 0; thanks_too && i < per_kill; ++i) acts.emplace_back([this] { send(); });
        std::ranges::shuffle(acts, dice_);
        const auto pause = std::max<Clock::duration>(until - Clock::now(), 0ms) / (std::ssize(acts) + 1);
        for (const auto& act : acts) {
            pass(pause * roll(200) / 100);
            act();
        }
        // Some are killed in the middle of it, some have time.
        pass(std::chrono::milliseconds(roll(40)));
    }

    int roll(int sides) { return static_cast<int>(dice_() % static_cast<unsigned>(sides)); }

    void note() {
        const auto number = std::ssize(noted_);
        const std::string who = fmt::format("n{}", number / commands_a_person);
        std::string what = fmt::format("release <{}>", number);
        auto command = slack_.people.runs(who, "/goodturn helped @ben for " + what, "#release-4");
        noted_.push_back({who, std::move(what), std::move(command)});
    }
    void send() {
        if (next_thanks_ == thanked_.size()) return;
        auto& thanks = thanked_[next_thanks_++];
        thanks.press = slack_.people.presses(thanks.who, send_button(thanks.who));
    }

    void read_logs() {
        for (const auto& note : noted_) {
            if (logs_.try_emplace(note.who).second) slack_.people.runs(note.who, "/goodturn log");
        }
        // Its answer comes by the acknowledgement or after it.
        until(
            [&] {
                return std::ranges::all_of(
                    logs_, [this](const auto& log) { return shown(log.first).contains("Your help log"); });
            },
            "no log");
        for (auto& [who, log] : logs_) log = shown(who);
    }

    /// Everything they see there, a part a line.
    std::string shown(const std::string& who, std::string_view where = "") {
        std::string all;
        for (const auto& message : slack_.people.sees(who, where)) {
            if (message.bot_id.empty()) continue;
            // The text beside blocks is for notifications.
            all += message.blocks.empty() ? message.text + "\n" : texts(message.blocks);
        }
        return all;
    }
    static std::string texts(const slack_server::json& part) {
        std::string all;
        for (const auto& [name, value] : part.items()) {
            if (value.is_structured()) all += texts(value);
            if (name == "text" && value.is_string()) all += value.get<std::string>() + "\n";
        }
        return all;
    }
    static std::ptrdiff_t count(std::string_view text, std::string_view what) {
        std::ptrdiff_t count = 0;
        for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++count;
        return count;
    }

    boost::asio::io_context& loop_;
    slack_server::SlackServer slack_;
    std::string program_;
    int kills_;
    std::mt19937 dice_;
    std::filesystem::path files_;
    std::unique_ptr<bench::BotProcess> bot_;
    std::vector<Noted> noted_;
    std::vector<Thanked> thanked_;
    std::size_t next_thanks_ = 0;
    std::map<std::string, std::string> logs_;
};

}  // namespace
}  // namespace goodturn

int main(int argc, char** argv) try {
    if (argc < 3) throw std::runtime_error("goodturn_slack_kill <program> <kills> [<seed>]");
    const unsigned seed = argc > 3 ? static_cast<unsigned>(std::stoul(argv[3])) : 1U;
    std::cout << "seed " << seed << '\n';
    boost::asio::io_context loop{1};
    goodturn::Company company(loop, argv[1], std::stoi(argv[2]), seed);
    company.live();
    return company.judge() == 0 ? 0 : 1;
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
