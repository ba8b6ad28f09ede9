// Preloaded: the wall clock is ahead by the nanoseconds that stand in the file $GOODTURN_CLOCK, now and whenever they
// change. The processes that have the same file live at the same time.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <ctime>

namespace {

const volatile std::int64_t* opened() {
    const char* const name = std::getenv("GOODTURN_CLOCK");
    const int file = name == nullptr ? -1 : open(name, O_RDONLY | O_CLOEXEC);
    if (file < 0) return nullptr;
    void* const page = mmap(nullptr, sizeof(std::int64_t), PROT_READ, MAP_SHARED, file, 0);
    close(file);
    return page == MAP_FAILED ? nullptr : static_cast<const volatile std::int64_t*>(page);
}

}  // namespace

extern "C" int clock_gettime(clockid_t clock, timespec* time) noexcept {
    static const volatile std::int64_t* const ahead = opened();
    const auto result = static_cast<int>(syscall(SYS_clock_gettime, clock, time));
    if (result != 0 || clock != CLOCK_REALTIME || ahead == nullptr) return result;
    constexpr std::int64_t second = 1'000'000'000;
    const std::int64_t nanoseconds = time->tv_nsec + *ahead % second;
    time->tv_sec += *ahead / second + nanoseconds / second;
    time->tv_nsec = nanoseconds % second;
    return 0;
}
