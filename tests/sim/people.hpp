#pragma once

#include "tests/sim/platform.hpp"
#include "tests/sim/trace.hpp"
#include "tests/sim/words.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace goodturn::sim {

/// Everybody in the simulation, and what they do at random: note help, thank, press buttons, old ones and twice, fill
/// in forms or leave them, answer in words, edit, react, change zone and hours, go on holiday, leave and come back,
/// block each other, take back what they sent, and type nonsense.
class People {
public:
    People(std::vector<Member>& members, Timeline& timeline, Dice& dice, Trace& trace, Platform& platform, Words& told);

    [[nodiscard]] static std::vector<Member> crowd(std::size_t number);
    /// What the platform tells the bot whenever it connects, before all else.
    [[nodiscard]] std::vector<engine::Intake> facts() const;
    /// From now on each of them acts now and then.
    void live();
    /// Nobody does anything any more.
    void fall_silent() { silent_ = true; }

    /// The bot shows a form to the person who waits at this route.
    void show_form(const std::string& route, const chat::Form& form);

private:
    struct OpenForm {
        chat::Form form;
        std::set<std::string> concerned;  ///< whom its words are about
    };
    struct Person {
        Member* member = nullptr;
        double liveliness = 1;  ///< things done on an ordinary day, about
        bool gone = false;
        std::optional<OpenForm> form{};
        std::map<std::string, std::set<std::string>>
            asked{};                 ///< what may open a form, by its key, and whom it concerns
        std::string last_message{};  ///< the last line's id in the chat with the bot
    };
    using What = decltype(chat::Event::what);

    void wait_and_act(std::size_t who);
    void celebrate_later();
    void act(Person& person);
    std::string event(Person& person, bool direct, What what, std::set<std::string> concerned = {});
    [[nodiscard]] engine::Intake fact(const chat::SpaceId& space, What what) const;
    /// "@" stands for a mention of `whom`.
    [[nodiscard]] static chat::Words words(std::string_view text, const Member& whom);
    [[nodiscard]] const Member& anybody(const Person& person);
    /// Words whose button lets something leave.
    [[nodiscard]] static bool lets_leave(std::string_view word);
    [[nodiscard]] bool in_buttons(const Person& person) const;
    /// What their chat with the bot shows.
    [[nodiscard]] std::string in_sight(const Person& person) const;

    // What they do.

    std::string type(Person& person, std::string_view text, const Member& whom, bool in_channel = false);
    void note_help(Person& person);
    void thank(Person& person, const Member& whom);
    void send_later(Person& person);
    void repent_later(Person& person);
    void fall_out_later(Person& person, const Member& with);
    void type_command(Person& person);
    void press(Person& person);
    void press_button(Person& person, const Posted& posted, const chat::Button& button, const std::string& choice);
    void type_a_word(Person& person);
    void type_word(Person& person, std::string line);
    void type_undo(Person& person);
    void type_nonsense(Person& person);
    void answer_in_words(Person& person);
    void submit(Person& person);
    void edit(Person& person);
    void react(Person& person);
    void delete_a_message(Person& person);
    void change_life(Person& person);
    void try_engine(Person& person);

    Timeline& timeline_;
    Dice& dice_;
    Trace& trace_;
    Platform& platform_;
    Words& told_;
    std::vector<Member>& members_;
    std::vector<Person> people_;
    std::uint64_t counter_ = 0;
    bool silent_ = false;
};

}  // namespace goodturn::sim
