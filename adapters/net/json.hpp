#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// JSON from outside, read so that no shape of it can fail: what is missing, null or of another type is nothing. Real
/// payloads have "false" for false, numbers as text and text as numbers, objects where documents promise text, and null
/// anywhere.
namespace goodturn::net {

/// A place in a Document, which must outlive it.
class Value {
public:
    Value() = default;  ///< nothing

    /// Nothing if this is no object or has no such member.
    [[nodiscard]] Value operator[](std::string_view member) const;
    /// Text, or a number as it is written. Without NUL, at which SQLite would end it. Empty for everything else.
    [[nodiscard]] std::string text() const;
    /// A whole number, also as text.
    [[nodiscard]] std::optional<std::int64_t> number() const;
    /// True, also as text. Everything else is false.
    [[nodiscard]] bool flag() const;
    [[nodiscard]] bool is_object() const;
    [[nodiscard]] bool is_array() const;
    /// Of an array; none for everything else.
    [[nodiscard]] std::vector<Value> items() const;
    /// Of an object, by name; none for everything else.
    [[nodiscard]] std::vector<std::pair<std::string, Value>> members() const;

private:
    friend class Document;
    explicit Value(const void* json) : json_(json) {}
    const void* json_ = nullptr;  ///< nlohmann's, whose header stays out of ours
};

/// Cheap to copy.
class Document {
public:
    Document() = default;  ///< nothing
    /// nullopt for what is no JSON. What lies within more than chat::max_json_depth others is left out: nobody means
    /// anything by it, and one message of somebody's must not take with it all that came in the same answer. Half of a
    /// surrogate pair ("\ud83d"), as a client makes it that cuts an emoji, becomes U+FFFD.
    [[nodiscard]] static std::optional<Document> parse(std::string_view text);
    /// The same of what would take many times its size at once. `take` gets each object within it, the inner ones
    /// first, with the names that lead there ("" for places in arrays); true: it is done with that, which is left out.
    /// It may get some of them twice, and before it shows that this is no JSON.
    using Take = std::function<bool(std::span<const std::string> path, Value object)>;
    [[nodiscard]] static std::optional<Document> parse(std::string_view text, const Take& take);
    [[nodiscard]] Value root() const { return Value(json_.get()); }

private:
    /// By `parse`, a second time without halves of pairs.
    template <class Parse>
    [[nodiscard]] static std::optional<Document> read(std::string_view text, Parse parse);

    std::shared_ptr<const void> json_;
};

}  // namespace goodturn::net
