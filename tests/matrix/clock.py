"""A wall clock that tests set forward, and a company that lives by it."""

import datetime
import mmap
import os
import tempfile
import time
import zoneinfo
from pathlib import Path

from company import Company
from synapse import Synapse

LISBON = zoneinfo.ZoneInfo("Europe/Lisbon")
DAY = datetime.timedelta(days=1)


def next_round(now):
    """9:00 in Lisbon on the last Friday of a month, more than two days ahead."""
    day = datetime.datetime.fromtimestamp(now, LISBON).replace(hour=9, minute=0, second=0, microsecond=0)
    while day.timestamp() < now + 2 * DAY.total_seconds() or day.weekday() != 4 or (day + 7 * DAY).month == day.month:
        day += DAY
    return day


class Clock:
    """For the processes that are started with its environment."""

    def __init__(self):
        self.file = Path(tempfile.mkstemp(prefix="goodturn-clock-")[1])
        self.file.write_bytes(bytes(8))
        with self.file.open("r+b") as file:
            self.page = mmap.mmap(file.fileno(), 8)
        self.ahead = 0
        self.environment = {"LD_PRELOAD": os.environ["GOODTURN_CLOCK_SHIM"], "GOODTURN_CLOCK": str(self.file),
                            "ASAN_OPTIONS": "verify_asan_link_order=0"}

    def now(self):
        return time.time() + self.ahead

    def set(self, instant):
        """Forward only: the server's tokens and the bot's store count on that."""
        self.ahead = instant - time.time()
        self.page[:] = int(self.ahead * 1e9).to_bytes(8, "little", signed=True)

    def remove(self):
        self.page.close()
        self.file.unlink()


class InTime(Company):
    """A server and bots that live by one clock, and do at nine what is due at nine."""

    @classmethod
    def make_server(cls):
        cls.clock = Clock()
        return Synapse(environment=cls.clock.environment)

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.clock.remove()

    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.bot.environment |= self.clock.environment | {"GOODTURN_SCHEDULE_SPREAD_MINUTES": "0"}

    def travel(self, moment, meanwhile=lambda: None):
        """While the bot is down, as if it was only started then."""
        self.bot.stop()
        meanwhile()
        self.clock.set(moment.timestamp())
        self.bot.start()

    def to_the_round(self, meanwhile=lambda: None):
        """Seconds before the next one, which is at the instant that is returned."""
        at = next_round(self.clock.now())
        self.travel(at - datetime.timedelta(seconds=8), meanwhile)
        return at

    async def lives_in_lisbon(self, one, chat):
        await one.say(chat, "tz lisbon")
        await one.hears(self.bot.id, "Lisbon", chat)
