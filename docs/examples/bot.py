import json, os, sys, time, urllib.request, socketio  # pip install "python-socketio[client]"
url, handle = sys.argv[1:3]
account = json.dumps({"handle": handle, "password": os.environ["BOT_PASSWORD"]}).encode()
session = urllib.request.Request(f"{url}/api/session", account, {"content-type": "application/json"})
chat = socketio.SimpleClient()
chat.connect(url, namespace="/chat", auth={"token": json.load(urllib.request.urlopen(session))["token"]})
me, rooms = None, {}  # room id -> {"room", "seq", "rev"}: where it stands as far as it was read

def ask(event, payload, tries=5):
    try: return chat.client.call(event, payload, "/chat", timeout=5)
    except socketio.exceptions.SocketIOError as error:
        return (time.sleep(1), ask(event, payload, tries - 1))[1] if tries else {"error": f"gave up: {error}"}

def answer(message):
    if message["author"]["id"] == me["id"] or {"member": me["id"]} not in message.get("mentions", []): return
    ask("react", {"message": message["id"], "emoji": "👀", "on": True})
    thread = {"thread": message["thread"]["root"]} if "thread" in message else {}
    reply = {"room": message["room"], "client_id": f"answer-{message['id']}", "body": "One moment…", "reply_to": message["id"]}
    sent = ask("send", reply | thread)  # the same client_id: answered once
    words = len(message["content"]["text"].split())
    if "ok" in sent: ask("edit", {"message": sent["ok"]["id"], "body": f"That is **{words} words**, {message['author']['name']}."})

def catch_up():
    found = ask("resume", {"rooms": list(rooms.values())}).get("ok", {"rooms": []})["rooms"]  # at most 200 rooms at once
    for room in found:
        for message in room["missed"]["messages"] if room["missed"] != "reset" else []:
            if message["seq"] > rooms[room["room"]]["seq"]: answer(message)
        rooms[room["room"]].update(rev=room["rev"], seq=rooms[room["room"]]["seq"] if room.get("more") else room["head"])
    if any("more" in room for room in found): catch_up()

for event, data in iter(chat.receive, None):
    if event == "welcome":
        me, rooms = data["me"], {head["room"]: head for head in data["heads"]} | rooms
        catch_up()
        print(f"{me['name']} is listening", flush=True)
    elif event == "message":
        at = rooms.setdefault(data["room"], {"room": data["room"], "seq": data["seq"] - 1, "rev": data["rev"] - 1})  # a new room
        if at["rev"] < data["rev"]: catch_up()  # this message, and what came before it
