//! Whom somebody ignores notifies them of nothing, and does not learn of it.

use crate::support::{
    database::Database,
    people::{me, send},
    rooms::{Speaker, code, workspace},
    socket::Socket,
};
use serde_json::{Value, json};
use uuid::Uuid;

fn last(socket: &mut Socket, room: &str) -> Value {
    let page = socket.ask(&json!(["history", {"room": room, "limit": 1}]));
    page["ok"]["messages"][0].clone()
}

#[test]
fn a_mention_by_somebody_who_is_ignored_notifies_only_others() {
    let (_folder, natter, _owner) = workspace();
    let [ada, bob, cleo] = natter.members(["ada", "bob", "cleo"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let [(mut bob_reads, welcome), (mut cleo_reads, cleos)] =
        [&bob, &cleo].map(|who| natter.listen(who));
    let (bobs, cleos) = (me(&welcome), me(&cleos));
    natter.does(&bob, "/people/ada/ignore", "");
    let room = ada_says.room.clone();
    for (body, all, to_bob) in [
        (
            "@bob and @cleo",
            json!([{"member": bobs}, {"member": cleos}]),
            json!([{"member": cleos}]),
        ),
        ("@all", json!(["all"]), Value::Null),
    ] {
        let sent = ada_says.socket.ask(&send(&room, body))["ok"].clone();
        // Nobody learns that they are ignored.
        assert_eq!(sent["mentions"], all);
        assert!(sent.get("not_told").is_none(), "{sent}");
        assert_eq!(last(&mut cleo_reads, &room)["mentions"], all);
        let read = last(&mut bob_reads, &room);
        assert_eq!(read["mentions"], to_bob);
        assert_eq!(read["html"], sent["html"]);
        let seq = sent["seq"].as_u64().expect("seq");
        let have = json!({"room": room, "seq": seq - 1, "rev": seq - 1});
        let resumed = bob_reads.ask(&json!(["resume", {"rooms": [have]}]));
        let missed = &resumed["ok"]["rooms"][0]["missed"]["messages"][0];
        assert_eq!(missed["mentions"], to_bob);
    }
    natter.does(&bob, "/people/ada/unignore", "");
    assert_eq!(last(&mut bob_reads, &room)["mentions"], json!(["all"]));
    natter.stop();
}

#[test]
fn who_ignores_the_author_is_not_among_the_people_who_are_notified() {
    let (_folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    let mut ada_says = Speaker::in_the_lobby(&natter, &ada);
    let many = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 52)
                INSERT INTO members (id, name, created_at, role, handle, handle_key)
                SELECT randomblob(16), 'P' || i, 0, 'member', 'p' || i, 'p' || i FROM n";
    Database::change(&natter.data, many);
    Database::change(
        &natter.data,
        "INSERT INTO ignored (member, whom)
         SELECT members.id, ada.id FROM members JOIN members AS ada ON ada.handle = 'ada'
         WHERE members.handle IN ('p1', 'p2')",
    );
    let client_id = Uuid::new_v4();
    let packet =
        json!(["send", {"room": ada_says.room, "client_id": client_id, "body": "@all hello"}]);
    let refused = ada_says.socket.ask(&packet);
    assert_eq!(code(&refused), "confirmation_required");
    let words = refused["error"]["message"].as_str().expect("words");
    // 52 and the owner, without the two.
    assert!(words.contains("51 people"), "{words}");
    natter.stop();
}
