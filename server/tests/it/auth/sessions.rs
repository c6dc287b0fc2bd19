//! Sessions end at once: their sockets are cut, and nothing brings them back.

use crate::support::{
    Natter,
    database::Database,
    people::{PASSWORD, Person, me, room_of, send},
    socket::{Frame, Polling, Socket, json as parse},
};
use domain::token::Token;
use serde_json::{Value, json};

fn start() -> (tempfile::TempDir, Natter, Person) {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--rate-limits", "off"]);
    let owner = natter.set_up();
    (folder, natter, owner)
}

/// How their page of sessions names this one.
fn session_id(natter: &Natter, who: &Person) -> String {
    let hash = Token::parse(&who.token).expect("a token").hash().0;
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let query = format!("SELECT hex(id) FROM sessions WHERE hex(token_hash) = upper('{hash}')");
    let id = Database::open(&natter.data).list(&query);
    id.first().expect("a session").to_lowercase()
}

/// It opens nothing: no socket, no page.
fn assert_over(natter: &Natter, who: &Person) {
    let refused = Socket::open(natter).join_chat(&who.auth());
    assert_eq!(code(&refused.expect_err("refused")), "unauthenticated");
    let page = natter.page(&who.cookie(), "/");
    assert_eq!(page.header("location"), Some("/sign-in"), "{page:?}");
}

/// It opens what it always did.
fn assert_alive(natter: &Natter, who: &Person) {
    natter.listen(who);
    assert_eq!(natter.page(&who.cookie(), "/").status, 200);
}

/// The code of a refused CONNECT.
fn code(refusal: &Value) -> String {
    let error = parse(refusal["message"].as_str().expect("a text"));
    error["code"].as_str().expect("a code").to_owned()
}

/// A transport that polls, and has joined `/chat`.
fn poll<'a>(natter: &'a Natter, who: &Person) -> Polling<'a> {
    let polling = Polling::open(natter);
    assert_eq!(
        polling.post(format!("40/chat,{}", who.auth()).as_bytes()),
        200
    );
    assert_eq!(parse(&polling.next_after("42/chat,"))[0], "welcome");
    polling
}

#[test]
fn a_session_that_is_ended_is_cut_on_every_transport_and_does_not_come_back() {
    let (_folder, natter, owner) = start();
    let [ada] = natter.members(["ada"]);
    let here = natter.sign_in("ada", PASSWORD);
    let ((mut lost, welcome), (mut kept, _)) = (natter.listen(&ada), natter.listen(&here));
    let polling = poll(&natter, &ada);
    // One that was upgraded: its socket is of the transport that began by polling.
    let upgraded = poll(&natter, &ada);
    let mut upgraded = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| upgraded.poll());
        let socket = Socket::probe(&natter, &upgraded);
        assert_eq!(waiting.join().expect("ends").0, 200);
        socket
    });
    upgraded.text("5");
    assert!(upgraded.ask(&json!(["heads", {}]))["ok"].is_object());

    let form = format!("session={}", session_id(&natter, &ada));
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            loop {
                let (status, packets) = polling.poll();
                if status != 200 {
                    return status;
                }
                // What was said before, or a ping.
                assert!(!packets.iter().any(|one| one.contains("after the end")));
            }
        });
        natter.does(&here, "/settings/sessions/end", &form);
        lost.assert_closed();
        upgraded.assert_closed();
        assert_eq!(waiting.join().expect("ends"), 400);
    });
    assert_over(&natter, &ada);
    let again = format!("40/chat,{}", ada.auth());
    for packet in [again.as_str(), "40"] {
        assert_eq!(polling.post(packet.as_bytes()), 400, "the same transport");
    }

    let lobby = room_of(&welcome, "lobby").expect("the lobby");
    let (mut speaker, _) = natter.listen(&owner);
    assert!(speaker.ask(&send(&lobby, "after the end"))["ok"].is_object());
    assert_eq!(kept.event("message")["content"]["text"], "after the end");
    assert_alive(&natter, &here);
    // A second click is no mistake.
    natter.does(&here, "/settings/sessions/end", &form);
    natter.stop();
}

#[test]
fn one_that_has_stopped_reading_is_cut_with_all_that_waits_for_it() {
    /// As long as may be, and more than the server's queue and the system's buffers hold.
    const LENGTH: usize = 10_000;
    const MANY: u64 = 1600;
    const AT_ONCE: u64 = 100;
    let (_folder, natter, owner) = start();
    let [ada] = natter.members(["ada"]);
    let here = natter.sign_in("ada", PASSWORD);
    let (mut stopped, welcome) = natter.listen_on(Socket::open_narrow(&natter), &ada);
    let lobby = room_of(&welcome, "lobby").expect("the lobby");
    let (mut speaker, _) = natter.listen(&owner);
    let long = "x".repeat(LENGTH);
    // Many at once, so that it is done before anybody misses an answer to a ping.
    for _ in 0..MANY / AT_ONCE {
        for _ in 0..AT_ONCE {
            speaker.text(&format!("42/chat,7{}", send(&lobby, &long)));
        }
        for _ in 0..AT_ONCE {
            assert!(speaker.ack()["ok"].is_object());
        }
    }
    let form = format!("session={}", session_id(&natter, &ada));
    natter.does(&here, "/settings/sessions/end", &form);
    assert!(speaker.ask(&send(&lobby, "after the end"))["ok"].is_object());
    // It asks to hear again, as one that lags does; nobody is there to answer.
    stopped.text(r#"42/chat,7["heads",{}]"#);
    let mut heard = 0;
    loop {
        match stopped.frame() {
            Frame::Text(text) => {
                assert!(text.contains(&long), "{text}");
                heard += 1;
            }
            Frame::Closed => break,
            other => panic!("{other:?}"),
        }
    }
    assert!(heard < MANY, "nothing had to wait for it");
    assert_over(&natter, &ada);
    natter.stop();
}

#[test]
fn whoever_signs_out_or_ends_the_others_is_cut_there_alone() {
    let (_folder, natter, _owner) = start();
    let [ada, bob] = natter.members(["ada", "bob"]);
    let [second, third] = [(); 2].map(|()| natter.sign_in("ada", PASSWORD));
    let mut sockets = [&ada, &second, &third].map(|one| natter.listen(one).0);
    let (mut bob_hears, _) = natter.listen(&bob);
    natter.does(&third, "/sign-out", "");
    sockets[2].assert_closed();
    assert_over(&natter, &third);
    assert_alive(&natter, &second);
    natter.does(&second, "/settings/sessions/end-others", "");
    sockets[0].assert_closed();
    assert_over(&natter, &ada);
    assert!(sockets[1].ask(&json!(["heads", {}]))["ok"].is_object());
    assert!(bob_hears.ask(&json!(["heads", {}]))["ok"].is_object());
    // Nobody ends somebody else's.
    let form = format!("session={}", session_id(&natter, &second));
    natter.does(&bob, "/settings/sessions/end", &form);
    assert_alive(&natter, &second);
    natter.stop();
}

#[test]
fn another_password_ends_the_other_sessions_and_the_old_one_opens_nothing() {
    let (_folder, natter, _owner) = start();
    let [ada] = natter.members(["ada"]);
    let here = natter.sign_in("ada", PASSWORD);
    let ((mut lost, _), (mut kept, _)) = (natter.listen(&ada), natter.listen(&here));
    let change = |old: &str| {
        let form = format!("old={}&new=seven+grey+geese+landed", old.replace(' ', "+"));
        natter
            .post("/settings/password", &here.cookie(), &form)
            .status
    };
    assert_eq!(change("not the old one"), 403);
    assert_alive(&natter, &ada);
    assert_eq!(change(PASSWORD), 303);
    lost.assert_closed();
    assert_over(&natter, &ada);
    assert!(kept.ask(&json!(["heads", {}]))["ok"].is_object());
    let old = format!("handle=ada&password={}", PASSWORD.replace(' ', "+"));
    assert_eq!(natter.post("/sign-in", "", &old).status, 401);
    natter.sign_in("ada", "seven grey geese landed");
    natter.stop();
}

#[test]
fn who_is_deactivated_or_banned_is_out_everywhere_until_it_is_taken_back() {
    let (_folder, natter, owner) = start();
    for (out, back, form) in [
        ("deactivate", "reactivate", ""),
        ("ban", "unban", "reason=rude&days=3"),
        ("ban", "unban", "reason=rude&days="),
    ] {
        let handle = format!("{out}ee{}", form.len());
        let person = natter.join(&natter.invite(&[]), &handle);
        let second = natter.sign_in(&handle, PASSWORD);
        let mut sockets = [&person, &second].map(|one| natter.listen(one).0);
        let polling = poll(&natter, &second);
        natter.does(&owner, &format!("/people/{handle}/{out}"), form);
        for socket in &mut sockets {
            socket.assert_closed();
        }
        assert_eq!(status_when_over(&polling), 400);
        for session in [&person, &second] {
            let refused = Socket::open(&natter).join_chat(&session.auth());
            refused.expect_err("refused");
            assert_ne!(natter.page(&session.cookie(), "/").status, 200);
        }
        let sign_in = format!("handle={handle}&password={}", PASSWORD.replace(' ', "+"));
        let refused = natter.post("/sign-in", "", &sign_in);
        assert!(matches!(refused.status, 401 | 403), "{refused:?}");
        assert_eq!(refused.header("set-cookie"), None);

        natter.does(&owner, &format!("/people/{handle}/{back}"), "");
        let again = natter.sign_in(&handle, PASSWORD);
        assert_alive(&natter, &again);
    }
    natter.stop();
}

fn status_when_over(polling: &Polling<'_>) -> u16 {
    loop {
        let (status, _) = polling.poll();
        if status != 200 {
            return status;
        }
    }
}

#[test]
fn a_new_role_is_in_the_next_welcome_which_comes_at_once() {
    let (_folder, natter, owner) = start();
    let [ada] = natter.members(["ada"]);
    let (mut socket, welcome) = natter.listen(&ada);
    assert_eq!(welcome["role"], "member");
    let id = me(&welcome);
    for (role, rooms) in [("admin", 1), ("guest", 0), ("member", 1)] {
        natter.does(&owner, "/people/ada/role", &format!("role={role}"));
        socket.assert_closed();
        let welcome;
        (socket, welcome) = natter.listen(&ada);
        assert_eq!((&welcome["role"], me(&welcome)), (&json!(role), id.clone()));
        assert_eq!(
            welcome["rooms"].as_array().map(Vec::len),
            Some(rooms),
            "{role}"
        );
    }
    // The last owner stays one.
    let (_, welcome) = natter.listen(&owner);
    let refused = natter.post("/people/olive/role", &owner.cookie(), "role=member");
    assert_eq!(refused.status, 403);
    assert_eq!(natter.listen(&owner).1["role"], welcome["role"]);
    natter.stop();
}

#[test]
fn when_the_lobby_closes_visitors_go_and_tutorial_clients_hear_their_echo_alone() {
    let (_folder, natter, owner) = start();
    let visitor = Person {
        handle: String::new(),
        token: natter.token(),
    };
    let (mut visitor_hears, welcome) = natter.listen(&visitor);
    assert_eq!(welcome["role"], "visitor");
    let lobby = room_of(&welcome, "lobby").expect("the lobby");
    let polling = poll(&natter, &visitor);
    let mut tutorial = Socket::open(&natter);
    let id = tutorial.join_tutorial();
    let (mut owner_hears, _) = natter.listen(&owner);
    assert!(owner_hears.ask(&send(&lobby, "to all"))["ok"].is_object());
    assert!(tutorial.next_after("42").contains("said to all"));
    tutorial.text(r#"42["message","and I"]"#);
    assert!(tutorial.next_after("42").contains("said and I"));
    owner_hears.until_message("and I");

    natter.does(
        &owner,
        "/workspace/settings",
        "workspace=The+Harbour&joining=invite",
    );
    visitor_hears.assert_closed();
    assert_eq!(status_when_over(&polling), 400);
    let refused = natter.request("POST", "/api/visitor-session", &[], b"");
    assert_eq!(refused.status, 403);
    assert_ne!(natter.page(&visitor.cookie(), "/r/lobby").status, 200);
    // They come in again, to nothing.
    let (mut visitor_hears, welcome) = natter.listen(&visitor);
    assert_eq!(
        (&welcome["rooms"], &welcome["heads"]),
        (&json!([]), &json!([]))
    );
    let answer = visitor_hears.ask(&send(&lobby, "still here"));
    assert_eq!(answer["error"]["code"], "not_found");

    // The tutorial's client keeps its contract, and no more.
    assert!(owner_hears.ask(&send(&lobby, "among us"))["ok"].is_object());
    tutorial.text(r#"42["message","hello?"]"#);
    let heard = parse(&tutorial.next_after("42"));
    assert_eq!(
        heard,
        json!(["message", format!("{} said hello?", &id[..3])])
    );
    assert!(owner_hears.ask(&send(&lobby, "the end"))["ok"].is_object());
    let heard = owner_hears.ask(&json!(["history", {"room": lobby}]));
    let bodies = heard["ok"]["messages"].as_array().expect("a list");
    let bodies: Vec<_> = bodies.iter().map(|one| &one["content"]["text"]).collect();
    assert_eq!(bodies, ["to all", "and I", "among us", "the end"]);
    natter.stop();
}
