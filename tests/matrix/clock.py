"""A wall clock that tests set forward, for the processes that are started with its environment."""

import datetime
import mmap
import os
import tempfile
import time
import zoneinfo
from pathlib import Path

LISBON = zoneinfo.ZoneInfo("Europe/Lisbon")
DAY = datetime.timedelta(days=1)


def next_round(now):
    """9:00 in Lisbon on the last Friday of a month, more than two days ahead."""
    day = datetime.datetime.fromtimestamp(now, LISBON).replace(hour=9, minute=0, second=0, microsecond=0)
    while day.timestamp() < now + 2 * DAY.total_seconds() or day.weekday() != 4 or (day + 7 * DAY).month == day.month:
        day += DAY
    return day


class Clock:
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
