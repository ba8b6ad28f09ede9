#pragma once

#include "adapters/slack/render.hpp"
#include "core/chat/form.hpp"

#include <string>
#include <utility>
#include <vector>

/// Slack's views: a form as a modal, an overview as the Home tab.
namespace goodturn::slack {

/// The view for views.open: callback_id "form", private_metadata the form's token. Each field is an input block whose
/// block_id is Field::name and whose action_id is "v", so that view.state.values holds it at [name]["v"]. Texts that
/// are too long end in "…".
[[nodiscard]] std::string modal_of(const chat::Form& form);

/// The person's Home tab, for views.publish. At most 100 blocks: what does not fit any more is left out.
[[nodiscard]] std::string home_of(const chat::Message& message, const Look& look);

/// The payload of the answer to a view_submission that keeps the form open. `errors`: Field::name → what is wrong;
/// `fields`: the block ids of the inputs of the view that was submitted. Slack shows nothing, and calls it a failure to
/// connect, if an error names another block: such an error is told at the first field. Without fields: "{}", which
/// closes the form.
[[nodiscard]] std::string errors_ack(const std::vector<std::pair<std::string, std::string>>& errors,
                                     const std::vector<std::string>& fields);

}  // namespace goodturn::slack
