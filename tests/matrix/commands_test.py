"""Every line that `help all` shows is understood."""

import html
import re
import unittest

from company import Company

# What a person would type where the help only says what belongs there.
WORDS = {"what": "the deploy", "why": "it saved my week", "city": "lisbon", "topic": "thanks", "verb": "log"}


def choices(usage):
    """All that "round [on|off]" stands for: with and without what may be left out, and each of what is to choose from."""
    inner = re.search(r"\[([^\[\]]*)\]", usage)
    if inner:
        before, after = usage[: inner.start()], usage[inner.end():]
        options = ["", *re.split(r"\|(?![^<]*>)", inner[1])]
        return [line for option in options for line in choices(" ".join((before + option + after).split()))]
    words = usage.split()
    for at, word in enumerate(words):
        if "|" in word:
            return [line for option in word.split("|") for line in choices(" ".join([*words[:at], option, *words[at + 1:]]))]
    return [usage]


class Commands(Company):
    def test_choices(self):
        self.assertEqual(["a", "a b c", "a d"], choices("a [b c|d]"))
        self.assertEqual(["a on", "a off"], choices("a on|off"))
        self.assertEqual(["t <why>", "t here <why>"], choices("t [here] <why>"))

    def lines(self, usage, people):
        for line in choices(usage):
            line = re.sub(r"<(\w+)[^>]*>", lambda it: WORDS.get(it[1], "something"), line)
            names = iter(people * 2)
            line = re.sub(r"@\w+|(?<=and )bo\b", lambda _: next(names).id, line)
            yield line

    async def answer(self, line):
        """In a thread of its own, so that it is no other's."""
        root = (await self.ana.client.room_send(self.chat, "m.room.message", {"msgtype": "m.notice", "body": line})).event_id
        relation = {"rel_type": "m.thread", "event_id": root, "m.in_reply_to": {"event_id": root}}
        await self.ana.say(self.chat, "!gt " + line, **{"m.relates_to": relation})
        answers = await self.ana.until(
            lambda: [event for event in self.ana.by(self.bot.id, self.chat)
                     if event["content"].get("m.relates_to", {}).get("event_id") == root], f"an answer to: {line}")
        return "\n".join(event["content"]["body"] for event in answers)

    async def test_each_gets_an_answer(self):
        self.bot.start()
        self.ana = await self.person("Ana Sousa")
        others = [await self.person("Bo Lindqvist"), await self.person("Cy Young")]
        self.chat = await self.ana.room(self.bot.id, direct=True)
        await self.ana.hears(self.bot.id, "Hi Ana", self.chat)
        await self.ana.say(self.chat, "help all")
        table = (await self.ana.hears(self.bot.id, "undo", self.chat))["content"]["formatted_body"]
        usages = [html.unescape(usage) for usage in re.findall(r"<li><code>(.*?)</code>", table)]
        self.assertGreater(len(usages), 15, table)
        typed = [line for usage in usages for line in self.lines(usage, others)]
        for line in typed:
            with self.subTest(line=line):
                answer = await self.answer(line)
                for bad in ("I only know short commands", "Something broke", "Did you mean"):
                    self.assertNotIn(bad, answer)
                self.assertNotRegex(answer, r"\{\w+\}|\bM_[A-Z]|\bHTTP \d|\bexception\b")
                self.assertTrue(answer.strip())
        self.assertNotRegex(self.bot.logged(), r" (error|critical) ")


if __name__ == "__main__":
    unittest.main()
