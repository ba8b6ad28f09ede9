"""Who is not answered: other bots of the settings, and whom the bot's account ignores."""

import json
import unittest
import urllib.parse
import urllib.request

from company import Company


class Ignored(Company):
    def account_ignores(self, *people):
        """As its owner would set it in a client."""
        token = json.loads(self.bot.session().read_text())["access_token"]
        path = f"/_matrix/client/v3/user/{urllib.parse.quote(self.bot.id)}/account_data/m.ignored_user_list"
        content = {"ignored_users": {who: {} for who in people}}
        request = urllib.request.Request(self.server.url + path, json.dumps(content).encode(),
                                         {"Authorization": f"Bearer {token}"}, method="PUT")
        with urllib.request.urlopen(request):
            pass

    async def test_they_are_not_answered(self):
        ana = await self.person("Ana Sousa")
        other = await self.person("Other Bot")
        eve = await self.person("Eve Black")
        self.bot.environment["GOODTURN_MATRIX_IGNORE"] = other.id
        self.bot.start()
        bot = self.bot.id
        room = await ana.room(bot, other.id, eve.id)
        for one in (other, eve):
            await one.accept(ana.id)
        await ana.sees_in(bot, room)
        chat = await other.room(bot, direct=True)
        await other.say(room, "!gt help")
        await eve.say(room, "!gt help")
        await ana.hears(bot, "I understand short lines", room)
        self.assertEqual(1, len(ana.texts(bot, room)))

        self.account_ignores(eve.id)
        await eve.say(room, "!gt help")
        await ana.say(room, "!gt help")
        await ana.until(lambda: len(ana.texts(bot, room)) == 2, "the answer to Ana")
        self.bot.stop()
        await eve.say(room, "!gt help")
        self.bot.start()
        await ana.say(room, "!gt help")
        await ana.until(lambda: len(ana.texts(bot, room)) == 3, "the answer to Ana")

        self.account_ignores()
        await eve.say(room, "!gt help")
        await ana.until(lambda: len(ana.texts(bot, room)) == 4, "the answer to Eve")
        self.assertEqual([], other.sees(bot, chat))


if __name__ == "__main__":
    unittest.main()
