"""The first slice: a note in a room and in a chat, and a thank-you that arrives in one."""

import os
import unittest

from company import Bot, Person, pill
from synapse import Synapse


class Slice(unittest.IsolatedAsyncioTestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Synapse()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    async def asyncSetUp(self):
        self.bot = Bot(os.environ["GOODTURN_PROGRAM"], self.server)
        self.bot.start()
        self.ana = await Person(self.server, "ana", "Ana Sousa").come()
        self.bo = await Person(self.server, "bo", "Bo Lindqvist").come()

    async def asyncTearDown(self):
        for person in (self.ana, self.bo):
            await person.go()
        self.bot.remove()

    async def test_slice(self):
        ana, bo, bot = self.ana, self.bo, self.bot.id

        with self.subTest("a chat is opened: hello, and bare words"):
            chat = await ana.room(bot, direct=True)
            await ana.hears(bot, "I help you thank people", chat)
            await ana.say(chat, "help")
            await ana.hears(bot, "help all", chat)
            self.assertEqual("m.notice", ana.by(bot, chat)[-1]["content"]["msgtype"])

        with self.subTest("a room: silent until spoken to"):
            room = await ana.room(bot, bo.id)
            await bo.accept(ana.id)
            await ana.until(lambda: bot in {event.get("state_key") for event in ana.by(bot, room, "m.room.member")},
                            "the bot in the room")
            await ana.say(room, "nothing for the bot")
            noted = await ana.say(room, "!gt Bo Lindqvist helped me with the deploy",
                                  f"!gt {pill(bo)} helped me with the deploy")
            await ana.hears(bot, "the deploy", chat)
            await ana.until(lambda: [event for event in ana.by(bot, room, "m.reaction")
                                     if event["content"]["m.relates_to"]["event_id"] == noted], "a mark at the line")
            self.assertEqual([], ana.texts(bot, room))

        with self.subTest("a thank-you arrives in a chat that its reader accepts"):
            await ana.say(chat, "thanks Bo Lindqvist privately you saved the release",
                          f"thanks {pill(bo)} privately you saved the release")
            await ana.until(lambda: any("Send" in text for text in ana.texts(bot, chat)[-1:]), "the draft")
            self.fail(ana.texts(bot, chat))


if __name__ == "__main__":
    unittest.main()
