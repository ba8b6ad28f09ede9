"""What becomes of rooms: upgraded, closed to the bot, left, and invites that come to nothing."""

import asyncio
import json
import unittest

import nio

from clock import InTime
from company import Company
from synapse import Synapse

SEND = r"PUT .*/send/m\.room\.message/"
DAY = 86_400_000


class Rooms(Company):
    async def upgrade(self, who, room, version="11"):
        path = f"/_matrix/client/v3/rooms/{room}/upgrade"
        response = await who.client.send("POST", path, json.dumps({"new_version": version}),
                                         {"Authorization": f"Bearer {who.client.access_token}"})
        return (await response.json())["replacement_room"]

    async def test_an_upgraded_room_goes_on(self):
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        answer = await ana.client.room_create(preset=nio.RoomPreset.public_chat, invite=[bot])
        old = answer.room_id
        await ana.sees_in(bot, old)
        new = await self.upgrade(ana, old)
        await ana.sees_in(bot, new)
        await ana.say(new, "!gt help")
        await ana.hears(bot, "I understand short lines", new)
        self.assertEqual([], ana.texts(bot, old))

    async def test_a_room_that_becomes_one_without_a_server_in_its_name(self):
        """Version 12: who sent the tombstone says where to ask for it."""
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        answer = await ana.client.room_create(preset=nio.RoomPreset.public_chat, invite=[bot], room_version="11")
        old = answer.room_id
        await ana.sees_in(bot, old)
        new = await self.upgrade(ana, old, "12")
        self.assertNotIn(":", new)
        await ana.sees_in(bot, new)
        # Its maker needs no level to say who may write; the bot knows by what the server answers.
        levels = (await ana.client.room_get_state_event(new, "m.room.power_levels", "")).content
        self.assertNotIn(ana.id, levels.get("users", {}))
        await ana.client.room_put_state(new, "m.room.power_levels", levels | {"events_default": 50})
        await ana.say(new, "!gt help")
        await ana.until(lambda: f"I may not write in {new}" in self.bot.logged(), "the log")
        await ana.client.room_put_state(new, "m.room.power_levels", levels)
        await ana.say(new, "!gt help")
        await ana.hears(bot, "I understand short lines", new)

    async def test_an_upgraded_chat_stays_one_of_two(self):
        """Only invited people may come into the new one: it waits for that."""
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        old = await ana.room(bot, direct=True)
        await ana.hears(bot, "Hi Ana", old)
        new = await self.upgrade(ana, old)
        await ana.until(lambda: "which I may not join yet" in self.bot.logged(), "the refusal")
        self.assertIsInstance(await ana.client.room_invite(new, bot), nio.RoomInviteResponse)
        await ana.sees_in(bot, new)
        await ana.say(new, "log")
        await ana.until(lambda: ana.texts(bot, new), "an answer to bare words")
        self.assertEqual(1, len(ana.texts(bot, old)))

    async def test_thrown_out_and_back(self):
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        room = await ana.room(bot)
        await ana.sees_in(bot, room)
        await ana.client.room_ban(room, bot, "not here")
        await ana.sees_in(bot, room, "ban")
        await ana.client.room_unban(room, bot)
        await ana.client.room_invite(room, bot)
        await ana.until(lambda: len(ana.sees(bot, room)) == 2, "the bot again")
        await ana.client.room_kick(room, bot)
        await ana.client.room_invite(room, bot)
        await ana.until(lambda: len(ana.sees(bot, room)) == 3, "the bot once more")
        await ana.say(room, "!gt help")
        await ana.hears(bot, "I understand short lines", room)

    async def test_an_invite_that_is_taken_back(self):
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        gone = await ana.room(bot)
        await ana.client.room_kick(gone, bot)
        chat = await ana.room(bot, direct=True)
        self.bot.start()
        await ana.hears(bot, "Hi Ana", chat)
        self.assertEqual([], ana.sees(bot, gone))

    async def test_a_room_where_it_may_not_write(self):
        self.proxy = await self.faults()
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        room = await ana.room(bot)
        await ana.sees_in(bot, room)
        levels = (await ana.client.room_get_state_event(room, "m.room.power_levels", "")).content
        await ana.client.room_put_state(room, "m.room.power_levels", levels | {"events_default": 50})
        for _ in range(3):
            await ana.say(room, "!gt help")
        await ana.until(lambda: f"I may not write in {room}" in self.bot.logged(), "the log")
        await ana.until(lambda: self.bot.logged().count("ended unsent") == 3, "that nothing is tried any more")
        tried = [one for one in self.proxy.seen if "/send/m.room.message/" in one]
        self.assertEqual(1, len(tried), "once it was refused, it knew")

        await ana.client.room_put_state(room, "m.room.power_levels", levels)
        await ana.say(room, "!gt help")
        await ana.hears(bot, "I understand short lines", room)
        self.assertEqual(1, len(ana.texts(bot, room)))

    async def test_too_much_for_one_event(self):
        self.proxy = await self.faults()
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        chat = await ana.room(bot, direct=True)
        await ana.hears(bot, "Hi Ana", chat)
        await ana.say(chat, "help all")
        await ana.until(lambda: len(ana.texts(bot, chat)) == 2, "help")
        whole = ana.texts(bot, chat)[1]
        self.proxy.do(413, SEND, 2)
        await ana.say(chat, "help all")
        await ana.until(lambda: "".join("".join(ana.texts(bot, chat)[2:]).split()) == "".join(whole.split()), "the rest")
        self.assertEqual(3, len(ana.texts(bot, chat)[2:]))

    async def test_a_command_right_after_it_is_back(self):
        """Synapse tells then, of a room that it was thrown out of, what stood before it came back."""
        self.proxy = await self.faults()
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        for hundredths in range(1, 6):
            room = await ana.room(bot)
            await ana.sees_in(bot, room)
            await ana.client.room_kick(room, bot)
            await ana.sees_in(bot, room, "leave")
            joins = self.joins()
            await ana.client.room_invite(room, bot)
            while self.joins() == joins:
                await asyncio.wait_for(self.proxy.asked(), 60)
            await asyncio.sleep(hundredths / 100)
            await ana.say(room, "!gt help")
            await ana.hears(bot, "I understand short lines", room)

    def joins(self):
        return len([one for one in self.proxy.seen if "/join/" in one])


class Loops(InTime):
    """Lines by the hundred: the clock goes on between them, for the engine takes but two a second for long."""

    async def test_a_loop_is_ended_and_told_once(self):
        self.proxy = await self.faults()
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        room = await ana.room(bot)
        await ana.sees_in(bot, room)
        for _ in range(150):
            await ana.say(room, "so it goes")
        for answers in (25, 50, 75, 100):
            for _ in range(25):
                await ana.say(room, "!gt help")
            await ana.until(lambda: len(ana.texts(bot, room)) >= answers, f"{answers} answers")
            self.clock.set(self.clock.now() + 15)
        self.assertTrue(all("I understand short lines" in text for text in ana.texts(bot, room)))
        for _ in range(3):
            await ana.say(room, "!gt help")
        told = await ana.hears(bot, "I don't listen to you in this room for an hour; or for a day", room)
        self.assertEqual([ana.id], told["content"]["m.mentions"]["user_ids"])
        await ana.say(room, "!gt help")
        other = await ana.room(bot)
        await ana.say(other, "!gt help")
        await ana.hears(bot, "I understand short lines", other)
        # What was not heard is not heard by the next start either.
        syncs = []

        def passes(line, body):
            if b"once more" in body:
                syncs.append(self.syncs())
            return body

        self.proxy.rewrite = passes
        await ana.say(room, "!gt help once more")
        while not syncs or self.syncs() == syncs[0]:
            await asyncio.wait_for(self.proxy.asked(), 60)
        self.bot.stop()
        self.bot.start()
        await ana.say(other, "!gt help")
        await ana.until(lambda: len(ana.texts(bot, other)) == 2, "an answer after the start")
        self.assertEqual(101, len(ana.texts(bot, room)), "nothing more was answered there")
        self.assertEqual(1, sum("I don't listen" in text for text in ana.texts(bot)))
        self.assertEqual(1, self.bot.logged().count("than a person would"))

    def syncs(self):
        return len([one for one in self.proxy.seen if "/sync?" in one])


class NobodyAccepts(Company):
    async def test_the_invite_is_taken_back(self):
        """After a week and a day. The invite is as old as that in what the server says."""
        self.proxy = await self.faults()
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        room = await ana.room(bot)
        await ana.sees_in(bot, room)
        await ana.say(room, "!gt log")
        await ana.hears(bot, "please accept my invite", room)
        chat = await ana.until(lambda: next(iter(ana.invites), None), "the invite")
        self.bot.stop()

        def aged(value):
            if isinstance(value, dict):
                invite = value.get("content", {})
                if isinstance(invite, dict) and invite.get("membership") == "invite" and "origin_server_ts" in value:
                    value["origin_server_ts"] -= 9 * DAY
                for inner in value.values():
                    aged(inner)
            elif isinstance(value, list):
                for inner in value:
                    aged(inner)
            return value

        self.proxy.rewrite = lambda line, body: json.dumps(aged(json.loads(body))).encode() if "/sync?" in line else body
        self.bot.start()
        while not [one for one in self.proxy.seen if one.endswith("/leave")]:
            await asyncio.wait_for(self.proxy.asked(), 60)
        await ana.until(lambda: chat in ana.left, "that the invite is gone")
        await ana.say(room, "!gt log")
        other = await ana.until(lambda: next((where for where in ana.invites if where != chat), None), "a new invite")
        await ana.client.join(other)
        await ana.until(lambda: ana.texts(bot, other), "an answer")
        self.assertIsInstance(await ana.client.join(chat), nio.JoinError)


class NobodyAcceptsInVersion11(NobodyAccepts):
    """Where creators have no power but what the list of levels gives them."""

    @classmethod
    def make_server(cls):
        return Synapse(more='default_room_version: "11"\n')


if __name__ == "__main__":
    unittest.main()
