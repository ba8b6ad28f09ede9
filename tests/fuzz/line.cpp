/// What Ana and Ben type and press, through the whole bot short of sockets. A line an act, its first letter says whose
/// and what:
///   a b  types in their chat with the bot      A B  types in #release-4      c d  edits what they typed last
///   p q  presses one of the buttons they see   m n  chooses from a menu      s t  sends a form: token, tab, all values
///   x y  reacts to what the bot said last      w    turns buttons into words and back       +  hours pass
/// The number behind p q m n says which, from the newest on. \v in a text is a line break.
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/test_bot.hpp"

#include <algorithm>

namespace goodturn::fuzz {
namespace {

using support::TestBot;

constexpr std::size_t most_acts = 24;
constexpr std::array everybody{"ana", "ben", "bo", "kai", "joerg", "will"};

std::size_t number(std::string_view text) {
    std::size_t value = 0;
    for (const char c : text.substr(0, 3)) {
        if (c >= '0' && c <= '9') value = value * 10 + static_cast<std::size_t>(c - '0');
    }
    return value;
}

class Play {
public:
    /// The others are strangers: what reaches them is their first.
    Play() : bot_({.strangers = true}) {
        for (const auto* who : {"ana", "ben"}) bot_.opens(who);
    }

    void act(std::string_view line) {
        const char what = line.front();
        std::string rest(line.substr(1));
        std::ranges::replace(rest, '\v', '\n');
        const char* who = std::string_view("bBdqnty").contains(what) ? "ben" : "ana";
        switch (what) {
            case 'a':
            case 'b':
                bot_.says(who, rest);
                return settle(rest, who);
            case 'A':
            case 'B':
                bot_.says(who, rest, "#release-4");
                return settle(rest);
            case 'c':
            case 'd':
                bot_.edits(who, rest);
                return settle(rest);
            case 'p':
            case 'q':
                return press(who, rest);
            case 'm':
            case 'n':
                return choose(who, rest);
            case 's':
            case 't':
                return submit(who, rest);
            case 'x':
            case 'y':
                if (!bot_.sees(who).empty()) bot_.reacts(who, rest);
                return settle(rest);
            case 'w':
                words_ = !words_;
                bot_.set_look(words_ ? TestBot::Look::words : TestBot::Look::buttons);
                return settle(rest);
            case '+':
                bot_.pass(std::chrono::hours(number(rest)));
                return settle(rest);
            default:
                return;
        }
    }

private:
    /// `answered`: who has to hear something or to see a mark on what they typed.
    void settle(std::string_view act, const char* answered = nullptr) {
        for (const auto& line : bot_.log()) check(false, "nothing fails inside", line);
        const bool marked = answered != nullptr && !bot_.mark(answered).empty();
        for (const auto* who : everybody) {
            const auto news = bot_.news(who);
            for (const auto& text : news) check(is_utf8(text), "what goes out is UTF-8", text);
            if (answered != nullptr && std::string_view(who) == answered)
                check(marked || !news.empty(), "everything in the bot's chat is answered", act);
        }
    }

    void press(const char* who, std::string_view which) {
        const auto labels = bot_.buttons(who);
        if (labels.empty()) return;
        bot_.presses(who, labels[number(which) % labels.size()]);
        settle(which);
    }

    void choose(const char* who, std::string_view which) {
        const auto options = bot_.options(who);
        if (options.empty()) return;
        bot_.chooses(who, options[number(which) % options.size()]);
        settle(which);
    }

    void submit(const char* who, const std::string& text) {
        const auto tab = std::min(text.find('\t'), text.size());
        const std::string value = text.substr(std::min(tab + 1, text.size()));
        const auto form = bot_.form(who);
        chat::Submitted sent{.token = text.substr(0, tab), .values = {}};
        if (sent.token.empty() && form) sent.token = form->token;
        if (form) {
            for (const auto& field : form->fields) sent.values[field.name] = bot_.words(value);
        }
        for (const auto* name : {"who", "what", "why", "city"}) sent.values.try_emplace(name, bot_.words(value));
        bot_.sends(who, std::move(sent));
        settle(text);
    }

    TestBot bot_;
    bool words_ = false;
};

}  // namespace

void run(std::string_view input) {
    Play play;
    for (std::size_t acts = 0; acts < most_acts && !input.empty(); ++acts) {
        const auto line = take_line(input);
        if (!line.empty()) play.act(line);
    }
}

}  // namespace goodturn::fuzz
