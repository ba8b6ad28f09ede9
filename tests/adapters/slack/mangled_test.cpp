#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <nlohmann/json.hpp>

#include "tests/adapters/slack/payloads.hpp"

/// Every payload with each of its members and elements taken away, or turned into something else.
namespace goodturn::slack {
namespace {

using nlohmann::json;

/// Paths to everything in it.
void collect(const json& value, const json::json_pointer& here, std::vector<json::json_pointer>& paths) {
    for (const auto& [name, member] : value.items()) {
        if (!value.is_structured()) break;
        const auto path = value.is_array() ? here / std::stoul(name) : here / name;
        paths.push_back(path);
        collect(member, path, paths);
    }
}

json without(json frame, const json::json_pointer& path) {
    auto& parent = frame[path.parent_pointer()];
    if (parent.is_array()) {
        parent.erase(std::stoul(path.back()));
    } else {
        parent.erase(path.back());
    }
    return frame;
}

/// Whatever comes out is fit for the engine.
void expect_sound(const Decoded& decoded, const std::string& frame) {
    for (const auto& item : decoded.items) {
        ASSERT_FALSE(item.keys.empty()) << frame;
        for (const auto& key : item.keys) EXPECT_TRUE(key.starts_with("slack/T1/")) << key;
        const bool fact = std::holds_alternative<chat::AccountSeen>(item.event.what);
        EXPECT_EQ(item.event.actor.empty(), fact) << frame;
        EXPECT_NE(item.event.actor.value, "UBOT") << frame;
        EXPECT_EQ(item.event.space.value, "slack/T1") << frame;
        EXPECT_GT(item.event.at, chat::Instant()) << frame;
        if (const auto* seen = std::get_if<chat::AccountSeen>(&item.event.what)) {
            EXPECT_FALSE(seen->account.empty()) << frame;
            EXPECT_FALSE(seen->name.empty()) << frame;
        }
        if (const auto* typed = std::get_if<chat::Typed>(&item.event.what); typed != nullptr && !typed->addressed) {
            EXPECT_FALSE(typed->message.empty()) << frame;
            EXPECT_FALSE(item.event.place.conversation.empty()) << frame;
        }
        if (const auto* pressed = std::get_if<chat::Pressed>(&item.event.what)) {
            EXPECT_FALSE(pressed->button.empty()) << frame;
        }
    }
}

TEST(Mangled, PayloadsNeverThrow) {
    const std::array<json, 7> others{json(),
                                     json(""),
                                     json("x"),
                                     json(-1.5),
                                     json(std::numeric_limits<std::uint64_t>::max()),
                                     json::array({nullptr, 1, true, "x", json::array(), json::object()}),
                                     json::object({{"id", 1}, {"type", json::object()}})};
    std::size_t tried = 0;
    std::size_t kept = 0;
    const auto attempt = [&](const json& mangled) {
        const std::string frame = mangled.dump();
        ++tried;
        const auto read = read_frame(frame);
        const auto* envelope = std::get_if<Envelope>(&read);
        if (envelope == nullptr) return;
        const auto decoded = decode(*envelope, payloads::workspace(), payloads::arrival);
        kept += decoded.items.size();
        expect_sound(decoded, frame);
    };
    for (const auto& payload : payloads::all()) {
        const json frame = json::parse(payload);
        std::vector<json::json_pointer> paths;
        collect(frame, json::json_pointer(), paths);
        for (const auto& path : paths) {
            attempt(without(frame, path));
            for (const auto& other : others) {
                json mangled = frame;
                mangled[path] = other;
                attempt(mangled);
            }
        }
    }
    EXPECT_GT(tried, 4000U);
    EXPECT_GT(kept, tried / 2);  // most of a payload is not needed
}

TEST(Mangled, AnEmptyWorkspaceIsNoTrouble) {
    for (const auto& payload : payloads::all()) {
        const auto read = read_frame(payload);
        const auto* envelope = std::get_if<Envelope>(&read);
        if (envelope == nullptr) continue;
        for (const auto& item : decode(*envelope, {}, payloads::arrival).items) EXPECT_FALSE(item.keys.empty());
    }
}

}  // namespace
}  // namespace goodturn::slack
