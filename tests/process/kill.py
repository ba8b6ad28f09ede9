#!/usr/bin/python3
"""SIGKILL at random moments, with 16 commands outstanding. Whatever the bot said `done` to has happened exactly once:
every note stands once in the store, every answer and every thank-you was seen once on the page."""

import argparse
import asyncio
import random
import statistics
import time

from page import Bot, Tab
from store import helps_of
from traffic import THANKS_A_DAY, Traffic

AIM = 0.2


async def run(arguments, bot):
    chance = random.Random(arguments.seed)
    tab = Tab(bot)
    traffic = Traffic(tab, chance)
    starts = []
    for number in range(arguments.kills + 1):
        began = time.monotonic()
        bot.start()
        if number and chance.random() < 0.1:
            await asyncio.sleep(chance.uniform(0, 0.03))
            bot.kill()
            continue
        await tab.connect()
        if number:
            starts.append(time.monotonic() - began)
        if number == arguments.kills:
            break
        if traffic.today == THANKS_A_DAY:
            await traffic.next_day()
        await traffic.top_up(16)
        await asyncio.sleep(chance.uniform(0, arguments.alive))
        bot.kill()
    await traffic.finish()
    await tab.close()
    bot.stop()
    bot.check()
    broken = traffic.broken(helps_of(bot))
    print(f"{arguments.kills} kills; {len(traffic.notes)} notes, {len(traffic.undone)} taken back, "
          f"{len(traffic.thanks)} thank-yous; broken promises: {len(broken)}")
    print(f"next start until the page answers: median {statistics.median(starts) * 1000:.0f} ms, "
          f"most {max(starts) * 1000:.0f} ms (aim: under {AIM * 1000:.0f} ms with a release build)")
    for line in broken[:20]:
        print(line)
    assert not broken
    assert not arguments.assert_start or max(starts) < AIM


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--alive", type=float, default=0.25, help="seconds that a bot lives, at most")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 31))
    parser.add_argument("--assert-start", action="store_true", help="fail if a start takes longer than the aim")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}")
    with Bot(arguments.program) as bot:
        asyncio.run(run(arguments, bot))


if __name__ == "__main__":
    main()
