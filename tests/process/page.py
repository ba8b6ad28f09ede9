"""The real program in a folder of its own, and people at its page: a client of adapters/web/PROTOCOL.md."""

import argparse
import asyncio
import contextlib
import errno
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

import websockets

PEOPLE = ("ana", "ben", "bo", "kai", "joerg", "will")
NAMES = {"ana": "Ana Sousa", "ben": "Ben Okafor", "bo": "Bo Lindqvist", "kai": "Kai Tanaka",
         "joerg": "Jörg Weber", "will": "Will Carter"}
GONE = (OSError, EOFError, asyncio.TimeoutError, websockets.WebSocketException)


def existing(path):
    """For argparse: a file by its whole path, or a sentence and exit code 2."""
    if not Path(path).is_file():
        raise argparse.ArgumentTypeError(f"there is no file {path}")
    return str(Path(path).resolve())


def program(path):
    found = existing(path)
    if not os.access(found, os.X_OK):
        raise argparse.ArgumentTypeError(f"{path} is not a program")
    return found


def shim(path):
    """A library that is preloaded, and under which a full disk is full: with any other the bot would seem at fault."""
    found = existing(path)
    with tempfile.TemporaryDirectory(prefix="goodturn-shim-") as folder:
        faults = Path(folder, "faults")
        faults.write_text("probe full\n")
        ran = subprocess.run(["/bin/sh", "-c", ": >probe"], cwd=folder, capture_output=True, text=True, check=False,
                             env={"LD_PRELOAD": found, "GOODTURN_DISK": folder, "GOODTURN_FAULTS": str(faults)})
    if os.strerror(errno.ENOSPC) not in ran.stderr:
        why = ran.stderr.strip() or "under it a full disk is not full"
        raise argparse.ArgumentTypeError(f"{path} is not the library made from shim.cpp: {why}")
    return found


def positive(text):
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not more than 0")
    return number


def natural(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


class Bot:
    """`goodturn run` in a fresh folder; start() again finds the same store. `environment` is added at each start."""

    def __init__(self, path, environment=None, clock="2027-01-04T10:00:00Z"):
        self.program = path
        self.root = Path(tempfile.mkdtemp(prefix="goodturn-process-"))
        self.folder = self.root / "store"
        self.folder.mkdir()
        self.log = self.root / "log"
        self.store = self.folder / "goodturn.db"
        self.clock = clock
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(self.root), "GOODTURN_WEB_PORT": "0",
                            "GOODTURN_STORE_PATH": str(self.store), **(environment or {})}
        self.process = None
        self.began = 0  # of the log, at the last start
        self.address = None

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if kind is None:
            shutil.rmtree(self.root)
        else:
            print(f"kept for a look: {self.root}")

    def start(self):
        self.launch()
        return self.arrived()

    def launch(self):
        with self.log.open("ab") as log:
            self.began = log.tell()
            self.process = subprocess.Popen([self.program, "run", "--try", "--clock", self.clock], cwd=self.folder,
                                            env=self.environment, stdout=subprocess.PIPE, stderr=log)

    def arrived(self):
        """Until the address is printed; RuntimeError with the log if it ends before."""
        for line in self.process.stdout:
            found = re.search(rb"http://(\S+/t/[^/\s]+/)", line)
            if found:
                self.address = f"ws://{found[1].decode()}socket"
                return self
        self.process.wait()
        raise RuntimeError(f"ended with {self.process.returncode}: {self.logged_since_start()}")

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        """As an operator would. A bot that ended badly is an error."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        if code != 0:
            raise RuntimeError(f"a stop ended with {code}: {self.logged()[-2000:]}")

    def logged(self):
        return self.log.read_text()

    def logged_since_start(self):
        return self.log.read_bytes()[self.began:].decode()

    def check(self):
        """`goodturn check` on the bot's store, and SQLite's own on the page's."""
        ran = subprocess.run([self.program, "check"], cwd=self.folder, env=self.environment, capture_output=True,
                             text=True, check=False)
        if ran.returncode != 0:
            raise AssertionError(f"goodturn check: {ran.stdout}{ran.stderr}")
        page = self.folder / "goodturn-page.db"
        found = subprocess.run(["sqlite3", page, "PRAGMA integrity_check"], capture_output=True, text=True, check=True)
        if found.stdout.strip() != "ok":
            raise AssertionError(f"{page}: {found.stdout}")


class Tab:
    """A browser tab. Commands are kept until they are done or refused, and sent again, unchanged, after connect()."""

    def __init__(self, bot):
        self.bot = bot
        self.pending = {}  # id -> (frame, future)
        self.done = set()
        self.refused = {}  # id -> why
        self.messages = {}  # id -> the newest frame of it, over all connections
        self.forms = {}  # account -> open form
        self.newest = 0
        self.socket = None
        self.reader = None
        self.changed = asyncio.Event()

    async def connect(self):
        await self.close()
        self.socket = await websockets.connect(self.bot.address, max_size=None, ping_interval=None,
                                               close_timeout=0.1)
        await self.socket.send(json.dumps({"do": "hello", "after": self.newest}))
        welcome = json.loads(await asyncio.wait_for(self.socket.recv(), 60))
        assert welcome["is"] == "welcome", welcome
        self.reader = asyncio.create_task(self._read(self.socket))
        for frame, _ in list(self.pending.values()):
            await self._send(frame)
        return welcome

    async def close(self):
        if self.reader:
            self.reader.cancel()
        if self.socket:
            with contextlib.suppress(websockets.ConnectionClosed):  # the other end may have been killed
                await self.socket.close()
        self.socket = self.reader = None

    async def command(self, do, **fields):
        """The future of it: "" once it is done, or why it was refused."""
        frame = {"do": do, "id": str(uuid.uuid4()), **fields}
        future = asyncio.get_running_loop().create_future()
        future.id = frame["id"]
        self.pending[frame["id"]] = frame, future
        await self._send(frame)
        return future

    async def say(self, account, *words, where=None):
        return await self.command("say", **{"as": account, "in": where or f"bot-{account}", "words": list(words)})

    async def helped(self, account, helper, what):
        return await self.say(account, mention(helper), f" helped me with {what}")

    async def press(self, account, message, label):
        button = next(one for one in buttons(message) if one["label"] == label)
        return await self.command("press", **{"as": account, "in": message["in"], "message": message["id"],
                                              "button": button["id"]})

    def said(self, text, where=None):
        """The bot's messages that hold this text."""
        return [one for one in self.messages.values()
                if one["by"] == "goodturn" and where in (None, one["in"]) and text in flat(one)]

    async def until(self, condition, seconds=30, what=""):
        """Waits for frames until the condition holds, and returns what it returned."""
        end = time.monotonic() + seconds
        while not (result := condition()):
            self.changed.clear()
            try:
                await asyncio.wait_for(self.changed.wait(), end - time.monotonic())
            except asyncio.TimeoutError as timeout:
                raise AssertionError(f"did not come within {seconds} s: {what}") from timeout
        return result

    async def settled(self, seconds=60):
        await self.until(lambda: not self.pending, seconds,
                         f"the end of {[frame for frame, _ in self.pending.values()]}")

    async def _send(self, frame):
        try:
            await self.socket.send(json.dumps(frame))
        except GONE:
            pass  # it stays pending

    async def _read(self, socket):
        try:
            async for text in socket:
                self._take(json.loads(text))
        except GONE:
            pass

    def _take(self, frame):
        kind = frame["is"]
        if kind in ("done", "refused"):
            why = frame.get("why", "")
            if kind == "done":
                self.done.add(frame["id"])
            else:
                self.refused[frame["id"]] = why
            _, future = self.pending.pop(frame["id"], (None, None))
            if future and not future.done():
                future.set_result(why)
        elif kind == "message":
            self.newest = max(self.newest, frame["seq"])
            self.messages[frame["id"]] = frame
        elif kind == "form":
            self.forms[frame["for"]] = frame["form"]
        elif kind == "form_done":
            self.forms.pop(frame["for"], None)
        self.changed.set()


def mention(account):
    return {"account": account, "label": NAMES[account]}


def walk(value):
    yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(inner)


def buttons(message):
    return [one for one in walk(message.get("blocks", [])) if isinstance(one, dict) and "style" in one and "id" in one]


def flat(message):
    """All the text of a message in one string."""
    return " ".join(one["text"] for one in walk(message.get("blocks", []))
                    if isinstance(one, dict) and isinstance(one.get("text"), str))
