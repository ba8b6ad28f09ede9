#pragma once

#include "tests/support/slack_server/interactions.hpp"

/// What people do in Slack, and what they see there.
///
/// `who` is a handle or an id. `where` is "" for their chat with the bot, "@ben" for the chat with somebody,
/// "#release-4" or an id. What does not exist throws std::out_of_range: a person can't press what isn't there.
namespace goodturn::slack_server {

class People {
public:
    People(World& world, Events& events, Interactions& interactions)
        : world_(world), events_(events), interactions_(interactions) {}

    // What they do
    // --------------------------------

    /// "@ben", "#release-4" and links become real ones. The message's ts.
    std::string types(std::string_view who, std::string_view text, std::string_view where = "",
                      const std::string& thread = "");
    /// A message of this content, as another client might have written it.
    std::string sends(std::string_view who, const std::string& text, const json& blocks, std::string_view where = "");
    void edits(std::string_view who, const std::string& ts, std::string_view text, std::string_view where = "");
    void deletes(std::string_view who, const std::string& ts, std::string_view where = "");
    void reacts(std::string_view who, const std::string& emoji, const std::string& ts, std::string_view where = "",
                bool added = true);

    /// "/goodturn helped @ben for the deploy". Null: no app has such a command.
    DeliveryRef runs(std::string_view who, const std::string& line, std::string_view where = "");
    /// The newest button of this label, or menu with this option, that they see there.
    DeliveryRef presses(std::string_view who, std::string_view label, std::string_view where = "");
    DeliveryRef chooses(std::string_view who, std::string_view option, std::string_view where = "");
    DeliveryRef presses_at_home(std::string_view who, std::string_view label);
    DeliveryRef chooses_at_home(std::string_view who, std::string_view option);
    /// Fills in the inputs, named by label or block_id, and sends the form that is open. Null: their client says what
    /// is missing, as errors of the modal, and sends nothing.
    DeliveryRef submits(std::string_view who, const std::map<std::string, std::string>& values);
    void closes_modal(std::string_view who);
    void opens_home(std::string_view who, const std::string& tab = "home");
    DeliveryRef uses_shortcut(std::string_view who, const std::string& callback_id);
    DeliveryRef uses_shortcut_on(std::string_view who, const std::string& callback_id, const std::string& ts,
                                 std::string_view where = "");

    void invites(std::string_view who, std::string_view whom, std::string_view where);
    void leaves(std::string_view who, std::string_view where);
    /// Do-not-disturb from now on.
    void snoozes(std::string_view who, Duration time);

    // What they see
    // --------------------------------

    /// All messages there in order, and what is shown to them alone.
    [[nodiscard]] std::vector<Message> sees(std::string_view who, std::string_view where = "");
    /// Only those that are shown to nobody else.
    [[nodiscard]] std::vector<Message> ephemerals(std::string_view who, std::string_view where = "");
    /// The modal on top; null: none is open.
    [[nodiscard]] const View* modal(std::string_view who);
    /// Null: nothing was published.
    [[nodiscard]] const View* home(std::string_view who, const std::string& app = "A1");
    [[nodiscard]] std::vector<Failure> failures(std::string_view who);

private:
    DeliveryRef uses(std::string_view who, std::string_view where,
                     const std::function<std::optional<Control>(const json&)>& find, std::string_view what);
    DeliveryRef uses_home(std::string_view who, const std::optional<Control>& control, std::string_view what);

    World& world_;
    Events& events_;
    Interactions& interactions_;
};

}  // namespace goodturn::slack_server
