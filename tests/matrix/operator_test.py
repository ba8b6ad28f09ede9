"""What an operator sees and keeps: `goodturn check`, the stored session, a token that dies."""

import json
import stat
import subprocess
import unittest
import urllib.request

from company import PASSWORD, Company
from fault_proxy import FaultProxy


class Operator(Company):
    def check(self):
        return subprocess.run([self.bot.program, "check"], cwd=self.bot.folder, env=self.bot.environment,
                              capture_output=True, text=True, check=False)

    def session(self):
        return self.bot.folder / "goodturn.db.matrix"

    async def test_one_login_and_what_check_says(self):
        proxy = await FaultProxy(self.server).start()
        self.addAsyncCleanup(proxy.stop)
        before = self.check()
        self.assertEqual(0, before.returncode, before)
        self.assertIn("The server takes passwords: the first start logs in.", before.stdout)

        self.bot.environment["GOODTURN_MATRIX_HOMESERVER"] = proxy.url
        self.bot.start()
        ana = await self.person("Ana Sousa")
        chat = await ana.room(self.bot.id, direct=True)
        await ana.hears(self.bot.id, "Hi Ana", chat)
        running = self.check()
        self.assertEqual(0, running.returncode, running)
        self.assertIn(f"Matrix ({self.bot.id}): connected", running.stdout)

        self.assertEqual(0o600, stat.S_IMODE(self.session().stat().st_mode))
        self.assertNotIn(PASSWORD, self.session().read_text())
        self.bot.stop()
        self.bot.start()
        await ana.say(chat, "help")
        await ana.hears(self.bot.id, "help all", chat)
        self.bot.stop()
        self.assertEqual(1, len([one for one in proxy.seen if one.startswith("POST") and one.endswith("/login")]))
        self.assertNotIn(json.loads(self.session().read_text())["access_token"], self.bot.logged())

    async def test_a_dead_token_is_replaced(self):
        self.bot.start()
        ana = await self.person("Ana Sousa")
        chat = await ana.room(self.bot.id, direct=True)
        await ana.hears(self.bot.id, "Hi Ana", chat)
        token = json.loads(self.session().read_text())["access_token"]
        request = urllib.request.Request(f"{self.server.url}/_matrix/client/v3/logout", b"{}",
                                         {"Authorization": f"Bearer {token}"}, method="POST")
        with urllib.request.urlopen(request):
            pass
        await ana.say(chat, "help")
        await ana.hears(self.bot.id, "help all", chat)
        self.assertNotEqual(token, json.loads(self.session().read_text())["access_token"])

    async def test_a_wrong_password_is_told(self):
        self.bot.environment["GOODTURN_MATRIX_PASSWORD"] = "another"
        self.bot.start()
        ana = await self.person("Ana Sousa")
        await ana.until(lambda: "does not take this user id and password" in self.bot.logged(), "the log")
        self.assertFalse(self.session().exists())
        self.bot.stop()


if __name__ == "__main__":
    unittest.main()
