#!/usr/bin/python3
"""A slow, full, failing and read-only disk under the running bot, and a second process at its database. Nothing is
confirmed that is not on disk, nothing of a failed batch remains, and when the disk is back the bot goes on by itself."""

import argparse
import asyncio
import signal
import sqlite3
import subprocess
import time

import websockets

from page import Bot, Tab, program, shim
from store import helps_of

BOT = ("goodturn.db",)
PAGE = ("goodturn-page.db",)
# What is said of each, by SQLite's means or by the system's.
FAULTS = {"eio": ("the disk reports errors", "Input/output error"),
          "full": ("the disk is full", "No space left on device"),
          "readonly": ("it can't be opened or written", "Read-only file system"),
          "unreadable": ("the disk reports errors",)}
WRITING = ("eio", "full", "readonly")
NOT_SAVED = "That could not be saved, so nothing was changed. Please try again."
# What a served tab waits at most, while a disk takes three seconds; generous, for a busy machine with sanitizers.
SERVED = 1.5


class Disk:
    def __init__(self, bot, shim, short):
        self.short = short
        self.control = bot.root / "faults"
        self.works()
        bot.environment |= {"LD_PRELOAD": shim, "GOODTURN_DISK": str(bot.folder), "GOODTURN_FAULTS": str(self.control)}

    def is_(self, fault, files):
        part = self.control.with_suffix(".part")
        part.write_text("".join(f"{file} {fault}\n" for file in files))
        part.rename(self.control)

    def works(self):
        self.is_("", ())


def lines(bot, text):
    return bot.logged().count(text)


async def logged(bot, text, times, seconds=15):
    end = time.monotonic() + seconds
    while lines(bot, text) < times:
        assert time.monotonic() < end, f"not logged: {text}"
        await asyncio.sleep(0.05)
    assert lines(bot, text) == times, f"logged more than once: {text}"


async def slow(bot, disk, tab, other):
    """Another tab is served all the while."""
    for files in (BOT, PAGE, BOT + PAGE):
        for milliseconds in (50, 500, 3000, 500) if files == BOT or not disk.short else (500,):
            disk.is_(f"slow={milliseconds}", files)
            words = f"slow{len(tab.done)}."
            began = time.monotonic()
            note = await tab.helped("ana", "ben", words)
            longest = 0
            pair = None
            while not note.done():
                asked = time.monotonic()
                await (await other.socket.ping())
                if files == BOT and pair is None:
                    pair = await other.say("kai", "just us", where="kai+will")
                    assert await pair == ""
                longest = max(longest, time.monotonic() - asked)
                await asyncio.sleep(0.01)
            assert await note == ""
            took = time.monotonic() - began
            disk.works()
            await tab.until(lambda w=words: tab.said(w, "bot-ana"), what=words)
            print(f"fsync of {milliseconds} ms, {' and '.join(files)}: done after {took * 1000:.0f} ms; "
                  f"another tab waited {longest * 1000:.0f} ms at most")
            assert took >= milliseconds / 1000, "confirmed before it was on disk"
            assert longest < SERVED


async def failing_bot(bot, disk, tab, other):
    """Not confirmed, not there; then it comes again by itself."""
    for times, fault in enumerate(WRITING, 1):
        disk.is_(fault, BOT)
        words = f"bot{fault}."
        note = await tab.helped("ana", "ben", words)
        await logged(bot, "nothing can be recorded", times)
        # To SQLite a disk that is read-only of a sudden has failed.
        sentence = FAULTS["full" if fault == "full" else "eio"][0]
        assert f"nothing can be recorded: {bot.store}: {sentence}" in bot.logged().splitlines()[-1], bot.logged()
        await asyncio.sleep(2)  # it tries again meanwhile
        assert not note.done() and not tab.said(words)
        assert await (await other.say("kai", "still here", where="kai+will")) == ""
        assert helps_of(bot)[words] == 0, "something of a failed batch remained"
        asked = await checked(bot)
        assert asked.returncode == 1 and f"Nothing can be recorded: {bot.store}: {sentence}" in asked.stderr, asked
        disk.works()
        assert await asyncio.wait_for(note, 10) == ""
        assert (await checked(bot)).returncode == 0
        await tab.until(lambda w=words: tab.said(w, "bot-ana"), what=words)
        await logged(bot, "the store works again", times)
        print(f"the bot's file, {fault}: not confirmed, nothing kept, carried out when the disk was back")


async def checked(bot):
    return await asyncio.to_thread(subprocess.run, [bot.program, "check"], cwd=bot.folder, env=bot.environment,
                                   capture_output=True, text=True, check=False)


async def moved(bot, _, tab, other):
    """What would be written to a file that nobody finds again is not confirmed."""
    before = lines(bot, "nothing can be recorded")
    elsewhere = bot.store.with_suffix(".elsewhere")
    bot.store.rename(elsewhere)
    note = await tab.helped("ana", "ben", "moved.")
    await logged(bot, "nothing can be recorded", before + 1)
    assert await (await other.say("kai", "still here", where="kai+will")) == ""
    assert not note.done()
    asked = await checked(bot)
    assert asked.returncode == 1 and "moved or deleted" in asked.stderr + asked.stdout, asked
    elsewhere.rename(bot.store)
    assert await asyncio.wait_for(note, 10) == ""
    await tab.until(lambda: tab.said("moved.", "bot-ana"), what="moved.")
    print("the bot's file is moved away: not confirmed, carried out when it was back")


async def failing_page(bot, disk, tab, _):
    """Refused with a sentence; said again it works."""
    for times, (fault, files) in enumerate([(fault, files) for fault in WRITING for files in (PAGE, BOT + PAGE)], 1):
        disk.is_(fault, files)
        for account in ("ana", "ben"):
            words = f"page{fault}{account}{len(files)}."
            why = await asyncio.wait_for(await tab.helped(account, "bo", words), 10)
            assert why == NOT_SAVED, why
        await logged(bot, "the chat's file fails", times)
        disk.works()
        again = f"again{fault}{len(files)}."
        assert await asyncio.wait_for(await tab.helped("ana", "bo", again), 10) == ""
        await tab.until(lambda w=again: tab.said(w, "bot-ana"), what=again)
        await logged(bot, "the chat's file works again", times)
        print(f"the {'page' if files == PAGE else 'page and bot'}'s file, {fault}: refused with a sentence, nothing "
              "kept, works again")


async def only_an_outcome(bot, disk, tab, _):
    """What became of a message can't be recorded, and nothing else comes: the bot tries again nevertheless."""
    before = lines(bot, "nothing can be recorded")
    disk.is_("slow=1500", PAGE)
    assert await (await tab.helped("ana", "ben", "outcome.")) == ""
    disk.is_("full", BOT)
    await logged(bot, "nothing can be recorded", before + 1)
    disk.works()
    await logged(bot, "the store works again", before + 1)
    print("only an outcome waits: recorded when the disk was back")


async def while_running(bot, disk):
    bot.start()
    tab, other = Tab(bot), Tab(bot)
    await tab.connect()
    await other.connect()
    assert await (await tab.helped("ana", "ben", "before.")) == ""
    for part in (slow, failing_bot, moved, failing_page, only_an_outcome):
        await part(bot, disk, tab, other)
    second = subprocess.run([bot.program, "run", "--try"], cwd=bot.folder, env=bot.environment, capture_output=True,
                            text=True, check=False)
    assert second.returncode == 1 and "another goodturn is running" in second.stderr, second
    tool = subprocess.run(["sqlite3", bot.store, "SELECT count(*) FROM help"], capture_output=True, text=True,
                          check=False)
    assert tool.returncode != 0 and "locked" in tool.stderr, tool
    assert await (await tab.helped("ana", "ben", "after.")) == ""
    print("a second goodturn and the sqlite3 tool: refused; the first goes on")
    confirmed = len(tab.done)
    refused = len(tab.refused)
    await tab.close()
    await other.close()
    bot.stop()
    bot.check()
    helps = helps_of(bot)
    assert set(helps.values()) == {1} and len(helps) == confirmed, (confirmed, helps)
    print(f"{confirmed} confirmed and there once, {refused} refused and not there")


async def unreadable(bot, disk):
    """SQLite takes it for damage, so the bot stops with a sentence rather than go on with half a store."""
    bot.start().stop()  # so that there is nothing in the cache
    bot.start()
    tab = Tab(bot)
    await tab.connect()
    disk.is_("unreadable", BOT)
    note = await tab.helped("ana", "ben", "unread.")
    code = await asyncio.to_thread(bot.process.wait, 30)
    assert code == 1 and lines(bot, "critical the store can't be used any more") == 1, bot.logged()
    assert not note.done()
    disk.works()
    bot.start()
    await tab.connect()
    assert await asyncio.wait_for(note, 10) == ""
    await tab.close()
    bot.stop()
    bot.check()
    assert helps_of(bot)["unread."] == 1
    print("the bot's file can't be read: stops with a sentence; after a start it carries out what it had not confirmed")


async def unwelcome(bot, disk):
    """A tab that can't be told what was said is sent away, and comes again."""
    bot.start()
    tab = Tab(bot)
    await tab.connect()
    assert await (await tab.helped("ana", "ben", "before.")) == ""
    bot.stop()  # so that there is nothing in the cache
    bot.start()
    disk.is_("unreadable", PAGE)
    try:
        await tab.connect()
        raise AssertionError("welcomed without the page's file")
    except websockets.ConnectionClosed as closed:
        assert closed.rcvd.code == 1013, closed
    await logged(bot, f"the chat's file fails: {bot.folder / PAGE[0]}: ", 1)
    disk.works()
    await tab.connect()
    await tab.close()
    bot.stop()
    print("the page's file can't be read: a tab is sent away, and welcomed when the disk is back")


async def waits_for_space(bot, disk, files):
    """Told once. A signal ends the waiting, and space does."""
    for signalled in (True, False):
        disk.is_("full", files)
        bot.launch()
        while not (told := [line for line in bot.logged_since_start().splitlines() if "trying again" in line]):
            assert bot.process.poll() is None, bot.logged_since_start()
            await asyncio.sleep(0.05)
        assert " error    nothing can be recorded: " in told[0], told
        assert str(bot.folder / files[0]) in told[0] and any(why in told[0] for why in FAULTS["full"]), told
        if signalled:
            bot.process.send_signal(signal.SIGTERM)
            # It may just have been trying, which a signal cuts short.
            code = await asyncio.to_thread(bot.process.wait, 10)
            assert code in (0, -signal.SIGTERM), code
            bot.process.stdout.close()
            continue
        await asyncio.sleep(2)  # it tries again meanwhile
        assert bot.process.poll() is None, bot.logged_since_start()
        disk.works()
        await asyncio.wait_for(asyncio.to_thread(bot.arrived), 10)
        tab = Tab(bot)
        await tab.connect()
        assert await asyncio.wait_for(await tab.helped("ana", "ben", "waited."), 10) == ""
        await tab.close()
        bot.stop()
        for once in ("nothing can be recorded", "the store works again"):
            assert bot.logged_since_start().count(once) == 1, bot.logged_since_start()
        print(f"start, no space for {files[0]}: waits, {told[0].split(' error ')[1].strip()}; works when there is some")


def emptied(folder):
    for file in folder.iterdir():
        file.unlink()


async def start_up(bot, disk):
    """On a full disk it waits. Else it starts, or ends with a sentence that names the file and what is wrong."""
    for name in ("goodturn.db.lock", "goodturn.db.key", "goodturn.db-wal", *PAGE):
        await waits_for_space(bot, disk, (name,))
        emptied(bot.folder)
    bot.start().stop()
    for files in (BOT, PAGE):
        await waits_for_space(bot, disk, files)
    emptied(bot.folder)
    for made in (False, True):
        for fault in () if disk.short else ("eio", "readonly", "unreadable"):
            for files in (BOT, PAGE):
                disk.is_(fault, files)
                try:
                    bot.start()
                    bot.kill()
                    told = "starts"
                    assert made and fault == "eio", "started, though it can't have its files"
                except RuntimeError as error:
                    assert bot.process.returncode == 1, error
                    told = str(error).strip().splitlines()[-1]
                    assert " critical " in told and str(bot.folder / files[0]) in told, error
                    assert any(sentence in told for sentence in FAULTS[fault]), error
                print(f"start, {'a store' if made else 'no store'}, {files[0]} {fault}: {told}")
                disk.works()
                if not made:
                    emptied(bot.folder)
        bot.start().stop()
    holder = sqlite3.connect(bot.store, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        bot.start()
        raise AssertionError("started on a database that another process holds")
    except RuntimeError as error:
        assert "another goodturn is running with" in str(error) and bot.process.returncode == 1, error
    holder.close()
    bot.start().stop()
    print("start while another process holds the database: ends with a sentence")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=program)
    parser.add_argument("--short", action="store_true", help="leave out what is alike")
    parser.add_argument("--shim", type=shim, required=True, help="the library made from shim.cpp")
    arguments = parser.parse_args()
    for scenario in (start_up, while_running, unreadable, unwelcome):
        with Bot(arguments.program) as bot:
            asyncio.run(scenario(bot, Disk(bot, arguments.shim, arguments.short)))


if __name__ == "__main__":
    main()
