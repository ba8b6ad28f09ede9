#include "adapters/slack/emoji.hpp"
#include "adapters/slack/ids.hpp"
#include "adapters/slack/mrkdwn.hpp"
#include "adapters/slack/text.hpp"
#include "adapters/slack/words.hpp"

#include <algorithm>

/// Blocks of the type "rich_text": https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
namespace goodturn::slack {
namespace {

constexpr std::int64_t most_indent = 8;

class Reader {
public:
    explicit Reader(std::string_view text) : text_(text), labels_(labels_in(text)) {}

    void block(Value block) {
        expect(block["type"].text() == "rich_text");
        for (const Value element : block["elements"].items()) paragraph(element);
    }

    /// nullopt: something was not understood.
    [[nodiscard]] std::optional<chat::Words> words() const {
        return understood_ ? std::optional(words_) : std::nullopt;
    }

private:
    void expect(bool known) { understood_ = understood_ && known; }

    void paragraph(Value paragraph) {
        const std::string type = paragraph["type"].text();
        start_line();
        if (type == "rich_text_section" || type == "rich_text_preformatted") {
            inline_elements(paragraph);
        } else if (type == "rich_text_quote") {
            quoting_ = true;
            inline_elements(paragraph);
            quoting_ = false;
        } else if (type == "rich_text_list") {
            list(paragraph);
        } else {
            expect(false);
        }
    }

    void list(Value list) {
        const auto indent = std::clamp<std::int64_t>(list["indent"].number().value_or(0), 0, most_indent);
        const bool ordered = list["style"].text() == "ordered";
        auto number = std::clamp<std::int64_t>(list["offset"].number().value_or(0), 0, 1'000'000);
        for (const Value item : list["elements"].items()) {
            start_line();
            write(std::string(static_cast<std::size_t>(indent) * 2, ' '));
            write(ordered ? std::to_string(++number) + ". " : "- ");
            inline_elements(item);
        }
    }

    void inline_elements(Value parent) {
        for (const Value element : parent["elements"].items()) inline_element(element);
    }

    void inline_element(Value element) {
        const std::string type = element["type"].text();
        if (type == "text") {
            write_lines(element["text"].text());
        } else if (type == "user") {
            user(element["user_id"].text());
        } else if (type == "channel") {
            write(channel_words(label(element["channel_id"].text())));
        } else if (type == "usergroup") {
            write(group_words(label(element["usergroup_id"].text())));
        } else if (type == "broadcast") {
            const std::string range = element["range"].text();
            expect(!range.empty());
            write("@" + range);
        } else if (type == "link") {
            const std::string url = element["url"].text();
            expect(!url.empty());
            write(link_words(plain(url), plain(element["text"].text())));
        } else if (type == "emoji") {
            emoji(element);
        } else if (type == "date") {
            const std::string fallback = element["fallback"].text();
            expect(!fallback.empty());
            write(plain(fallback));
        } else {
            expect(false);
        }
    }

    void user(const std::string& id) {
        expect(is_id(id));
        begin();
        words_.emplace_back(chat::Named{{id}, label(id)});
        fresh_line_ = false;
    }

    void emoji(Value element) {
        const std::string unicode = emoji_of_points(element["unicode"].text());
        const std::string name = element["name"].text();
        expect(!unicode.empty() || !name.empty());
        write(unicode.empty() ? ":" + name + ":" : unicode);
    }

    [[nodiscard]] std::string label(const std::string& id) const {
        const auto found = labels_.find(id);
        return found == labels_.end() ? std::string() : found->second;
    }

    /// Documents don't say whether blocks are escaped as the text is, so the text decides: where it has the escaped
    /// form of this line, the line itself is plain.
    [[nodiscard]] std::string plain(std::string_view line) const {
        if (!line.contains('&') || text_.contains(escaped(line))) return std::string(line);
        return unescaped(line);
    }

    void write_lines(std::string_view text) {
        for (auto end = text.find('\n'); end != text.npos; end = text.find('\n')) {
            write(as_typed(plain(text.substr(0, end))));
            write("\n");
            text.remove_prefix(end + 1);
        }
        write(as_typed(plain(text)));
    }

    /// Of one line, or a line break.
    void write(std::string_view text) {
        if (text.empty()) return;
        begin();
        append(words_, text);
        fresh_line_ = text.ends_with('\n');
    }

    /// Before anything of a line.
    void begin() {
        if (fresh_line_ && quoting_) append(words_, "> ");
        fresh_line_ = false;
    }

    void start_line() {
        if (!fresh_line_) write("\n");
    }

    std::string_view text_;
    Labels labels_;
    chat::Words words_;
    bool understood_ = true;
    bool quoting_ = false;
    bool fresh_line_ = true;  ///< nothing stands in this line
};

}  // namespace

std::optional<chat::Words> words_of_blocks(Value blocks, std::string_view text) {
    const auto all = blocks.items();
    if (all.empty()) return std::nullopt;
    Reader reader(text);
    for (const Value block : all) reader.block(block);
    return reader.words();
}

}  // namespace goodturn::slack
