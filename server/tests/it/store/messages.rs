//! The store on real files: what it promises to those who send and to those who read.

use std::{collections::BTreeSet, path::Path};

use crate::support::database::Database;
use crate::support::store::{
    caller, create_visitor, heads, history, missed, open_lobby, rename, session, sign_in,
    sign_in_by, sign_out,
};
use domain::authorise::{Denied, action};
use protocol::{
    ClientMessageId, DisplayName, MemberId, Message, MessageBody, Rev, RoomId, Seq,
    event::{Cursor, Missed, ResumeRoom},
    limits::{MAX_ANSWER_BYTES, MAX_RESUME},
};
use store::{
    Account, AppendOutcome, Appended, Budget, Caller, CommittedEvent, NewMessage, OpenError,
    Resource, SessionId, Store, StoreError, StoreEvent, TokenHash,
};
use tokio::sync::mpsc::Receiver;
use uuid::Uuid;

struct Opened {
    store: Store,
    committed: Receiver<CommittedEvent>,
    lobby: RoomId,
    ada: Account,
}

/// Ada is a visitor of the lobby, and nothing is told so far.
async fn open(folder: &Path) -> Opened {
    let (store, mut committed) = Store::open(folder).await.expect("opens");
    let lobby = open_lobby(&store).await;
    let ada = match session(&store, TokenHash([1; 32])).await {
        Some(ada) => ada,
        None => create_visitor(&store, name("Ada"), TokenHash([1; 32])).await,
    };
    while committed.try_recv().is_ok() {}
    Opened {
        store,
        committed,
        lobby,
        ada,
    }
}

impl Opened {
    fn message(&self, client_id: &str, text: &str) -> NewMessage {
        NewMessage {
            room: self.lobby,
            author: self.ada.member.id,
            session: self.ada.session,
            client_id: ClientMessageId::parse(client_id).expect("valid"),
            body: MessageBody::parse(text).expect("valid"),
        }
    }

    fn ada(&self) -> Caller {
        caller(&self.ada)
    }

    async fn head(&self) -> Seq {
        heads(&self.store, self.ada()).await[0].seq
    }

    async fn append(&self, client_id: &str, text: &str) -> Appended {
        self.store
            .append(self.message(client_id, text))
            .await
            .expect("stores")
    }

    async fn append_many(&self, count: u64) {
        let sends = (0..count).map(|n| {
            let (store, message) = (
                self.store.clone(),
                self.message(&format!("many-{n:06}"), "x"),
            );
            tokio::spawn(async move { store.append(message).await.expect("stores") })
        });
        for send in sends.collect::<Vec<_>>() {
            send.await.expect("runs");
        }
    }
}

fn seq(value: u64) -> Seq {
    Seq::new(value).expect("small")
}

/// What a client holds that has the room as it was after so many messages, none of them changed.
fn held(room: RoomId, number: u64) -> ResumeRoom {
    ResumeRoom {
        room,
        from: Seq::ZERO,
        seq: seq(number),
        rev: Rev::new(number).expect("small"),
    }
}

fn name(text: &str) -> DisplayName {
    DisplayName::parse(text).expect("valid")
}

/// A receiver that nobody reads would stop the writer once it is full.
fn ignore(mut committed: Receiver<CommittedEvent>) {
    tokio::spawn(async move { while committed.recv().await.is_some() {} });
}

async fn told(committed: &mut Receiver<CommittedEvent>) -> Option<StoreEvent> {
    committed.recv().await.map(|committed| committed.event)
}

#[tokio::test]
async fn a_retry_gets_the_first_result_and_posts_nothing() {
    let folder = tempfile::tempdir().expect("folder");
    let mut opened = open(folder.path()).await;
    let first = opened.append("client-id-1", "once").await;
    let again = opened.append("client-id-1", "once").await;
    assert_eq!(
        (first.outcome, again.outcome),
        (AppendOutcome::Stored, AppendOutcome::Repeated)
    );
    assert_eq!(first.message, again.message);
    assert_eq!(first.message.seq, seq(1));

    opened.append("client-id-2", "another").await;
    let mut messages = Vec::new();
    for _ in 0..2 {
        if let Some(StoreEvent::Message(message)) = told(&mut opened.committed).await {
            messages.push((
                message.seq.get(),
                message.content.text().expect("a text").to_owned(),
            ));
        }
    }
    assert_eq!(messages, [(1, "once".into()), (2, "another".into())]);
    assert!(opened.committed.try_recv().is_err());
}

#[tokio::test]
async fn a_client_id_with_another_text_is_refused_and_nothing_is_lost() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    opened.append("client-id-1", "once").await;
    let other = opened.message("client-id-1", "another");
    let refused = Err(StoreError::ClientIdReused);
    let outcome = |appended: Result<Appended, StoreError>| appended.map(|one| one.outcome);
    assert_eq!(outcome(opened.store.append(other).await), refused);
    // In another room the same text is another message.
    let elsewhere = NewMessage {
        room: RoomId(Uuid::from_u128(77)),
        ..opened.message("client-id-1", "once")
    };
    assert_eq!(outcome(opened.store.append(elsewhere).await), refused);
    // So it is while the first is not stored yet: one of them is, and the other is refused.
    let (a, b) = tokio::join!(
        opened.store.append(opened.message("client-id-2", "one")),
        opened.store.append(opened.message("client-id-2", "two")),
    );
    let mut outcomes = [outcome(a), outcome(b)];
    outcomes.sort_by_key(Result::is_err);
    assert_eq!(outcomes, [Ok(AppendOutcome::Stored), refused]);
}

#[tokio::test]
async fn retries_that_run_at_once_are_stored_once() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    let tries = (0..20).map(|_| {
        let (store, message) = (opened.store.clone(), opened.message("client-id-1", "once"));
        tokio::spawn(async move { store.append(message).await.expect("stores") })
    });
    let mut stored = 0;
    for one in tries.collect::<Vec<_>>() {
        let appended = one.await.expect("runs");
        assert_eq!(appended.message.seq, seq(1));
        stored += usize::from(appended.outcome == AppendOutcome::Stored);
    }
    assert_eq!(stored, 1);
}

#[tokio::test]
async fn a_retry_after_a_restart_is_still_a_retry() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    let first = opened.append("client-id-1", "once").await;
    opened.store.close().await;

    let opened = open(folder.path()).await;
    let again = opened.append("client-id-1", "once").await;
    assert_eq!(again.outcome, AppendOutcome::Repeated);
    assert_eq!(first.message, again.message);
}

#[tokio::test]
async fn many_writers_get_numbers_without_gaps_and_everybody_sees_that_order() {
    let folder = tempfile::tempdir().expect("folder");
    let mut opened = open(folder.path()).await;
    opened.append_many(400).await;
    for expected in 1..=400 {
        let Some(StoreEvent::Message(message)) = told(&mut opened.committed).await else {
            panic!("a message was expected");
        };
        assert_eq!(message.seq.get(), expected);
    }
    assert_eq!(opened.head().await, seq(400));
}

#[tokio::test]
async fn a_senseless_job_fails_alone() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    let mut nowhere = opened.message("client-id-1", "to nowhere");
    nowhere.room = RoomId(Uuid::now_v7());
    let mut nobody = opened.message("client-id-2", "by nobody");
    nobody.author = MemberId(Uuid::now_v7());
    let mut ended = opened.message("client-id-4", "in a session that has ended");
    ended.session = SessionId(Uuid::new_v4());
    let good = opened.message("client-id-3", "good");
    let (nowhere, nobody, ended, good) = tokio::join!(
        opened.store.append(nowhere),
        opened.store.append(nobody),
        opened.store.append(ended),
        opened.store.append(good),
    );
    assert_eq!(nowhere.unwrap_err(), StoreError::Denied(Denied::Unknown));
    assert_eq!(nobody.unwrap_err(), StoreError::NoSuchMember);
    assert_eq!(ended.unwrap_err(), StoreError::Denied(Denied::Ended));
    assert_eq!(good.expect("stores").message.seq, seq(1));
}

#[tokio::test]
async fn pages_lead_through_the_whole_room_in_both_directions() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    opened.append_many(25).await;
    let page = |at| history(&opened.store, opened.ada(), opened.lobby, at, 10);
    let numbers = |page: &protocol::event::HistoryPage| {
        page.messages
            .iter()
            .map(|m| m.seq.get())
            .collect::<Vec<_>>()
    };

    let latest = page(Cursor::Latest).await.expect("reads");
    assert_eq!(numbers(&latest), (16..=25).collect::<Vec<_>>());
    assert!(latest.has_older && latest.head == seq(25));
    let middle = page(Cursor::Before(seq(16))).await.expect("reads");
    assert_eq!(numbers(&middle), (6..=15).collect::<Vec<_>>());
    let oldest = page(Cursor::Before(seq(6))).await.expect("reads");
    assert_eq!(numbers(&oldest), (1..=5).collect::<Vec<_>>());
    assert!(!oldest.has_older);
    let newer = page(Cursor::After(seq(20))).await.expect("reads");
    assert_eq!(numbers(&newer), (21..=25).collect::<Vec<_>>());
    let nowhere = RoomId(Uuid::now_v7());
    let nowhere = history(&opened.store, opened.ada(), nowhere, Cursor::Latest, 10).await;
    assert_eq!(nowhere.unwrap_err(), StoreError::Denied(Denied::Unknown));
}

#[tokio::test]
async fn what_was_missed_is_told_up_to_a_limit_and_reset_beyond() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    let (store, lobby, ada) = (opened.store.clone(), opened.lobby, opened.ada());
    let limit = u64::from(MAX_RESUME);
    for n in 0..=limit {
        opened.append(&format!("missed-{n:06}"), "x").await;
    }
    let since = async |number: u64| {
        let held = held(lobby, number);
        missed(&store, ada, held).await.expect("reads")
    };
    let resumed = since(1).await;
    assert_eq!(resumed.head, seq(limit + 1));
    let Missed::Messages(messages) = resumed.missed else {
        panic!("{limit} missed messages are told");
    };
    assert_eq!(messages.len() as u64, limit);
    assert_eq!(messages[0].seq, seq(2));
    let nothing = since(limit + 1).await.missed;
    assert_eq!(nothing, Missed::Messages(Vec::new()));
    for reset in [0, limit + 2, Seq::MAX.get()] {
        assert_eq!(since(reset).await.missed, Missed::Reset, "{reset}");
    }
}

/// As many characters as may be, at four bytes each, or two for what JSON escapes.
fn longest() -> String {
    format!("{}{}", "\"".repeat(100), "𝕏".repeat(9_900))
}

fn json_bytes(value: &impl serde::Serialize) -> usize {
    serde_json::to_vec(value).expect("encodes").len()
}

#[tokio::test]
async fn an_answer_of_long_messages_has_fewer_of_them_and_leads_on() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    let text = longest();
    for n in 1..=60 {
        opened.append(&format!("long-{n:06}"), &text).await;
    }
    let page = async |at, limit| {
        let page = history(&opened.store, opened.ada(), opened.lobby, at, limit).await;
        let page = page.expect("reads");
        assert!(json_bytes(&page) <= MAX_ANSWER_BYTES);
        page
    };
    let numbers =
        |messages: &[Message]| messages.iter().map(|one| one.seq.get()).collect::<Vec<_>>();

    let (mut older, mut at) = (Vec::new(), Cursor::Latest);
    loop {
        let page = page(at, 50).await;
        let here = numbers(&page.messages);
        assert!(
            (20..30).contains(&here.len()) || !page.has_older,
            "{here:?}"
        );
        older.splice(..0, here);
        if !page.has_older {
            break;
        }
        at = Cursor::Before(seq(older[0]));
    }
    assert_eq!(older, (1..=60).collect::<Vec<_>>());

    let (mut newer, mut have) = (Vec::new(), Seq::ZERO);
    while have < seq(60) {
        let page = page(Cursor::After(have), 100).await;
        newer.extend(numbers(&page.messages));
        have = page.messages.last().expect("one at least").seq;
    }
    assert_eq!(newer, older);

    let mut have = Seq::ZERO;
    let mut resumed = Vec::new();
    loop {
        let (ada, room) = (opened.ada(), opened.lobby);
        let answer = opened.store.read(move |view| {
            Box::pin(async move {
                let granted = view
                    .authorise(action::ReadRoom, ada, Resource::Room(room))
                    .await?;
                view.missed(&granted, held(room, have.get()), &mut Budget::answer())
                    .await
            })
        });
        let answer = answer.await.expect("reads");
        assert!(json_bytes(&answer) <= MAX_ANSWER_BYTES);
        let Missed::Messages(messages) = &answer.missed else {
            panic!("sixty are told");
        };
        resumed.extend(numbers(messages));
        have = messages.last().expect("one at least").seq;
        assert_eq!(answer.more, have < answer.head);
        if !answer.more {
            break;
        }
    }
    assert_eq!(resumed, older);
}

#[tokio::test]
async fn a_page_to_be_drawn_is_shorter_than_an_answer() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    for n in 1..=12 {
        opened.append(&format!("long-{n:06}"), &longest()).await;
    }
    let (ada, room) = (opened.ada(), opened.lobby);
    let page = opened.store.read(move |view| {
        Box::pin(async move {
            let granted = view
                .authorise(action::ReadRoom, ada, Resource::Room(room))
                .await?;
            view.history(&granted, Cursor::Latest, 50, Budget::page())
                .await
        })
    });
    let page = page.await.expect("reads");
    assert_eq!((page.messages.len(), page.has_older), (6, true));
}

#[tokio::test]
async fn long_reads_leave_readers_to_others() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    let (begun, mut begins) = tokio::sync::mpsc::unbounded_channel();
    let (end, ends) = tokio::sync::watch::channel(false);
    let long = (0..6).map(|_| {
        let (store, begun, mut ends) = (opened.store.clone(), begun.clone(), ends.clone());
        tokio::spawn(async move {
            let read = store.read_bulk(move |view| {
                Box::pin(async move {
                    let lobby = view.lobby().await?;
                    let _ = begun.send(());
                    let _ = ends.wait_for(|end| *end).await;
                    Ok(lobby)
                })
            });
            read.await.expect("reads");
        })
    });
    let long: Vec<_> = long.collect();
    begins.recv().await.expect("begins");
    begins.recv().await.expect("begins");
    // With all readers taken this would wait for ever.
    assert!(session(&opened.store, TokenHash([1; 32])).await.is_some());
    assert!(begins.try_recv().is_err());
    end.send_replace(true);
    for one in long {
        one.await.expect("ends");
    }
}

#[tokio::test]
async fn a_new_name_is_announced_and_stands_on_old_messages_too() {
    let folder = tempfile::tempdir().expect("folder");
    let mut opened = open(folder.path()).await;
    opened.append("client-id-1", "hello").await;
    let renamed = rename(&opened.store, opened.ada(), name("Ada Lovelace")).await;
    let renamed = renamed.expect("stores");
    let first = told(&mut opened.committed).await;
    assert!(matches!(first, Some(StoreEvent::Message(_))), "{first:?}");
    let expected = StoreEvent::MemberChanged {
        member: renamed.clone(),
        rooms: vec![opened.lobby],
    };
    assert_eq!(told(&mut opened.committed).await, Some(expected));
    let page = history(
        &opened.store,
        opened.ada(),
        opened.lobby,
        Cursor::Latest,
        10,
    );
    assert_eq!(page.await.expect("reads").messages[0].author, renamed);
    let found = session(&opened.store, TokenHash([1; 32])).await;
    assert_eq!(found.map(|account| account.member), Some(renamed));
    assert_eq!(session(&opened.store, TokenHash([2; 32])).await, None);
    let nobody = Caller::Session(MemberId(Uuid::now_v7()), opened.ada.session);
    let nobody = rename(&opened.store, nobody, name("Nobody")).await;
    assert_eq!(nobody.unwrap_err(), StoreError::Denied(Denied::Ended));
}

#[tokio::test]
async fn closing_commits_what_was_accepted_and_refuses_the_rest() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    let mut sends = Vec::new();
    for n in 0..300 {
        let (store, message) = (
            opened.store.clone(),
            opened.message(&format!("closing-{n}"), "x"),
        );
        sends.push(tokio::spawn(async move { store.append(message).await }));
    }
    let first = sends.remove(0).await.expect("runs");
    opened.store.close().await;
    let mut acked = u64::from(first.is_ok());
    for send in sends {
        match send.await.expect("runs") {
            Ok(_) => acked += 1,
            Err(error) => assert_eq!(error, StoreError::Closed),
        }
    }
    assert_eq!(opened.store.can_write().await, Err(StoreError::Closed));
    assert!(!folder.path().join("natter.db-wal").exists());

    let opened = open(folder.path()).await;
    assert_eq!(opened.head().await.get(), acked);
    assert_eq!(opened.store.can_write().await, Ok(()));
}

#[tokio::test]
async fn a_folder_is_used_by_one_store_at_a_time() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    let second = Store::open(folder.path()).await.err().expect("refused");
    assert!(matches!(second, OpenError::InUse { .. }), "{second}");
    opened.store.close().await;
    open(folder.path()).await;
}

#[tokio::test]
async fn what_cannot_be_opened_says_so_in_one_line() {
    let folder = tempfile::tempdir().expect("folder");
    let file = folder.path().join("a-file");
    std::fs::write(&file, "not a folder").expect("writes");
    let error = Store::open(&file.join("data"))
        .await
        .err()
        .expect("refused");
    assert!(matches!(error, OpenError::Folder { .. }), "{error}");
    assert!(!error.to_string().contains('\n'));

    let other = folder.path().join("other");
    std::fs::create_dir(&other).expect("makes");
    std::fs::write(other.join("natter.db"), vec![7; 8192]).expect("writes");
    let error = Store::open(&other).await.err().expect("refused");
    assert!(matches!(error, OpenError::Database { .. }), "{error}");
    assert!(!error.to_string().contains('\n'));
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    use sqlx::{Connection, SqliteConnection};
    let folder = tempfile::tempdir().expect("folder");
    open(folder.path()).await.store.close().await;
    let address = format!("sqlite://{}", folder.path().join("natter.db").display());
    let mut raw = SqliteConnection::connect(&address).await.expect("opens");
    sqlx::query("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', 1, x'00', 0)")
        .execute(&mut raw)
        .await
        .expect("writes");
    raw.close().await.expect("closes");
    let error = Store::open(folder.path()).await.err().expect("refused");
    assert!(
        matches!(error, OpenError::Newer { found: 9999, .. }),
        "{error}"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().expect("folder");
    let folder = parent.path().join("data");
    let opened = open(&folder).await;
    opened.append("client-id-1", "secret").await;
    let mode = |path: &Path| {
        std::fs::metadata(path)
            .expect("exists")
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!(mode(&folder), 0o700);
    for file in std::fs::read_dir(&folder).expect("reads") {
        let path = file.expect("reads").path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[cfg(unix)]
#[tokio::test]
async fn files_and_a_folder_that_others_can_read_are_taken_from_them_at_the_start() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().expect("folder");
    let folder = parent.path().join("data");
    let opened = open(&folder).await;
    opened.append("client-id-1", "secret").await;
    opened.store.close().await;
    let restored = ["", "natter.db", "natter.lock"];
    let allow = |mode| std::fs::Permissions::from_mode(mode);
    for name in restored {
        let mode = if name.is_empty() { 0o755 } else { 0o644 };
        std::fs::set_permissions(folder.join(name), allow(mode)).expect("sets");
    }
    let opened = open(&folder).await;
    opened.append("client-id-2", "secret").await;
    for name in [restored.as_slice(), &["natter.db-wal", "natter.db-shm"]].concat() {
        let metadata = std::fs::metadata(folder.join(name)).expect("exists");
        assert_eq!(metadata.permissions().mode() & 0o077, 0, "{name}");
    }
}

#[tokio::test]
async fn visitors_who_never_spoke_go_with_their_session_and_others_stay() {
    let folder = tempfile::tempdir().expect("folder");
    let opened = open(folder.path()).await;
    opened.append("client-id-1", "something").await;
    let token = |number| TokenHash([number; 32]);
    let silent = create_visitor(&opened.store, name("Silent"), token(2)).await;
    let here = create_visitor(&opened.store, name("Still here"), token(3)).await;
    for number in [1, 2] {
        sign_out(&opened.store, token(number)).await;
    }
    let page = opened
        .store
        .read(|view| Box::pin(view.silent_visitors(Uuid::nil())));
    let (found, last) = page.await.expect("reads");
    assert_eq!(
        (found, last),
        (vec![silent.member.id], Some(here.member.id.0))
    );
    // Also if they were thought to be silent a moment ago.
    let all = [silent.member.id, here.member.id, opened.ada.member.id];
    let gone = opened
        .store
        .change(move |change| Box::pin(async move { change.forget_visitors(&all).await }));
    assert_eq!(gone.await, Ok(1));
    let page = opened
        .store
        .read(|view| Box::pin(view.silent_visitors(Uuid::nil())));
    let left = page.await.expect("reads");
    assert_eq!(left, (Vec::new(), Some(here.member.id.0)));
}

/// Not a test of its own: the process that the next test kills. It prints the number of each
/// message once that is acknowledged.
#[tokio::test]
#[ignore = "run by its parent test"]
async fn child_that_writes_until_it_is_killed() {
    let Some(folder) = std::env::var_os("NATTER_STORE_CHILD") else {
        return;
    };
    let opened = open(Path::new(&folder)).await;
    ignore(opened.committed);
    for _ in 0..8 {
        let (store, room) = (opened.store.clone(), opened.lobby);
        let (author, session) = (opened.ada.member.id, opened.ada.session);
        tokio::spawn(async move {
            loop {
                let message = NewMessage {
                    room,
                    author,
                    session,
                    client_id: ClientMessageId::from(Uuid::new_v4()),
                    body: MessageBody::parse("administered").expect("valid"),
                };
                let stored = store.append(message).await.expect("stores").message;
                println!("acked {} {}", stored.seq, stored.client_id);
            }
        });
    }
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_kill() {
    use std::{
        io::{BufRead, BufReader},
        process::{Command, Stdio},
    };
    let folder = tempfile::tempdir().expect("folder");
    let mut acked = BTreeSet::new();
    for round in 1..=3u64 {
        let mut child = Command::new(std::env::current_exe().expect("known"))
            .args([
                "--exact",
                "store::messages::child_that_writes_until_it_is_killed",
                "--ignored",
                "--nocapture",
            ])
            .env("NATTER_STORE_CHILD", folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .expect("starts");
        let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let mut seen = 0;
        for line in lines.map_while(Result::ok) {
            // The test harness writes its own words before the first line.
            if let Some((_, ack)) = line.split_once("acked ") {
                acked.insert(ack.to_owned());
                seen += 1;
                if seen == 40 * round {
                    child.kill().expect("killed");
                }
            }
        }
        child.wait().expect("ends");
        assert!(seen >= 40 * round);
    }

    let opened = open(folder.path()).await;
    let head = opened.head().await.get();
    let mut stored = BTreeSet::new();
    let mut at = Seq::ZERO;
    while at.get() < head {
        let page = history(
            &opened.store,
            opened.ada(),
            opened.lobby,
            Cursor::After(at),
            100,
        );
        let page = page.await.expect("reads");
        for message in page.messages {
            assert_eq!(message.seq, at.next());
            at = message.seq;
            stored.insert(format!("{} {}", message.seq, message.client_id));
        }
    }
    assert!(acked.is_subset(&stored));
}

#[tokio::test]
async fn a_password_that_is_another_by_now_opens_no_session() {
    let folder = tempfile::tempdir().expect("folder");
    let Opened { store, ada, .. } = open(folder.path()).await;
    let path = folder.path().to_owned();
    let changed = tokio::task::spawn_blocking(move || {
        Database::change(
            &path,
            "UPDATE members SET password = 'new' WHERE name = 'Ada'",
        );
    });
    changed.await.expect("changes");
    let id = ada.member.id;
    let late = sign_in_by(&store, id, Some("old"), TokenHash([2; 32])).await;
    assert!(matches!(late, Err(StoreError::NoSuchMember)), "{late:?}");
    let right = sign_in_by(&store, id, Some("new"), TokenHash([3; 32])).await;
    assert!(right.is_ok(), "{right:?}");
    assert!(session(&store, TokenHash([2; 32])).await.is_none());
    assert!(session(&store, TokenHash([3; 32])).await.is_some());
}

#[tokio::test]
async fn a_session_ends_when_it_was_not_used_for_thirty_days_and_an_open_one_is_in_use() {
    const DAY: u32 = 24 * 60;
    let folder = tempfile::tempdir().expect("folder");
    let Opened {
        store,
        ada,
        mut committed,
        ..
    } = open(folder.path()).await;
    let (idle, open) = (TokenHash([2; 32]), TokenHash([3; 32]));
    let idle_session = sign_in(&store, ada.member.id, idle).await;
    let open_session = sign_in(&store, ada.member.id, open).await;
    let run = async |days: u32| {
        for _ in 0..days {
            let ran = store.change(move |change| {
                Box::pin(async move { change.add_uptime(DAY, &[open_session]).await })
            });
            ran.await.expect("stores");
        }
    };
    run(29).await;
    assert!(session(&store, idle).await.is_some());
    run(1).await;
    assert!(session(&store, idle).await.is_none());
    assert!(session(&store, open).await.is_some());
    run(40).await;
    assert!(session(&store, open).await.is_some());
    let mut ended = Vec::new();
    while let Ok(told) = committed.try_recv() {
        if let StoreEvent::SessionsEnded { sessions, .. } = told.event {
            ended.push(sessions);
        }
    }
    // Ada's first one too.
    assert_eq!(ended.len(), 2);
    assert!(ended.concat().contains(&idle_session));
}
