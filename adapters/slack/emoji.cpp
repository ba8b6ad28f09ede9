#include "adapters/slack/emoji.hpp"

#include "core/engine/letters.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

namespace goodturn::slack {
namespace {

/// Slack tells reactions by name only. These are what people answer thanks with, and the product's own.
constexpr auto names = std::to_array<std::pair<std::string_view, std::string_view>>({
    // hands and people
    {"pray", "🙏"},
    {"+1", "👍"},
    {"thumbsup", "👍"},
    {"-1", "👎"},
    {"thumbsdown", "👎"},
    {"clap", "👏"},
    {"raised_hands", "🙌"},
    {"open_hands", "👐"},
    {"palms_up_together", "🤲"},
    {"handshake", "🤝"},
    {"wave", "👋"},
    {"raised_hand", "✋"},
    {"hand", "✋"},
    {"ok_hand", "👌"},
    {"pinched_fingers", "🤌"},
    {"v", "✌️"},
    {"crossed_fingers", "🤞"},
    {"hand_with_index_and_middle_fingers_crossed", "🤞"},
    {"the_horns", "🤘"},
    {"sign_of_the_horns", "🤘"},
    {"call_me_hand", "🤙"},
    {"i_love_you_hand_sign", "🤟"},
    {"heart_hands", "🫶"},
    {"point_up", "☝️"},
    {"point_up_2", "👆"},
    {"point_down", "👇"},
    {"point_left", "👈"},
    {"point_right", "👉"},
    {"fist", "✊"},
    {"facepunch", "👊"},
    {"punch", "👊"},
    {"left-facing_fist", "🤛"},
    {"right-facing_fist", "🤜"},
    {"muscle", "💪"},
    {"saluting_face", "🫡"},
    {"writing_hand", "✍️"},
    {"eyes", "👀"},
    {"ear", "👂"},
    {"brain", "🧠"},
    {"bow", "🙇"},
    {"man-bowing", "🙇‍♂️"},
    {"woman-bowing", "🙇‍♀️"},
    {"raising_hand", "🙋"},
    {"man-raising-hand", "🙋‍♂️"},
    {"woman-raising-hand", "🙋‍♀️"},
    {"shrug", "🤷"},
    {"man-shrugging", "🤷‍♂️"},
    {"woman-shrugging", "🤷‍♀️"},
    {"face_palm", "🤦"},
    {"man-facepalming", "🤦‍♂️"},
    {"woman-facepalming", "🤦‍♀️"},
    {"dancer", "💃"},
    {"man_dancing", "🕺"},
    {"people_hugging", "🫂"},
    {"superhero", "🦸"},
    {"ninja", "🥷"},
    {"baby", "👶"},
    // hearts
    {"heart", "❤️"},
    {"orange_heart", "🧡"},
    {"yellow_heart", "💛"},
    {"green_heart", "💚"},
    {"blue_heart", "💙"},
    {"light_blue_heart", "🩵"},
    {"purple_heart", "💜"},
    {"pink_heart", "🩷"},
    {"brown_heart", "🤎"},
    {"black_heart", "🖤"},
    {"white_heart", "🤍"},
    {"grey_heart", "🩶"},
    {"two_hearts", "💕"},
    {"revolving_hearts", "💞"},
    {"heartbeat", "💓"},
    {"heartpulse", "💗"},
    {"sparkling_heart", "💖"},
    {"gift_heart", "💝"},
    {"cupid", "💘"},
    {"heart_on_fire", "❤️‍🔥"},
    {"mending_heart", "❤️‍🩹"},
    {"kiss", "💋"},
    // faces
    {"slightly_smiling_face", "🙂"},
    {"smile", "😄"},
    {"smiley", "😃"},
    {"grinning", "😀"},
    {"grin", "😁"},
    {"blush", "😊"},
    {"relaxed", "☺️"},
    {"smiling_face_with_tear", "🥲"},
    {"smiling_face_with_3_hearts", "🥰"},
    {"heart_eyes", "😍"},
    {"star-struck", "🤩"},
    {"kissing_heart", "😘"},
    {"hugging_face", "🤗"},
    {"partying_face", "🥳"},
    {"joy", "😂"},
    {"rolling_on_the_floor_laughing", "🤣"},
    {"laughing", "😆"},
    {"satisfied", "😆"},
    {"sweat_smile", "😅"},
    {"wink", "😉"},
    {"yum", "😋"},
    {"stuck_out_tongue", "😛"},
    {"stuck_out_tongue_winking_eye", "😜"},
    {"zany_face", "🤪"},
    {"sunglasses", "😎"},
    {"nerd_face", "🤓"},
    {"face_with_cowboy_hat", "🤠"},
    {"innocent", "😇"},
    {"upside_down_face", "🙃"},
    {"thinking_face", "🤔"},
    {"face_with_monocle", "🧐"},
    {"neutral_face", "😐"},
    {"smirk", "😏"},
    {"relieved", "😌"},
    {"pleading_face", "🥺"},
    {"face_holding_back_tears", "🥹"},
    {"melting_face", "🫠"},
    {"face_with_peeking_eye", "🫣"},
    {"face_with_hand_over_mouth", "🤭"},
    {"flushed", "😳"},
    {"open_mouth", "😮"},
    {"astonished", "😲"},
    {"scream", "😱"},
    {"exploding_head", "🤯"},
    {"cry", "😢"},
    {"sob", "😭"},
    {"disappointed", "😞"},
    {"slightly_frowning_face", "🙁"},
    {"confused", "😕"},
    {"sweat", "😓"},
    {"grimacing", "😬"},
    {"face_with_rolling_eyes", "🙄"},
    {"triumph", "😤"},
    {"sleeping", "😴"},
    {"robot_face", "🤖"},
    {"ghost", "👻"},
    {"see_no_evil", "🙈"},
    // feasts, weather, plants, animals
    {"tada", "🎉"},
    {"confetti_ball", "🎊"},
    {"balloon", "🎈"},
    {"birthday", "🎂"},
    {"cake", "🍰"},
    {"cookie", "🍪"},
    {"doughnut", "🍩"},
    {"pizza", "🍕"},
    {"coffee", "☕"},
    {"tea", "🍵"},
    {"beer", "🍺"},
    {"beers", "🍻"},
    {"champagne", "🍾"},
    {"clinking_glasses", "🥂"},
    {"gift", "🎁"},
    {"trophy", "🏆"},
    {"medal", "🎖️"},
    {"sports_medal", "🏅"},
    {"first_place_medal", "🥇"},
    {"crown", "👑"},
    {"gem", "💎"},
    {"star", "⭐"},
    {"star2", "🌟"},
    {"sparkles", "✨"},
    {"dizzy", "💫"},
    {"fire", "🔥"},
    {"boom", "💥"},
    {"zap", "⚡"},
    {"rainbow", "🌈"},
    {"sunny", "☀️"},
    {"sunflower", "🌻"},
    {"rose", "🌹"},
    {"tulip", "🌷"},
    {"cherry_blossom", "🌸"},
    {"hibiscus", "🌺"},
    {"bouquet", "💐"},
    {"four_leaf_clover", "🍀"},
    {"seedling", "🌱"},
    {"unicorn_face", "🦄"},
    {"cat", "🐱"},
    {"dog", "🐶"},
    {"penguin", "🐧"},
    {"bee", "🐝"},
    {"honeybee", "🐝"},
    {"rocket", "🚀"},
    {"musical_note", "🎵"},
    {"dart", "🎯"},
    // signs
    {"100", "💯"},
    {"white_check_mark", "✅"},
    {"heavy_check_mark", "✔️"},
    {"ballot_box_with_check", "☑️"},
    {"x", "❌"},
    {"heavy_plus_sign", "➕"},
    {"heavy_minus_sign", "➖"},
    {"question", "❓"},
    {"grey_question", "❔"},
    {"exclamation", "❗"},
    {"heavy_exclamation_mark", "❗"},
    {"bangbang", "‼️"},
    {"warning", "⚠️"},
    {"bulb", "💡"},
    {"speech_balloon", "💬"},
    {"mega", "📣"},
    {"bell", "🔔"},
    {"no_bell", "🔕"},
    {"memo", "📝"},
    {"pencil", "📝"},
    {"pencil2", "✏️"},
    {"wastebasket", "🗑️"},
    {"lock", "🔒"},
    {"key", "🔑"},
    {"repeat", "🔁"},
    {"leftwards_arrow_with_hook", "↩️"},
    {"arrow_left", "⬅️"},
    {"arrow_right", "➡️"},
    {"arrow_up", "⬆️"},
    {"arrow_down", "⬇️"},
    {"ok", "🆗"},
    {"new", "🆕"},
    {"red_circle", "🔴"},
    {"large_green_circle", "🟢"},
    {"hourglass_flowing_sand", "⏳"},
    {"calendar", "📆"},
    {"link", "🔗"},
    {"mag", "🔍"},
    {"wrench", "🔧"},
    {"hammer_and_wrench", "🛠️"},
    {"bug", "🐛"},
    {"ship", "🚢"},
    {"ring_buoy", "🛟"},
});

/// Behind the first sign, where a look that was chosen for it gives way: ☝️ and 🏼 are ☝🏼.
std::string with_skin_tone(std::string_view emoji, char32_t tone) {
    constexpr std::string_view emoji_look = "\uFE0F";
    const auto size = engine::letter_at(emoji, 0).size;
    auto rest = emoji.substr(size);
    if (rest.starts_with(emoji_look)) rest.remove_prefix(emoji_look.size());
    std::string all(emoji.substr(0, size));
    engine::append(all, tone);
    all += rest;
    return all;
}

}  // namespace

std::string emoji_named(std::string_view name) {
    constexpr std::string_view toned = "::skin-tone-";
    constexpr char32_t lightest = 0x1F3FB;
    const auto colons = name.find("::");
    const auto* const known =
        std::ranges::find(names, name.substr(0, colons), &std::pair<std::string_view, std::string_view>::first);
    if (known == names.end()) return ":" + std::string(name) + ":";
    if (colons == name.npos) return std::string(known->second);
    const auto tone = name.substr(colons);
    if (!tone.starts_with(toned) || tone.size() != toned.size() + 1 || tone.back() < '2' || tone.back() > '6') {
        return std::string(known->second);
    }
    return with_skin_tone(known->second, lightest + static_cast<char32_t>(tone.back() - '2'));
}

std::string emoji_of_points(std::string_view hex) {
    constexpr std::size_t longest = 100;  // the flag of Scotland has 7 points of 5 digits
    if (hex.size() > longest) return {};
    std::string emoji;
    const auto* at = hex.data();
    const auto* const end = hex.data() + hex.size();
    while (at != end) {
        std::uint32_t point = 0;
        const auto [after, error] = std::from_chars(at, end, point, 16);
        const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
        if (error != std::errc() || point < 0x20 || point > 0x10FFFF || surrogate) return {};
        engine::append(emoji, point);
        at = after;
        if (at == end) break;
        if (*at != '-' || at + 1 == end) return {};
        ++at;
    }
    return emoji;
}

}  // namespace goodturn::slack
