"""Private means private: who reads what, and in which rooms nothing is said at all."""

import asyncio
import json
import unittest

import nio

from company import Company, pill
from synapse import Synapse


class Private(Company):
    """Up to room version 11, where power is what the list of levels gives."""

    @classmethod
    def make_server(cls):
        return Synapse(more='default_room_version: "11"\n')

    async def let_in(self, who, room):
        """Into a chat that the bot made: with its account, for nobody else may."""
        client = nio.AsyncClient(self.server.url, self.bot.id)
        client.access_token = json.loads(self.bot.session().read_text())["access_token"]
        answer = await client.room_invite(room, who.id)
        await client.close()
        self.assertIsInstance(answer, nio.RoomInviteResponse)

    async def test_an_encrypted_chat_is_declined_and_another_one_offered(self):
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        secret = await ana.room(bot, direct=True, encrypted=True)
        gone = await ana.sees_in(bot, secret, "leave")
        self.assertIn("encrypted", gone[0]["content"]["reason"])
        chat = await ana.accept(bot)
        await ana.hears(bot, "server admins could read it", chat)
        await ana.say(chat, "help")
        await ana.hears(bot, "help all", chat)
        self.assertEqual([], ana.texts(bot, secret))

    async def test_a_room_that_turns_encryption_on_is_left(self):
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        chat = await ana.room(bot, direct=True)
        await ana.hears(bot, "Hi Ana", chat)
        answer = await ana.client.room_put_state(chat, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})
        self.assertIsInstance(answer, nio.RoomPutStateResponse)
        said = len(ana.texts(bot, chat))
        await ana.sees_in(bot, chat, "leave")
        other = await ana.accept(bot)
        await ana.hears(bot, "keep sensitive notes out", other)
        self.assertEqual(said, len(ana.texts(bot, chat)))

    async def test_the_first_private_answer_says_where_it_is(self):
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        bo = await self.person("Bo Lindqvist")
        room = await ana.room(bot, bo.id)
        await bo.accept(ana.id)
        await ana.sees_in(bot, room)
        line = await ana.say(room, "!gt Bo Lindqvist helped me with the deploy",
                             f"!gt {pill(bo)} helped me with the deploy")
        await ana.hears(bot, "I answered in a private chat: please accept my invite", room)
        await ana.marked(bot, line)
        chat = await ana.accept(bot)
        await ana.hears(bot, "the deploy", chat)
        self.assertEqual(1, len(ana.texts(bot, room)))

    async def test_a_third_person_reads_nothing_and_ends_it(self):
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        eve = await self.person("Eve Black")
        room = await ana.room(bot)
        await ana.sees_in(bot, room)
        await ana.say(room, "!gt help")
        line = await ana.say(room, f"!gt {eve.id} helped me with the secret thing")
        await ana.marked(bot, line)
        chat = await ana.accept(bot)
        await ana.hears(bot, "the secret thing", chat)

        self.assertIsInstance(await ana.client.room_invite(chat, eve.id), nio.RoomInviteError)
        await self.let_in(eve, chat)
        await ana.hears(bot, "We are not alone here any more", chat)
        await eve.accept(bot)
        await eve.hears(bot, "We are not alone here any more", chat)
        history = await eve.client.room_messages(chat, limit=100)
        read = [event.source["content"].get("body", "") for event in history.chunk if event.source["sender"] == bot]
        self.assertTrue(read)
        self.assertNotIn("secret", " ".join(read))

        other = await ana.accept(bot)
        await ana.hears(bot, "our chat from now on", other)
        await ana.say(chat, "log")
        await ana.say(other, "log")
        await ana.hears(bot, "the secret thing", other)
        self.assertNotIn("secret", " ".join(eve.texts(bot)))

    async def test_a_third_person_who_is_invited_while_it_is_away(self):
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        eve = await self.person("Eve Black")
        chat = await ana.room(bot, direct=True)
        await ana.hears(bot, "Hi Ana", chat)
        self.bot.stop()
        self.assertIsInstance(await ana.client.room_invite(chat, eve.id), nio.RoomInviteResponse)
        self.bot.start()
        await ana.hears(bot, "We are not alone here any more", chat)
        other = await ana.accept(bot)
        await ana.hears(bot, "our chat from now on", other)

    async def test_what_was_said_to_it_alone_while_it_was_away_is_answered_elsewhere(self):
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        eve = await self.person("Eve Black")
        chat = await ana.room(bot, direct=True)
        await ana.hears(bot, "Hi Ana", chat)
        self.bot.stop()
        await ana.say(chat, "@helper:localhost helped me with the secret thing")
        self.assertIsInstance(await ana.client.room_invite(chat, eve.id), nio.RoomInviteResponse)
        await eve.accept(ana.id)
        await ana.say(chat, "@helper:localhost helped me with another thing")
        self.bot.start()
        other = await ana.accept(bot)
        await ana.hears(bot, "the secret thing", other)
        await ana.say(other, "log")
        log = await ana.hears(bot, "Your help log", other)
        self.assertNotIn("another thing", log["content"]["body"])
        self.assertNotIn("secret", " ".join(eve.texts(bot)))

    async def test_a_chat_that_is_one_of_two_again_is_kept_to_two_again(self):
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        eve = await self.person("Eve Black")
        answer = await ana.client.room_create(invite=[bot], is_direct=True, preset=nio.RoomPreset.trusted_private_chat)
        chat = answer.room_id
        await ana.hears(bot, "Hi Ana", chat)
        await ana.until(lambda: ana.by(bot, chat, "m.room.power_levels"), "that it is kept to two")
        levels = (await ana.client.room_get_state_event(chat, "m.room.power_levels", "")).content
        self.assertIsInstance(await ana.client.room_invite(chat, eve.id), nio.RoomInviteResponse)
        await ana.hears(bot, "We are not alone here any more", chat)
        await ana.client.room_put_state(chat, "m.room.history_visibility", {"history_visibility": "shared"})
        await ana.client.room_put_state(chat, "m.room.power_levels", levels | {"invite": 0})
        await ana.client.room_kick(chat, eve.id)
        for again in range(2):
            said = len(ana.seen)
            await ana.say(chat, "log")
            await ana.until(lambda: [event for room, event in ana.seen[said:] if room == chat and event["sender"] == bot
                                     and event["type"] == "m.room.message"], "an answer")
            done = [event["type"] for room, event in ana.seen[said:] if room == chat and event["sender"] == bot]
            kept = [] if again else ["m.room.history_visibility", "m.room.power_levels"]
            self.assertEqual([*kept, "m.room.message"], done)

    async def test_a_room_that_is_encrypted_while_it_comes_in_is_left(self):
        proxy = await self.faults()
        joined = asyncio.Event()
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        other = await ana.room(bot)
        await ana.sees_in(bot, other)
        proxy.do(("hold", joined), r"POST .*/join/")
        room = await ana.room(bot)
        await ana.sees_in(bot, room)
        await ana.client.room_put_state(room, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})
        # What it hears afterwards it has heard after that.
        await ana.say(other, "!gt help")
        await ana.hears(bot, "I understand short lines", other)
        self.assertEqual([], ana.sees(bot, room, "leave"))
        joined.set()
        await ana.sees_in(bot, room, "leave")

    async def test_each_answer_that_waits_for_an_invite_says_so(self):
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        room = await ana.room(bot)
        await ana.sees_in(bot, room)
        await ana.say(room, "!gt log")
        await ana.hears(bot, "please accept my invite", room)
        await ana.say(room, "!gt settings")
        await ana.until(lambda: sum("please accept my invite" in text for text in ana.texts(bot, room)) == 2,
                        "that it says so again")
        chat = await ana.accept(bot)
        await ana.hears(bot, "Time zone", chat)

    async def test_nothing_private_is_said_before_a_chat_is_kept_to_two(self):
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        kim = await self.person("Kim Novak")
        answer = await ana.client.room_create(invite=[bot], is_direct=True, preset=nio.RoomPreset.trusted_private_chat)
        await ana.say(answer.room_id, f"{kim.id} helped me with the secret thing")
        self.bot.start()
        await ana.hears(bot, "the secret thing", answer.room_id)
        done = [event["type"] for room, event in ana.seen if room == answer.room_id and event["sender"] == bot]
        self.assertLess(done.index("m.room.history_visibility"), done.index("m.room.message"))

    async def test_what_the_server_did_not_take_is_set_before_a_later_answer(self):
        proxy = await self.faults()
        proxy.do(502, r"PUT .*/state/m\.room\.history_visibility", 7)
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        answer = await ana.client.room_create(invite=[bot], is_direct=True, preset=nio.RoomPreset.trusted_private_chat)
        chat = answer.room_id
        for line, words in (("hi", "Hi Ana"), ("log", "log"), ("settings", "Time zone")):
            await ana.say(chat, line)
            await ana.hears(bot, words, chat)
        self.assertEqual(0, proxy.left())
        await ana.say(chat, "hours")
        await ana.hears(bot, "hours are", chat)
        done = [event for room, event in ana.seen if room == chat and event["sender"] == bot]
        types = [event["type"] for event in done]
        last = next(at for at, event in enumerate(done) if "hours are" in event["content"].get("body", ""))
        self.assertLess(types.index("m.room.history_visibility"), last)

    async def test_nobody_s_message_stops_it(self):
        """Nested so deeply that nothing can be meant by it."""
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        chat = await ana.room(bot, direct=True)
        await ana.hears(bot, "Hi Ana", chat)
        deep = []
        for _ in range(80):
            deep = [deep]
        await ana.say(chat, "log", **{"org.example.deep": deep})
        await ana.hears(bot, "log", chat)
        await ana.say(chat, "settings")
        await ana.hears(bot, "Time zone", chat)

    async def test_a_chat_that_somebody_made_is_kept_to_two(self):
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        answer = await ana.client.room_create(invite=[bot], is_direct=True, preset=nio.RoomPreset.trusted_private_chat)
        chat = answer.room_id
        await ana.hears(bot, "Hi Ana", chat)
        await ana.until(lambda: [event for event in ana.by(bot, chat, "m.room.power_levels")
                                 if event["content"]["invite"] == 100], "the level for invites")
        seen = ana.by(bot, chat, "m.room.history_visibility")
        self.assertEqual(["invited"], [event["content"]["history_visibility"] for event in seen])

    async def test_of_two_chats_the_one_they_write_in_is_answered(self):
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        first = await ana.room(bot, direct=True)
        await ana.hears(bot, "Hi Ana", first)
        second = await ana.room(bot, direct=True)
        await ana.sees_in(bot, second)
        for chat in (second, first, second):
            said = {room: len(ana.texts(bot, room)) for room in (first, second)}
            said[chat] += 1
            await ana.say(chat, "log")
            await ana.until(lambda: len(ana.texts(bot, chat)) == said[chat], "an answer where she wrote")
            self.assertEqual(said, {room: len(ana.texts(bot, room)) for room in said})

    async def test_what_is_taken_back_goes_from_a_chat_that_was_given_up(self):
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        bo = await self.person("Bo Lindqvist")
        eve = await self.person("Eve Black")
        await self.together(ana, bo)
        chat = await ana.room(bot, direct=True)
        await ana.hears(bot, "Hi Ana", chat)
        await ana.say(chat, f"thanks {bo.id} privately you saved the release")
        theirs = await bo.accept(bot)
        letter = await bo.hears(bot, "you saved the release", theirs)
        await ana.hears(bot, "Delivered to", chat)
        await self.let_in(eve, theirs)
        await bo.hears(bot, "We are not alone here any more", theirs)
        await ana.say(chat, "undo")
        gone = await bo.until(lambda: bo.by(bot, theirs, "m.room.redaction"), "that it is gone")
        self.assertEqual([letter["event_id"]], [one["content"].get("redacts", one.get("redacts")) for one in gone])


class PrivateInVersion12(Private):
    """Where whoever made a room, and whom it was made for, have all power and stand in no list of levels, and where no
    room's id tells its server."""

    @classmethod
    def make_server(cls):
        return Synapse(more='default_room_version: "12"\n')

    async def test_it_is_that_version(self):
        ana = await self.person("Ana Sousa")
        self.assertNotIn(":", await ana.room())

    async def test_a_chat_where_the_bot_has_no_power_is_used_as_it_is(self):
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        chat = await ana.room(bot, direct=True)
        await ana.hears(bot, "Hi Ana", chat)
        await ana.say(chat, "log")
        await ana.until(lambda: len(ana.texts(bot, chat)) == 2, "an answer to bare words")
        self.assertEqual([], ana.by(bot, chat, "m.room.power_levels"))
        self.assertNotIn("M_FORBIDDEN", self.bot.logged())


if __name__ == "__main__":
    unittest.main()
