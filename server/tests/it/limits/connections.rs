//! Connections that are opened and left: they cost the server little, end in time, and shut out nobody.

use std::{
    io::{BufRead as _, ErrorKind, Read as _, Write as _},
    net::TcpStream,
};

use crate::support::{
    Natter, PATIENCE,
    socket::{Polling, Socket, narrow},
};

/// More than the system lets a program open unless it asks, and more than one source may have.
const MANY: usize = 1100;

/// A second, as a test cannot wait for half a minute.
const IMPATIENT: [&str; 2] = ["--stall-limit", "1"];

const FORM: &str = "application/x-www-form-urlencoded";

/// This process opens as many as the server does.
#[cfg(unix)]
fn open_more_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let most = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    setrlimit(Resource::Nofile, most).expect("the limit can be raised");
}

/// A request whose body has begun.
fn post_one_byte(natter: &Natter, path: &str, kind: &str) -> TcpStream {
    let mut stream = TcpStream::connect(natter.address).expect("connects");
    stream.set_read_timeout(Some(PATIENCE)).expect("sets");
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: {kind}\r\nContent-Length: 1000\r\n\r\nx",
        natter.address
    );
    // It may be closed already, where there are too many.
    let _ = stream.write_all(head.as_bytes());
    stream
}

/// All that is said until the connection ends.
fn read_all(mut stream: TcpStream) -> String {
    let mut said = Vec::new();
    match stream.read_to_end(&mut said) {
        Err(error) if error.kind() == ErrorKind::WouldBlock => panic!("it is not closed"),
        _ => String::from_utf8(said).expect("text"),
    }
}

#[cfg(unix)]
#[test]
fn a_thousand_bodies_that_never_come_shut_out_nobody() {
    open_more_files();
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &[]);
    let olive = natter.set_up();
    let stalled: Vec<_> = (0..MANY)
        .map(|_| post_one_byte(&natter, "/sign-in", FORM))
        .collect();
    for _ in 0..20 {
        assert_eq!(natter.get("/healthz").status, 200);
        assert_eq!(natter.get("/readyz").status, 200);
        assert_eq!(natter.get("/sign-in").status, 200);
        assert_eq!(natter.page(&olive.cookie(), "/").status, 200);
        Socket::open(&natter).join_tutorial();
    }
    drop(stalled);
    natter.stop();
}

#[test]
fn a_body_that_does_not_come_in_time_is_refused_and_its_connection_closed() {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &IMPATIENT);
    let json = post_one_byte(&natter, "/api/session", "application/json");
    let form = post_one_byte(&natter, "/setup", FORM);
    for stalled in [json, form] {
        let said = read_all(stalled);
        assert!(said.starts_with("HTTP/1.1 408 "), "{said}");
    }
    natter.stop();
}

#[test]
fn a_polling_post_that_stalls_releases_its_transports_slot() {
    let folder = tempfile::tempdir().expect("folder");
    let options = [&IMPATIENT[..], &["--max-connections-per-address", "1"]].concat();
    let natter = Natter::start(&folder, &options);
    let polling = Polling::open(&natter);
    assert_eq!(polling.post(b"40"), 200);
    let refused = natter.get("/socket.io/?EIO=4&transport=polling");
    assert_eq!(refused.status, 503);
    let path = format!("/socket.io/?EIO=4&transport=polling&sid={}", polling.id);
    let said = read_all(post_one_byte(&natter, &path, "text/plain"));
    assert!(said.starts_with("HTTP/1.1 408 "), "{said}");
    // The server learns of its end a moment later.
    while Socket::open_with(&natter, &[]).is_err() {}
    natter.stop();
}

#[test]
fn answers_that_are_never_read_are_cut() {
    let folder = tempfile::tempdir().expect("folder");
    // Makes the files.
    drop(crate::support::natter(folder.path()));
    let file = folder.path().join("site/pkg/natter.0b.wasm");
    std::fs::write(file, vec![0; 8 << 20]).expect("writes");
    let natter = Natter::start(&folder, &IMPATIENT);
    let request = format!(
        "GET /pkg/natter.0b.wasm HTTP/1.1\r\nHost: {}\r\n\r\n",
        natter.address
    );
    let mut stream = narrow(&natter);
    stream.set_write_timeout(Some(PATIENCE)).expect("sets");
    // One request after the other, until the server waits for us, and then until it does no more.
    let error = loop {
        if let Err(error) = stream.write_all(request.as_bytes()) {
            break error.kind();
        }
    };
    assert!(
        matches!(error, ErrorKind::ConnectionReset | ErrorKind::BrokenPipe),
        "{error:?}"
    );
    natter.stop();
}

#[test]
fn a_websocket_that_is_never_read_is_cut() {
    let folder = tempfile::tempdir().expect("folder");
    // The pace at which WebSockets are read would make it long.
    let options = [&IMPATIENT[..], &["--rate-limits", "off"]].concat();
    let natter = Natter::start(&folder, &options);
    let mut stuck = Socket::open_narrow(&natter);
    stuck.join_tutorial();
    let mut beside = Socket::open(&natter);
    beside.join_tutorial();
    // Each is answered, and none of the answers is read.
    let long = format!(r#"42["message","{}"]"#, "x".repeat(40_000));
    stuck.say_until_cut(&long);
    beside.text(r#"42["message","still here"]"#);
    assert!(beside.next_after("42").contains("still here"));
    natter.stop();
}

#[cfg(unix)]
#[test]
fn caps_fit_under_the_limit_of_open_files_and_half_is_kept_for_sessions() {
    let folder = tempfile::tempdir().expect("folder");
    let mut natter = Natter::start_with_open_files(&folder, 300, &[]);
    let mut line = String::new();
    let mut log = natter.log();
    while !line.contains("fewer connections") {
        line.clear();
        assert_ne!(log.read_line(&mut line).expect("reads"), 0, "no such line");
    }
    assert!(line.contains("138"), "{line}");
    let olive = natter.set_up();

    let mut strangers = Vec::new();
    let refused = loop {
        match Socket::open_with(&natter, &[]) {
            Ok(mut socket) => {
                socket.join_tutorial();
                strangers.push(socket);
            }
            Err(status) => break status,
        }
    };
    assert_eq!((strangers.len(), refused), (69, 503));
    assert_eq!(natter.get("/healthz").status, 200);
    assert_eq!(natter.page(&olive.cookie(), "/").status, 200);

    let origin = format!("http://{}", natter.address);
    let cookie = olive.cookie();
    let headers = [("Origin", origin.as_str()), ("Cookie", cookie.as_str())];
    let mut members = Vec::new();
    let token = format!("Bearer {}", natter.token());
    let socket = Socket::open_with(&natter, &[("Authorization", &token)]);
    members.push(socket.expect("who shows a token comes in"));
    while members.len() < 69 {
        let mut socket = Socket::open_with(&natter, &headers).expect("a member comes in");
        socket.join_chat("{}").expect("welcome");
        members.push(socket);
    }
    assert_eq!(Socket::open_with(&natter, &headers).err(), Some(503));
    let made_up = [headers[0], ("Cookie", "natter_session=made-up")];
    drop(members.pop());
    assert_eq!(Socket::open_with(&natter, &made_up).err(), Some(503));
    assert_eq!(natter.get("/healthz").status, 200);
    assert_eq!(natter.get("/readyz").status, 200);
}
