#include "bot/log.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <nlohmann/json.hpp>

namespace goodturn::bot {
namespace {

/// An event is one line whatever its text holds: a JSON string's escapes do that for both formats.
std::string escaped(std::string_view text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

class LineFormatter : public spdlog::formatter {
public:
    explicit LineFormatter(bool json) : json_(json) {}

    void format(const spdlog::details::log_msg& event, spdlog::memory_buf_t& line) override {
        const auto at = std::chrono::time_point_cast<std::chrono::milliseconds>(event.time);
        const auto milliseconds = at.time_since_epoch().count() % 1000;
        const std::string_view level(spdlog::level::to_string_view(event.level).data());
        const std::string text = escaped({event.payload.data(), event.payload.size()});
        const auto into = std::back_inserter(line);
        if (json_) {
            fmt::format_to(into, R"({{"time":"{:%FT%T}.{:03}Z","level":"{}","text":{}}})", fmt::gmtime(at),
                           milliseconds, level, text);
        } else {
            // Without the quotes around it.
            fmt::format_to(into, "{:%FT%T}.{:03}Z {:<8} {}", fmt::gmtime(at), milliseconds, level,
                           std::string_view(text).substr(1, text.size() - 2));
        }
        line.push_back('\n');
    }

    [[nodiscard]] std::unique_ptr<spdlog::formatter> clone() const override {
        return std::make_unique<LineFormatter>(json_);
    }

private:
    bool json_;
};

}  // namespace

void set_up_log(const config::Config::Log& settings, std::ostream& out) {
    auto logger =
        std::make_shared<spdlog::logger>("goodturn", std::make_shared<spdlog::sinks::ostream_sink_mt>(out, true));
    logger->set_formatter(std::make_unique<LineFormatter>(settings.format == "json"));
    logger->set_level(spdlog::level::from_str(settings.level));
    spdlog::set_default_logger(std::move(logger));
}

}  // namespace goodturn::bot
