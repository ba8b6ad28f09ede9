"""kill -9 of the bot, again and again, while several people write to it: one reply to each line.

GOODTURN_MATRIX_KILLS, _COMMANDS and _PEOPLE make it longer, GOODTURN_MATRIX_SEED another one."""

import asyncio
import os
import random
import unittest

from company import Company


def number(name, standard):
    return int(os.environ.get("GOODTURN_MATRIX_" + name, standard))


class Killed(Company):
    async def test_one_reply_each(self):
        kills, commands, crowd = number("KILLS", "10"), number("COMMANDS", "100"), number("PEOPLE", "5")
        chance = random.Random(number("SEED", "1"))
        proxy = await self.faults()
        self.bot.start()
        bot = self.bot.id
        people = [await self.person(f"Person{one} Test") for one in range(crowd)]
        chats = [await one.room(bot, direct=True) for one in people]
        for one, chat in zip(people, chats):
            await one.hears(bot, "Hi Person", chat)
        room = await people[0].room(bot, *(one.id for one in people[1:]))
        for one in people[1:]:
            await one.client.join(room)
        await people[0].sees_in(bot, room)
        said = [0] * crowd
        done = asyncio.Event()

        async def kill():
            for count in range(kills):
                wanted = len(proxy.seen) + chance.randrange(1, 25)
                while len(proxy.seen) < wanted:
                    await asyncio.wait_for(proxy.asked(), 60)
                if count % 3 == 0:
                    proxy.do("lose", r"PUT .*/send/")
                self.bot.kill()
                self.bot.start()
            done.set()

        def answers(who):
            return [text for text in people[who].texts(bot, chats[who]) if "Noted" in text]

        async def talk(who):
            """Every fifth line in the room: its answer comes in their chat all the same."""
            while said[who] < commands // crowd or not done.is_set():
                said[who] += 1
                line = f"@helper:localhost helped me with thing {said[who]}."
                if said[who] % 5:
                    await people[who].say(chats[who], line)
                else:
                    await people[who].say(room, "!gt " + line)
                await people[who].until(lambda: len(answers(who)) >= said[who] - 2, "answers", 120)
            last = f"thing {said[who]}."
            await people[who].until(lambda: any(last in text for text in answers(who)), last, 120)

        await asyncio.gather(kill(), *map(talk, range(crowd)))
        self.bot.stop()
        for who in range(crowd):
            texts = people[who].texts(bot)
            for line in range(1, said[who] + 1):
                told = [text for text in texts if f"thing {line}." in text]
                self.assertEqual(1, len(told), f"{people[who].id}, {line}: {told}")
        print(f"{kills} kills, {sum(said)} commands of {crowd} people, one reply each; "
              f"{len(proxy.done)} answers of the server were lost")


if __name__ == "__main__":
    unittest.main()
