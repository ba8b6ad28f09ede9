"""The bot's program on a homeserver, and people who talk to it through matrix-nio."""

import asyncio
import itertools
import logging
import os
import pty
import shutil
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

import nio

from fault_proxy import FaultProxy
from synapse import Synapse

PASSWORD = "a password"


class Bot:
    """`goodturn run` in a folder of its own; start() again finds the same store."""

    def __init__(self, program, server, name):
        self.program = program
        self.folder = Path(tempfile.mkdtemp(prefix="goodturn-matrix-"))
        self.id = server.register(name, PASSWORD)
        self.log = self.folder / "log"
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.folder),
            "GOODTURN_STORE_PATH": str(self.folder / "goodturn.db"), "GOODTURN_LOG_LEVEL": "debug",
            "GOODTURN_SCHEDULE_HOURS": "mon-sun 0:00-24:00",
            "GOODTURN_BOT_OPERATOR_NAME": "The tests", "GOODTURN_BOT_PRIVACY_CONTACT": "nobody@example.org",
            "GOODTURN_MATRIX_HOMESERVER": server.url, "GOODTURN_MATRIX_USER_ID": self.id,
            "GOODTURN_MATRIX_PASSWORD": PASSWORD}
        self.process = None

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([self.program, "run"], cwd=self.folder, env=self.environment, stdout=log,
                                            stderr=log)

    def command(self, *arguments):
        """Another command of the program, beside the bot or without it."""
        return subprocess.run([self.program, *arguments], cwd=self.folder, env=self.environment, capture_output=True,
                              text=True, check=False)

    def without_account(self):
        for name in ("HOMESERVER", "USER_ID", "PASSWORD"):
            del self.environment["GOODTURN_MATRIX_" + name]

    def session(self):
        return self.folder / "goodturn.db.matrix"

    def login(self, *answers):
        """`goodturn matrix login` at a terminal: its exit code and what was to be seen there."""
        ours, theirs = pty.openpty()
        seen = b""
        with subprocess.Popen([self.program, "matrix", "login"], cwd=self.folder, env=self.environment, stdin=theirs,
                              stdout=theirs, stderr=theirs) as process:
            os.close(theirs)
            left = list(answers)
            try:
                while part := os.read(ours, 4096):
                    seen += part
                    # Typed once it is asked for: before that the terminal would show it.
                    if left and seen.endswith(b": "):
                        os.write(ours, left.pop(0).encode() + b"\n")
            except OSError:
                pass  # the terminal's other end is closed
        os.close(ours)
        return process.returncode, seen.decode()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """As an operator would; a bot that ends badly is an error."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        if code != 0:
            raise RuntimeError(f"a stop ended with {code}: {self.logged()[-4000:]}")

    def logged(self):
        return self.log.read_text()

    def remove(self):
        if self.process and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder)


class Person:
    """Somebody with a client. What they see is kept in the order in which it came."""

    def __init__(self, server, name, display):
        self.id = server.register(name, PASSWORD)
        self.display = display
        self.client = nio.AsyncClient(server.url, self.id)
        self.seen = []  # events as the server sent them
        self.invites = {}  # room -> who invited
        self.left = set()  # rooms, and invites that are gone
        self.changed = asyncio.Event()
        self.task = None

    async def come(self):
        await self.client.login(PASSWORD)
        await self.client.set_displayname(self.display)
        self.task = asyncio.create_task(self._follow())
        return self

    async def go(self):
        if self.task:
            self.task.cancel()
        await self.client.close()

    async def _follow(self):
        full = True
        while True:
            answer = await self.client.sync(timeout=10_000, full_state=full)
            if not isinstance(answer, nio.SyncResponse):
                await asyncio.sleep(0.2)
                continue
            full = False
            for room, info in answer.rooms.invite.items():
                for event in info.invite_state:
                    if isinstance(event, nio.InviteMemberEvent) and event.state_key == self.id:
                        self.invites[room] = event.sender
            for room in answer.rooms.leave:
                self.invites.pop(room, None)
                self.left.add(room)
            for room, info in answer.rooms.join.items():
                self.invites.pop(room, None)
                self.seen.extend((room, event.source) for event in info.timeline.events)
            self.changed.set()

    async def until(self, condition, what, seconds=60):
        """Waits for syncs until the condition holds, and returns what it returned."""
        async with asyncio.timeout(seconds):
            while not (result := condition()):
                self.changed.clear()
                try:
                    await self.changed.wait()
                except asyncio.CancelledError as late:
                    raise AssertionError(f"{self.id} did not see: {what}; but {self.texts()}") from late
        return result

    async def room(self, *others, direct=False, encrypted=False):
        """Makes a room and invites these ids."""
        state = [{"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]
        answer = await self.client.room_create(invite=others, is_direct=direct, initial_state=state if encrypted else [],
                                               preset=nio.RoomPreset.private_chat)
        assert isinstance(answer, nio.RoomCreateResponse), answer
        return answer.room_id

    async def accept(self, inviter):
        room = await self.until(lambda: next((room for room, who in self.invites.items() if who == inviter), None),
                                f"an invite by {inviter}")
        answer = await self.client.join(room)
        assert isinstance(answer, nio.JoinResponse), answer
        return room

    async def say(self, room, body, html=None, **more):
        content = {"msgtype": "m.text", "body": body, **more}
        if html:
            content |= {"format": "org.matrix.custom.html", "formatted_body": html}
        answer = await self.client.room_send(room, "m.room.message", content, ignore_unverified_devices=True)
        assert isinstance(answer, nio.RoomSendResponse), answer
        return answer.event_id

    async def react(self, room, event, key):
        relation = {"rel_type": "m.annotation", "event_id": event, "key": key}
        answer = await self.client.room_send(room, "m.reaction", {"m.relates_to": relation})
        assert isinstance(answer, nio.RoomSendResponse), answer
        return answer.event_id

    def by(self, sender, room=None, type="m.room.message"):
        return [event for where, event in self.seen
                if event["sender"] == sender and room in (None, where) and event["type"] == type]

    def texts(self, sender=None, room=None):
        return [event["content"].get("body", "") for where, event in self.seen
                if event["type"] == "m.room.message" and sender in (None, event["sender"]) and room in (None, where)]

    async def hears(self, sender, text, room=None):
        """The first message by the sender with this text in it."""
        return await self.until(
            lambda: next((event for event in self.by(sender, room) if text in event["content"].get("body", "")), None),
            text)

    async def marked(self, sender, event):
        """A reaction of the sender to this event."""
        return await self.until(lambda: [one for one in self.by(sender, type="m.reaction")
                                         if one["content"]["m.relates_to"]["event_id"] == event], "a mark")

    def sees(self, who, room, membership="join"):
        """The events by which they came to be that."""
        return [event for where, event in self.seen
                if where == room and event["type"] == "m.room.member" and event.get("state_key") == who
                and event["content"]["membership"] == membership]

    async def sees_in(self, who, room, membership="join"):
        return await self.until(lambda: self.sees(who, room, membership), f"{who} {membership}")

    async def members(self, room):
        answer = await self.client.joined_members(room)
        return {member.user_id for member in answer.members}


def pill(person):
    return f'<a href="https://matrix.to/#/{person.id}">{person.display}</a>'


class Company(unittest.IsolatedAsyncioTestCase):
    """A server for the tests of a class; each has a bot and people of its own."""

    numbers = itertools.count(1)
    limited = False  # by the server, as it is by default

    @classmethod
    def setUpClass(cls):
        logging.getLogger("asyncio").setLevel(logging.ERROR)
        cls.server = cls.make_server()

    @classmethod
    def make_server(cls):
        return Synapse(cls.limited)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    async def asyncSetUp(self):
        self.number = next(self.numbers)
        self.bot = Bot(os.environ["GOODTURN_PROGRAM"], self.server, f"goodturn{self.number}")
        self.addCleanup(self.bot.remove)

    async def faults(self, proxy=None):
        """What stands between the bot and its server from its next start on."""
        proxy = await (proxy or FaultProxy(self.server)).start()
        self.addAsyncCleanup(proxy.stop)
        self.bot.environment["GOODTURN_MATRIX_HOMESERVER"] = proxy.url
        return proxy

    async def together(self, host, *guests):
        """A room of theirs with the bot: who shares none may not be thanked there first."""
        room = await host.room(self.bot.id, *(guest.id for guest in guests))
        for guest in guests:
            await guest.accept(host.id)
        await host.sees_in(self.bot.id, room)
        return room

    async def person(self, name):
        one = await Person(self.server, f"{name.split()[0].lower()}{self.number}", name).come()
        self.addAsyncCleanup(one.go)
        return one
