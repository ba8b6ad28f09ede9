#pragma once

namespace goodturn::chat {

/// One lambda for each alternative of a variant, for std::visit.
template <class... Functions>
struct Overloaded : Functions... {
    using Functions::operator()...;
};

}  // namespace goodturn::chat
