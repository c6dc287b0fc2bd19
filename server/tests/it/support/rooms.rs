//! A workspace with an owner, and what is heard in its rooms.

use serde_json::Value;
use tempfile::TempDir;
use uuid::Uuid;

use super::{
    Natter,
    people::{Person, room_of, send},
    socket::Socket,
};

/// A workspace that is set up, without limits; and its owner.
pub fn workspace() -> (TempDir, Natter, Person) {
    let folder = tempfile::tempdir().expect("folder");
    let natter = Natter::start(&folder, &["--rate-limits", "off"]);
    let owner = natter.set_up();
    (folder, natter, owner)
}

/// The same, where people can restore what they deleted for so many seconds.
pub fn workspace_with_undo_for(seconds: u8) -> (TempDir, Natter, Person) {
    let folder = tempfile::tempdir().expect("folder");
    let seconds = seconds.to_string();
    let options = ["--rate-limits", "off", "--undo-seconds", &seconds];
    let natter = Natter::start(&folder, &options);
    let owner = natter.set_up();
    (folder, natter, owner)
}

/// Somebody who says something in a room that others hear.
pub struct Speaker {
    pub socket: Socket,
    pub room: String,
}

impl Speaker {
    /// In the lobby, which everybody hears but guests.
    pub fn in_the_lobby(natter: &Natter, who: &Person) -> Self {
        let (socket, welcome) = natter.listen(who);
        let room = room_of(&welcome, "lobby").expect("the lobby");
        Self { socket, room }
    }

    pub fn say(&mut self, body: &str) {
        let answer = self.socket.ask(&send(&self.room, body));
        assert!(answer["ok"].is_object(), "{answer}");
    }

    /// All that the listener heard of what was done so far.
    pub fn heard_by(&mut self, listener: &mut Socket) -> Vec<Value> {
        let last = Uuid::new_v4().to_string();
        self.say(&last);
        listener.until_message(&last)
    }
}

/// Of a refusal.
pub fn code(answer: &Value) -> &str {
    answer["error"]["code"].as_str().unwrap_or("none")
}

/// Posts a message; the ack of it.
pub fn say(socket: &mut Socket, room: &str, body: &str) -> Value {
    let ack = socket.ask(&send(room, body));
    assert!(ack["ok"].is_object(), "{ack}");
    ack["ok"].clone()
}
