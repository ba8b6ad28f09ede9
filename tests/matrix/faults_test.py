"""Whatever happens to the bot's requests, each line is answered once."""

import os
import random
import unittest

from company import Company

SEND = r"PUT .*/send/m\.room\.message/"
SYNC = r"GET .*/sync\?.*since="


class Faults(Company):
    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.proxy = await self.faults()

    async def talk(self, lines=3):
        """Lines that are answered, each by its own number."""
        for _ in range(lines):
            self.said += 1
            await self.ana.say(self.chat, f"{self.helper} helped me with thing {self.said}.")
        last = f"thing {self.said}."
        await self.ana.until(lambda: any(last in text for text in self.ana.texts(self.bot.id, self.chat)), last)

    def answered_once(self):
        answers = self.ana.texts(self.bot.id, self.chat)
        for number in range(1, self.said + 1):
            told = [text for text in answers if f"thing {number}." in text]
            self.assertEqual(1, len(told), f"{number}: {told}")

    async def begin(self):
        self.bot.start()
        self.said = 0
        self.ana = await self.person("Ana Sousa")
        self.helper = (await self.person("Bo Lindqvist")).id
        self.chat = await self.ana.room(self.bot.id, direct=True)
        await self.ana.hears(self.bot.id, "Hi Ana", self.chat)

    async def test_each_fault(self):
        await self.begin()
        for how, where, times in (("lose", SEND, 3), ("cut", SEND, 2), (429, SEND, 2), (502, SEND, 2), ("lose", SYNC, 2),
                                  ("cut", SYNC, 2), (504, SYNC, 2), (429, SYNC, 1), (404, SYNC, 1)):
            with self.subTest(how=how, where=where):
                self.proxy.do(how, where, times)
                await self.talk()
                self.answered_once()
                self.assertEqual(0, self.proxy.left(), self.proxy.rules)

    async def test_a_refusal_is_heeded(self):
        """Nothing more is sent than one request for each refusal, and what waits goes in order."""
        await self.begin()
        self.proxy.do(429, SEND, 3)
        before = len(self.proxy.seen)
        await self.talk(6)
        self.answered_once()
        sends = [one for one in self.proxy.seen[before:] if "/send/m.room.message/" in one]
        self.assertEqual(6 + 3, len(sends), sends)
        told = [text for text in self.ana.texts(self.bot.id, self.chat) if "Noted" in text]
        for number, text in enumerate(told, 1):
            self.assertIn(f"thing {number}.", text)

    async def test_a_lost_join_and_a_lost_room(self):
        self.proxy.do("lose", r"POST .*/join/")
        self.proxy.do(502, r"POST .*/join/")
        await self.begin()
        await self.talk(1)

    async def test_killed_at_any_moment(self):
        await self.begin()
        chance = random.Random(1)
        for kill in range(int(os.environ.get("GOODTURN_KILLS", "5"))):
            if kill % 2:
                self.proxy.do("lose", SEND)
            for _ in range(4):
                self.said += 1
                await self.ana.say(self.chat, f"{self.helper} helped me with thing {self.said}.")
            seen = len(self.proxy.seen)
            wanted = chance.randrange(1, 8)
            await self.ana.until(lambda: len(self.proxy.seen) >= seen + wanted, "requests of the bot")
            self.bot.kill()
            self.bot.start()
        self.proxy.rules.clear()
        await self.talk(1)
        self.answered_once()


if __name__ == "__main__":
    unittest.main()
