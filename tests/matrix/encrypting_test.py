"""A server that makes every new chat encrypted, whatever is asked for."""

import asyncio
import unittest

import nio

from company import Company
from synapse import Synapse

TOLD = "the server makes every new chat encrypted"


class Encrypting(Company):
    @classmethod
    def make_server(cls):
        return Synapse(more="encryption_enabled_by_default_for_room_type: invite\n")

    async def told(self, *arguments):
        """What stands in between answers meanwhile."""
        return await asyncio.to_thread(self.bot.command, *arguments)

    async def test_it_is_told_and_nothing_is_said_there(self):
        proxy = await self.faults()
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        answer = await ana.client.room_create(preset=nio.RoomPreset.public_chat, invite=[bot])
        room = answer.room_id
        await ana.sees_in(bot, room)
        await ana.say(room, "!gt log")
        await ana.until(lambda: TOLD in self.bot.logged(), "the log")
        running = await self.told("check")
        self.assertEqual(1, running.returncode, running)
        self.assertIn(f"Nobody can be answered in private: {TOLD}", running.stderr)
        await ana.say(room, "!gt log")
        await ana.say(room, "!gt help")
        await ana.hears(bot, "I understand short lines", room)
        self.assertEqual(1, len([one for one in proxy.seen if one.endswith("/createRoom")]), "once is enough")
        self.bot.stop()

        stopped = await self.told("check")
        self.assertEqual(1, stopped.returncode, stopped)
        self.assertIn(f"Nobody can be answered in private: {TOLD}", stopped.stderr)
        sent = await self.told("send-test", ana.id)
        self.assertEqual(1, sent.returncode, sent)
        self.assertIn(TOLD, sent.stderr)
        said = [one for one in proxy.seen if "/send/m.room.message/" in one]
        self.assertEqual(1, len(said), said)


if __name__ == "__main__":
    unittest.main()
