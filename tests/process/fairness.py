#!/usr/bin/python3
"""How long another person's command waits while one tab pours in lines as fast as it can: not for all of them."""

import argparse
import asyncio
import json
import statistics
import time
import uuid

from page import Bot, Tab, mention, natural, program


# Of the time that all the lines take. Where the first to come is served first, it is nearly all of it.
SHARE = 1 / 4


async def pour(tab, lines):
    """All at once; nobody waits for an answer."""
    for number in range(lines):
        await tab.socket.send(json.dumps({"do": "say", "id": str(uuid.uuid4()), "as": "ana", "in": "bot-ana",
                                          "words": [mention("ben"), f" helped me with line {number}"]}))


async def run(arguments, bot):
    bot.start()
    hasty, patient = Tab(bot), Tab(bot)
    await hasty.connect()
    await patient.connect()
    began = time.monotonic()
    pouring = asyncio.create_task(pour(hasty, arguments.lines))
    waits = []
    while len(hasty.done) < arguments.lines:
        asked = time.monotonic()
        note = await patient.helped("will", "kai", f"command {len(waits)}")
        await note
        waits.append(time.monotonic() - asked)
        await asyncio.sleep(0.6)  # below two a second, which one person may have
    await pouring
    took = time.monotonic() - began
    print(f"{arguments.lines} lines in {took:.1f} s, {arguments.lines / took:.0f}/s; another person's command waited "
          f"{statistics.median(waits):.2f} s (median of {len(waits)}), {max(waits):.2f} s at most")
    bot.stop()
    assert max(waits) < took * SHARE, "another person waited for the one who pours"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=program)
    parser.add_argument("--lines", type=natural, default=10_000)
    arguments = parser.parse_args()
    with Bot(arguments.program) as bot:
        asyncio.run(run(arguments, bot))


if __name__ == "__main__":
    main()
