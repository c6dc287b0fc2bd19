//! Undoing the deletion of a message: its author can for a while, and then nothing is left of it.

use serde_json::{Value, json};

use super::replies::{history, missed, reply};
use crate::{
    erased::await_gone,
    support::{
        Natter,
        database::Database,
        people::{PASSWORD, me, send},
        rooms::{Speaker, code, workspace, workspace_with_undo_for},
    },
};

fn about(event: &str, message: &Value) -> Value {
    json!([event, {"message": message["id"]}])
}

/// Does what is not refused.
fn done(speaker: &mut Speaker, packet: &Value) -> Value {
    let ack = speaker.socket.ask(packet);
    assert!(ack["ok"].is_object(), "{ack}");
    ack["ok"].clone()
}

fn say(speaker: &mut Speaker, body: &str) -> Value {
    let packet = send(&speaker.room, body);
    done(speaker, &packet)
}

#[test]
fn an_author_restores_what_they_deleted_and_all_that_it_was_is_there_again() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let mut bob_says = Speaker::in_the_lobby(&natter, &bob);
    let room = ada_says.room.clone();
    let root = say(&mut bob_says, "root");
    let mut packet = reply(&room, &root["id"], "**hi** @bob");
    packet[1]["thread"] = root["id"].clone();
    packet[1]["in_room"] = json!(true);
    let sent = done(&mut ada_says, &packet);
    let edit = json!(["edit", {"message": sent["id"], "body": "**hello** @bob"}]);
    done(&mut ada_says, &edit);
    for speaker in [&mut bob_says, &mut ada_says] {
        let react = json!(["react", {"message": sent["id"], "emoji": "👍", "on": true}]);
        done(speaker, &react);
    }
    done(&mut bob_says, &reply(&room, &sent["id"], "an answer"));
    let before = history(&mut bob_says.socket, &room, json!("all"));

    let deleted = done(&mut ada_says, &about("delete", &sent));
    assert_eq!(deleted["content"], "deleted");
    assert!(deleted["undo_until"].as_i64() > deleted["sent_at"].as_i64());
    let restored = done(&mut ada_says, &about("restore", &sent));
    let rev = deleted["rev"].as_u64().map(|rev| rev + 1);
    assert_eq!(restored["rev"].as_u64(), rev);
    let heard = loop {
        let heard = bob_says.socket.event("message_changed");
        if heard["rev"].as_u64() == rev {
            break heard;
        }
    };
    assert_eq!(heard, restored);

    let after = history(&mut bob_says.socket, &room, json!("all"));
    // Those that show something of it have its revision; all else is as it was.
    let as_of = |mut messages: Vec<Value>| {
        for message in &mut messages {
            message["rev"] = json!(0);
        }
        messages
    };
    assert_eq!(after.iter().map(|one| &one["rev"]).collect::<Vec<_>>(), {
        let rev = &restored["rev"];
        [rev, rev, rev]
    });
    assert_eq!(as_of(after.clone()), as_of(before));
    assert_eq!(
        after[1]["reactions"],
        json!([{"emoji": "👍", "count": 2, "mine": true}])
    );
    let told = missed(&mut bob_says.socket, &room, &deleted["rev"]);
    assert_eq!(told["messages"], json!(after));
    let page = natter
        .page(
            &bob.cookie(),
            &format!("/m/{}", sent["id"].as_str().expect("an id")),
        )
        .whole_body();
    assert!(page.contains("Earlier versions") && page.contains("**hi** @bob"));
    // Again it changes nothing, and the first text is the one of a retry.
    assert_eq!(
        done(&mut ada_says, &about("restore", &sent))["rev"],
        restored["rev"]
    );
    assert_eq!(done(&mut ada_says, &packet)["repeated"], true);
    let mut database = Database::open(&natter.data);
    assert_eq!(database.count("deleted_messages"), 0);
    natter.stop();
}

#[test]
fn only_its_author_is_told_that_it_can_be_restored_and_can() {
    let (_folder, natter, owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let mut bob_says = Speaker::in_the_lobby(&natter, &bob);
    let mut owner_says = Speaker::in_the_lobby(&natter, &owner);
    let room = ada_says.room.clone();
    let sent = say(&mut ada_says, "mine");
    let until = done(&mut ada_says, &about("delete", &sent))["undo_until"].clone();
    assert!(until.is_i64(), "{until}");
    bob_says.socket.event("message");
    assert_eq!(
        bob_says.socket.event("message_changed").get("undo_until"),
        None
    );
    for (speaker, expected) in [
        (&mut ada_says, Some(&until)),
        (&mut bob_says, None),
        (&mut owner_says, None),
    ] {
        let page = history(&mut speaker.socket, &room, json!("all"));
        assert_eq!(page[0].get("undo_until"), expected);
        let told = missed(&mut speaker.socket, &room, &json!(0));
        assert_eq!(told["messages"][0].get("undo_until"), expected);
    }
    for speaker in [&mut bob_says, &mut owner_says] {
        let refused = speaker.socket.ask(&about("restore", &sent));
        assert_eq!(code(&refused), "forbidden");
    }
    // A second time it stays as it is.
    let again = done(&mut ada_says, &about("delete", &sent));
    assert_eq!(again["undo_until"], until);
    // What an admin deletes is deleted for good, also after its author.
    done(&mut owner_says, &about("delete", &sent));
    let refused = ada_says.socket.ask(&about("restore", &sent));
    assert_eq!(code(&refused), "forbidden");
    let sent = say(&mut ada_says, "mine again");
    done(&mut owner_says, &about("delete", &sent));
    let again = done(&mut ada_says, &about("delete", &sent));
    assert_eq!(again.get("undo_until"), None);
    let refused = ada_says.socket.ask(&about("restore", &sent));
    assert_eq!(code(&refused), "forbidden");
    let log = natter
        .page(&owner.cookie(), "/workspace/audit.csv")
        .whole_body();
    assert_eq!(log.matches("DeleteMessage").count(), 2, "{log}");
    natter.stop();
}

#[test]
fn nothing_is_done_to_a_deleted_message_that_can_still_be_restored() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let mut bob_says = Speaker::in_the_lobby(&natter, &bob);
    let room = ada_says.room.clone();
    let sent = say(&mut ada_says, "as it was");
    done(&mut ada_says, &about("delete", &sent));
    let edit = json!(["edit", {"message": sent["id"], "body": "other"}]);
    assert_eq!(code(&ada_says.socket.ask(&edit)), "not_found");
    let react = json!(["react", {"message": sent["id"], "emoji": "👍", "on": true}]);
    assert_eq!(code(&bob_says.socket.ask(&react)), "not_found");
    let answer = done(&mut bob_says, &reply(&room, &sent["id"], "late"));
    assert_eq!(answer["reply"].get("excerpt"), None);
    done(&mut ada_says, &about("restore", &sent));
    let now = history(&mut bob_says.socket, &room, json!("all"));
    assert_eq!(now[0]["content"], json!({"text": "as it was"}));
    assert_eq!(now[1]["reply"]["excerpt"], "as it was");
    natter.stop();
}

#[test]
fn who_may_no_longer_post_restores_nothing() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let room = natter.room(&ada, "News", "public");
    natter.add(&ada, &room, &bob);
    let (socket, welcome) = natter.listen(&bob);
    let (mut bob_says, bob_id) = (
        Speaker {
            socket,
            room: room.id.clone(),
        },
        me(&welcome),
    );
    let sent = say(&mut bob_says, "news");
    done(&mut bob_says, &about("delete", &sent));
    natter.does(&ada, "/r/news/posting", "posting=admins");
    let refused = bob_says.socket.ask(&about("restore", &sent));
    assert_eq!(code(&refused), "forbidden");
    natter.does(&ada, "/r/news/posting", "posting=all");
    natter.does(&ada, "/r/news/archive", "");
    let refused = bob_says.socket.ask(&about("restore", &sent));
    assert_eq!(code(&refused), "forbidden");
    natter.does(&ada, "/r/news/unarchive", "");
    natter.does(&ada, "/r/news/kind", "kind=private");
    natter.remove(&ada, &room, &bob_id);
    let refused = bob_says.socket.ask(&about("restore", &sent));
    assert_eq!(code(&refused), "not_found");
    natter.stop();
}

#[test]
fn what_is_not_restored_in_time_is_gone_from_the_disk() {
    let (_folder, natter, _owner) = workspace_with_undo_for(1);
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let sent = say(&mut ada_says, "zanzibar-first");
    let edit = json!(["edit", {"message": sent["id"], "body": "zanzibar-second"}]);
    done(&mut ada_says, &edit);
    done(&mut ada_says, &about("delete", &sent));
    await_gone(&natter.data, &["zanzibar-"]);
    let refused = ada_says.socket.ask(&about("restore", &sent));
    assert_eq!(code(&refused), "forbidden");
    let room = ada_says.room.clone();
    let page = history(&mut ada_says.socket, &room, json!("all"));
    assert_eq!(
        (&page[0]["content"], page[0].get("undo_until")),
        (&json!("deleted"), None)
    );
    natter.stop();
}

#[test]
fn a_killed_server_leaves_a_deletion_as_it_was_and_the_next_start_erases_what_is_over() {
    let (folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let sent = say(&mut ada_says, "zanzibar-kept");
    let over = say(&mut ada_says, "zanzibar-over");
    for message in [&sent, &over] {
        done(&mut ada_says, &about("delete", message));
    }
    natter.signal("KILL");
    natter.wait();
    let natter = Natter::start(&folder, &["--rate-limits", "off"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    done(&mut ada_says, &about("restore", &sent));
    natter.signal("KILL");
    natter.wait();
    let options = ["--rate-limits", "off", "--undo-seconds", "0"];
    let natter = Natter::start(&folder, &options);
    await_gone(&natter.data, &["zanzibar-over"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let room = ada_says.room.clone();
    let page = history(&mut ada_says.socket, &room, json!("all"));
    assert_eq!(page[0]["content"], json!({"text": "zanzibar-kept"}));
    natter.stop();
}

#[test]
fn a_deleted_room_or_account_leaves_nothing_to_restore() {
    let (_folder, natter, owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let room = natter.room(&owner, "Plans", "private");
    let (socket, _) = natter.listen(&owner);
    let mut owner_says = Speaker {
        socket,
        room: room.id.clone(),
    };
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    for (speaker, body) in [
        (&mut owner_says, "zanzibar-room"),
        (&mut ada_says, "zanzibar-own"),
    ] {
        let sent = say(speaker, body);
        done(speaker, &about("delete", &sent));
    }
    let mut database = Database::open(&natter.data);
    assert_eq!(database.count("deleted_messages"), 2);
    natter.does(&owner, &format!("/r/{}/delete", room.slug), "confirm=Plans");
    let form = format!("confirm=ada&password={}", PASSWORD.replace(' ', "+"));
    natter.does(&ada, "/settings/data/delete", &form);
    await_gone(&natter.data, &["zanzibar-room", "zanzibar-own"]);
    assert_eq!(database.count("deleted_messages"), 0);
    natter.stop();
}

#[test]
fn a_plain_form_restores_what_its_author_has_deleted() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let room = natter.room(&ada, "Design", "public");
    let (socket, _) = natter.listen(&ada);
    let mut ada_says = Speaker {
        socket,
        room: room.id.clone(),
    };
    let sent = say(&mut ada_says, "a slip");
    let path = format!("/m/{}", sent["id"].as_str().expect("an id"));
    let restore = format!("{path}/restore");
    let page = |who: &crate::support::people::Person, path: &str| {
        let page = natter.page(&who.cookie(), path);
        assert_eq!(page.status, 200);
        page.whole_body()
    };
    assert!(page(&ada, &format!("{path}/delete")).contains("You can undo this for a minute."));
    natter.does(&ada, &format!("{path}/delete"), "");
    for path in ["/r/design", &path] {
        let (own, others) = (page(&ada, path), page(&bob, path));
        assert!(
            own.contains("Message deleted") && own.contains(&restore),
            "{own}"
        );
        assert!(
            !others.contains(&restore) && !others.contains("a slip"),
            "{others}"
        );
    }
    let done = natter.post(&restore, &ada.cookie(), "");
    assert_eq!(
        (done.status, done.header("location")),
        (303, Some("/r/design?around=1#m-1"))
    );
    assert!(page(&bob, "/r/design").contains("a slip"));
    natter.stop();
}
