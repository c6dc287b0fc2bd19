//! Whatever the log is asked to tell, it holds no message text, passwords, tokens or cookies.

use std::process::Stdio;

use crate::support::{
    Natter,
    people::{PASSWORD, room_of, send},
    socket::{Polling, Socket},
};

const NEW_PASSWORD: &str = "a kettle that sings at dawn";

/// Does what people do, with a server whose log tells what `RUST_LOG` asks for; the log, and what
/// must not be in it.
fn log_of_a_day(rust_log: &str) -> (String, Vec<String>) {
    let folder = tempfile::tempdir().expect("folder");
    let log = folder.path().join("log");
    let file = std::fs::File::create(&log).expect("makes");
    let natter = Natter::start_with(&folder, &["--rate-limits", "off"], |command| {
        command.env("RUST_LOG", rust_log).stderr(Stdio::from(file));
    });
    let owner = natter.set_up();
    let code = natter.invite(&[]);
    let ada = natter.join(&code, "ada");
    let (mut socket, welcome) = natter.listen(&ada);
    let lobby = room_of(&welcome, "lobby").expect("the lobby");
    let said = socket.ask(&send(&lobby, "said over the socket"));
    assert!(said["ok"].is_object());
    let form = "client_id=client-0001&body=said+by+a+form";
    natter.does(&ada, "/r/lobby/messages", form);
    let polling = Polling::open(&natter);
    let auth = ada.auth();
    assert_eq!(polling.post(format!("40/chat,{auth}").as_bytes()), 200);
    polling.next_after("40/chat,");
    let polled = send(&lobby, "said by polling");
    assert_eq!(polling.post(format!("42/chat,1{polled}").as_bytes()), 200);
    polling.next_after("43/chat,1");
    let mut tutorial = Socket::open(&natter);
    tutorial.join_tutorial();
    tutorial.text(r#"42["message","said as in the tutorial"]"#);
    tutorial.next_after("42");
    let old = PASSWORD.replace(' ', "+");
    let new = NEW_PASSWORD.replace(' ', "+");
    let form = format!("old={old}&new={new}");
    natter.does(&ada, "/settings/password", &form);
    let again = natter.sign_in("ada", NEW_PASSWORD);
    let wrong = natter.post("/sign-in", "", "handle=ada&password=nearly+the+right+one");
    assert_ne!(wrong.status, 303);
    assert_eq!(natter.page(&again.cookie(), "/r/lobby").status, 200);
    natter.stop();
    let secrets = [
        "said over the socket",
        "said by a form",
        "said+by+a+form",
        "said by polling",
        "said as in the tutorial",
        PASSWORD,
        &old,
        NEW_PASSWORD,
        &new,
        "nearly the right one",
        "nearly+the+right+one",
        &code,
        &owner.token,
        &ada.token,
        &again.token,
        "natter_session=",
    ];
    let log = std::fs::read(log).expect("a log");
    (
        String::from_utf8_lossy(&log).into_owned(),
        secrets.map(str::to_owned).to_vec(),
    )
}

fn assert_holds_none(rust_log: &str, is_asked_for_requests: bool) {
    let (log, secrets) = log_of_a_day(rust_log);
    assert!(log.contains("stopped"), "no log: {log}");
    let has_requests = log.contains("finished processing request");
    assert_eq!(has_requests, is_asked_for_requests, "{rust_log}");
    for secret in secrets {
        let line = log.lines().find(|line| line.contains(&secret));
        assert!(line.is_none(), "{rust_log}: {secret} in {line:?}");
    }
}

#[test]
fn the_log_at_trace_holds_no_secrets() {
    assert_holds_none("trace", true);
}

#[test]
fn the_log_of_libraries_that_are_asked_for_by_name_holds_no_secrets() {
    assert_holds_none(
        "info,socketioxide=trace,engineioxide=trace,hyper=trace,hyper_util=trace,sqlx=trace,\
         tungstenite=trace,tokio_tungstenite=trace,axum=trace,leptos=trace",
        false,
    );
}
