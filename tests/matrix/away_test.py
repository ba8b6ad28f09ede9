"""A day without the bot: what was said meanwhile is done late, or not at all, and answered once."""

import datetime
import unittest

from clock import InTime

HOUR = datetime.timedelta(hours=1)


class Away(InTime):
    def later(self, hours):
        self.clock.set(self.clock.now() + (hours * HOUR).total_seconds())

    async def test_a_day_away(self):
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        bo = await self.person("Bo Lindqvist")
        chat = await ana.room(bot, direct=True)
        await ana.hears(bot, "Hi Ana", chat)
        room = await ana.room(bot, bo.id)
        await bo.accept(ana.id)
        await ana.sees_in(bot, room)
        self.bot.stop()

        await ana.say(chat, "@helper:localhost helped me with an old thing.")
        self.later(2)
        for number in range(3):
            await ana.say(chat, f"@helper:localhost helped me with thing {number}.")
        await bo.say(room, "!gt help")
        other = await bo.room(bot, direct=True)
        await bo.say(other, "help")
        self.later(22.9)
        await ana.say(chat, "@helper:localhost helped me with a fresh thing.")
        self.bot.start()
        await ana.hears(bot, "fresh thing", chat)
        await bo.hears(bot, "I understand short lines", room)
        await bo.hears(bot, "help all", other)

        self.bot.kill()
        self.bot.start()
        await ana.say(chat, "log")
        log = await ana.hears(bot, "Your help log", chat)
        self.assertNotIn("old thing", log["content"]["body"])
        answers = [text for text in ana.texts(bot, chat) if text != log["content"]["body"]]
        for number in range(3):
            self.assertIn(f"thing {number}.", log["content"]["body"])
            told = [text for text in answers if f"thing {number}." in text]
            self.assertEqual(1, len(told), told)
            self.assertIn("You asked this", told[0])
        self.assertEqual([], [text for text in answers if "old thing" in text])
        self.assertEqual(1, len([text for text in answers if "What you wrote before" in text]), answers)
        fresh = [text for text in answers if "fresh thing" in text]
        self.assertEqual(1, len(fresh), fresh)
        self.assertNotIn("You asked this", fresh[0])


if __name__ == "__main__":
    unittest.main()
