"""What makes it pleasant: typing when it takes long, reactions to touch, and neither when the server is busy."""

import asyncio
import unittest

from company import Company

SEND = r"PUT .*/send/m\.room\.message/"


class Manners(Company):
    async def begin(self):
        self.proxy = await self.faults()
        self.bot.start()
        self.ana = await self.person("Ana Sousa")
        self.chat = await self.ana.room(self.bot.id, direct=True)
        await self.ana.hears(self.bot.id, "Hi Ana", self.chat)

    def asked(self, part):
        return [one for one in self.proxy.seen if part in one]

    async def test_typing_only_when_it_takes_long(self):
        await self.begin()
        held = asyncio.Event()
        self.proxy.do(held, SEND)
        await self.ana.say(self.chat, "help")
        while not self.asked("/typing/"):
            await asyncio.wait_for(self.proxy.asked(), 60)
        self.assertEqual([], [text for text in self.ana.texts(self.bot.id, self.chat) if "help all" in text])
        held.set()
        await self.ana.hears(self.bot.id, "help all", self.chat)
        while len(self.asked("/typing/")) < 2:
            await asyncio.wait_for(self.proxy.asked(), 60)

    def seeds(self, event):
        return [one["content"]["m.relates_to"]["key"] for one in self.ana.by(self.bot.id, self.chat, "m.reaction")
                if one["content"]["m.relates_to"]["event_id"] == event["event_id"]]

    async def test_a_touch_is_a_press_once_and_by_the_one_it_is_for(self):
        await self.begin()
        bo = await self.person("Bo Lindqvist")
        await self.together(self.ana, bo)
        before = len(self.asked("/createRoom"))
        await self.ana.say(self.chat, f"thanks {bo.id} privately for the tea")
        draft = await self.ana.hears(self.bot.id, "for the tea", self.chat)
        await self.ana.until(lambda: self.seeds(draft), "what to touch")
        self.assertLessEqual(len(self.seeds(draft)), 4)
        undo = self.seeds(draft)[0]
        await self.ana.react(self.chat, draft["event_id"], undo.replace("\ufe0f", ""))
        changed = await self.ana.until(
            lambda: [one for one in self.ana.by(self.bot.id, self.chat)
                     if one["content"].get("m.relates_to", {}).get("rel_type") == "m.replace"], "the outcome")
        self.assertEqual(draft["event_id"], changed[0]["content"]["m.relates_to"]["event_id"])
        self.assertEqual(before, len(self.asked("/createRoom")))

    async def test_nothing_to_touch_after_a_refusal(self):
        await self.begin()
        self.proxy.do(429, SEND)
        await self.ana.say(self.chat, "@helper:localhost helped me with the tea")
        await self.ana.hears(self.bot.id, "the tea", self.chat)
        await self.ana.say(self.chat, "help")
        await self.ana.hears(self.bot.id, "help all", self.chat)
        tea = next(event for event in self.ana.by(self.bot.id, self.chat) if "the tea" in event["content"]["body"])
        self.assertEqual([], self.seeds(tea))


if __name__ == "__main__":
    unittest.main()
