#pragma once

#include "adapters/net/json.hpp"
#include "core/chat/event.hpp"

namespace goodturn::matrix {

/// What somebody typed: `content` is that of an m.text. The words are those of "body", which is as they were typed;
/// whom they mention is found in it
///   - as [label](https://matrix.to/#/@ana:example.org), which is how Element X writes it,
///   - where "formatted_body" has a pill, a link of the same kind, whose label stands in the body too (Element Web),
///   - as a bare id, @ana:example.org.
/// A quotation of the message that is replied to, which old clients put in front, is left out.
[[nodiscard]] chat::Words words_of(net::Value content);

}  // namespace goodturn::matrix
