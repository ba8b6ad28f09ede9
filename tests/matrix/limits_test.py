"""On a server that limits as it does by default: ten events at once, then one in five seconds."""

import asyncio
import os
import time
import unittest

from clock import InTime
from company import Company

PEOPLE = 3
LINES = 4


class Limits(Company):
    limited = True

    async def test_all_arrives_and_no_storm(self):
        proxy = await self.faults()
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


class Many(InTime):
    """A round for everybody on the same morning. GOODTURN_MATRIX_PEOPLE: how many."""

    async def test_a_round_for_all_of_them(self):
        many = int(os.environ.get("GOODTURN_MATRIX_PEOPLE", "12"))
        proxy = await self.faults()
        self.bot.start()
        bot = self.bot.id
        people = [await self.person(f"Person{number} Test") for number in range(many)]
        chats = [await one.room(bot, direct=True) for one in people]
        for one, chat in zip(people, chats):
            await one.hears(bot, "Hi Person", chat)
            await self.lives_in_lisbon(one, chat)
            await one.say(chat, "@helper:localhost helped me with the deploy")
            await one.hears(bot, "That's your first", chat)
        before = len(proxy.statuses)
        self.to_the_round(meanwhile=self.server.limit)
        # While that goes on somebody asks for something: an answer does not wait for all of it.
        await people[0].hears(bot, "One person helped you since", chats[0])
        await people[0].say(chats[0], "log")
        await people[0].hears(bot, "Your help log", chats[0])
        offers = [await one.until(lambda one=one, chat=chat: [event for event in one.by(bot, chat) if "helped you since"
                                                              in event["content"]["body"]], "the round", 20 * many)
                  for one, chat in zip(people, chats)]
        self.assertEqual([1] * many, [len(events) for events in offers])
        log = next(event for event in people[0].by(bot, chats[0]) if "Your help log" in event["content"]["body"])
        times = sorted(events[0]["origin_server_ts"] for events in offers)
        if many > 11:
            self.assertLess(log["origin_server_ts"], times[-1])
        refused = proxy.statuses[before:].count(429)
        print(f"a round for {many} in {(times[-1] - times[0]) / 1000:.0f} s, {refused} refusals")
        self.assertGreater(refused, 0, "the server limited nothing, so this shows nothing")
        self.assertLessEqual(refused, 8 + many // 10)


class FromNothing(Company):
    """People who ask in a room and have no chat with the bot: each gets one, as fast as the server lets rooms be made.
    GOODTURN_MATRIX_NEWCOMERS: how many; beyond ten, each takes a minute."""

    async def test_each_gets_a_chat_and_one_answer(self):
        many = int(os.environ.get("GOODTURN_MATRIX_NEWCOMERS", "4"))
        patience = 60 + 90 * many
        proxy = await self.faults()
        self.bot.start()
        bot = self.bot.id
        people = [await self.person(f"Person{number} Test") for number in range(many)]
        room = await self.together(*people)
        self.server.limit()
        before, begin = len(proxy.statuses), time.monotonic()

        async def asks(one):
            await one.say(room, "!gt tz lisbon")
            await one.until(lambda: bot in one.invites.values(), "an invite", patience)
            chat = await one.accept(bot)
            await one.until(lambda: any("Lisbon" in text for text in one.texts(bot, chat)), "the answer", patience)
            return time.monotonic() - begin, chat

        came = await asyncio.gather(*map(asks, people))
        for one, (_, chat) in zip(people, came):
            self.assertEqual(1, sum("Lisbon" in text for text in one.texts(bot, chat)))
        self.assertEqual(many, len({chat for _, chat in came}))
        refused = proxy.statuses[before:].count(429)
        times = sorted(seconds for seconds, _ in came)
        print(f"{many} chats from nothing: the first answer after {times[0]:.0f} s, half after {times[many // 2]:.0f}, "
              f"all after {times[-1]:.0f}; {refused} refusals")
        self.assertLessEqual(refused, 8 + 2 * many)


if __name__ == "__main__":
    unittest.main()
