"""Notes, thanks and presses at the page, and what the bot promised by saying `done`."""

import asyncio
import statistics
from collections import Counter

from page import PEOPLE, buttons, mention
from store import files_of

# Three recipients a sender and day: as many as reach everybody within the day (product.md 3).
THANKS_A_DAY = 3 * len(PEOPLE)
# To somebody whose thank-you has just arrived, it may be offered as an answer.
SEND = ("Send", "Pass on")


class Traffic:
    def __init__(self, tab, random):
        self.tab = tab
        self.random = random
        self.notes = {}  # words -> owner
        self.undone = {}  # words -> the press of Undo
        self.thanks = {}  # words -> (sender, recipient)
        self.sent = {}  # words -> the press of Send
        self.futures = {}  # words -> the command that said them
        self.waiting = []  # commands at each kill
        self.today = 0
        self.days = 0
        self.fresh = set()  # noted today: what is older than ten minutes can't be undone

    async def top_up(self, outstanding):
        """Says and presses until so many commands wait for `done`."""
        while len(self.tab.pending) < outstanding:
            await self._one()

    async def moment(self, most):
        """Until a kill: mostly while commands wait, now and then when all is quiet."""
        await asyncio.sleep(self.random.uniform(0, 0.05 if self.random.random() < 0.7 else most))
        self.waiting.append(len(self.tab.pending))

    async def next_day(self):
        """A working day further; what was sent by then arrives. One thank-you a pair and day may be sent."""
        await self.tab.settled()
        for words in self.thanks:
            await self._send(words, wait=True)
        await self.tab.settled()
        for _ in range(3 if self.days % 5 == 4 else 1):
            why = await (await self.tab.command("clock", **{"as": "ana", "to": {"days": 1}}))
            assert why == "", why
        self.days += 1
        self.today = 0
        self.fresh.clear()

    async def finish(self):
        """Carries every thank-you to its recipient."""
        for _ in range(3):
            await self.next_day()
        await self.tab.until(lambda: all(self._arrived(words) == 1 for words in self.thanks), 30, "the thank-yous")

    def confirmed(self):
        return [words for words, future in self.futures.items() if future.done() and future.result() == ""]

    def lost(self, files):
        """In words: what was confirmed and is not in a dead bot's files as it should be."""
        helps, thanks, said = files.helps(), files.thanks(), files.said()
        told = [f"{words} was noted once and stands {helps[words]} times" for words in helps if helps[words] > 1]
        for words in self.confirmed():
            if words not in said:
                told.append(f"{words} was confirmed, but the line is not in the chat")
            if words in self.notes and words not in self.undone and not helps[words]:
                told.append(f"{words}, noted by {self.notes[words]}, was confirmed, but is not in the log of helps")
            if words in self.thanks and not any(words in why for why in thanks) and not self._arrived(words):
                told.append(f"{words}, a thank-you of {self.thanks[words][0]}, was confirmed, but is not in the store")
        told += [f"{words} was taken back, which was confirmed, but it stands in the log of helps"
                 for words, press in self.undone.items() if press.done() and press.result() == "" and helps[words]]
        return told

    def check(self, bot, after):
        """Of a bot that was just killed."""
        with files_of(bot) as files:
            lost = self.lost(files)
        assert not lost, f"after {after}:\n" + "\n".join(lost[:20])

    async def end(self, bot):
        """Carries everything to its end and stops the bot: everything happened exactly once."""
        await self.finish()
        await self.tab.close()
        bot.stop()
        bot.check()
        with files_of(bot) as files:
            broken = self.lost(files) + self._broken(files.helps())
        print(f"{len(self.notes)} notes, {len(self.undone)} taken back, {len(self.thanks)} thank-yous; "
              f"broken promises: {len(broken)}")
        assert not broken, "\n".join(broken[:20])
        if self.waiting:
            busy = len(self.waiting) - self.waiting.count(0)
            print(f"commands waited at {busy} of {len(self.waiting)} kills, "
                  f"{statistics.median(self.waiting):.0f} of them in the median")
            share = 2 if len(self.waiting) >= 10 else 4  # of a few, chance says much
            assert busy > len(self.waiting) / share, "mostly nothing was under way, so this shows little"

    def _broken(self, helps):
        told = [f"{words}: refused: {why}" for words, why in self._refused()]
        for words, owner in self.notes.items():
            answers = len(self.tab.said(words, f"bot-{owner}"))
            if answers != (words not in self.undone):
                told.append(f"{words}: answered {answers} times")
        told += [f"{words}: arrived {self._arrived(words)} times" for words in self.thanks if self._arrived(words) != 1]
        lines = Counter(word for message in self.tab.messages.values() for word in message.get("words", ())
                        if isinstance(word, str))
        for words in self.futures:
            times = sum(count for line, count in lines.items() if line.endswith(words))
            if times != 1:
                told.append(f"{words}: said {times} times")
        return told + [f"{words}: nobody said so" for words in set(helps) - set(self.notes)]

    def _refused(self):
        pressed = [*self.undone.items(), *self.sent.items()]
        return [(words, future.result()) for words, future in [*self.futures.items(), *pressed]
                if future.done() and future.result() != ""]

    def _arrived(self, words):
        return len(self.tab.said(words, f"bot-{self.thanks[words][1]}"))

    async def _one(self):
        number = len(self.futures)
        choice = self.random.random()
        if choice < 0.1 and self.today < THANKS_A_DAY:
            sender = self.today % len(PEOPLE)
            recipient = (sender + 1 + self.today // len(PEOPLE)) % len(PEOPLE)
            self.today += 1
            words = f"thanked{number}."
            self.thanks[words] = PEOPLE[sender], PEOPLE[recipient]
            self.futures[words] = await self.tab.say(PEOPLE[sender], "thanks ", mention(PEOPLE[recipient]),
                                                     f" for the {words}")
        elif choice < 0.2 and await self._press():
            pass
        else:
            owner, helper = self.random.sample(PEOPLE, 2)
            words = f"noted{number}."
            self.notes[words] = owner
            self.fresh.add(words)
            self.futures[words] = await self.tab.helped(owner, helper, words)

    async def _press(self):
        """Sends a draft that is there, or takes back a note that was answered; False if there is neither."""
        for words in self.thanks:
            if await self._send(words):
                return True
        for words in reversed(self.confirmed()):
            answers = self.tab.said(words) if words in self.fresh and words not in self.undone else []
            if answers and any(button["label"] == "Undo" for button in buttons(answers[0])):
                self.undone[words] = await self.tab.press(self.notes[words], answers[0], "Undo")
                return True
        return False

    async def _send(self, words, wait=False):
        sender = self.thanks[words][0]

        def draft():
            return next((one for one in self.tab.said(words, f"bot-{sender}")
                         if any(button["label"].startswith(SEND) for button in buttons(one))), None)

        if words in self.sent:
            return False
        found = await self.tab.until(draft, 30, f"the draft of {words}") if wait else draft()
        if not found:
            return False
        label = next(button["label"] for button in buttons(found) if button["label"].startswith(SEND))
        self.sent[words] = await self.tab.press(sender, found, label)
        return True
