"""As an application service: no login, no limits, and a device of its own all the same."""

import re
import unittest
from pathlib import Path

from company import Company
from synapse import Synapse

GUIDE = Path(__file__).parents[2] / "deploy" / "OPERATORS.md"


class Appservice(Company):
    @classmethod
    def make_server(cls):
        registration = re.search(r"```yaml\n(id: goodturn\n.*?)```", GUIDE.read_text(), re.DOTALL)[1]
        cls.token = re.search(r"as_token: (\S+)", registration)[1]
        return Synapse(limited=True, appservice=registration)

    async def test_it_answers_as_fast_as_people_write(self):
        self.bot.id = "@goodturn:localhost"
        self.bot.environment |= {"GOODTURN_MATRIX_USER_ID": self.bot.id, "GOODTURN_MATRIX_ACCESS_TOKEN": self.token}
        del self.bot.environment["GOODTURN_MATRIX_PASSWORD"]
        checked = self.bot.command("check")
        self.assertEqual(0, checked.returncode, checked)
        self.assertIn(f"The server takes the token: the bot is {self.bot.id}.", checked.stdout)
        proxy = await self.faults()
        self.bot.start()
        people = [await self.person(f"Person{number} Test") for number in range(3)]
        chats = [await one.room(self.bot.id, direct=True) for one in people]
        for one, chat in zip(people, chats):
            await one.hears(self.bot.id, "Hi Person", chat)
            for number in range(5):
                await one.say(chat, f"@helper:localhost helped me with thing {number}.")
        proxy.do("lose", r"PUT .*/send/m\.room\.message/")
        for one, chat in zip(people, chats):
            await one.until(lambda: sum("Noted" in text for text in one.texts(self.bot.id, chat)) >= 5, "the answers")
        self.bot.kill()
        self.bot.start()
        await people[0].say(chats[0], "help")
        await people[0].hears(self.bot.id, "help all", chats[0])
        for one, chat in zip(people, chats):
            for number in range(5):
                self.assertEqual(1, sum(f"thing {number}." in text for text in one.texts(self.bot.id, chat)))
        self.assertEqual(0, proxy.statuses.count(429))
        self.assertEqual([], [one for one in proxy.seen if one.endswith("/login")])
        self.assertFalse((self.bot.folder / "goodturn.db.matrix").exists())
        sends = [one for one in proxy.seen if "/send/" in one]
        self.assertTrue(all("user_id=%40goodturn%3Alocalhost&device_id=GOODTURN" in one for one in sends), sends)


if __name__ == "__main__":
    unittest.main()
