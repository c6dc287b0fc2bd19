//! Which indexes SQLite uses: no statement reads the whole of a table that grows with every message
//! or every member of a room.

use std::{fs, path::Path};

use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection};

/// The tables, and by what other name statements call them.
const GROWING: [&str; 18] = [
    "messages",
    "quoted",
    "roots",
    "message_versions",
    "thread_people",
    "reactions",
    "pins",
    "saved_messages",
    "polls",
    "poll_options",
    "poll_votes",
    "memberships",
    "mentions",
    "theirs",
    "audit",
    "scheduled_messages",
    "reminders",
    "drafts",
];

/// The text of each statement, as sqlx stores what it has checked.
fn statements() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(".sqlx");
    let files = fs::read_dir(folder).expect("the folder of checked statements");
    let read = |path| {
        let text = fs::read_to_string(path).expect("a checked statement");
        let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        json["query"].as_str().expect("its text").to_owned()
    };
    files
        .map(|file| read(file.expect("a file").path()))
        .collect()
}

/// The steps in which SQLite does it, such as `SEARCH messages USING INDEX messages_by_seq (room=?)`.
async fn plan(db: &mut SqliteConnection, statement: &str) -> Vec<String> {
    let explain = format!("EXPLAIN QUERY PLAN {statement}");
    let steps = sqlx::query(AssertSqlSafe(explain)).fetch_all(db).await;
    let steps = steps.unwrap_or_else(|error| panic!("{error}: {statement}"));
    steps.iter().map(|step| step.get("detail")).collect()
}

/// Whether a step reads all of a growing table, or makes an index of all of it.
fn reads_all(step: &str) -> bool {
    let words: Vec<&str> = step.split(' ').collect();
    let is_growing = words.get(1).is_some_and(|table| GROWING.contains(table));
    is_growing && (words[0] == "SCAN" || step.contains("AUTOMATIC"))
}

#[tokio::test]
async fn no_statement_reads_all_messages_or_all_memberships() {
    let mut db = SqliteConnection::connect("sqlite::memory:")
        .await
        .expect("a database");
    sqlx::migrate!().run(&mut db).await.expect("its tables");
    let statements = statements();
    assert!(statements.len() > 100, "{}", statements.len());
    let mut found = Vec::new();
    for statement in statements {
        // It names the tables that refer to the new rows, but reads none of them unless a reference
        // is broken.
        if statement.starts_with("INSERT") {
            continue;
        }
        let steps = plan(&mut db, &statement).await;
        if steps.iter().any(|step| reads_all(step)) {
            found.push(format!("{statement}\n{}", steps.join("\n")));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n\n"));
}

#[tokio::test]
async fn the_view_of_who_is_in_a_room_is_only_fast_for_one_room_or_one_person() {
    let mut db = SqliteConnection::connect("sqlite::memory:")
        .await
        .expect("a database");
    sqlx::migrate!().run(&mut db).await.expect("its tables");
    for (condition, is_fast) in [("room = ?", true), ("member = ?", true), ("1", false)] {
        let statement = format!("SELECT member FROM room_members WHERE {condition}");
        let steps = plan(&mut db, &statement).await;
        let is_scan = steps.iter().any(|step| reads_all(step));
        assert_eq!(is_scan, !is_fast, "{condition}\n{}", steps.join("\n"));
    }
}
