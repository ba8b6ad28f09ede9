"""What an operator sees and keeps: `goodturn check`, the stored session, a token that dies."""

import json
import shutil
import stat
import unittest
import urllib.request

import nio

from clock import Clock
from company import PASSWORD, Company


class Operator(Company):
    async def test_one_login_and_what_check_says(self):
        before = self.bot.command("check")
        self.assertEqual(0, before.returncode, before)
        self.assertIn("The server takes passwords: the first start logs in.", before.stdout)

        proxy = await self.faults()
        self.bot.start()
        ana = await self.person("Ana Sousa")
        chat = await ana.room(self.bot.id, direct=True)
        await ana.hears(self.bot.id, "Hi Ana", chat)
        running = self.bot.command("check")
        self.assertEqual(0, running.returncode, running)
        self.assertIn(f"Matrix ({self.bot.id}): connected", running.stdout)

        self.assertEqual(0o600, stat.S_IMODE(self.bot.session().stat().st_mode))
        self.assertNotIn(PASSWORD, self.bot.session().read_text())
        self.bot.stop()
        self.bot.start()
        await ana.say(chat, "help")
        await ana.hears(self.bot.id, "help all", chat)
        self.bot.stop()
        self.assertEqual(1, len([one for one in proxy.seen if one.startswith("POST") and one.endswith("/login")]))
        self.assertNotIn(json.loads(self.bot.session().read_text())["access_token"], self.bot.logged())

    async def test_send_test(self):
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        bo = await self.person("Bo Lindqvist")
        first = self.bot.command("send-test", ana.id)
        self.assertEqual(0, first.returncode, first)
        self.assertIn("it waits there", first.stdout)
        chat = await ana.accept(bot)
        await ana.hears(bot, "this is a test of whoever set me up", chat)

        self.bot.start()
        other = await bo.room(bot, direct=True)
        await bo.hears(bot, "Hi Bo", other)
        for one, where in ((ana, chat), (bo, other)):
            told = self.bot.command("send-test", one.id)
            self.assertEqual(0, told.returncode, told)
            self.assertIn("look for it in Matrix", told.stdout)
            await one.hears(bot, "this is a test of whoever set me up", where)
        await ana.say(chat, "help")
        await ana.hears(bot, "help all", chat)
        self.assertEqual({chat}, set(ana.client.rooms))
        for nobody, why in (("@nobody:localhost", "the server knows nobody of that id"),
                            ("@nobody:example.org", "Is the id right?"), (bot, "That is the bot itself")):
            told = self.bot.command("send-test", nobody)
            self.assertEqual(1, told.returncode, told)
            self.assertIn(why, told.stderr)

    async def test_a_store_from_a_backup_says_what_is_new(self):
        """It counts from there once more, and the server remembers what was sent under these numbers."""
        self.bot.start()
        bot = self.bot.id
        ana = await self.person("Ana Sousa")
        chat = await ana.room(bot, direct=True)
        await ana.hears(bot, "Hi Ana", chat)
        self.bot.stop()
        backup = self.bot.folder / "backup"
        shutil.copytree(self.bot.folder, backup, ignore=lambda *_: ["backup", "log"])
        self.bot.start()
        line = await ana.say(chat, "help")
        await ana.hears(bot, "help all", chat)
        self.bot.stop()
        await ana.client.room_redact(chat, line)
        shutil.copytree(backup, self.bot.folder, dirs_exist_ok=True)
        self.bot.start()
        await ana.say(chat, "settings")
        await ana.hears(bot, "Time zone", chat)

    async def test_a_dead_token_is_replaced(self):
        self.bot.start()
        ana = await self.person("Ana Sousa")
        chat = await ana.room(self.bot.id, direct=True)
        await ana.hears(self.bot.id, "Hi Ana", chat)
        token = json.loads(self.bot.session().read_text())["access_token"]
        self.log_out(token)
        await ana.say(chat, "help")
        await ana.hears(self.bot.id, "help all", chat)
        self.assertNotEqual(token, json.loads(self.bot.session().read_text())["access_token"])

    async def test_login_at_a_terminal(self):
        password = self.bot.environment["GOODTURN_MATRIX_PASSWORD"]
        self.bot.without_account()
        name = self.bot.id[1:].split(":")[0]
        code, seen = self.bot.login(self.server.url, name, "another")
        self.assertEqual(1, code, seen)
        self.assertIn("does not take this user id and password", seen)
        self.assertFalse(self.bot.session().exists())

        code, seen = self.bot.login(self.server.url, name, password)
        self.assertEqual(0, code, seen)
        self.assertIn(f"Logged in as {self.bot.id}", seen)
        self.assertNotIn(password, seen)
        self.assertEqual(0o600, stat.S_IMODE(self.bot.session().stat().st_mode))
        first = json.loads(self.bot.session().read_text())

        self.bot.start()
        ana = await self.person("Ana Sousa")
        chat = await ana.room(self.bot.id, direct=True)
        await ana.hears(self.bot.id, "Hi Ana", chat)
        code, seen = self.bot.login()
        self.assertEqual(1, code)
        self.assertIn("stop it first", seen)
        self.bot.stop()

        code, seen = self.bot.login(self.server.url, self.bot.id, password)
        self.assertEqual(0, code, seen)
        again = json.loads(self.bot.session().read_text())
        self.assertEqual(first["device_id"], again["device_id"])

        token = again["access_token"]
        self.bot.session().unlink()
        code, seen = self.bot.login(self.server.url, self.bot.id, "", token)
        self.assertEqual(0, code, seen)
        self.assertNotIn(token, seen)
        self.assertEqual(again, json.loads(self.bot.session().read_text()))
        self.bot.start()
        await ana.say(chat, "help")
        await ana.hears(self.bot.id, "help all", chat)

    async def test_login_says_what_is_missing(self):
        self.bot.without_account()
        code, seen = self.bot.login("http://127.0.0.1:1", self.server.url, self.bot.id, "", "syt_of_nobody")
        self.assertEqual(1, code, seen)
        self.assertIn("http://127.0.0.1:1 can't be reached", seen)
        self.assertIn("the server does not take the access token (M_UNKNOWN_TOKEN)", seen)
        code, seen = self.bot.login(self.server.url, self.bot.id, PASSWORD)
        self.assertEqual(0, code, seen)
        del self.bot.environment["GOODTURN_BOT_OPERATOR_NAME"]
        refused = self.bot.command("run")
        self.assertEqual(3, refused.returncode, refused)
        self.assertIn("bot.operator_name", refused.stderr)

    async def test_check_fails_beside_a_bot_whose_token_is_dead(self):
        del self.bot.environment["GOODTURN_MATRIX_PASSWORD"]
        self.bot.environment["GOODTURN_MATRIX_ACCESS_TOKEN"] = "syt_of_nobody"
        self.bot.start()
        ana = await self.person("Ana Sousa")
        dead = "the server does not take the access token (M_UNKNOWN_TOKEN)"
        await ana.until(lambda: dead in self.bot.logged(), "the log")
        running = self.bot.command("check")
        self.assertEqual(1, running.returncode, running)
        self.assertIn(f"not in use: {dead}", running.stderr)
        self.bot.stop()

    async def test_check_says_that_the_server_is_silent(self):
        proxy = await self.faults()
        self.bot.start()
        ana = await self.person("Ana Sousa")
        chat = await ana.room(self.bot.id, direct=True)
        await ana.hears(self.bot.id, "Hi Ana", chat)
        proxy.do(502, r"GET .*/sync", 1_000)
        await ana.say(chat, "help")
        await ana.until(lambda: self.bot.logged().count("sync: HTTP 502") >= 2, "the log")
        running = self.bot.command("check")
        self.assertEqual(1, running.returncode, running)
        self.assertRegex(running.stderr, r"the server has been silent for \d+ s \(sync: HTTP 502\): see that "
                         + proxy.url + " runs and can be reached from here")
        proxy.rules.clear()
        await ana.hears(self.bot.id, "help all", chat)
        running = self.bot.command("check")
        self.assertEqual(0, running.returncode, running)
        self.bot.stop()

    async def test_check_says_that_the_server_was_never_reached(self):
        proxy = await self.faults()
        proxy.do(502, r".*", 1_000)
        self.bot.start()
        ana = await self.person("Ana Sousa")
        await ana.until(lambda: "HTTP 502" in self.bot.logged(), "the log")
        running = self.bot.command("check")
        self.assertEqual(1, running.returncode, running)
        self.assertIn("the server has been silent", running.stderr)

    async def test_check_fails_beside_a_bot_whose_clock_is_off(self):
        clock = Clock()
        self.addCleanup(clock.remove)
        clock.set(clock.now() + 3 * 3600)
        self.bot.environment |= clock.environment
        self.bot.start()
        ana = await self.person("Ana Sousa")
        chat = await ana.room(self.bot.id, direct=True)
        await ana.hears(self.bot.id, "Hi Ana", chat)
        running = self.bot.command("check")
        self.assertEqual(1, running.returncode, running)
        self.assertIn("The clock here is 3 h ahead of the server's: set it right", running.stderr)
        self.bot.stop()

    async def test_check_says_that_the_token_died(self):
        """One of the settings, which nothing but an operator replaces."""
        token = await self.token()
        del self.bot.environment["GOODTURN_MATRIX_PASSWORD"]
        self.bot.environment["GOODTURN_MATRIX_ACCESS_TOKEN"] = token
        self.bot.start()
        ana = await self.person("Ana Sousa")
        chat = await ana.room(self.bot.id, direct=True)
        await ana.hears(self.bot.id, "Hi Ana", chat)
        self.log_out(token)
        await ana.say(chat, "help")
        await ana.until(lambda: "M_UNKNOWN_TOKEN" in self.bot.logged(), "the log")
        running = self.bot.command("check")
        self.assertEqual(1, running.returncode, running)
        self.assertIn("does not take the", running.stderr)
        await ana.until(lambda: "I try again every five minutes" in self.bot.logged(), "the log")
        running = self.bot.command("check")
        self.assertEqual(1, running.returncode, running)
        self.assertIn("not in use: the server does not take the access token (M_UNKNOWN_TOKEN): give another one. Mend "
                      "it in the settings", running.stderr)
        self.bot.stop()

    async def token(self):
        client = nio.AsyncClient(self.server.url, self.bot.id)
        await client.login(PASSWORD)
        await client.close()
        return client.access_token

    def log_out(self, token):
        request = urllib.request.Request(f"{self.server.url}/_matrix/client/v3/logout", b"{}",
                                         {"Authorization": f"Bearer {token}"}, method="POST")
        with urllib.request.urlopen(request):
            pass

    async def test_a_wrong_password_is_told(self):
        self.bot.environment["GOODTURN_MATRIX_PASSWORD"] = "another"
        self.bot.start()
        ana = await self.person("Ana Sousa")
        await ana.until(lambda: "does not take this user id and password" in self.bot.logged(), "the log")
        self.assertFalse(self.bot.session().exists())
        self.bot.stop()


if __name__ == "__main__":
    unittest.main()
