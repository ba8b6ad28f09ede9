#!/usr/bin/env python3
"""What a large account costs: the time and the memory of a first /sync, and the memory after a day of traffic.

    tests/bench/matrix_sync.py build/bench/goodturn [--megabytes 50] [--messages 100000] [--seed 1]

A homeserver of its own gives the bot an answer in Synapse's shapes, made from the seed: rooms, and who is in them. Then
people talk in these rooms, one line in a hundred to the bot. Ends with 1 if a figure misses its aim."""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

BOT = "@goodturn:localhost"
MOST_PEAK = 150  # MB
START = 1_790_000_000_000
GIVEN = "Ana Ben Cleo Dirk Eva Finn Greta Hugo Ines Jan Kim Lars Mia Noor Otto Pia Quin Rosa Sam Tess".split()
FAMILY = "Sousa Lindqvist Young Black Meyer Okafor Tanaka Novak Rossi Dubois Silva Kowalska Hansen".split()


class Company:
    """Rooms with people in them, up to a size in bytes."""

    def __init__(self, size, chance):
        self.chance = chance
        self.people = [f"@{chance.choice(GIVEN).lower()}.{number}:localhost" for number in range(20_000)]
        self.names = {who: f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}" for who in self.people}
        self.rooms = {}
        self.events = 0
        parts = []
        left = size
        while left > 0:
            room, text = self._room()
            parts.append(f"{json.dumps(room)}:{text}")
            left -= len(parts[-1])
        direct = {"type": "m.direct", "content": {}}
        self.state = (f'{{"next_batch":"s1","account_data":{{"events":[{json.dumps(direct)}]}},'
                      f'"rooms":{{"join":{{{",".join(parts)}}}}}}}').encode()

    def id(self, length):
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        return "".join(self.chance.choices(letters, k=length))

    def event(self, sender, kind, content, **more):
        self.events += 1
        return {"type": kind, "sender": sender, "content": content, **more,
                "origin_server_ts": START + self.events * 1000, "unsigned": {"age": self.chance.randrange(10**10)},
                "event_id": "$" + self.id(43)}

    def member(self, who, inviter):
        return self.event(inviter, "m.room.member",
                          {"displayname": self.names.get(who, "Goodturn"), "avatar_url": None, "membership": "join"},
                          state_key=who)

    def _room(self):
        room = f"!{self.id(18)}:localhost"
        members = self.chance.sample(self.people, int(self.chance.paretovariate(0.8)) % 3000 + 2)
        self.rooms[room] = members
        owner = members[0]
        state = [self.event(owner, "m.room.name", {"name": f"Project {self.id(6)}"}, state_key=""),
                 self.event(owner, "m.room.power_levels", {"users": {owner: 100}, "events_default": 0}, state_key="")]
        state += [self.member(who, who) for who in members]
        mine = self.event(BOT, "m.room.member", {"displayname": "Goodturn", "membership": "join"}, state_key=BOT)
        return room, json.dumps({"timeline": {"events": [mine], "prev_batch": "t1", "limited": True},
                                 "state": {"events": state}, "account_data": {"events": []},
                                 "ephemeral": {"events": []}, "unread_notifications": {}, "summary": {}})

    def talk(self, count):
        """So many messages, as one answer of /sync."""
        joined = {}
        for _ in range(count):
            room = self.chance.choice(list(self.rooms))
            who = self.chance.choice(self.rooms[room])
            line = "!gt help" if self.chance.random() < 0.01 else "and then we looked at it again " + self.id(30)
            said = self.event(who, "m.room.message", {"msgtype": "m.text", "body": line})
            said["unsigned"]["membership"] = "join"
            said["origin_server_ts"] = int(time.time() * 1000)
            joined.setdefault(room, {"timeline": {"events": [], "limited": False}})["timeline"]["events"].append(said)
        return joined


class Homeserver:
    def __init__(self, company, messages, at_once=50):
        self.company, self.messages, self.at_once = company, messages, at_once
        self.asked = self.over = None
        self.sent = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def answer(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                body = outer.reply(self.command, self.path)
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_PUT = do_POST = answer

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def reply(self, method, path):
        if "/sync?" in path:
            return self.sync(path)
        if "/account/whoami" in path:
            return json.dumps({"user_id": BOT, "device_id": "BENCH"}).encode()
        if "/displayname" in path:
            return b'{"displayname":"Goodturn"}'
        if "/send/" in path:
            self.sent += 1
            return json.dumps({"event_id": f"$sent{self.sent}"}).encode()
        if "/createRoom" in path:
            return b'{"room_id":"!made:localhost"}'
        return b"{}"

    def sync(self, path):
        if "since=" not in path:
            self.asked = time.monotonic()
            return self.company.state
        if self.messages <= 0:
            if self.over is None:
                self.over = time.monotonic()
            time.sleep(1)
            return b'{"next_batch":"s2"}'
        count = min(self.at_once, self.messages)
        self.messages -= count
        return json.dumps({"next_batch": f"s{self.messages + 3}", "rooms": {"join": self.company.talk(count)}}).encode()


def memory(process, what):
    """In MB: VmHWM is the peak, VmRSS what is held now."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith(what))) / 1024


def wait(process, condition, minutes, what):
    end = time.monotonic() + minutes * 60
    while not condition():
        if process.poll() is not None or time.monotonic() > end:
            sys.exit(f"the bot did not come to: {what}")
        time.sleep(0.01)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--megabytes", type=float, default=50)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    company = Company(int(options.megabytes * 1e6), random.Random(options.seed))
    events = company.events
    server = Homeserver(company, options.messages)
    with tempfile.TemporaryDirectory(prefix="goodturn-bench-") as folder:
        log = Path(folder) / "log"
        environment = {"PATH": os.environ["PATH"], "GOODTURN_STORE_PATH": f"{folder}/goodturn.db",
                       "GOODTURN_BOT_OPERATOR_NAME": "The bench", "GOODTURN_BOT_PRIVACY_CONTACT": "nobody@example.org",
                       "GOODTURN_MATRIX_HOMESERVER": server.url, "GOODTURN_MATRIX_USER_ID": BOT,
                       "GOODTURN_MATRIX_ACCESS_TOKEN": "bench"}
        with log.open("wb") as out, subprocess.Popen([os.path.abspath(options.program), "run"], cwd=folder,
                                                     env=environment, stderr=out) as process:
            try:
                wait(process, lambda: b": connected" in log.read_bytes(), 10, "connected")
                took = time.monotonic() - server.asked
                peak = memory(process, "VmHWM")
                start = time.monotonic()
                wait(process, lambda: server.over is not None, 60, "the end of the day")
                traffic = server.over - start
                held = memory(process, "VmRSS")
            finally:
                process.terminate()
    print(f"first sync: {len(company.state) / 1e6:.0f} MB, {events:,} events, {len(company.rooms):,} rooms, "
          f"seed {options.seed}")
    print(f"  decoded and handled in {took:.1f} s, {events / took:,.0f} events a second")
    print(f"  peak memory {peak:.0f} MB, aim: under {MOST_PEAK} MB")
    print(f"then {options.messages:,} messages in {traffic:.0f} s, {options.messages / traffic:,.0f} a second, "
          f"{server.sent:,} answers; {held:.0f} MB resident")
    return 0 if peak < MOST_PEAK else 1


if __name__ == "__main__":
    sys.exit(main())
