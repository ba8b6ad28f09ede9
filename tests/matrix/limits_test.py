"""On a server that limits as it does by default: ten events at once, then one in five seconds."""

import asyncio
import unittest

from company import Company
from fault_proxy import FaultProxy

PEOPLE = 3
LINES = 4


class Limits(Company):
    limited = True

    async def test_all_arrives_and_no_storm(self):
        proxy = await FaultProxy(self.server).start()
        self.addAsyncCleanup(proxy.stop)
        self.bot.environment["GOODTURN_MATRIX_HOMESERVER"] = proxy.url
        self.bot.start()
        bot = self.bot.id
        people = [await self.person(f"Person{number} Test") for number in range(PEOPLE)]
        chats = [await one.room(bot, direct=True) for one in people]
        for one, chat in zip(people, chats):
            await one.hears(bot, "Hi Person", chat)

        async def talks(one, chat):
            for number in range(LINES):
                await one.say(chat, f"@helper:localhost helped me with thing {number}.")
            await one.until(lambda: sum("Noted" in text for text in one.texts(bot, chat)) >= LINES, "the answers", 120)
            for number in range(LINES):
                self.assertEqual(1, sum(f"thing {number}." in text for text in one.texts(bot, chat)))

        await asyncio.gather(*map(talks, people, chats))
        sends = [one for one in proxy.seen if "/send/" in one]
        refused = proxy.statuses.count(429)
        self.assertGreater(refused, 0, "the server limited nothing, so this shows nothing")
        self.assertLessEqual(refused, 8, f"of {len(sends)}")


if __name__ == "__main__":
    unittest.main()
