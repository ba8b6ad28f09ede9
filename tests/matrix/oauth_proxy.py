"""A homeserver with OAuth, of which Synapse alone has none: the endpoints, and tokens that last five minutes by the clock
of the test. What comes with one of them goes on to the real server as the bot's account."""

import json
import urllib.parse
import urllib.request

from fault_proxy import FaultProxy

LASTS = 300


class OAuthProxy(FaultProxy):
    def __init__(self, server, clock, user, password):
        super().__init__(server)
        self.clock = clock
        login = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": user}, "password": password}
        request = urllib.request.Request(server.url + "/_matrix/client/v3/login", json.dumps(login).encode())
        with urllib.request.urlopen(request) as answer:
            self.real = json.load(answer)["access_token"]
        self.errors = []  # of the next questions whether the operator has confirmed
        self.ended = False
        self.number = 0
        self.current = self.next = None  # access, refresh, end; the current one is good until the next is used

    def refreshes(self):
        return self.number - 1

    def _fresh(self):
        self.number += 1
        return f"access{self.number}", f"refresh{self.number}", self.clock.now() + LASTS

    def _use(self, kind, token):
        if self.next and self.next[kind] == token:
            self.current, self.next = self.next, None

    async def _ask(self, method, path, headers, data):
        if path == "/_matrix/client/v1/auth_metadata" or path.startswith("/oauth/"):
            said = self._said(path, {name: one[0] for name, one in urllib.parse.parse_qs(data.decode()).items()})
            status = 400 if "error" in said else 200
            return status, {"Content-Type": "application/json"}, json.dumps(said).encode()
        if "Authorization" in headers:
            token = headers["Authorization"].removeprefix("Bearer ")
            self._use(0, token)
            if self.ended or not self.current or token != self.current[0] or self.clock.now() >= self.current[2]:
                return 401, {"Content-Type": "application/json"}, b'{"errcode": "M_UNKNOWN_TOKEN"}'
            headers["Authorization"] = "Bearer " + self.real
        return await super()._ask(method, path, headers, data)

    def _said(self, path, form):
        if path == "/oauth/register":
            return {"client_id": "goodturn"}
        if path == "/oauth/device":
            return {"device_code": "secret", "user_code": "ABCD-1234", "verification_uri": self.url + "/link",
                    "expires_in": 600, "interval": 0}
        if path == "/oauth/token":
            return self._tokens(form)
        return {"issuer": self.url + "/", "registration_endpoint": self.url + "/oauth/register",
                "device_authorization_endpoint": self.url + "/oauth/device", "token_endpoint": self.url + "/oauth/token"}

    def _tokens(self, form):
        if form["grant_type"] != "refresh_token":
            if self.errors:
                return {"error": self.errors.pop(0)}
            self.current = given = self._fresh()
        else:
            self._use(1, form["refresh_token"])
            if self.ended or form["refresh_token"] != self.current[1]:
                return {"error": "invalid_grant"}
            self.next = given = self._fresh()
        return {"access_token": given[0], "token_type": "Bearer", "refresh_token": given[1], "expires_in": LASTS}
