//! Lagging a reverse proxy limits count clients and not the proxy, if it is trusted.

use std::io::BufRead as _;

use crate::support::{Natter, people::PASSWORD, socket::Socket};

const ONE_EACH: [&str; 2] = ["--max-connections-per-address", "1"];

/// A transport as a proxy passes it on; the status where it is refused.
fn open(natter: &Natter, client: &str) -> Result<Socket, u16> {
    Socket::open_with(natter, &[("X-Forwarded-For", client)])
}

#[test]
fn clients_behind_a_trusted_proxy_are_counted_one_by_one() {
    let folder = tempfile::tempdir().expect("folder");
    let options = [&ONE_EACH[..], &["--trusted-proxy", "10.0.0.1,127.0.0.1"]].concat();
    let natter = Natter::start(&folder, &options);
    let _ada = open(&natter, "192.0.2.1").expect("the first of this client");
    let _bob = open(&natter, "192.0.2.2").expect("the first of that client");
    assert_eq!(open(&natter, "192.0.2.1").err(), Some(503));
    let made_up = open(&natter, "203.0.113.9, 192.0.2.1").err();
    assert_eq!(made_up, Some(503), "only the proxy's own word counts");
    natter.stop();
}

#[test]
fn nobody_else_is_believed() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &ONE_EACH);
    let _ada = open(&natter, "192.0.2.1").expect("the first");
    assert_eq!(open(&natter, "192.0.2.2").err(), Some(503));
    natter.stop();
}

#[test]
fn behind_a_proxy_setup_needs_the_code_though_the_server_listens_on_the_own_machine() {
    let folder = tempfile::tempdir().expect("folder");
    let options = ["--trusted-proxy", "127.0.0.1"];
    let (natter, line) = Natter::start_behind_proxy(&folder, &options);
    let (_, code) = line.split_once("/setup?code=").expect("a code");
    assert!(
        !natter
            .get("/setup")
            .whole_body()
            .contains("name=\"workspace\"")
    );
    let form = "workspace=Quay&name=Eve&handle=eve&password=a+lamp+that+hums+quietly";
    assert_eq!(natter.post("/setup", "", form).status, 403);
    let made = natter.post("/setup", "", &format!("{form}&code={code}"));
    assert_eq!(made.status, 303, "{made:?}");
    natter.stop();
}

#[test]
fn whoever_runs_the_server_is_told_of_a_proxy_that_is_not_trusted() {
    let folder = tempfile::tempdir().expect("folder");
    let options = ["--public-url", "https://chat.example.org"];
    let (mut natter, line) = Natter::start_behind_proxy(&folder, &options);
    let (_, code) = line.trim().rsplit_once("/setup?code=").expect("a code");
    let mut log = natter.log();
    let ask = |method: &str, path: &str, cookie: &str, form: &str| {
        let headers = [
            ("X-Forwarded-For", "192.0.2.1"),
            ("Cookie", cookie),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ];
        natter.request(method, path, &headers, form.as_bytes())
    };
    let password = PASSWORD.replace(' ', "+");
    let form = format!("workspace=Quay&name=Eve&handle=eve&password={password}&code={code}");
    let made = ask("POST", "/setup", "", &form);
    assert_eq!(made.status, 303, "{made:?}");
    let page = ask("GET", "/workspace/settings", &made.cookie(), "");
    let body = page.whole_body();
    assert!(body.contains("--trusted-proxy 127.0.0.1"), "{body}");
    natter.signal("TERM");
    let mut lines = Vec::new();
    let mut text = String::new();
    while log.read_line(&mut text).expect("text") > 0 {
        lines.push(std::mem::take(&mut text));
    }
    let told = lines
        .iter()
        .filter(|line| line.contains("--trusted-proxy 127.0.0.1"));
    assert_eq!(told.count(), 1, "{lines:?}");
    natter.wait();
}

#[test]
fn nobody_is_told_of_a_header_where_the_proxy_is_trusted_or_there_is_none() {
    for options in [
        &[
            "--public-url",
            "http://chat.example.org",
            "--trusted-proxy",
            "127.0.0.1",
        ][..],
        &[],
    ] {
        let folder = tempfile::tempdir().expect("folder");
        let (mut natter, _) = Natter::start_behind_proxy(&folder, options);
        let mut log = natter.log();
        natter.request("GET", "/healthz", &[("X-Forwarded-For", "192.0.2.1")], b"");
        natter.signal("TERM");
        let mut text = String::new();
        while log.read_line(&mut text).expect("text") > 0 {}
        assert!(!text.contains("X-Forwarded-For"), "{text}");
        natter.wait();
    }
}
