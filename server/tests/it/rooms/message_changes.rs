//! Editing and deleting messages, as clients of the sockets see it; and rooms that count all changes.

use std::fs;

use crate::erased::await_gone;
use crate::support::{
    Natter,
    database::Database,
    people::{me, send},
    rooms::{Speaker, code, say, workspace, workspace_with_undo_for},
    socket::Socket,
};
use serde_json::{Value, json};
use uuid::Uuid;

/// What an edit asks for.
fn edit(message: &Value, body: &str) -> Value {
    json!(["edit", {"message": message, "body": body}])
}

fn delete(message: &Value) -> Value {
    json!(["delete", {"message": message}])
}

fn resume(room: &str, from: u64, seq: u64, rev: u64) -> Value {
    json!(["resume", {"rooms": [{"room": room, "from": from, "seq": seq, "rev": rev}]}])
}

/// Posts, and returns the ack.
#[test]
fn an_edit_is_heard_by_everyone_in_the_room_with_the_next_revision() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let (mut bob_hears, _) = natter.listen(&bob);
    let sent = say(&mut ada_says.socket, &ada_says.room, "helo");
    assert_eq!(bob_hears.event("message")["rev"], sent["rev"]);
    let edited = ada_says.socket.ask(&edit(&sent["id"], "hello"));
    let now = &edited["ok"];
    assert_eq!(now["content"], json!({"text": "hello"}));
    assert_eq!(now["seq"], sent["seq"]);
    assert_eq!(now["rev"].as_u64(), sent["rev"].as_u64().map(|rev| rev + 1));
    assert!(now["edited_at"].as_i64() >= now["sent_at"].as_i64());
    assert_eq!(bob_hears.event("message_changed"), *now);
    // The same again changes nothing, and nobody hears of it.
    assert_eq!(ada_says.socket.ask(&edit(&sent["id"], "hello"))["ok"], *now);
    let heard = ada_says.heard_by(&mut bob_hears);
    assert!(
        !json!(heard).to_string().contains("message_changed"),
        "{heard:?}"
    );
    natter.stop();
}

#[test]
fn a_deleted_message_keeps_its_number_and_what_it_said_is_gone_from_everywhere() {
    let (_folder, natter, _owner) = workspace_with_undo_for(0);
    let [ada, bob] = natter.members(["ada", "bob"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let (mut bob_hears, _) = natter.listen(&bob);
    let sent = say(&mut ada_says.socket, &ada_says.room, "zanzibar-first");
    assert!(ada_says.socket.ask(&edit(&sent["id"], "zanzibar-second"))["ok"].is_object());
    let mut database = Database::open(&natter.data);
    assert_eq!(database.count("message_versions"), 1);
    let deleted = ada_says.socket.ask(&delete(&sent["id"]));
    assert_eq!(deleted["ok"]["content"], "deleted");
    bob_hears.event("message_changed");
    assert_eq!(bob_hears.event("message_changed"), deleted["ok"]);
    assert_eq!(ada_says.socket.ask(&delete(&sent["id"])), deleted);
    assert_eq!(
        code(&ada_says.socket.ask(&edit(&sent["id"], "again"))),
        "not_found"
    );
    let history = ada_says
        .socket
        .ask(&json!(["history", {"room": ada_says.room}]));
    assert_eq!(history["ok"]["messages"][0], deleted["ok"]);
    let page = natter.page(&bob.cookie(), "/r/lobby").whole_body();
    assert!(!page.contains("Message deleted") && !page.contains("zanzibar"));
    assert_eq!(database.count("message_versions"), 0);
    await_gone(&natter.data, &["zanzibar-"]);
    natter.stop();
}

#[test]
fn nobody_edits_what_another_wrote_and_admins_delete_it_and_that_is_noted() {
    let (_folder, natter, owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let ((mut bob_asks, _), (mut owner_asks, _)) = (natter.listen(&bob), natter.listen(&owner));
    let sent = say(&mut ada_says.socket, &ada_says.room, "mine");
    for socket in [&mut bob_asks, &mut owner_asks] {
        assert_eq!(code(&socket.ask(&edit(&sent["id"], "yours"))), "forbidden");
    }
    assert_eq!(code(&bob_asks.ask(&delete(&sent["id"]))), "forbidden");
    let deleted = owner_asks.ask(&delete(&sent["id"]));
    assert_eq!(deleted["ok"]["content"], "deleted");
    let log = natter
        .page(&owner.cookie(), "/workspace/audit.csv")
        .whole_body();
    assert_eq!(log.matches("DeleteMessage").count(), 1, "{log}");
    assert!(!log.contains("mine"));
    // One's own is nobody's business.
    let sent = say(&mut ada_says.socket, &ada_says.room, "mine again");
    assert!(ada_says.socket.ask(&delete(&sent["id"]))["ok"].is_object());
    let log = natter
        .page(&owner.cookie(), "/workspace/audit.csv")
        .whole_body();
    assert_eq!(log.matches("DeleteMessage").count(), 1, "{log}");
    natter.stop();
}

#[test]
fn a_message_of_a_private_room_is_as_one_that_does_not_exist() {
    let (_folder, natter, owner) = workspace();
    let [ada, eve] = natter.members(["ada", "eve"]);
    let room = natter.room(&owner, "Plans", "private");
    natter.add(&owner, &room, &ada);
    let ((mut ada_says, welcome), (mut eve_asks, _)) = (natter.listen(&ada), natter.listen(&eve));
    let sent = say(&mut ada_says, &room.id, "hidden");
    let absent = json!(Uuid::new_v4().to_string());
    for ask in [|id: &Value| edit(id, "seen"), |id: &Value| delete(id)] {
        assert_eq!(eve_asks.ask(&ask(&sent["id"])), eve_asks.ask(&ask(&absent)));
    }
    // Whoever has left it is outside, also of what they said.
    natter.remove(&owner, &room, &me(&welcome));
    ada_says.event("room_removed");
    assert_eq!(code(&ada_says.ask(&delete(&sent["id"]))), "not_found");
    natter.stop();
}

#[test]
fn resuming_tells_each_change_once_as_it_is_now_in_the_order_of_revisions() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let room = ada_says.room.clone();
    let ids: Vec<Value> = (1..=4)
        .map(|number| say(&mut ada_says.socket, &room, &format!("line {number}"))["id"].clone())
        .collect();
    for (index, body) in [(0, "line 1, edited"), (1, "once"), (1, "twice")] {
        assert!(ada_says.socket.ask(&edit(&ids[index], body))["ok"].is_object());
    }
    assert!(ada_says.socket.ask(&delete(&ids[2]))["ok"].is_object());
    let mut missed = |from, seq, rev| {
        let reply = ada_says.socket.ask(&resume(&room, from, seq, rev));
        let resumed = reply["ok"]["rooms"][0].clone();
        assert_eq!((&resumed["head"], &resumed["rev"]), (&json!(4), &json!(8)));
        let messages = resumed["missed"]["messages"].as_array().cloned();
        let messages = messages.unwrap_or_else(|| panic!("{resumed}"));
        let told = messages.iter().map(|one| {
            let text = one["content"]["text"].as_str().unwrap_or("deleted");
            (one["seq"].as_u64(), one["rev"].as_u64(), text.to_owned())
        });
        told.collect::<Vec<_>>()
    };
    let line = |seq, rev, text: &str| (Some(seq), Some(rev), text.to_owned());
    let all = [
        line(4, 4, "line 4"),
        line(1, 5, "line 1, edited"),
        line(2, 7, "twice"),
        line(3, 8, "deleted"),
    ];
    assert_eq!(missed(1, 0, 0), all);
    assert_eq!(missed(1, 4, 4), all[1..]);
    // What the client does not hold it is not told of.
    assert_eq!(missed(3, 4, 4), all[3..]);
    assert_eq!(missed(1, 4, 8), []);
    let reset = ada_says.socket.ask(&resume(&room, 1, 4, 9));
    assert_eq!(reset["ok"]["rooms"][0]["missed"], "reset");
    natter.stop();
}

#[test]
fn what_does_not_fit_into_one_answer_follows_and_nothing_is_told_twice() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let room = ada_says.room.clone();
    let long = "x".repeat(9_900);
    let ids: Vec<Value> = (0..240)
        .map(|_| say(&mut ada_says.socket, &room, &long)["id"].clone())
        .collect();
    for id in ids.iter().step_by(7) {
        assert!(ada_says.socket.ask(&edit(id, &format!("{long}!")))["ok"].is_object());
    }
    let (mut rev, mut told, mut answers) = (0, Vec::new(), 0);
    loop {
        let reply = ada_says.socket.ask(&resume(&room, 1, 0, rev));
        assert!(reply.to_string().len() <= 1024 * 1024);
        let resumed = &reply["ok"]["rooms"][0];
        let messages = resumed["missed"]["messages"].as_array().expect("messages");
        let revs = messages.iter().filter_map(|one| one["rev"].as_u64());
        told.extend(messages.iter().filter_map(|one| one["seq"].as_u64()));
        assert!(revs.clone().is_sorted() && revs.clone().all(|one| one > rev));
        rev = resumed["rev"].as_u64().expect("a number");
        answers += 1;
        if resumed["more"] != true {
            break;
        }
    }
    assert!(answers > 2, "{answers}");
    told.sort_unstable();
    assert_eq!(told, (1..=240).collect::<Vec<_>>());
    natter.stop();
}

#[test]
fn messages_of_one_socket_stay_in_order_when_some_are_edited_at_once() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let room = ada_says.room.clone();
    let first = say(&mut ada_says.socket, &room, "first");
    for number in 0..20 {
        let packets = [
            send(&room, &format!("line {number}")),
            edit(&first["id"], &format!("edit {number}")),
        ];
        for (at, packet) in packets.iter().enumerate() {
            ada_says
                .socket
                .text(&format!("42/chat,{}{packet}", 100 + 2 * number + at));
        }
    }
    let page = loop {
        let page = ada_says.socket.ask(&json!(["history", {"room": room}]));
        if page["ok"]["rev"] == 41 {
            break page["ok"].clone();
        }
    };
    let texts: Vec<_> = page["messages"]
        .as_array()
        .expect("messages")
        .iter()
        .filter_map(|one| one["content"]["text"].as_str())
        .collect();
    let expected: Vec<String> = (0..20).map(|number| format!("line {number}")).collect();
    assert_eq!(texts[0], "edit 19");
    assert_eq!(texts[1..], expected);
    natter.stop();
}

#[test]
fn a_retry_of_a_message_that_was_edited_is_told_so_and_changes_nothing() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let packet = send(&ada_says.room, "once");
    let sent = ada_says.socket.ask(&packet)["ok"].clone();
    assert_eq!(sent.get("repeated"), None);
    ada_says.socket.ask(&edit(&sent["id"], "otherwise"));
    let again = ada_says.socket.ask(&packet)["ok"].clone();
    assert_eq!(
        (&again["id"], &again["repeated"]),
        (&sent["id"], &json!(true))
    );
    assert_eq!(
        again["rev"].as_u64(),
        sent["rev"].as_u64().map(|rev| rev + 1)
    );
    // The text of a deleted message is gone: nothing is taken for a retry of it and so lost.
    ada_says
        .socket
        .ask(&json!(["delete", {"message": sent["id"]}]));
    let again = ada_says.socket.ask(&packet);
    assert_eq!(again["error"]["code"], "client_id_reused");
    natter.stop();
}

/// The history that a server continues, as a client is told.
fn timeline(natter: &Natter, room: &str, held: Option<&Value>) -> (Value, Value) {
    let mut socket = Socket::open(natter);
    let auth = json!({"token": natter.token()}).to_string();
    let welcome = socket.join_chat(&auth).expect("welcome");
    let room = [
        room,
        welcome["heads"][0]["room"].as_str().unwrap_or_default(),
    ]
    .into_iter()
    .find(|one| !one.is_empty());
    let mut ask = json!({"rooms": [{"room": room, "seq": 0, "rev": 0}]});
    if let Some(held) = held {
        ask["timeline"] = held.clone();
    }
    let reply = socket.ask(&json!(["resume", ask]));
    assert_eq!(reply["ok"]["timeline"], welcome["timeline"]);
    (
        welcome["timeline"].clone(),
        reply["ok"]["rooms"][0]["missed"].clone(),
    )
}

#[test]
fn a_database_that_was_put_back_goes_on_as_another_history() {
    let folder = tempfile::tempdir().expect("folder");
    let options = ["--rate-limits", "off", "--lobby", "open"];
    let natter = Natter::start(&folder, &options);
    natter.set_up_with("&open_lobby=on");
    let (first, _) = timeline(&natter, "", None);
    let data = natter.data.clone();
    natter.stop();
    let backup = folder.path().join("backup.db");
    fs::copy(data.join("natter.db"), &backup).expect("copies");
    let natter = Natter::start(&folder, &options);
    // A restart goes on with the same one.
    let (same, missed) = timeline(&natter, "", Some(&first));
    assert_eq!((&same, missed["messages"].is_array()), (&first, true));
    natter.stop();
    // Started once more, and put back after that.
    let natter = Natter::start(&folder, &options);
    natter.stop();
    fs::copy(&backup, data.join("natter.db")).expect("copies");
    let natter = Natter::start(&folder, &options);
    let (other, missed) = timeline(&natter, "", Some(&first));
    assert_ne!(other, first);
    assert_eq!(missed, "reset");
    natter.stop();
}
