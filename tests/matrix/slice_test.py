"""The first slice: a note in a room and in a chat, and a thank-you that arrives in one."""

import unittest

from company import Company, pill


class Slice(Company):
    async def test_slice(self):
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        bo = await self.person("Bo Lindqvist")

        chat = await ana.room(bot, direct=True)
        await ana.hears(bot, "Hi Ana. I'm Goodturn", chat)
        await ana.say(chat, "help")
        answer = await ana.hears(bot, "help all", chat)
        self.assertEqual("m.notice", answer["content"]["msgtype"])
        self.assertIn("<code>", answer["content"]["formatted_body"])

        # A room: silent until spoken to; the answer is private, and the line gets a mark.
        room = await ana.room(bot, bo.id)
        await bo.accept(ana.id)
        await ana.sees_in(bot, room)
        await ana.say(room, "nothing for the bot")
        noted = await ana.say(room, "!gt Bo Lindqvist helped me with the deploy",
                              f"!gt {pill(bo)} helped me with the deploy")
        answer = await ana.hears(bot, "Bo Lindqvist helped you – the deploy", chat)
        self.assertIn("<strong>Bo Lindqvist helped you</strong>", answer["content"]["formatted_body"])
        await ana.marked(bot, noted)
        self.assertEqual([], ana.texts(bot, room))

        # A thank-you to somebody who is nowhere with Ana: nobody is invited, and she hears what to do.
        dee = await self.person("Dee Far")
        await ana.say(chat, f"thanks {dee.id} privately you saved the release")
        await ana.hears(bot, "I can't pass this on", chat)

        # A thank-you: Bo never talked to the bot, and is invited to a chat that begins with it.
        await ana.say(chat, "thanks Bo Lindqvist privately you saved the release",
                      f"thanks {pill(bo)} privately you saved the release")
        await ana.hears(bot, "To Bo Lindqvist, in 30 seconds", chat)
        invited = await bo.accept(bot)
        letter = await bo.hears(bot, "you saved the release", invited)
        self.assertIn("A thank-you from Ana Sousa", letter["content"]["body"])
        self.assertEqual({bo.id, bot}, await bo.members(invited))
        await ana.hears(bot, "Delivered to Bo", chat)
        self.assertEqual({}, dee.invites)

        # 🙏 on a message, and what was noted that way.
        await ana.say(chat, "reactions on")
        await ana.hears(bot, "🙏", chat)
        done = await bo.say(room, "the pipeline is green again")
        await ana.react(room, done, "🙏")
        await ana.hears(bot, "Noted: Bo Lindqvist helped you", chat)


class Late(Company):
    async def test_what_was_said_before_it_came(self):
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        chat = await ana.room(bot, direct=True)
        await ana.say(chat, "help")
        self.bot.start()
        await ana.hears(bot, "help all", chat)
        await ana.say(chat, "log")
        await ana.until(lambda: len(ana.texts(bot, chat)) == 2, "the second answer")
        self.assertIn("help all", ana.texts(bot, chat)[0])
        self.assertIn("Hi Ana", ana.texts(bot, chat)[0])

    async def test_nothing_is_lost_or_repeated_while_it_is_away(self):
        """More than one answer of /sync holds: the rest is asked for."""
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        bo = await self.person("Bo Lindqvist")
        chat = await ana.room(bot, direct=True)
        await ana.hears(bot, "Hi Ana", chat)
        room = await ana.room(bot, bo.id)
        await ana.sees_in(bot, room)
        self.bot.stop()

        for number in range(55):
            await ana.say(chat, f"{bo.id} helped me with thing number {number}.")
            await ana.say(room, f"nothing for the bot, {number}")
        await ana.say(room, "!gt help")
        self.bot.start()
        await ana.hears(bot, "I understand short lines", room)
        await ana.until(lambda: any("number 54." in text for text in ana.texts(bot, chat)), "the last answer")
        self.bot.kill()
        self.bot.start()
        await ana.say(chat, "never mind")
        await ana.until(lambda: "number" not in ana.texts(bot, chat)[-1], "an answer after the restart")
        answers = ana.texts(bot, chat)
        for number in range(55):
            told = [text for text in answers if f"thing number {number}." in text and "Noted" in text]
            self.assertEqual(1, len(told), f"{number}: {told}")


if __name__ == "__main__":
    unittest.main()
