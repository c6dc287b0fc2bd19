//! Hearing how good a password is while one chooses it.

use std::time::{Duration, Instant};

use crate::support::{Natter, people::PASSWORD};
use serde_json::json;

fn start() -> (tempfile::TempDir, Natter) {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &[]);
    (folder, natter)
}

#[test]
fn a_password_is_judged_while_it_is_chosen_and_no_other_than_when_it_is() {
    let (_folder, natter) = start();
    let judge = |password: &str, about: &[&str]| {
        let asked = json!({ "password": password, "about": about });
        let response = natter.post_json("/password-strength", "", &asked);
        assert_eq!(response.status, 200, "{response:?}");
        response.json()
    };
    let refused = judge("sunshine", &[]);
    assert_eq!(refused["strength"], "refused");
    assert_eq!(
        refused["advice"],
        "This password is too easy to guess; choose one that no one else has."
    );
    assert_eq!(judge("marmalade7x", &[])["strength"], "fair");
    assert_eq!(judge("lovelace-17", &[])["strength"], "fair");
    assert_eq!(
        judge("lovelace-17", &["Ada Lovelace"])["strength"],
        "refused"
    );
    let strong = judge("kitchen window marmalade", &["Ada"]);
    assert_eq!(strong, json!({ "strength": "strong", "advice": null }));
    let much = json!({ "password": "x", "about": vec!["a"; 9] });
    let long = json!({ "password": "x", "about": ["a".repeat(255)] });
    for odd in [much, long] {
        let response = natter.post_json("/password-strength", "", &odd);
        assert_eq!(response.status, 400, "{response:?}");
        assert_eq!(response.json()["error"]["code"], "invalid_payload");
    }
    natter.stop();
}

#[test]
fn who_tries_out_many_passwords_waits_and_chooses_one_all_the_same() {
    let (_folder, natter) = start();
    let asked = json!({ "password": "sunshine" });
    let judged = (0..200).map(|_| natter.post_json("/password-strength", "", &asked));
    let statuses: Vec<_> = judged.map(|response| response.status).collect();
    assert!(
        statuses.contains(&200) && statuses.contains(&429),
        "{statuses:?}"
    );
    natter.set_up();
    natter.stop();
}

#[test]
fn a_name_of_many_words_is_refused_before_the_password_is_judged_by_it() {
    let (_folder, natter) = start();
    let words: Vec<String> = (0..15_000).map(|number| format!("w{number}")).collect();
    let form = |workspace: &str| {
        let (name, password) = (words.join("+"), PASSWORD.replace(' ', "+"));
        format!("workspace={workspace}&name={name}&handle=eve&password={password}&code=")
    };
    let long_workspace = format!("workspace={}&name=Eve&handle=eve", words.join("+"));
    let long_workspace = format!("{long_workspace}&password={}", PASSWORD.replace(' ', "+"));
    // The lists of words are read once.
    natter.post_json("/password-strength", "", &json!({"password": "sunshine"}));
    let refuses = |path: &str, form: &str| {
        let begun = Instant::now();
        let refused = natter.post(path, "", form);
        let took = begun.elapsed();
        assert_eq!(refused.status, 422, "{path}: {refused:?}");
        // Judging by all these words takes ten times as long, unoptimised as tests are.
        assert!(took < Duration::from_secs(1), "{path}: {took:?}");
    };
    refuses("/setup", &form("Harbour"));
    refuses("/setup", &long_workspace);
    let owner = natter.set_up();
    natter.does(
        &owner,
        "/workspace/settings",
        "workspace=Harbour&joining=open",
    );
    refuses("/sign-up", &form(""));
    let invite = natter.invite(&[]);
    refuses(&format!("/join/{invite}"), &form(""));
    natter.stop();
}
