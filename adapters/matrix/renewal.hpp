#pragma once

#include "adapters/matrix/oauth.hpp"
#include "adapters/matrix/stored.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace goodturn::matrix {

/// A session of OAuth, whose token is good for minutes. The one before stays good until the new one is used, so the new
/// one is kept first; and where the answer that brings it is lost, the same is asked again. Lives on the event loop's
/// thread; the coroutines that wait for it keep it.
class Renewal {
public:
    using Ask = std::function<boost::asio::awaitable<Answer>(net::HttpRequest)>;

    /// `file`: where the session is kept.
    Renewal(const boost::asio::any_io_executor& loop, Stored session, std::filesystem::path file,
            std::function<chat::Instant()> now);
    Renewal(const Renewal&) = delete;
    Renewal& operator=(const Renewal&) = delete;

    [[nodiscard]] const std::string& token() const { return session_.token; }
    [[nodiscard]] const std::string& client() const { return session_.client; }
    /// The token ends soon, and getting the next one has not just failed.
    [[nodiscard]] bool due() const;
    /// Gets the next one, unless `old` is not the token any more; once, however many ask for it meanwhile.
    /// Fault::ended: never again.
    boost::asio::awaitable<std::optional<Problem>> renew(Ask ask, std::string old);
    /// Who waits goes on.
    void close();

private:
    boost::asio::awaitable<std::optional<Problem>> exchange(Ask ask);

    Stored session_;
    std::filesystem::path file_;
    std::function<chat::Instant()> now_;
    bool under_way_ = false;
    std::optional<Problem> outcome_;  ///< of the last time
    std::optional<chat::Instant> not_before_;
    boost::asio::steady_timer over_;  ///< cancelled when one is
};

}  // namespace goodturn::matrix
