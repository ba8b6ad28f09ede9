#!/usr/bin/python3
"""Compares what the bot does at each local time with Python's zoneinfo.

    tests/time/firings.py build/test/tests/time/goodturn_firings

In every zone and at every clock change from 2024 to 2037: the pure functions, at quarters of an hour around the change,
at 0:00 and at 9:00; and the real engine, with one person a zone whose daily alarm is set into the change, over the days
around it. An ordinary day every few weeks besides. Prints what differs, and a line of totals.
"""

import subprocess
import sys
from collections import defaultdict
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

FIRST, LAST = date(2024, 1, 1), date(2037, 12, 31)
DAY, QUARTER = timedelta(days=1), timedelta(minutes=15)
EPOCH = datetime(1970, 1, 1)


def millis(utc):
    return (utc - EPOCH) // timedelta(milliseconds=1)


def offset(zone, utc):
    return utc.replace(tzinfo=timezone.utc).astimezone(zone).utcoffset()


def changes(zone):
    """Every clock change, as (instant, offset before, offset after)."""
    at, end = datetime.combine(FIRST, datetime.min.time()), datetime.combine(LAST, datetime.min.time())
    before, found = offset(zone, at), []
    while at < end:
        after = offset(zone, at + DAY)
        if after != before:
            low, high = at, at + DAY
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                middle = middle.replace(microsecond=0)
                low, high = (middle, high) if offset(zone, middle) == before else (low, middle)
            found.append((high, before, after))
        at, before = at + DAY, after
    return found


def instant(zone, local, gaps):
    """The instant of a local time: the first of two in an overlap, the end of the gap in a gap."""
    utc = local.replace(tzinfo=zone, fold=0).astimezone(timezone.utc)
    if utc.astimezone(zone).replace(tzinfo=None, fold=0) == local:
        return utc.replace(tzinfo=None)
    return next(at for at, before, after in gaps if at + before <= local < at + after)


def quarters(first, last):
    at = first - timedelta(minutes=first.minute % 15 + 15, seconds=first.second)
    while at <= last + QUARTER:
        yield at
        at += QUARTER


def run(program, requests):
    done = subprocess.run([program], input="".join(requests), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return done.stdout.splitlines()


def main():
    program = sys.argv[1]
    # These two are no zones, but say that nobody has set one, and what this machine has set.
    zones = {name: ZoneInfo(name) for name in sorted(available_timezones() - {"Factory", "localtime"})}
    totals, wrong = defaultdict(int), []
    asked, expected = [], []  # the pure functions
    windows = defaultdict(list)  # day of the change → (zone's name, changes, time of day)
    skipped_days = 0

    for name, zone in zones.items():
        all_changes = changes(zone)
        times = set()
        for number, (at, before, after) in enumerate(all_changes):
            totals["gaps" if after > before else "overlaps"] += 1
            skipped_days += abs(after - before) >= DAY
            first, last = sorted((at + before, at + after))
            near = list(quarters(first, last))
            times.update(near)
            for day in {first.date(), last.date()}:
                times.add(datetime.combine(day, datetime.min.time()))
                times.add(datetime.combine(day, datetime.min.time()) + timedelta(hours=9))
            chosen = near[number % len(near)]  # another quarter at each change, and those outside it too
            windows[at.date()].append((name, all_changes, chosen.time()))
        day = FIRST + timedelta(days=len(name))
        windows[day].append((name, all_changes, datetime.min.time()))
        while day <= LAST:
            times.add(datetime.combine(day, datetime.min.time()))
            times.add(datetime.combine(day, datetime.min.time()) + timedelta(hours=9))
            day += timedelta(days=23)
        for local in sorted(times):
            utc = millis(instant(zone, local, all_changes))
            asked.append(f"at {name} {local.date()} {local.hour * 60 + local.minute}\n")
            expected.append(f"{utc} {local.date()} {utc}")
        totals["zones"] += 1
        totals["dates"] += len({local.date() for local in times})
    for request, want, got in zip(asked, expected, run(program, asked), strict=True):
        totals["local times"] += 1
        if want != got:
            wrong.append(f"{request.strip()}: {got}, not {want}")

    asked, expected = [], []
    for day, people in sorted(windows.items()):
        start = datetime.combine(day, datetime.min.time()) - timedelta(days=1, hours=11)
        end = start + timedelta(days=4)
        asked.append(f"window {millis(start)} {millis(end)} {len(people)}\n")
        firings = []
        for person, (name, all_changes, time) in enumerate(people):
            asked.append(f"{name} {time.hour * 60 + time.minute}\n")
            local = (start + offset(zones[name], start)).date()
            for date_ in (local + timedelta(days=n) for n in range(6)):
                at = instant(zones[name], datetime.combine(date_, time), all_changes)
                if start < at <= end:
                    firings.append(f"{person} {date_} {millis(at)}")
        expected.append((day, people, sorted(firings)))
    answers = iter(run(program, asked))
    for day, people, want in expected:
        got = []
        while (line := next(answers)) != "end":
            got.append(line)
        totals["firings"] += len(got)
        totals["windows"] += 1
        got.sort()
        if got != want:
            for line in sorted(set(got) ^ set(want)) or ["something fired twice"]:
                who = people[int(line.split()[0])] if line[0].isdigit() else ("", "", "")
                wrong.append(f"engine, {day}: {'fired' if line in got else 'missing'} {line} {who[0]} {who[2]}")

    print("\n".join(wrong[:20]))
    print(
        ", ".join(f"{count} {what}" for what, count in totals.items())
        + f"; dates that a zone skips as a whole: {skipped_days}; wrong: {len(wrong)}"
    )
    sys.exit(bool(wrong))


main()
