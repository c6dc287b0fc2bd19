import json, sys, threading, urllib.request, uuid, socketio  # pip install "python-socketio[client]"
url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:3000"
token = json.load(urllib.request.urlopen(f"{url}/api/visitor-session", data=b""))["token"]
chat = socketio.SimpleClient()
chat.connect(url, namespace="/chat", auth={"token": token})
while (first := chat.receive())[0] != "welcome": pass
lobby = first[1]["heads"][0]  # {"room": its id, "seq": that of the last message shown}
def ask(event, payload):
    try: return chat.call(event, payload, timeout=5)
    except socketio.exceptions.TimeoutError: return ask(event, payload)  # same client_id: posted once
def listen():
    for event, data in iter(chat.receive, None):
        head = data["heads"][0]["seq"] if "heads" in data else data.get("seq", 0)
        while head > lobby["seq"]:  # page by page: what is new, and what was missed while away
            for message in ask("history", {"room": lobby["room"], "at": {"after": lobby["seq"]}})["ok"]["messages"]:
                print(f"{message['author']['name']}: {message['body']}", flush=True)
                lobby["seq"] = message["seq"]
threading.Thread(target=listen, daemon=True).start()
for line in sys.stdin:
    print(ask("send", {"room": lobby["room"], "client_id": str(uuid.uuid4()), "body": line}), file=sys.stderr)
