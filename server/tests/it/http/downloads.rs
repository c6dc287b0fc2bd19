//! What is downloaded while it is made: one's data, and the log of what admins did.

use std::{
    io::{Cursor, Read, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use crate::support::{
    Natter, PATIENCE, Response,
    database::Database,
    people::{PASSWORD, Person},
    rooms::workspace,
};
use serde_json::Value;

/// Messages of the owner that cannot be packed much, of different lengths: 20 MB.
fn write_much(natter: &Natter) {
    Database::change(
        &natter.data,
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 4000)
         INSERT INTO messages (id, room, seq, rev, author, client_id, body, sent_at)
         SELECT randomblob(16), rooms.id, n, n, members.id, 'much-' || n,
                n || ' ' || hex(randomblob(n % 50 * 100 + 1)), n
         FROM numbers, rooms, members WHERE rooms.slug = 'lobby' AND members.handle = 'olive';
         UPDATE rooms SET rev = 4000, head = 4000 WHERE slug = 'lobby';",
    );
}

/// The numbers at the beginning of the messages in a zip file.
fn numbers(zip: Vec<u8>) -> Vec<u64> {
    let mut zip = zip::ZipArchive::new(Cursor::new(zip)).expect("a zip");
    let mut text = String::new();
    let mut file = zip.by_name("messages.json").expect("a file");
    file.read_to_string(&mut text).expect("reads");
    let messages: Value = serde_json::from_str(&text).expect("JSON");
    let number = |one: &Value| {
        let body = one["body"].as_str().expect("a text");
        body.split(' ')
            .next()
            .expect("a number")
            .parse()
            .expect("a number")
    };
    messages
        .as_array()
        .expect("a list")
        .iter()
        .map(number)
        .collect()
}

fn export(natter: &Natter, who: &Person) -> Response {
    natter.post("/settings/data/export", &who.cookie(), "")
}

/// Begins a download, and does not read on.
fn begin(natter: &Natter, who: &Person) -> TcpStream {
    let mut stream = TcpStream::connect(natter.address).expect("connects");
    stream.set_read_timeout(Some(PATIENCE)).expect("sets");
    let (address, cookie) = (natter.address, who.cookie());
    let request = format!(
        "POST /settings/data/export HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\n\
         Cookie: {cookie}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).expect("asks");
    let mut start = [0; 12];
    stream.read_exact(&mut start).expect("begins");
    assert_eq!(&start, b"HTTP/1.1 200");
    stream
}

#[test]
fn a_download_of_ones_data_is_whole_however_much_it_is() {
    let (_folder, natter, owner) = workspace();
    write_much(&natter);
    let answer = export(&natter, &owner);
    assert_eq!(answer.status, 200, "{answer:?}");
    let zip = answer.whole_bytes().expect("whole");
    assert!(zip.len() < 12_000_000, "{} bytes", zip.len());
    assert_eq!(numbers(zip), (1..=4000).collect::<Vec<_>>());
    natter.stop();
}

#[test]
fn one_downloads_one_thing_at_a_time_until_one_goes() {
    let (_folder, natter, owner) = workspace();
    let [ada] = natter.members(["ada"]);
    write_much(&natter);
    let stalled = begin(&natter, &owner);
    for path in ["/settings/data/export", "/workspace/audit.csv"] {
        let second = if path.ends_with("csv") {
            natter.page(&owner.cookie(), path)
        } else {
            export(&natter, &owner)
        };
        assert_eq!(second.status, 429, "{path}: {second:?}");
        assert!(
            second
                .whole_body()
                .contains("already have a download in progress")
        );
    }
    assert_eq!(export(&natter, &ada).status, 200);
    drop(stalled);
    let begun = Instant::now();
    while export(&natter, &owner).status != 200 {
        assert!(begun.elapsed() < PATIENCE, "the slot stays taken");
        thread::sleep(Duration::from_millis(50));
    }
    natter.stop();
}

#[test]
fn a_download_of_somebody_who_is_signed_out_breaks_off() {
    let (_folder, natter, owner) = workspace();
    write_much(&natter);
    let mut stalled = begin(&natter, &owner);
    let other = natter.sign_in("olive", PASSWORD);
    natter.does(&other, "/settings/sessions/end-others", "");
    let mut rest = Vec::new();
    // Cut off, or ended without its end.
    let _ = stalled.read_to_end(&mut rest);
    let end = rest.windows(5).any(|five| five == b"0\r\n\r\n");
    assert!(!rest.ends_with(b"0\r\n\r\n"), "{} bytes, {end}", rest.len());
    natter.stop();
}

#[test]
fn the_log_as_a_table_is_whole_however_much_members_do() {
    const LINES: usize = 120_000;
    let (_folder, natter, owner) = workspace();
    Database::change(
        &natter.data,
        &format!(
            "WITH RECURSIVE numbers (n) AS
                 (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {LINES})
             INSERT INTO audit (at, actor, by_admin, action, detail)
             SELECT n, members.id, 0, 'EditRoom', 'name ' || n FROM numbers, members;"
        ),
    );
    let answer = natter.page(&owner.cookie(), "/workspace/audit.csv");
    let csv = String::from_utf8(answer.whole_bytes().expect("whole")).expect("text");
    assert!(csv.starts_with("\u{feff}at,actor,"), "{}", &csv[..20]);
    let lines = |what: &str| csv.lines().filter(|line| line.contains(what)).count();
    assert_eq!((lines("EditRoom"), lines("SetUp")), (LINES, 1));
    let page = natter
        .page(&owner.cookie(), "/workspace/audit")
        .whole_body();
    assert!(page.contains("Edit room") && !page.contains("Set up"));
    let page = natter.page(&owner.cookie(), "/workspace/audit?by=admins");
    let page = page.whole_body();
    assert!(!page.contains("Edit room") && page.contains("Set up"));
    natter.stop();
}
