"""An account on a server with OAuth: login by a browser, and a bot whose tokens last five minutes."""

import asyncio
import stat
import unittest

from clock import InTime
from company import PASSWORD
from oauth_proxy import LASTS, OAuthProxy

REFRESH = r"POST /oauth/token"


class OAuth(InTime):
    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.proxy = await self.faults(OAuthProxy(self.server, self.clock, self.bot.id, PASSWORD))
        self.bot.without_account()

    def later(self, seconds):
        self.clock.set(self.clock.now() + seconds)

    async def log_in(self):
        return await asyncio.to_thread(self.bot.login, self.proxy.url, "")

    async def answered(self, line, answer):
        await self.ana.say(self.chat, line)
        await self.ana.hears(self.bot.id, answer, self.chat)

    async def test_from_the_login_to_the_end_of_the_session(self):
        self.proxy.errors = ["authorization_pending", "access_denied"]
        code, seen = await self.log_in()
        self.assertEqual(1, code, seen)
        self.assertIn("it was declined in the browser", seen)
        self.proxy.errors = ["authorization_pending"]
        code, seen = await self.log_in()
        self.assertEqual(0, code, seen)
        self.assertIn(f"Open {self.proxy.url}/link in a browser", seen)
        self.assertIn("ABCD-1234", seen)
        self.assertIn(f"Logged in as {self.bot.id}", seen)
        self.assertEqual(0o600, stat.S_IMODE(self.bot.session().stat().st_mode))

        self.bot.start()
        self.ana = await self.person("Ana Sousa")
        self.chat = await self.ana.room(self.bot.id, direct=True)
        await self.ana.hears(self.bot.id, "Hi Ana", self.chat)
        for number in range(3):
            self.later(LASTS - 30)
            await self.answered(f"@helper:localhost helped me with thing {number}.", f"thing {number}.")
        self.assertEqual(3, self.proxy.refreshes())
        self.proxy.do("lose", REFRESH)
        self.later(LASTS - 30)
        await self.answered("help", "help all")
        self.assertEqual(0, self.proxy.left())
        self.bot.kill()
        self.later(10 * LASTS)
        self.bot.start()
        await self.answered("log", "Your help log")
        refreshes = self.proxy.refreshes()
        running = await asyncio.to_thread(self.bot.command, "check")
        self.assertIn(f"({self.bot.id}): connected", running.stderr)
        self.assertIn("ahead of the server's", running.stderr, "of the two only the bot's clock was set")
        self.assertEqual(refreshes, self.proxy.refreshes())
        texts = self.ana.texts(self.bot.id, self.chat)
        for number in range(3):
            self.assertEqual(1, sum(f"thing {number}." in text and "Noted" in text for text in texts), texts)

        self.proxy.ended = True
        self.later(LASTS)
        await self.ana.say(self.chat, "@helper:localhost helped me with the end")
        sentence = "the server has ended the session (invalid_grant): stop the bot, log in again with `goodturn matrix login`"
        await self.ana.until(lambda: f"{self.bot.id}: {sentence}" in self.bot.logged(), "the log")
        running = await asyncio.to_thread(self.bot.command, "check")
        self.assertEqual(1, running.returncode, running)
        self.assertIn(f"not in use: {sentence}", running.stderr)
        self.bot.stop()
        self.proxy.ended = False
        code, seen = await self.log_in()
        self.assertEqual(0, code, seen)
        self.bot.start()
        await self.ana.hears(self.bot.id, "the end", self.chat)
        self.assertNotRegex(self.bot.logged(), r"(access|refresh)\d")


if __name__ == "__main__":
    unittest.main()
