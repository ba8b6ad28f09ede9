"""Stands between the bot and its server, and does to answers what networks, proxies and busy servers do."""

import asyncio
import re

import aiohttp
from aiohttp import web

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "content-encoding", "date", "server"}


class FaultProxy:
    def __init__(self, server):
        self.server = server
        self.rules = []  # [method and path as a pattern, how, times left]
        self.done = []  # what was done to which request
        self.seen = []  # all requests
        self.statuses = []  # what the server answered
        self.asking = asyncio.Condition()
        self.url = None
        self.rewrite = None  # request's line, body of its answer -> the body that arrives

    async def start(self):
        self.client = aiohttp.ClientSession(auto_decompress=False)
        app = web.Application(client_max_size=2**26)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self.runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self.runner.addresses[0][1]}"
        return self

    async def stop(self):
        await self.runner.cleanup()
        await self.client.close()

    def do(self, how, pattern, times=1):
        """To the next requests of this kind: "lose" their answers, "cut" them in the middle, answer with a status, hold
        them until an event is set, or ("hold", event) their answers."""
        self.rules.append([re.compile(pattern), how, times])

    async def asked(self):
        """Waits for the next request."""
        async with self.asking:
            await self.asking.wait()

    def left(self):
        return sum(times for _, _, times in self.rules)

    def _fault(self, request):
        line = f"{request.method} {request.raw_path}"
        for rule in self.rules:
            if rule[2] > 0 and rule[0].search(line):
                rule[2] -= 1
                self.done.append((line, rule[1]))
                return rule[1]
        return None

    async def _handle(self, request):
        self.seen.append(f"{request.method} {request.raw_path}")
        async with self.asking:
            self.asking.notify_all()
        fault = self._fault(request)
        if fault == 429:
            return web.json_response({"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 900}, status=429,
                                     headers={"Retry-After": "1"})
        if isinstance(fault, asyncio.Event):
            await fault.wait()
        if isinstance(fault, int):
            return web.Response(status=fault, text="<html>something in between</html>")
        headers = {name: value for name, value in request.headers.items() if name.lower() not in ("host", "connection")}
        status, passed, body = await self._ask(request.method, request.raw_path, headers, await request.read())
        self.statuses.append(status)
        if isinstance(fault, tuple):
            await fault[1].wait()
        if self.rewrite:
            body = self.rewrite(f"{request.method} {request.raw_path}", body)
        if request.transport is None:  # whoever asked is gone
            return web.Response(status=500)
        if fault == "lose":
            request.transport.close()
            return web.Response(status=500)
        if fault == "cut":
            response = web.StreamResponse(status=status, headers=passed | {"Content-Length": str(len(body))})
            await response.prepare(request)
            await response.write(body[: len(body) // 2])
            request.transport.close()
            return response
        return web.Response(status=status, headers=passed, body=body)

    async def _ask(self, method, path, headers, data):
        """Status, headers and body of the answer."""
        async with self.client.request(method, self.server.url + path, headers=headers, data=data) as answer:
            passed = {name: value for name, value in answer.headers.items() if name.lower() not in HOP_BY_HOP}
            return answer.status, passed, await answer.read()
