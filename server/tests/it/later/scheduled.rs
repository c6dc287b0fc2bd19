//! Scheduling, as clients of the sockets see it.

use serde_json::json;

use super::{HOUR, list, schedule, scheduled};
use crate::{
    erased::await_gone,
    support::{
        now_ms,
        people::send,
        rooms::{Speaker, code, workspace},
    },
};

#[test]
fn a_scheduled_message_is_known_to_its_author_alone_and_on_all_their_devices() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let (mut phone, _) = natter.listen(&ada);
    let mut bob_says = Speaker::in_the_lobby(&natter, &bob);
    let request = schedule(&ada_says.room, "zanzibar-morning", now_ms() + HOUR);
    let ack = ada_says.socket.ask(&request);
    let made = &ack["ok"];
    assert_eq!(made["body"], "zanzibar-morning");
    assert_eq!(made["at"], request[1]["at"]);
    assert_eq!(phone.event("scheduled_changed")["message"], *made);
    // Again it is the same, and another text is not.
    assert_eq!(ada_says.socket.ask(&request), ack);
    let mut other = request.clone();
    other[1]["body"] = json!("in the evening");
    assert_eq!(code(&ada_says.socket.ask(&other)), "client_id_reused");
    assert_eq!(list(&mut phone), std::slice::from_ref(made));
    assert!(list(&mut bob_says.socket).is_empty());
    let id = json!({"id": made["id"]});
    let foreign = bob_says.socket.ask(&json!(["unschedule", id]));
    assert_eq!(foreign["ok"], json!({"cancelled": false}));
    let heard = ada_says.heard_by(&mut bob_says.socket);
    assert!(heard.iter().all(|event| event[0] != "scheduled_changed"));
    // Cancelled, it is gone from the disk.
    let cancel = json!(["unschedule", id]);
    assert_eq!(phone.ask(&cancel)["ok"], json!({"cancelled": true}));
    assert_eq!(phone.ask(&cancel)["ok"], json!({"cancelled": false}));
    assert_eq!(
        ada_says.socket.event("scheduled_changed"),
        json!({"id": made["id"]})
    );
    assert!(list(&mut phone).is_empty());
    await_gone(&natter.data, &["zanzibar-morning"]);
    natter.stop();
}

#[test]
fn a_time_is_within_the_next_year_and_there_is_a_limit_to_what_one_schedules() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let room = ada_says.room.clone();
    for odd in [0, -1, now_ms() - 1, now_ms() + 367 * 24 * HOUR, i64::MAX] {
        let refused = ada_says.socket.ask(&schedule(&room, "never", odd));
        assert_eq!(code(&refused), "invalid_payload", "{odd}");
    }
    // One that was sent already is not sent again.
    let sent = send(&room, "now");
    assert!(ada_says.socket.ask(&sent)["ok"].is_object());
    let mut again = schedule(&room, "now", now_ms() + HOUR);
    again[1]["client_id"] = sent[1]["client_id"].clone();
    assert_eq!(code(&ada_says.socket.ask(&again)), "client_id_reused");
    for number in 0..100 {
        scheduled(&mut ada_says.socket, &room, &format!("number {number}"));
    }
    let refused = ada_says
        .socket
        .ask(&schedule(&room, "one more", now_ms() + HOUR));
    assert_eq!(code(&refused), "limit_reached");
    assert_eq!(list(&mut ada_says.socket).len(), 100);
    natter.stop();
}

#[test]
fn a_long_list_comes_in_parts() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let room = ada_says.room.clone();
    let long = "ü".repeat(10_000);
    for _ in 0..25 {
        scheduled(&mut ada_says.socket, &room, &long);
    }
    let (mut after, mut ids) = (json!({}), Vec::new());
    loop {
        let ack = ada_says.socket.ask(&json!(["scheduled", after]));
        assert!(ack.to_string().len() < 1024 * 1024);
        let part = ack["ok"]["messages"].as_array().expect("a list").clone();
        ids.extend(part.iter().map(|one| one["id"].to_string()));
        after = json!({"after": part.last().expect("one at least")["id"]});
        if ack["ok"].get("more").is_none() {
            break;
        }
    }
    assert_eq!(ids.len(), 25);
    ids.dedup();
    assert_eq!(ids.len(), 25);
    natter.stop();
}
