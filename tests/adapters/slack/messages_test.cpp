#include "adapters/slack/modal.hpp"
#include "adapters/slack/texts.hpp"
#include "tests/adapters/slack/scenes.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/show_text.hpp"
#include "tests/support/slack_server/block_kit.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <span>
#include <sstream>

/// Everything the bot can say, as Slack gets it: a golden file a scene. GOODTURN_UPDATE_GOLDEN=1 writes them again.
namespace goodturn::slack {
namespace {

using nlohmann::json;
using support::TestBot;
using testing::IsEmpty;

const Look acme{"T0ACME", "https://acme.slack.com/"};

/// Ids differ with whatever was stored before; here they are counted, each place anew.
class Tidy {
public:
    json operator()(json value) {
        if (!value.is_structured()) return value;
        for (auto& [key, member] : value.items()) {
            const bool is_id =
                member.is_string() && (key == "action_id" || key == "value" || key == "private_metadata");
            member = is_id ? json(counted(member.get<std::string>())) : (*this)(member);
        }
        return value;
    }

private:
    std::string counted(const std::string& text) {
        static const std::regex numbers("[0-9a-f]{32}|[0-9]+");
        std::string all;
        auto at = text.begin();
        for (std::sregex_iterator it(text.begin(), text.end(), numbers); it != std::sregex_iterator(); ++it) {
            all.append(at, text.begin() + it->position());
            all += "n" + std::to_string(ids_.try_emplace(it->str(), ids_.size() + 1).first->second);
            at = text.begin() + it->position() + it->length();
        }
        return all.append(at, text.end());
    }
    std::map<std::string, std::size_t> ids_;
};

/// A scene as its golden file has it, and what people read in it.
struct Rendered {
    std::string text;
    std::set<std::string> read;
};

/// Its lines, also without what stands before a dash, for lists; without the marks of mrkdwn.
void read(std::set<std::string>& all, std::string text) {
    std::erase_if(text, [](char c) { return c == '*' || c == '`'; });
    all.insert(text);
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        all.insert(line);
        if (const auto dash = line.find(" – "); dash != line.npos) all.insert(line.substr(dash + 5));
    }
}
void read(std::set<std::string>& all, const json& value) {
    if (value.is_object() && value.contains("type") && value["type"].is_string()) read(all, block_kit::seen(value));
    if (!value.is_structured()) return;
    for (const auto& member : value) read(all, member);
}

class Page {
public:
    explicit Page(const std::string& scene) { page_.text = "# " + scene + "\n"; }

    void add(const chat::Message& message) {
        for (const auto& part : parts_of(message, acme)) {
            EXPECT_THAT(block_kit::problems(part), IsEmpty()) << part.blocks;
            const json blocks = json::parse(part.blocks);
            put(support::to_text(message), json(part.text), blocks);
        }
        const auto live = live_of(message, acme);
        EXPECT_THAT(block_kit::problems(live.part, true), IsEmpty()) << live.part.blocks;
        for (const auto& part : live.rest) EXPECT_THAT(block_kit::problems(part, true), IsEmpty()) << part.blocks;
    }
    void add_home(const chat::Message& message) {
        const auto view = home_of(message, acme);
        EXPECT_THAT(block_kit::view_problems(view), IsEmpty()) << view;
        add_view(support::to_text(message), json::parse(view));
    }
    void add(const chat::Form& form) {
        const auto view = modal_of(form);
        EXPECT_THAT(block_kit::view_problems(view), IsEmpty()) << view;
        add_view("form: " + form.title, json::parse(view));
    }
    /// "who: I don't know that person here."
    void add_error(const std::string& error) {
        const auto colon = error.find(": ");
        const auto field = error.substr(0, colon);
        const auto text = error.substr(colon + 2);
        page_.read.insert(text);
        put("error " + error, json::parse(errors_ack({{field, text}}, {field})), json::array());
    }
    [[nodiscard]] Rendered take() { return std::move(page_); }

private:
    void add_view(const std::string& words, json view) {
        const json blocks = view["blocks"];
        view.erase("blocks");
        read(page_.read, view);
        put(words, view, blocks);
    }
    void put(const std::string& words, const json& head, const json& blocks) {
        read(page_.read, blocks);
        std::string code = tidy_(head).dump() + "\n";
        for (const auto& block : blocks) code += tidy_(block).dump() + "\n";
        const auto entry = "\n```\n" + words + "\n```\n```json\n" + code + "```\n";
        if (there_.insert(words).second) page_.text += entry;
    }

    Rendered page_;
    Tidy tidy_;
    std::set<std::string> there_;
};

Rendered rendered(const Scene& scene) {
    TestBot bot(scene.setup);
    const auto before = bot.said().size();  // the first words to everybody
    try {
        scene.play(bot);
    } catch (const std::exception& cause) {
        ADD_FAILURE() << scene.name << ": " << cause.what();
    }
    EXPECT_EQ(bot.log().empty(), !scene.fails) << scene.name;
    Page page(scene.name);
    for (const auto& message : std::span(bot.said()).subspan(before))
        scene.at_home ? page.add_home(message) : page.add(message);
    for (const auto& form : bot.shown_forms()) page.add(form);
    for (const auto* who : {"ana", "ben", "bo", "kai", "joerg", "will", "zoe"}) {
        for (const auto& news : bot.news(who)) {
            if (news.starts_with("error ")) page.add_error(news.substr(6));
        }
    }
    return page.take();
}

Rendered the_adapters_own() {
    Page page("what the adapter itself says");
    for (const auto text : {texts::not_recorded, texts::not_confirmed, texts::repeated, texts::form_too_late,
                            texts::no_forms, texts::test})
        page.add(chat::Message{{chat::Paragraph{{chat::Plain{std::string(text)}}}}});
    return page.take();
}

/// A text as a table has it, cut where a value stands; without what only marks letters.
struct Said {
    std::string name;
    std::vector<std::string> pieces;
    [[nodiscard]] bool is_in(std::string_view read) const {
        if (pieces.size() == 1) return pieces[0].size() < 20 ? read == pieces[0] : read.contains(pieces[0]);
        for (const auto& piece : pieces) {
            const auto at = read.find(piece);
            if (at == read.npos) return false;
            read.remove_prefix(at + piece.size());
        }
        return true;
    }
};

std::vector<std::string> cut(const std::string& english) {
    std::vector<std::string> pieces{""};
    int depth = 0;
    for (std::size_t at = 0; at < english.size(); ++at) {
        const char c = english[at];
        if (c == '}') --depth;
        if (c == '{' && depth++ == 0) pieces.emplace_back();
        if (c == '\\') ++at;
        if (depth == 0 && !std::string_view("{}*`\\").contains(c)) pieces.back() += c;
        if (depth == 0 && c == '\\') pieces.back() += english[at];
    }
    return pieces;
}

std::vector<Said> table(const std::string& path) {
    std::ostringstream source;
    source << std::ifstream(std::string(GOODTURN_SOURCE_DIR) + "/" + path).rdbuf();
    static const std::regex entry(R"re(constexpr Text (\w+)\{((?:\s*"(?:[^"\\]|\\.)*")+)\};)re");
    static const std::regex literal(R"re("((?:[^"\\]|\\.)*)")re");
    const std::string text = source.str();
    std::vector<Said> all;
    for (std::sregex_iterator it(text.begin(), text.end(), entry); it != std::sregex_iterator(); ++it) {
        const std::string literals = (*it)[2];
        std::string english;
        for (std::sregex_iterator one(literals.begin(), literals.end(), literal); one != std::sregex_iterator(); ++one)
            english += (*one)[1];
        all.push_back({(*it)[1], cut(english)});
    }
    return all;
}

/// By the name of the golden file.
const std::map<std::string, Rendered>& all_scenes() {
    static const auto all = [] {
        std::map<std::string, Rendered> made{{"adapters_own", the_adapters_own()}};
        for (const auto& scene : scenes()) made.emplace(scene.name, rendered(scene));
        return made;
    }();
    return all;
}

TEST(Messages, AreThoseOfTheGoldenFilesAndWithinSlacksLimits) {
    for (const auto& [name, page] : all_scenes()) support::expect_golden("slack/" + name + ".md", page.text);
}

TEST(Messages, EveryTextOfATableIsInAGoldenFile) {
    std::set<std::string> read;
    for (const auto& [name, page] : all_scenes()) read.insert(page.read.begin(), page.read.end());
    std::map<std::string, std::set<std::string>> missing;
    std::size_t texts = 0;
    for (const std::string folder : {"engine", "basics", "gratitude"}) {
        for (const auto& said : table("core/" + folder + "/texts.hpp")) {
            ++texts;
            if (std::ranges::none_of(read, [&](const auto& text) { return said.is_in(text); }))
                missing[folder].insert(said.name);
        }
    }
    EXPECT_LT(250U, texts) << "the expression that reads tables is wrong";
    EXPECT_EQ(missing, not_on_slack());
}

}  // namespace
}  // namespace goodturn::slack
