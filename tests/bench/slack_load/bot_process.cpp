#include "tests/bench/slack_load/bot_process.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace goodturn::bench {
namespace {

constexpr double patience = 30;  ///< seconds, to connect or to stop
constexpr auto look_again = std::chrono::milliseconds(20);

void tell_of(int workspace, const std::string& api_url) {
    const std::string prefix = workspace == 1 ? "GOODTURN_SLACK_" : fmt::format("GOODTURN_SLACK_W{}_", workspace);
    ::setenv((prefix + "API_URL").c_str(), api_url.c_str(), 1);
    ::setenv((prefix + "BOT_TOKEN").c_str(), fmt::format("xoxb-T{}-test", workspace).c_str(), 1);
    ::setenv((prefix + "APP_TOKEN").c_str(), fmt::format("xapp-1-A{}-test", workspace).c_str(), 1);
}

[[noreturn]] void become(const slack_server::SlackServer& slack, const std::vector<std::string>& command,
                         const std::string& files, int workspaces) {
    const int log = ::open((files + ".log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (log < 0) ::_exit(126);
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    ::setenv("GOODTURN_STORE_PATH", (files + ".db").c_str(), 1);
    ::setenv("GOODTURN_STORE_KEY_FILE", (files + ".key").c_str(), 1);
    for (int workspace = 1; workspace <= workspaces; ++workspace) tell_of(workspace, slack.api_url());
    ::setenv("GOODTURN_BOT_OPERATOR_NAME", "the platform team", 1);
    ::setenv("GOODTURN_BOT_PRIVACY_CONTACT", "privacy@example.org", 1);
    for (const char* const own : {"SSL_CERT_FILE", "SSL_CERT_DIR"}) ::unsetenv(own);  // as on an operator's machine
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (const auto& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    ::execvp(arguments.front(), arguments.data());
    ::_exit(127);
}

}  // namespace

BotProcess::BotProcess(boost::asio::io_context& loop, const slack_server::SlackServer& slack,
                       const std::vector<std::string>& command, const std::filesystem::path& files, int workspaces)
    : loop_(loop), slack_(slack), workspaces_(workspaces), process_(::fork()) {
    if (process_ == 0) become(slack, command, files.string(), workspaces);
    while (connected() < workspaces) {
        loop_.restart();
        loop_.run_one_for(look_again);
        if (gone() || watch_.seconds() > patience) {
            throw std::runtime_error("it did not connect: " + command.front() + ", see " + files.string() + ".log");
        }
    }
    seconds_to_connect_ = watch_.seconds();
}

BotProcess::~BotProcess() {
    if (!reaped_) ::kill(process_, SIGTERM);
    wait_for_the_end();
}

void BotProcess::die() {
    ::kill(process_, SIGKILL);
    wait_for_the_end();
}

void BotProcess::wait_for_the_end() {
    const Stopwatch watch;
    while (!gone() || connected() > 0) {
        loop_.restart();
        loop_.run_one_for(look_again);
        if (!reaped_ && watch.seconds() > patience) ::kill(process_, SIGKILL);
    }
}

bool BotProcess::gone() {
    reaped_ = reaped_ || ::waitpid(process_, nullptr, WNOHANG) == process_;
    return reaped_;
}

int BotProcess::connected() const {
    int connected = 0;
    for (int workspace = 1; workspace <= workspaces_; ++workspace)
        connected += slack_.gateway.live(fmt::format("A{}", workspace)).empty() ? 0 : 1;
    return connected;
}

std::ptrdiff_t BotProcess::open_files() const {
    return std::distance(std::filesystem::directory_iterator(fmt::format("/proc/{}/fd", process_)), {});
}

double BotProcess::resident_mib() const {
    std::ifstream status("/proc/" + std::to_string(process_) + "/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
    }
    throw std::runtime_error("the bot is gone");
}

double BotProcess::cpu_seconds() const {
    std::ifstream file("/proc/" + std::to_string(process_) + "/stat");
    std::string all;
    std::getline(file, all);
    // man 5 proc: behind the name in brackets, the 14th and 15th of all fields.
    std::istringstream rest(all.substr(all.rfind(')') + 1));
    std::string skipped;
    for (int field = 3; field < 14; ++field) rest >> skipped;
    double user = 0;
    double system = 0;
    rest >> user >> system;
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace goodturn::bench
