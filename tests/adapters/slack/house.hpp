#pragma once

#include "adapters/slack/slack_adapter.hpp"
#include "core/engine/engine.hpp"
#include "core/store/database.hpp"
#include "core/store/sealed.hpp"

#include "tests/support/run_until.hpp"
#include "tests/support/slack_server/slack_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace goodturn::slack {

/// The bot on our Slack: the real engine, practices and adapter on one event loop. Its clock is Slack's, which stands
/// still unless it is moved.
class HouseTest : public testing::Test {
protected:
    /// 2027-01-04, 10:00 UTC. `speed`: of Slack's clock; 0: it stands still.
    static slack_server::Options monday(double speed = 0);
    /// Without a pause between people, since they are met first. There is none between questions who is in
    /// do-not-disturb, whatever the patience.
    explicit HouseTest(Patience patience = {.quiet_gather = {}, .person = {}},
                       slack_server::Options options = monday());
    ~HouseTest() override;

    /// Everything is answered that anybody waits for, and learned.
    [[nodiscard]] bool settled() const;
    /// Until it is.
    void settle();
    bool until(const std::function<bool()>& ready) { return support::run_until(loop, ready); }
    void connect();
    /// As after kill -9: nothing is said goodbye to, what was not committed is gone.
    void restart();
    /// The same, without waiting for anything to come of it.
    void die_and_start();
    void skip(chat::Instant::duration duration);
    void stop(std::move_only_function<void()> done) { adapter_->stop(std::move(done)); }
    [[nodiscard]] bool is_well() const { return adapter_->is_well(); }
    [[nodiscard]] std::vector<std::string> state() const { return adapter_->state(); }
    /// What becomes of this, which the engine knows nothing of.
    chat::SendResult sends(chat::Address address, chat::Intent intent, std::string route = {});

    /// What they see there, one text a message: "(only you) " in front of what nobody else sees, buttons in brackets.
    std::vector<std::string> sees(std::string_view who, std::string_view where = "");
    std::string last(std::string_view who, std::string_view where = "");

    [[nodiscard]] std::vector<slack_server::ConnectionId> live() { return server.gateway.live("A1"); }
    /// When the engine was last told anything of them.
    chat::Instant learned(std::string_view who);
    /// Until it was told of all six.
    void meet_everybody();
    /// The thank-yous in their chat with the bot.
    std::vector<std::string> letters(std::string_view who);
    /// Lines about the migration in the log in their chat with the bot: each is a row.
    int noted(std::string_view who);

    /// Helps on disk.
    std::int64_t rows() { return *db_->integer("SELECT count(*) FROM help"); }

    // What they do, and everything that follows from it.
    void runs(std::string_view who, const std::string& line, std::string_view where = "#release-4");
    void types(std::string_view who, std::string_view text, std::string_view where = "");
    void presses(std::string_view who, std::string_view label, std::string_view where = "");
    void submits(std::string_view who, const std::map<std::string, std::string>& values);

    boost::asio::io_context loop{1};
    std::shared_ptr<net::Tls> tls = std::make_shared<net::Tls>();
    slack_server::SlackServer server;
    std::vector<Installation> installations;  ///< as of the next start
    std::filesystem::path file;               ///< of the database
    bool disk_is_full = false;                ///< no transaction succeeds
    std::size_t refused = 0;                  ///< by a full disk
    bool disk_hangs = false;                  ///< none ends
    std::function<void()> on_commit;          ///< once, before anybody hears of the commit
    bool dies_on_commit = false;              ///< nobody ever will: then restart()
    bool died = false;
    bool may_fail = false;  ///< the engine may have to give something up

private:
    struct Taken {
        engine::Intake item;
        std::move_only_function<void(bool)> committed;
    };
    void start();
    void step_soon();
    void step();
    [[nodiscard]] chat::Instant now() const {
        return std::chrono::floor<std::chrono::milliseconds>(server.clock.now());
    }

    store::Seal seal_{std::string(32, 'k')};
    std::unique_ptr<store::Database> db_;
    std::unique_ptr<engine::Engine> engine_;
    std::unique_ptr<SlackAdapter> adapter_;
    std::vector<Taken> taken_;
    std::vector<engine::Outcome> outcomes_;
    std::size_t in_flight_ = 0;
    std::int64_t sent_ = 0;  ///< past the engine
    bool stepping_ = false;
    std::optional<chat::Instant> alarm_;  ///< when a step is due
    int life_ = 0;                        ///< what an earlier process left on the loop does nothing any more
};

}  // namespace goodturn::slack
