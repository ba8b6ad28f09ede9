// LD_PRELOAD: a disk whose every flush takes GOODTURN_FLUSH_MS longer, as that of a server in a data centre does, where
// it goes over a network. Nothing else changes.
#include <dlfcn.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <thread>

namespace {

int after_a_while(const char* name, int file) {
    static const char* const longer =
        std::getenv("GOODTURN_FLUSH_MS");  // NOLINT(concurrency-mt-unsafe): nobody sets it
    if (longer != nullptr) std::this_thread::sleep_for(std::chrono::milliseconds(std::atoi(longer)));
    return reinterpret_cast<int (*)(int)>(dlsym(RTLD_NEXT, name))(file);
}

}  // namespace

extern "C" int fsync(int file) {
    return after_a_while("fsync", file);
}
extern "C" int fdatasync(int file) {
    return after_a_while("fdatasync", file);
}
