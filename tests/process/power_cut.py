#!/usr/bin/python3
"""Power cuts: every byte that was not synced is gone (shim.cpp). What the bot said `done` to is still there. As a
control, a disk that forgets what was synced to the WAL has to lose some of it."""

import argparse
import asyncio
import os
import random
import shutil

from page import Bot, Tab, natural, positive, program, shim
from store import files_of
from traffic import THANKS_A_DAY, Traffic


def restore(bot, durable):
    """Puts what was durable in the place of what was there, and makes all of it durable."""
    names = durable / "names"
    kept = {}
    for line in names.read_text().splitlines() if names.exists() else ():
        inode, name = line.split(" ", 1)
        image = durable / inode
        kept[name] = image.read_bytes() if image.exists() else b""
    shutil.rmtree(durable)
    shutil.rmtree(bot.folder)
    durable.mkdir()
    bot.folder.mkdir()
    lines = []
    for name, data in kept.items():
        path = bot.folder / name
        path.write_bytes(data)
        path.chmod(0o600)
        inode = path.stat().st_ino
        (durable / str(inode)).write_bytes(data)
        os.link(path, durable / f"{inode}.live")
        lines.append(f"{inode} {name}\n")
    names.write_text("".join(lines))


async def cuts(bot, durable, arguments, chance):
    tab = Tab(bot)
    traffic = Traffic(tab, chance)
    for number in range(arguments.cuts):
        bot.start()
        await tab.connect()
        if traffic.today == THANKS_A_DAY:
            await traffic.next_day()
        await traffic.top_up(16)
        await traffic.moment(arguments.alive)
        bot.kill()
        restore(bot, durable)
        traffic.check(bot, f"cut {number + 1}")
    bot.start()
    await tab.connect()
    print(f"{arguments.cuts} power cuts")
    await traffic.end(bot)


async def control(bot, durable, arguments, chance):
    """After a clean stop, which leaves no WAL, one cut is enough."""
    bot.environment["GOODTURN_FORGET_WAL"] = "1"
    bot.start().stop()
    bot.start()
    tab = Tab(bot)
    await tab.connect()
    traffic = Traffic(tab, chance)
    await traffic.top_up(16)
    await tab.settled()
    bot.kill()
    restore(bot, durable)
    with files_of(bot) as files:
        lost = traffic.lost(files)
    print(f"control, a cut on a disk that forgets the WAL: {len(traffic.confirmed())} confirmed commands, "
          f"{len(lost)} broken promises")
    assert lost, "the control lost nothing, so this test shows nothing"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=program)
    parser.add_argument("--shim", type=shim, required=True, help="the library made from shim.cpp")
    parser.add_argument("--cuts", type=natural, default=100)
    parser.add_argument("--alive", type=positive, default=0.4, help="seconds until a cut, at most; most come sooner")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 31))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}")
    for run in (cuts, control):
        with Bot(arguments.program) as bot:
            durable = bot.root / "durable"
            durable.mkdir()
            bot.environment |= {"LD_PRELOAD": arguments.shim, "GOODTURN_DISK": str(bot.folder),
                                "GOODTURN_DURABLE": str(durable)}
            asyncio.run(run(bot, durable, arguments, random.Random(arguments.seed)))


if __name__ == "__main__":
    main()
