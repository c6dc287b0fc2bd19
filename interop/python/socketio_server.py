"""A server of the PyPI package python-socketio, for Natter's own client
(interop/tests/own_client.rs). It does what interop/js/socketio_server.mjs does. Prints its address;
ends with its stdin. Its argument is the port, 0 for a free one."""

import asyncio
import sys

import socketio
from aiohttp import web
from socketio.exceptions import ConnectionRefusedError

PING_INTERVAL = 0.3
PING_TIMEOUT = 1.5

sio = socketio.AsyncServer(
    async_mode="aiohttp", ping_interval=PING_INTERVAL, ping_timeout=PING_TIMEOUT
)
auths = {}


@sio.event
async def message(sid, text):
    await sio.emit("message", f"{sid[:3]} said {text}", to=sid)


class Strict(socketio.AsyncNamespace):
    async def trigger_event(self, event, *args):
        # Names of events have spaces, as in the other server.
        return await super().trigger_event(event.replace(" ", "_"), *args)

    async def on_connect(self, sid, _environ, auth):
        if auth.get("token") != "open sesame":
            raise ConnectionRefusedError("no token", {"code": "unauthenticated"})
        auths[sid] = auth
        sio.start_background_task(self.count_heartbeats, sid)

    async def count_heartbeats(self, sid):
        # Without answers to its pings the connection would be gone by then.
        await asyncio.sleep(4 * PING_INTERVAL + PING_TIMEOUT)
        await self.emit("four heartbeats", to=sid)

    async def on_who_am_I(self, sid):
        return {"id": sid, "auth": auths[sid]}

    async def on_echo(self, _sid, *args):
        return args

    async def on_silence(self, sid, _payload):
        # A handler's end is an answer; this one ends when nobody waits any more.
        await asyncio.sleep(60)

    async def on_ask_me(self, sid, question):
        return await self.call("question", question, to=sid)

    async def on_burst(self, sid, count):
        for number in range(count):
            await self.emit("number", number, to=sid)

    async def on_mirror(self, sid, number):
        await self.emit("number", number, to=sid)

    async def on_put_me_out(self, sid, _payload):
        await self.disconnect(sid)

    async def on_cut_the_line(self, sid, _payload):
        await sio.eio.disconnect(sio.manager.eio_sid_from_sid(sid, self.namespace))


async def main():
    app = web.Application()
    sio.register_namespace(Strict("/strict"))
    sio.attach(app)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", int(sys.argv[1]), reuse_address=True)
    await site.start()
    port = runner.addresses[0][1]
    print(f"http://localhost:{port}", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
