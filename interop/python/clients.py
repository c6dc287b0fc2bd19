"""How the tests speak to a server with python-socketio."""

import queue
import urllib.parse
import uuid

import requests
import socketio

PATIENCE = 15
TRANSPORTS = {
    "polling only": ["polling"],
    "websocket only": ["websocket"],
    "polling, then upgrade": ["polling", "websocket"],
}


def new_guest(natter):
    """A new guest: `{"token": …, "member": …}`."""
    response = requests.post(f"{natter.url}/api/visitor-session", timeout=PATIENCE)
    response.raise_for_status()
    return response.json()


def new_account(natter, handle, role="member"):
    """A new account, whose name is its handle. An owner sets the workspace up."""
    password = f"{handle} hums quietly at night"
    if role == "owner":
        natter.admin("create-owner", handle, "--name", handle, "--workspace", "Harbour", password=password)
    else:
        path = urllib.parse.urlparse(natter.admin("invite", "--role", role)).path
        form = {"name": handle, "handle": handle, "password": password}
        joined = requests.post(
            natter.url + path, form, headers={"origin": natter.url}, allow_redirects=False, timeout=PATIENCE
        )
        assert joined.status_code == 303, joined.text
    signing_in = {"handle": handle, "password": password}
    session = requests.post(f"{natter.url}/api/session", json=signing_in, timeout=PATIENCE)
    session.raise_for_status()
    return {"token": session.json()["token"], "member": {"name": handle}, "password": password}


class Heard:
    """The payloads of one event, in the order in which they came."""

    def __init__(self):
        self._queue = queue.Queue()

    def __call__(self, payload=None):
        self._queue.put(payload)

    def next(self, matches=lambda payload: True):
        """Waits for the next payload for which `matches` holds."""
        while True:
            payload = self._queue.get(timeout=PATIENCE)
            if matches(payload):
                return payload

    def rest(self):
        """What came and was not waited for."""
        return [self._queue.get() for _ in range(self._queue.qsize())]


def fast_client():
    return socketio.Client(reconnection_delay=0.1, reconnection_delay_max=0.5)


def tutorial_client(test, natter, transports=None):
    """A client of the tutorial's namespace, with what it heard as `message`."""
    client = fast_client()
    heard = Heard()
    client.on("message", heard)
    client.connect(natter.url, transports=transports)
    test.addCleanup(client.disconnect)
    return client, heard


class Guest:
    """A guest on /chat, or somebody with an account."""

    def __init__(self, test, natter, transports=None, guest=None):
        guest = guest or new_guest(natter)
        self.token, self.member = guest["token"], guest["member"]
        self.client = fast_client()
        self.welcomes, self.messages, self.renames = Heard(), Heard(), Heard()
        self.changes, self.reactions = Heard(), Heard()
        for event, heard in [
            ("welcome", self.welcomes),
            ("message", self.messages),
            ("member_changed", self.renames),
            ("message_changed", self.changes),
            ("reacted", self.reactions),
        ]:
            self.client.on(event, heard, namespace="/chat")
        self.client.connect(
            natter.url, namespaces=["/chat"], auth={"token": self.token}, transports=transports
        )
        test.addCleanup(self.client.disconnect)
        self.welcome = self.welcomes.next()
        self.lobby = next(room["id"] for room in self.welcome["rooms"] if room["slug"] == "lobby")

    def ask(self, event, payload):
        """Emits and returns the ack."""
        return self.client.call(event, payload, namespace="/chat", timeout=PATIENCE)

    def post(self, body, client_id=None):
        """Posts to the lobby and returns what the ack holds."""
        client_id = client_id or str(uuid.uuid4())
        ack = self.ask("send", {"room": self.lobby, "client_id": client_id, "body": body})
        if "error" in ack:
            raise AssertionError(ack["error"])
        return ack["ok"]
