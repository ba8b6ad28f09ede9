#include "tests/bench/figures.hpp"

#include <fmt/core.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace goodturn::bench {
namespace {

constexpr int starts = 5;

double resident_mb(pid_t process) {
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
    }
    throw std::runtime_error("the process is gone");
}

/// The program itself over a store, until it is told to stop.
class Process {
public:
    Process(const std::filesystem::path& program, const Company& company) {
        std::array<int, 2> ends{};
        if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
        child_ = ::fork();
        if (child_ == 0) {
            ::dup2(ends[1], STDOUT_FILENO);
            ::close(STDERR_FILENO);
            const auto key = company.file.string() + ".key";
            ::setenv("GOODTURN_STORE_PATH", company.file.c_str(), 1);
            ::setenv("GOODTURN_STORE_KEY_FILE", key.c_str(), 1);
            ::setenv("GOODTURN_WEB_PORT", "0", 1);
            ::execl(program.c_str(), program.c_str(), "run", "--try", nullptr);
            ::_exit(127);
        }
        ::close(ends[1]);
        std::string printed;
        std::array<char, 512> part{};
        for (ssize_t size = 0; !printed.contains("http://") && (size = ::read(ends[0], part.data(), part.size())) > 0;)
            printed.append(part.data(), static_cast<std::size_t>(size));
        ::close(ends[0]);
        if (!printed.contains("http://")) throw std::runtime_error("the program did not start: " + program.string());
        seconds_ = watch_.seconds();
    }
    ~Process() {
        ::kill(child_, SIGTERM);
        ::waitpid(child_, nullptr, 0);
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    [[nodiscard]] double seconds() const { return seconds_; }
    [[nodiscard]] pid_t id() const { return child_; }

private:
    Stopwatch watch_;
    pid_t child_ = 0;
    double seconds_ = 0;
};

/// In a process of its own, which has nothing else in it.
double memory_after_commands(const Company& company) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
    const pid_t child = ::fork();
    if (child == 0) {
        Bot bot(company);
        for (int part = 0; part < 20; ++part) (void)commands_a_second(bot, company, Command::helped, 256, 1024, part);
        const double memory = resident_mb(::getpid());
        ::_exit(::write(ends[1], &memory, sizeof memory) == sizeof memory ? 0 : 1);
    }
    ::close(ends[1]);
    double memory = 0;
    const bool told = ::read(ends[0], &memory, sizeof memory) == sizeof memory;
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    if (!told) throw std::runtime_error("the commands failed");
    return memory;
}

}  // namespace

void show_start(Table& table, const Companies& companies, const std::filesystem::path& program) {
    for (const auto* const company : {&companies.small, &companies.large}) {
        std::vector<double> times;
        for (int i = 0; i < starts; ++i) {
            const Stopwatch watch;
            const Bot bot(*company);
            times.push_back(watch.seconds());
        }
        const double took = median(times);
        table.add(fmt::format("start with {} entries: database, engine, recovery", company->people * entries_each),
                  "< 50 ms", fmt::format("{:.1f} ms", took * 1000), took < 0.05);
    }
    const auto empty = Company{.file = companies.large.file.parent_path() / "empty.db"};
    remove(empty);
    double memory = 0;
    {
        const Process process(program, empty);
        memory = resident_mb(process.id());
    }
    table.add("resident memory of the program at its first start", "< 15 MB", fmt::format("{:.1f} MB", memory),
              memory < 15);
    std::vector<double> times;
    for (int i = 0; i < starts; ++i) {
        const Process process(program, companies.large);
        times.push_back(process.seconds());
        memory = resident_mb(process.id());
    }
    table.add("  the program itself over it, to its printed address", "< 50 ms",
              fmt::format("{:.1f} ms", median(times) * 1000), median(times) < 0.05);
    table.add("resident memory of the program then", "< 40 MB", fmt::format("{:.1f} MB", memory), memory < 40);
    const double working = memory_after_commands(companies.large);
    table.add("resident memory of engine and store after 20,000 commands", "< 40 MB", fmt::format("{:.1f} MB", working),
              working < 40);
}

}  // namespace goodturn::bench
