#include "tests/lint/source.hpp"

#include <gtest/gtest.h>

namespace goodturn::lint {
namespace {

TEST(Source, TellsCodeFromCommentsAndLiterals) {
    const auto found =
        pieces("a = 1'000; // \"no\"\nb = '\"'; /* x\n */ c = \"say \\\"hi\\\"\"; R\"sql(SEL\"ECT)sql\"");
    const auto shown = [&] {
        std::string text;
        for (const auto& piece : found) {
            const auto* const kind = piece.kind == Piece::Kind::code      ? "c"
                                     : piece.kind == Piece::Kind::comment ? "/"
                                                                          : "l";
            text += kind + std::to_string(piece.line) + piece.delimiter + "<" + piece.text + ">";
        }
        return text;
    }();
    EXPECT_EQ(
        "c1<a = 1'000; >/1<// \"no\">c1<\nb = '\"'; >/2</* x\n */>c3< c = >l3<say \\\"hi\\\">c3<; >l3sql<SEL\"ECT>",
        shown);
}

TEST(Source, CodeKeepsItsLines) {
    EXPECT_EQ("a  \n\n\nb \"\"", code_only("a /* 1\n2 */\n\nb \"x\""));
    EXPECT_EQ("\"\"\n\nb", code_only("R\"(1\n2)\"\nb"));
}

}  // namespace
}  // namespace goodturn::lint
