#pragma once

#include "adapters/slack/render.hpp"
#include "adapters/slack/text.hpp"
#include "core/chat/message.hpp"

#include <cstddef>
#include <string>
#include <vector>

/// Spans on their way to Slack, before they become JSON.
namespace goodturn::slack {

/// Only what Slack can show: texts clean and not empty, quotations in “ ”, a way to write to somebody as a link. Left
/// are Plain, Bold, Code, Mention, Date and Link, each with ids and addresses that hold nothing but themselves.
[[nodiscard]] chat::Spans showable(const chat::Spans& spans, const Look& look);

/// In order: each at most `max` code points once written, with what links need. A span is cut only if it is longer
/// than that alone. Those with nothing to see are left out.
[[nodiscard]] std::vector<chat::Spans> chunks(const chat::Spans& showable, std::size_t max, Markup how);

/// Code points of chunks that are written as they are.
[[nodiscard]] std::size_t size_of(const chat::Spans& showable, Markup how);

/// For a text object with "verbatim": true.
[[nodiscard]] std::string mrkdwn(const chat::Spans& showable);

/// How a date is shown, in the zone of the reader's device.
inline constexpr const char* date_format = "{date_short_pretty}, {time}";
/// In seconds, as Slack counts.
[[nodiscard]] std::int64_t seconds(chat::Instant at);

}  // namespace goodturn::slack
