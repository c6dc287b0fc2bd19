"""The tutorial's contract on "/", spoken by python-socketio."""

import asyncio
import unittest

import socketio

from clients import PATIENCE, TRANSPORTS, tutorial_client
from natter import Natter


class Tutorial(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.natter = Natter("--lobby", "echo", "--rate-limits", "off")
        cls.addClassCleanup(cls.natter.dispose)

    def test_what_i_say_comes_back_once(self):
        for name, transports in TRANSPORTS.items():
            with self.subTest(name):
                client, heard = tutorial_client(self, self.natter, transports)
                self.assertEqual(client.transport(), transports[-1])
                mine = f"{client.get_sid()[:3]} said "
                for text in ["one", "two"]:
                    client.emit("message", text)
                    self.assertEqual(heard.next(), mine + text)
                self.assertEqual(heard.rest(), [])

    def test_payloads_become_text_as_in_javascript(self):
        client, heard = tutorial_client(self, self.natter)
        # A tuple is several arguments, and none of them is `undefined`.
        for payload, text in [
            (5, "5"),
            (1.5, "1.5"),
            (2.0, "2"),
            (False, "false"),
            ((None,), "null"),
            ((), "undefined"),
            ([1, 2], "1,2"),
            ({}, "[object Object]"),
            (("first", "second"), "first"),
        ]:
            with self.subTest(payload=payload):
                client.emit("message", payload)
                self.assertEqual(heard.next(), f"{client.get_sid()[:3]} said {text}")

    def test_the_asyncio_client_too(self):
        async def talk(transport):
            said = asyncio.get_running_loop().create_future()
            client = socketio.AsyncClient()
            client.on("message", said.set_result)
            await client.connect(self.natter.url, transports=[transport])
            await client.emit("message", "hello")
            try:
                return client.get_sid(), await asyncio.wait_for(said, PATIENCE)
            finally:
                await client.disconnect()

        for transport in ["polling", "websocket"]:
            with self.subTest(transport):
                sid, said = asyncio.run(talk(transport))
                self.assertEqual(said, f"{sid[:3]} said hello")


if __name__ == "__main__":
    unittest.main()
