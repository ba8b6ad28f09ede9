#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace goodturn::bench {

using BareValue = std::variant<std::monostate, std::int64_t, std::string>;

/// What a connection was told to write, with its values: the same SQL, later, without an engine.
class Recording {
public:
    struct Write {
        const std::string* sql;  ///< null: a commit
        std::vector<BareValue> values;
    };

    /// Connections that are opened from now on can be listened to.
    Recording();
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;
    ~Recording();

    void begin() { on_ = true; }
    void end() { on_ = false; }

    [[nodiscard]] const std::vector<Write>& writes() const { return writes_; }

private:
    static int listen(sqlite3* connection, char** error, const void* api);
    void note(sqlite3_stmt* statement);
    const std::string& known(std::string_view sql);

    bool on_ = false;
    std::deque<std::string> texts_;
    std::vector<Write> writes_;
};

/// Writes it all into a copy of the store that the recording began with, under the pragmas of store::Database; the
/// seconds it took.
[[nodiscard]] double replay(const Recording& recording, const std::filesystem::path& file);

}  // namespace goodturn::bench
