#!/usr/bin/python3
"""A day of mixed traffic in some minutes: notes, thanks, presses, edits, reactions, forms, nonsense, tabs that come and
go, the look switched, the clock moved forward. Memory, descriptors and WAL stay flat, and so do the bytes a kept row
costs. Before the day begins there are as many notes as fill the caches: what grows from then on is a leak. An hour
lasts until enough was done in it, however busy the machine is."""

import argparse
import asyncio
import itertools
import random
import shutil
import sqlite3
import statistics
import time
from pathlib import Path

import websockets

from page import PEOPLE, Bot, Tab, buttons, mention, natural, positive, program

MIB = 1 << 20
# The engine's limit for one person, and how many such bursts fill SQLite's cache of 8 MiB.
BURST = 60
BURSTS = 30
# wal_autocheckpoint is 8,000 pages of 4 KiB; one batch may come on top before the checkpoint.
WAL = 40 * MIB
BYTES_A_ROW = 1.2
NONSENSE = ("", "?", "asdf ghjk", "@@@", "thanks", "remind me of nothing", "🙃" * 40, "x" * 9000, "undo", "help",
            "settings", "privacy", "log", "why", "pause until tomorrow", "resume", "round 9:00", "passed on")


class Day:
    def __init__(self, tab, chance):
        self.tab = tab
        self.chance = chance
        self.count = 0

    def mine(self, account):
        """The newest messages of this person's chat with the bot."""
        return [one for one in self.tab.messages.values() if one["in"] == f"bot-{account}" and not one.get("deleted")]

    async def act(self):
        self.count += 1
        account, other = self.chance.sample(PEOPLE, 2)
        kinds = (self.note, self.thank, self.press, self.edit, self.react, self.form, self.nonsense, self.come_and_go)
        await self.chance.choices(kinds, (40, 8, 16, 6, 8, 4, 15, 3))[0](account, other)

    async def note(self, account, other):
        await self.tab.helped(account, other, f"number {self.count}")

    async def thank(self, account, other):
        await self.tab.say(account, "thanks ", mention(other), f" for number {self.count}")

    async def press(self, account, _):
        pressable = [(one, button) for one in self.mine(account)[-20:] for button in buttons(one)]
        if pressable:
            message, button = self.chance.choice(pressable)
            await self.tab.press(account, message, button["label"])

    async def edit(self, account, other):
        own = [one for one in self.mine(account)[-20:] if one["by"] == account]
        if own:
            await self.tab.command("edit", **{"as": account, "message": self.chance.choice(own)["id"],
                                              "words": [mention(other), f" helped me with edit {self.count}"]})

    async def react(self, account, _):
        if seen := self.mine(account)[-20:]:
            message = self.chance.choice(seen)
            await self.tab.command("react", **{"as": account, "in": message["in"], "message": message["id"],
                                               "emoji": "🙏", "added": self.chance.random() < 0.7})

    async def form(self, account, other):
        if form := self.tab.forms.get(account):
            values = {field["name"]: self.chance.choice(([mention(other)], ["some words"]))
                      for field in form.get("fields", ())}
            await self.tab.command("submit", **{"as": account, "token": form["token"], "values": values})

    async def nonsense(self, account, _):
        await self.tab.say(account, self.chance.choice(NONSENSE))

    async def come_and_go(self, *_):
        visitor = Tab(self.tab.bot)
        await visitor.connect()
        if self.chance.random() < 0.5:
            await visitor.socket.send(self.chance.choice(("{}", "[" * 200, '{"do":"say"}', "\0")))
            try:
                await asyncio.wait_for(visitor.socket.wait_closed(), 5)
            except (asyncio.TimeoutError, websockets.WebSocketException):
                pass
        await visitor.close()


def sample(bot):
    proc = Path("/proc") / str(bot.process.pid)
    resident = next(line for line in (proc / "status").read_text().splitlines() if line.startswith("VmRSS"))
    size = {name: (bot.folder / name).stat().st_size for name in
            ("goodturn.db", "goodturn.db-wal", "goodturn-page.db", "goodturn-page.db-wal")}
    return {"memory": int(resident.split()[1]) * 1024, "descriptors": len(list((proc / "fd").iterdir())), **size}


def bytes_a_row(bot):
    """Of a copy with its WAL folded in, without free pages."""
    copy = bot.root / "copy"
    shutil.copytree(bot.folder, copy)
    store = sqlite3.connect(copy / bot.store.name)
    check_short(store)
    (pages,), (free,), (size,) = (store.execute(f"PRAGMA {name}").fetchone()
                                  for name in ("page_count", "freelist_count", "page_size"))
    tables = store.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    rows = sum(store.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for (table,) in tables)
    store.close()
    shutil.rmtree(copy)
    return (pages - free) * size / rows, rows


def check_short(store):
    """What is kept for an hour, and looked through every hour, is there for two."""
    (now,) = store.execute("SELECT value FROM meta WHERE name = 'newest'").fetchone()
    for table in ("undo", "refusal"):
        (old,) = store.execute(f"SELECT count(*) FROM {table} WHERE at < {now - 2 * 3600 * 1000 - 60_000}").fetchone()
        assert old == 0, f"{table} keeps {old} rows that are over"


async def hour_later(tab):
    why = await (await tab.command("clock", **{"as": "ana", "to": {"hours": 1}}))
    assert why == "", why


async def fill(bot, bursts):
    tab = Tab(bot)
    await tab.connect()
    for burst in range(bursts):
        for number in range(BURST):
            for account, helper in zip(PEOPLE, PEOPLE[1:] + PEOPLE[:1]):
                await tab.helped(account, helper, f"burst {burst} number {number}")
            if len(tab.pending) > 64:
                await tab.settled()
        await tab.settled()
        await hour_later(tab)
    await tab.close()


async def run(arguments, bot):
    bot.start()
    await fill(bot, arguments.bursts)
    tab = Tab(bot)
    await tab.connect()
    day = Day(tab, random.Random(arguments.seed))
    samples = []
    costs = []
    began = time.monotonic()
    for hour in range(arguments.hours):
        until = began + (hour + 1) * arguments.minutes * 60 / arguments.hours
        enough = day.count + arguments.actions
        while time.monotonic() < until or day.count < enough:
            await day.act()
            if len(tab.pending) > 16:
                await tab.settled()
            await asyncio.sleep(1 / arguments.rate)
        await tab.settled()
        if hour % 5 == 4:
            await tab.command("look", look=("matrix", "slack")[hour // 5 % 2])
        await hour_later(tab)
        samples.append({"actions": day.count, **sample(bot)})
        print(f"hour {hour + 1:2}: {day.count:6,} actions, memory {samples[-1]['memory'] / MIB:.1f} MiB, "
              f"store {samples[-1]['goodturn.db'] / MIB:.1f} MiB, descriptors {samples[-1]['descriptors']}", flush=True)
        if hour in (arguments.hours // 2, arguments.hours - 1):
            costs.append(bytes_a_row(bot))
    await tab.close()
    bot.stop()
    bot.check()
    report(arguments, samples, costs)


def growth(samples):
    """Bytes of memory an action in the second half: the median of all pairs of hours, which one jump leaves alone."""
    half = samples[len(samples) // 2:]
    return statistics.median((after["memory"] - before["memory"]) / (after["actions"] - before["actions"])
                             for before, after in itertools.combinations(half, 2))


def report(arguments, samples, costs):
    for name in samples[0]:
        values = [one[name] for one in samples]
        print(f"{name}: {values[0]:,} after the first hour, {max(values):,} at most, {values[-1]:,} at the end")
    (middle, rows_then), (end, rows) = costs
    print(f"bytes a row: {middle:.0f} at {rows_then:,} rows, {end:.0f} at {rows:,}")
    grew = growth(samples)
    print(f"memory: {grew:,.0f} bytes an action in the second half")
    assert grew <= arguments.growth, f"memory grew by {grew:,.0f} bytes an action"
    most = max(one["memory"] for one in samples) / MIB
    assert most <= arguments.memory, f"memory was {most:.1f} MiB"
    # Only the samples' own tab is open; one more may be on its way out.
    assert max(one["descriptors"] for one in samples) <= samples[0]["descriptors"] + 1, "descriptors grew"
    assert max(one["goodturn.db-wal"] for one in samples) <= WAL, "the WAL grew"
    assert max(one["goodturn-page.db-wal"] for one in samples) <= WAL, "the page's WAL grew"
    assert end <= middle * BYTES_A_ROW, "a row costs more and more"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=program)
    parser.add_argument("--minutes", type=positive, default=20)
    parser.add_argument("--hours", type=natural, default=24)
    parser.add_argument("--rate", type=positive, default=20, help="actions a second")
    parser.add_argument("--actions", type=natural, default=200, help="an hour at least, however long they take")
    parser.add_argument("--bursts", type=int, default=BURSTS, help="of notes before the day, that fill the caches")
    parser.add_argument("--memory", type=float, default=40, help="MiB at most")
    parser.add_argument("--growth", type=float, default=65, help="bytes of memory an action, in the second half: a MiB "
                        "in two thirds of a day at full rate")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 31))
    arguments = parser.parse_args()
    if arguments.hours < 3:
        parser.error("a day of less than 3 hours shows nothing")
    print(f"seed {arguments.seed}")
    # A sanitizer's quarantine looks like a leak; what it gives back and takes again hides one.
    asan = "quarantine_size_mb=1:allocator_release_to_os_interval_ms=-1"
    with Bot(arguments.program, {"ASAN_OPTIONS": asan}) as bot:
        asyncio.run(run(arguments, bot))


if __name__ == "__main__":
    main()
