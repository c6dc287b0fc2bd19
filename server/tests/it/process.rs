//! `natter` as a process: how it starts, refuses to start, stops and survives.

use std::{fs, net::TcpListener};

use crate::support::{Natter, natter, people::PASSWORD};

/// Runs natter until it ends; it is expected to refuse.
fn refusal(command: &mut std::process::Command) -> String {
    let output = command.output().expect("runs");
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).expect("text");
    assert_eq!(said.trim().lines().count(), 1, "{said}");
    said
}

#[test]
fn a_port_that_is_taken_is_said_so() {
    let folder = tempfile::tempdir().expect("folder");
    let taken = TcpListener::bind("127.0.0.1:0").expect("binds");
    let address = taken.local_addr().expect("bound").to_string();
    let mut command = natter(folder.path());
    let said = refusal(command.args(["--addr", &address]));
    assert!(said.contains(&address) && said.contains("--addr"), "{said}");
}

#[test]
fn a_data_folder_that_cannot_be_is_said_so() {
    let folder = tempfile::tempdir().expect("folder");
    fs::write(folder.path().join("data"), "a file").expect("writes");
    let said = refusal(&mut natter(folder.path()));
    assert!(said.contains("--data-dir"), "{said}");
}

#[test]
fn a_data_folder_in_use_is_said_so_and_left_alone() {
    let folder = tempfile::tempdir().expect("folder");
    let first = Natter::start(&folder, &[]);
    let said = refusal(&mut natter(folder.path()));
    assert!(said.contains("in use by another natter"), "{said}");
    assert_eq!(first.get("/readyz").status, 200);
}

#[test]
fn a_public_url_that_is_none_is_said_so() {
    let folder = tempfile::tempdir().expect("folder");
    let said = refusal(natter(folder.path()).args(["--public-url", "chat.example.org"]));
    assert!(said.contains("https://chat.example.org"), "{said}");
}

#[test]
fn a_missing_site_is_said_so() {
    let folder = tempfile::tempdir().expect("folder");
    let mut command = natter(folder.path());
    let said = refusal(command.env("NATTER_SITE_ROOT", folder.path().join("nowhere")));
    assert!(said.contains("cargo xtask build"), "{said}");
}

#[test]
fn help_names_every_option_and_its_variable() {
    let folder = tempfile::tempdir().expect("folder");
    let output = natter(folder.path()).arg("--help").output().expect("runs");
    let help = String::from_utf8(output.stdout).expect("text");
    for option in [
        "addr",
        "data-dir",
        "public-url",
        "log",
        "lobby",
        "rate-limits",
        "max-connections",
    ] {
        let variable = format!("NATTER_{}", option.to_uppercase().replace('-', "_"));
        assert!(help.contains(&format!("--{option}")), "{option}");
        assert!(help.contains(&variable), "{variable}");
    }
}

#[test]
fn what_was_posted_is_there_after_a_kill() {
    let folder = tempfile::tempdir().expect("folder");
    let first = Natter::start(&folder, &[]);
    let cookie = first.set_up().cookie();
    let posted = first.post(
        "/r/lobby/messages",
        &cookie,
        "client_id=client-0001&body=kept+safe",
    );
    assert_eq!(posted.status, 303);
    first.signal("KILL");
    first.wait();

    let second = Natter::start(&folder, &[]);
    let page = second.page(&cookie, "/");
    assert_eq!(page.status, 200, "the session goes on");
    assert!(page.body.contains(">kept safe<"));
    let again = second.post(
        "/r/lobby/messages",
        &cookie,
        "client_id=client-0001&body=kept+safe",
    );
    assert_eq!(again.status, 303);
    let page = second.page(&cookie, "/");
    assert_eq!(page.body.matches(">kept safe<").count(), 1);
}

#[test]
fn told_to_stop_it_stops_in_good_order() {
    for signal in ["TERM", "INT"] {
        let folder = tempfile::tempdir().expect("folder");
        let natter = Natter::start(&folder, &[]);
        let cookie = natter.set_up().cookie();
        natter.post(
            "/r/lobby/messages",
            &cookie,
            "client_id=client-0001&body=kept",
        );
        natter.signal(signal);
        let (status, _) = natter.wait();
        assert!(status.success(), "{signal}: {status}");
        let data = folder.path().join("data");
        assert!(
            !data.join("natter.db-wal").exists(),
            "everything is in one file"
        );
    }
}

#[test]
fn the_log_can_be_json_and_holds_neither_messages_nor_secrets() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--log", "json"]);
    let owner = natter.set_up();
    natter.post(
        "/r/lobby/messages",
        &owner.cookie(),
        "client_id=client-0001&body=a+secret+word",
    );
    let code = natter.invite(&[]);
    natter.join(&code, "ada");
    natter.signal("TERM");
    let (_, log) = natter.wait();
    assert!(!log.is_empty());
    for line in log.lines() {
        serde_json::from_str::<serde_json::Value>(line).expect("JSON");
    }
    for secret in ["secret", &owner.token, &code, PASSWORD] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}
