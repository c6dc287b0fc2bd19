"""Natter's own protocol on /chat, spoken by python-socketio."""

import unittest
import uuid

import socketio

from clients import TRANSPORTS, Guest, fast_client
from natter import Natter


class Chat(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.natter = Natter("--lobby", "open", "--rate-limits", "off")
        cls.addClassCleanup(cls.natter.dispose)

    def test_the_longest_message_is_sent_however_it_is_escaped(self):
        for name, transports in TRANSPORTS.items():
            with self.subTest(name):
                ada = Guest(self, self.natter, transports)
                longest = "\U0001f600" * 10_000
                ada.post(longest)
                ada.messages.next(lambda message: message["content"] == {"text": longest})
                sent = {"room": ada.lobby, "client_id": str(uuid.uuid4()), "body": longest + "!"}
                ack = ada.ask("send", sent)
                self.assertEqual(ack["error"]["code"], "invalid_body")

    def test_two_guests_talk_over_each_transport(self):
        for name, transports in TRANSPORTS.items():
            with self.subTest(name):
                ada, bob = (Guest(self, self.natter, transports) for _ in range(2))
                self.assertEqual(ada.client.transport(), transports[-1])
                self.assertEqual(ada.welcome["protocol"], 2)
                self.assertEqual(ada.welcome["me"], ada.member)
                client_id = str(uuid.uuid4())
                sent = ada.post("hello", client_id)
                expected = {
                    **sent,
                    "room": ada.lobby,
                    "author": ada.member,
                    "client_id": client_id,
                    "content": {"text": "hello"},
                }
                for guest in (ada, bob):
                    heard = guest.messages.next(lambda message: message["client_id"] == client_id)
                    self.assertEqual(heard, expected)
                    guest.client.disconnect()

    def test_without_a_token_it_is_refused(self):
        for auth in [None, {}, {"token": "0" * 32}]:
            with self.subTest(auth=auth):
                with self.assertRaises(socketio.exceptions.ConnectionError):
                    fast_client().connect(self.natter.url, namespaces=["/chat"], auth=auth)

    def test_a_retry_posts_once(self):
        ada = Guest(self, self.natter)
        client_id = str(uuid.uuid4())
        first = ada.post("once", client_id)
        self.assertEqual(ada.post("once", client_id), {**first, "repeated": True})
        after = {"room": ada.lobby, "at": {"after": first["seq"] - 1}}
        page = ada.ask("history", after)["ok"]
        self.assertEqual([message["content"]["text"] for message in page["messages"]], ["once"])

    def test_errors_are_typed(self):
        ada = Guest(self, self.natter)
        message = {"room": ada.lobby, "client_id": str(uuid.uuid4())}
        for event, payload, code in [
            ("send", {**message, "body": ""}, "invalid_body"),
            ("send", message, "invalid_payload"),
            ("send", {**message, "room": str(uuid.uuid4()), "body": "x"}, "not_found"),
            ("set_name", {"name": " "}, "invalid_name"),
            ("whatever", {}, "unknown_event"),
        ]:
            with self.subTest(code):
                self.assertEqual(ada.ask(event, payload)["error"]["code"], code)

    def test_a_new_name_is_told_to_all(self):
        ada, bob = Guest(self, self.natter), Guest(self, self.natter)
        ada.ask("set_name", {"name": "Ada"})
        renamed = bob.renames.next(lambda member: member["id"] == ada.member["id"])
        self.assertEqual(renamed["name"], "Ada")


class LostConnections(unittest.TestCase):
    def test_killed_and_started_again_nothing_acked_is_lost(self):
        natter = Natter("--lobby", "open", "--rate-limits", "off")
        self.addCleanup(natter.dispose)
        ada = Guest(self, natter)
        acked = [ada.post(f"line {i}")["seq"] for i in range(20)]
        natter.kill()
        natter.start()
        welcome = ada.welcomes.next()
        self.assertEqual(welcome["heads"], [{"room": ada.lobby, "seq": acked[-1], "rev": acked[-1]}])
        resumed = ada.ask("resume", {"rooms": [{"room": ada.lobby, "seq": acked[9], "rev": acked[9]}]})
        missed = resumed["ok"]["rooms"][0]["missed"]["messages"]
        self.assertEqual([message["seq"] for message in missed], acked[10:])
        self.assertEqual([message["content"]["text"] for message in missed], [f"line {i}" for i in range(10, 20)])


if __name__ == "__main__":
    unittest.main()
