//! What is put off, and done when it is due.

mod drafts;
mod reminders;
mod scheduled;
mod scheduled_due;
mod scheduled_pages;

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Natter, PATIENCE, database::Database, now_ms, socket::Socket};

const HOUR: i64 = 60 * 60 * 1000;

/// A `schedule` of a text, under a new client id.
fn schedule(room: &str, body: &str, at: i64) -> Value {
    let client_id = uuid::Uuid::new_v4();
    json!(["schedule", {"room": room, "client_id": client_id, "body": body, "at": at}])
}

/// Schedules a text for in an hour; its id.
fn scheduled(socket: &mut Socket, room: &str, body: &str) -> String {
    let ack = socket.ask(&schedule(room, body, now_ms() + HOUR));
    ack["ok"]["id"]
        .as_str()
        .unwrap_or_else(|| panic!("{ack}"))
        .to_owned()
}

fn list(socket: &mut Socket) -> Vec<Value> {
    let ack = socket.ask(&json!(["scheduled", {}]));
    ack["ok"]["messages"].as_array().expect("a list").clone()
}

/// Said of what is not made due.
const NOT_YET: &str = "not yet";

/// The clock is set past all that is scheduled but [`NOT_YET`], as far as the server can see; whoever
/// schedules something wakes it.
fn make_due(natter: &Natter) {
    let sql = "UPDATE scheduled_messages SET due_at = due_at - 7200000 WHERE body <> 'not yet'";
    Database::change(&natter.data, sql);
}

/// The texts of a room's messages, once there are so many.
fn texts(socket: &mut Socket, room: &str, count: usize) -> Vec<String> {
    let begun = Instant::now();
    loop {
        let page = socket.ask(&json!(["history", {"room": room, "limit": 100}]));
        let messages = page["ok"]["messages"].as_array().expect("messages");
        let text = |one: &Value| {
            one["content"]["text"]
                .as_str()
                .unwrap_or("deleted")
                .to_owned()
        };
        let texts: Vec<_> = messages.iter().map(text).collect();
        if texts.len() >= count {
            return texts;
        }
        assert!(begun.elapsed() < PATIENCE, "{texts:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
