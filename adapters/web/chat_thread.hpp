#pragma once

#include "adapters/web/chat_server.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <spdlog/spdlog.h>

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace goodturn::web {

/// The thread of the chat server's file: nothing on the event loop waits for a disk.
class ChatThread {
public:
    ChatThread(boost::asio::any_io_executor loop, ChatServer& chat) : loop_(std::move(loop)), chat_(chat) {}
    /// Finishes what it was asked to do.
    ~ChatThread() { thread_.join(); }
    ChatThread(const ChatThread&) = delete;
    ChatThread& operator=(const ChatThread&) = delete;

    /// Runs `work(ChatServer&)` over there, in the order of calls, then `then(result)` on the loop, in the same order.
    /// No result: it threw and nothing was changed; the log says when that begins and ends. `then` may outlive this
    /// object.
    template <class Work, class Then>
    void run(Work work, Then then) {
        using Result = std::invoke_result_t<Work&, ChatServer&>;
        // The loop must not end while a result is on its way.
        auto loop = boost::asio::prefer(loop_, boost::asio::execution::outstanding_work.tracked);
        boost::asio::post(thread_, [this, loop, work = std::move(work), then = std::move(then)]() mutable {
            std::optional<Result> result;
            const auto before = chat_.changes();
            try {
                result.emplace(work(chat_));
                // What only reads works on a full disk, too.
                if (failing_ && chat_.changes() != before) {
                    failing_ = false;
                    spdlog::info("page: the chat's file works again");
                }
            } catch (const store::Error& error) {
                if (!std::exchange(failing_, true)) spdlog::error("page: the chat's file fails: {}", error.what());
            } catch (const std::exception& error) {
                spdlog::error("page: something is wrong in the program, and this was not done: {}", error.what());
            }
            boost::asio::post(
                loop, [then = std::move(then), result = std::move(result)]() mutable { then(std::move(result)); });
        });
    }

private:
    boost::asio::any_io_executor loop_;
    ChatServer& chat_;
    bool failing_ = false;  // on the chat server's thread only
    boost::asio::thread_pool thread_{1};
};

}  // namespace goodturn::web
