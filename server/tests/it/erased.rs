//! What is deleted or overwritten is gone from the files on disk soon, also from the database's log.

use std::{
    fs,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use crate::support::{
    Natter,
    database::Database,
    people::{PASSWORD, add_passkey, me, send},
    rooms::{Speaker, workspace},
};

/// What people are promised.
const SOON: Duration = Duration::from_secs(10);

/// How often these bytes stand in the files of a folder.
fn copies(folder: &Path, words: &[u8]) -> usize {
    let files = fs::read_dir(folder).expect("a folder").map(|file| {
        let path = file.expect("a file").path();
        // A socket cannot be read, and holds nothing.
        let content = fs::read(path).unwrap_or_default();
        content
            .windows(words.len())
            .filter(|at| *at == words)
            .count()
    });
    files.sum()
}

/// Waits until the files hold these bytes this often. A checkpoint may move them from one file to
/// the other between the reading of the two, so one look can miss some.
fn await_copies(folder: &Path, words: &[u8], wanted: usize) {
    let begun = Instant::now();
    while copies(folder, words) < wanted {
        assert!(begun.elapsed() < SOON, "{wanted} copies were never found");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Waits until none of these words is in the folder any more.
pub fn await_gone(folder: &Path, words: &[&str]) {
    let begun = Instant::now();
    loop {
        let left: Vec<_> = words
            .iter()
            .map(|words| (*words, copies(folder, words.as_bytes())))
            .filter(|(_, copies)| *copies > 0)
            .collect();
        if left.is_empty() {
            return;
        }
        assert!(begun.elapsed() < SOON, "still there: {left:?}");
        thread::sleep(Duration::from_millis(100));
    }
}

/// Others talk and read the while.
fn beside(natter: &Natter, handle: &str, test: impl FnOnce()) {
    let person = natter.sign_in(handle, PASSWORD);
    let ends = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut speaker = Speaker::in_the_lobby(natter, &person);
            while !ends.load(Ordering::Acquire) {
                speaker.say("what others say meanwhile");
                let history = serde_json::json!(["history", {"room": speaker.room, "limit": 100}]);
                assert!(speaker.socket.ask(&history)["ok"].is_object());
            }
        });
        // Also when it fails, or the test would not end.
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(test));
        ends.store(true, Ordering::Release);
        if let Err(failed) = result {
            std::panic::resume_unwind(failed);
        }
    });
}

#[test]
fn what_was_said_in_a_deleted_room_is_gone_from_the_disk_within_ten_seconds() {
    let (_folder, natter, owner) = workspace();
    natter.members(["ada"]);
    beside(&natter, "ada", || {
        let room = natter.room(&owner, "Quince Orchard", "private");
        let (mut socket, _) = natter.listen(&owner);
        for n in 0..200 {
            // Short ones that share a page with others, and long ones that have pages of their own.
            let body = format!("zanzibar-{n} {}", "x".repeat(n * 40));
            assert!(socket.ask(&send(&room.id, &body))["ok"].is_object());
        }
        await_copies(&natter.data, b"zanzibar-", 200);
        natter.does(
            &owner,
            &format!("/r/{}/delete", room.slug),
            "confirm=Quince+Orchard",
        );
        await_gone(&natter.data, &["zanzibar-", "Quince Orchard"]);
    });
    natter.stop();
}

#[test]
fn what_somebody_told_of_themselves_is_gone_from_the_disk_when_they_change_or_delete_it() {
    let (_folder, natter, _owner) = workspace();
    let [ada, _] = natter.members(["ada", "bob"]);
    beside(&natter, "bob", || {
        let profile = |name: &str, email: &str, bio: &str| {
            let form = format!("name={name}&email={email}&bio={bio}");
            natter.does(&ada, "/settings/profile", &form);
        };
        profile("Wolverhampton", "wolf@example.org", "Wisteria");
        profile("Ada", "ada@example.org", "Marzipan");
        await_gone(
            &natter.data,
            &["Wolverhampton", "wolf@example.org", "Wisteria"],
        );
        add_passkey(&natter, &ada.cookie(), 1);
        let id = me(&natter.listen(&ada).1);
        let form = format!("confirm=ada&password={}", PASSWORD.replace(' ', "+"));
        natter.does(&ada, "/settings/data/delete", &form);
        await_gone(&natter.data, &["ada@example.org", "Marzipan", "A device"]);
        let mut database = Database::open(&natter.data);
        assert_eq!(
            database.count(&format!(
                "sessions WHERE hex(member) = upper(replace('{id}', '-', ''))"
            )),
            0
        );
    });
    natter.stop();
}

#[test]
fn what_a_killed_server_left_in_the_log_is_gone_after_the_next_start() {
    let (folder, natter, _owner) = workspace();
    let [ada] = natter.members(["ada"]);
    natter.does(&ada, "/settings/profile", "name=Wolverhampton");
    natter.does(&ada, "/settings/profile", "name=Ada");
    natter.signal("KILL");
    natter.wait();
    let natter = Natter::start(&folder, &[]);
    await_gone(&natter.data, &["Wolverhampton"]);
    natter.stop();
}

#[test]
fn the_log_is_short_again_when_another_program_no_longer_reads() {
    let (_folder, natter, owner) = workspace();
    let log = natter.data.join("natter.db-wal");
    let bytes = || fs::metadata(&log).map_or(0, |file| file.len());
    let mut reader = Database::open(&natter.data);
    reader.begin();
    reader.count("messages");
    let mut speaker = Speaker::in_the_lobby(&natter, &owner);
    let long = "x".repeat(10_000);
    while bytes() < 8 * 1024 * 1024 {
        speaker.say(&long);
    }
    natter.does(&owner, "/settings/profile", "name=Olive&bio=Pickled.");
    drop(reader);
    let begun = Instant::now();
    while bytes() > 1024 * 1024 {
        assert!(begun.elapsed() < SOON, "{} bytes", bytes());
        thread::sleep(Duration::from_millis(100));
    }
    natter.stop();
}
