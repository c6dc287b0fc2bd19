import json, sys, threading, time, urllib.request, uuid, socketio  # pip install "python-socketio[client]"
url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:3000"
token = json.load(urllib.request.urlopen(f"{url}/api/visitor-session", data=b""))["token"]
chat = socketio.SimpleClient()
chat.connect(url, namespace="/chat", auth={"token": token})
lobby = next(data for event, data in iter(chat.receive, None) if event == "welcome")["heads"][0]  # {"room": its id, "seq" and "rev": where it stands as far as it was shown}
def ask(event, payload, tries=5):  # the same client_id: posted once, however often it is tried
    try: return chat.client.call(event, payload, "/chat", timeout=5)
    except socketio.exceptions.SocketIOError as error:
        return (time.sleep(1), ask(event, payload, tries - 1))[1] if tries else {"error": f"gave up: {error}"}
def listen():
    for event, data in iter(chat.receive, None):
        while (data["heads"][0] if "heads" in data else data).get("rev", 0) > lobby["rev"]:  # new, changed, or missed
            room = ask("resume", {"rooms": [lobby]}, tries=-1)["ok"]["rooms"][0]
            for message in room["missed"]["messages"] if room["missed"] != "reset" else []:
                print(f"{message['author']['name']}: {message['content'] if message['content'] == 'deleted' else message['content'].get('text', message['content'])}", flush=True)
            lobby.update(seq=room["head"], rev=room["rev"])
threading.Thread(target=listen, daemon=True).start()
for line in sys.stdin:
    print(ask("send", {"room": lobby["room"], "client_id": str(uuid.uuid4()), "body": line}), file=sys.stderr)
