import json, sys, threading, urllib.request, uuid, socketio  # pip install "python-socketio[client]"
url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:3000"
token = json.load(urllib.request.urlopen(f"{url}/api/visitor-session", data=b""))["token"]
chat = socketio.SimpleClient()
chat.connect(url, namespace="/chat", auth={"token": token})
while (first := chat.receive())[0] != "welcome": pass
lobby = first[1]["heads"][0]  # {"room": its id, "seq" and "rev": where it stands as far as it was shown}
def ask(event, payload):
    try: return chat.call(event, payload, timeout=5)
    except socketio.exceptions.TimeoutError: return ask(event, payload)  # same client_id: posted once
def listen():
    for event, data in iter(chat.receive, None):
        while (data["heads"][0] if "heads" in data else data).get("rev", 0) > lobby["rev"]:  # new, changed, or missed
            room = ask("resume", {"rooms": [lobby]})["ok"]["rooms"][0]
            for message in room["missed"]["messages"] if room["missed"] != "reset" else []:
                print(f"{message['author']['name']}: {message['content'] if message['content'] == 'deleted' else message['content']['text']}", flush=True)
            lobby.update(seq=room["head"], rev=room["rev"])
threading.Thread(target=listen, daemon=True).start()
for line in sys.stdin:
    print(ask("send", {"room": lobby["room"], "client_id": str(uuid.uuid4()), "body": line}), file=sys.stderr)
