//! Lagging a reverse proxy limits count clients and not the proxy, if it is trusted.

use crate::support::{Natter, socket::Socket};

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
    let (natter, line) = Natter::start_lagging(&folder, &options);
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
