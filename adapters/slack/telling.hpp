#pragma once

#include "core/engine/engine.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>

namespace goodturn::slack {

/// Facts on their way to the engine, in order, until they are on disk. They have no keys: the same fact twice is the
/// same. What is newer waits for one that failed.
class Telling : public std::enable_shared_from_this<Telling> {
public:
    using IsPast = std::function<bool(const chat::Event&)>;  ///< something newer took its place

    Telling(const boost::asio::any_io_executor& loop, engine::Sink sink, IsPast is_past);

    void tell(chat::Event fact);

private:
    void forget(const chat::ConversationId& conversation);
    void tell_all();
    void told(bool committed);

    engine::Sink sink_;
    IsPast is_past_;
    boost::asio::steady_timer again_;
    std::deque<chat::Event> untold_;  ///< not on disk
    std::size_t being_told_ = 0;      ///< the first of them
    bool failed_ = false;             ///< one of those
};

}  // namespace goodturn::slack
