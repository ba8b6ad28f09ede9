"""The first slice through a round: at the right local hour, changed in words, delivered, answered, and stopped."""

import asyncio
import datetime
import unittest

from clock import DAY, LISBON, InTime
from company import pill


class Round(InTime):
    def shown(self, who, room, event):
        """What a message says after its edits."""
        bodies = [one["content"]["m.new_content"]["body"] for one in who.by(self.bot.id, room)
                  if one["content"].get("m.relates_to", {}).get("rel_type") == "m.replace"
                  and one["content"]["m.relates_to"]["event_id"] == event["event_id"]]
        return bodies[-1] if bodies else event["content"]["body"]

    async def shows(self, who, room, event, text):
        await who.until(lambda: text in self.shown(who, room, event), f"{text} in {self.shown(who, room, event)}", 90)

    async def test_round(self):
        self.bot.start()
        bot = self.bot.id
        ana, bo, cy = [await self.person(name) for name in ("Ana Sousa", "Bo Lindqvist", "Cy Young")]
        chat = await ana.room(bot, direct=True)
        await ana.hears(bot, "Hi Ana", chat)
        room = await ana.room(bot, bo.id, cy.id)
        for one in (bo, cy):
            await one.accept(ana.id)
        await ana.sees_in(bot, room)
        await self.lives_in_lisbon(ana, chat)
        await ana.say(chat, "Bo Lindqvist helped me with the deploy", f"{pill(bo)} helped me with the deploy")
        await ana.hears(bot, "That's your first. On ", chat)
        await ana.say(chat, "Cy Young helped me with the build", f"{pill(cy)} helped me with the build")
        await ana.hears(bot, "the build", chat)

        at = self.to_the_round()
        offer = await ana.hears(bot, "Two people helped you since", chat)
        came = datetime.datetime.fromtimestamp(offer["origin_server_ts"] / 1000, LISBON)
        self.assertEqual((at.date(), 9, 0), (came.date(), came.hour, came.minute))
        names = offer["content"]["body"]
        first, second = ("Bo", "Cy") if names.index("Bo Lindqvist") < names.index("Cy Young") else ("Cy", "Bo")
        people = {"Bo": bo, "Cy": cy}

        # In one line, and asked for it.
        await ana.say(chat, "edit 1 You saved the release")
        await self.shows(ana, chat, offer, "You saved the release")
        await ana.say(chat, "edit 2")
        await ana.hears(bot, "These words are passed on as they are", chat)
        await ana.say(chat, "You found it in an hour")
        await self.shows(ana, chat, offer, "You found it in an hour")

        # To somebody who never heard of the bot, and their answer.
        one, other = people[first], people[second]
        await ana.say(chat, "send 1")
        await self.shows(ana, chat, offer, "with an invite from me to accept first")
        theirs = await one.accept(bot)
        letter = await one.hears(bot, "You saved the release", theirs)
        self.assertIn("A thank-you from Ana Sousa", letter["content"]["body"])
        await self.shows(ana, chat, offer, f"Delivered to {one.display}")
        await one.say(theirs, "happy to help, any time")
        asked = await one.hears(bot, "Pass that to Ana", theirs)
        await one.until(lambda: [mark for mark in one.by(bot, theirs, "m.reaction")
                                 if mark["content"]["m.relates_to"]["event_id"] == asked["event_id"]], "what to touch")
        await other.client.join(theirs)  # not invited: stays outside
        await one.react(theirs, asked["event_id"], "✅")
        await ana.hears(bot, "happy to help, any time", chat)
        self.assertEqual([], other.texts(bot))

        # Who wants no more of it.
        await ana.say(chat, "send 2")
        place = await other.accept(bot)
        await other.hears(bot, "You found it in an hour", place)
        await other.say(place, "no more")
        await other.until(lambda: len(other.texts(bot, place)) == 2, "an answer")
        self.travel(at + 4 * DAY)
        await ana.say(chat, f"thanks {other.display} privately once more",
                      f"thanks {pill(other)} privately once more")
        await ana.hears(bot, "I can't pass this on", chat)
        self.assertEqual(2, len(other.texts(bot, place)))

    async def test_nobody_is_invited_for_the_bots_own_ideas(self):
        """A note in a room and an invite that nobody accepted: the round brings no other one, only a link does."""
        proxy = await self.faults()
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        room = await ana.room(bot)
        await ana.sees_in(bot, room)
        await ana.say(room, "!gt help")
        answer = await ana.hears(bot, "write to me", room)
        self.assertRegex(answer["content"]["formatted_body"],
                         f'<a href="https://matrix.to/#/[^"]*{bot[1:].split(":")[0]}[^"]*">write to me</a>')
        await ana.say(room, "!gt tz lisbon")
        await ana.hears(bot, "please accept my invite", room)
        invites = await ana.until(lambda: set(ana.invites), "the invite")
        await ana.say(room, "!gt @helper:localhost helped me with the deploy")
        # What to touch is put on an answer that has arrived.
        while not [one for one in proxy.seen if "/send/m.reaction/" in one and "seed" in one]:
            await asyncio.wait_for(proxy.asked(), 60)
        self.travel(datetime.datetime.fromtimestamp(self.clock.now(), LISBON) + 9 * DAY)
        while not [one for one in proxy.seen if one.endswith("/leave")]:
            await asyncio.wait_for(proxy.asked(), 60)
        self.to_the_round()
        await ana.until(lambda: "they opened no chat with me" in self.bot.logged(), "the round")
        self.assertEqual(1, len([one for one in proxy.seen if one.endswith("/createRoom")]))
        await ana.until(lambda: invites <= ana.left, "that the invite was taken back")
        self.assertEqual({}, ana.invites)


if __name__ == "__main__":
    unittest.main()
