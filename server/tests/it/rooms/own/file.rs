//! A workspace written straight into its file: as many rooms as no form would make in time.

use crate::support::people::Person;
use domain::handle::{read, skeleton};
use domain::token::Token;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::path::Path;
use store::{Caller, SessionId, Store};
use tokio::runtime::{Builder, Runtime};
use uuid::Uuid;

/// A workspace in the making, written straight into its file.
pub(super) struct File {
    pub(super) runtime: Runtime,
    pub(super) database: SqliteConnection,
    pub(super) state: u64,
}

impl File {
    pub(super) fn make(data: &Path, seed: u64) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a runtime");
        let database = runtime.block_on(async {
            let (store, _) = Store::open(data).await.expect("opens");
            store.close().await;
            let options = SqliteConnectOptions::new().filename(data.join("natter.db"));
            SqliteConnection::connect_with(&options).await
        });
        let mut file = Self {
            runtime,
            database: database.expect("opens"),
            state: seed,
        };
        file.run("INSERT INTO workspace (id, name, set_up_at) VALUES (1, 'Harbour', 0)");
        file
    }

    pub(super) fn run(&mut self, statement: &str) {
        let query = sqlx::query(AssertSqlSafe(statement.to_owned()));
        let done = self.runtime.block_on(query.execute(&mut self.database));
        done.unwrap_or_else(|error| panic!("{error}: {statement}"));
    }

    /// A number below that one (xorshift64).
    pub(super) fn any(&mut self, below: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state % below
    }

    pub(super) fn member(&mut self, number: u128, role: &str) -> (Caller, Person) {
        let (id, session) = (Uuid::from_u128(number), Uuid::from_u128(1000 + number));
        let (token, handle) = (Token::from_bits(number), format!("member-{number}"));
        let key = skeleton(&read(&handle).expect("valid"));
        self.run(&format!(
            "INSERT INTO members (id, name, created_at, role, handle, handle_key)
             VALUES (x'{}', 'Member {number}', 0, '{role}', '{handle}', '{key}')",
            id.simple()
        ));
        let hash = token.hash().0;
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        self.run(&format!(
            "INSERT INTO sessions
                 (token_hash, id, member, created_at, seen_at, seen_minute, network, agent)
             VALUES (x'{hash}', x'{}', x'{}', 0, 0, 0, '', '')",
            session.simple(),
            id.simple()
        ));
        let caller = Caller::Session(protocol::MemberId(id), SessionId(session));
        let person = Person {
            handle,
            token: token.as_str().to_owned(),
        };
        (caller, person)
    }

    pub(super) fn room(&mut self, number: u128, name: &str, kind: &str) -> String {
        let id = Uuid::from_u128(number).simple().to_string();
        self.run(&format!(
            "INSERT INTO rooms (id, slug, name, folded_name, topic, kind, created_at)
             VALUES (x'{id}', 'room-{number}', '{name}', lower('{name}'), '', '{kind}', {number})"
        ));
        id
    }

    pub(super) fn put(&mut self, room: &str, member: u128) {
        self.run(&format!(
            "INSERT OR IGNORE INTO memberships (room, member, role, joined_at)
             VALUES (x'{room}', x'{}', 'member', 0)",
            Uuid::from_u128(member).simple()
        ));
    }

    pub(super) fn say(&mut self, room: &str, member: u128, at: u64) {
        self.run(&format!(
            "INSERT INTO messages (id, room, seq, rev, author, client_id, body, sent_at)
             SELECT randomblob(16), id, head + 1, rev + 1, x'{}', hex(randomblob(8)), 'x', {at}
             FROM rooms WHERE id = x'{room}'",
            Uuid::from_u128(member).simple()
        ));
        self.run(&format!(
            "UPDATE rooms SET rev = rev + 1, head = head + 1 WHERE id = x'{room}'"
        ));
    }

    pub(super) fn prefer(&mut self, room: &str, member: u128, favourite: bool, muted: bool) {
        self.run(&format!(
            "INSERT OR REPLACE INTO preferences (member, room, favourite, muted, level)
             VALUES (x'{}', x'{room}', {favourite}, {muted}, 'everything')",
            Uuid::from_u128(member).simple()
        ));
    }

    /// Does a great many things with the rooms of the first member.
    pub(super) fn live(&mut self, rooms: &[String]) {
        for step in 0..400 {
            let room = &rooms[usize::try_from(self.any(rooms.len() as u64)).expect("fits")].clone();
            match self.any(9) {
                0 => self.put(room, 1),
                1 => {
                    let name = format!("{} {step}", ["b", "A", "c", "Z", "d"][step % 5]);
                    self.run(&format!(
                        "UPDATE rooms SET name = '{name}', folded_name = lower('{name}')
                         WHERE id = x'{room}'"
                    ));
                }
                2 => {
                    let state = ["active", "active", "archived"][step % 3];
                    self.run(&format!(
                        "UPDATE rooms SET state = '{state}' WHERE id = x'{room}'"
                    ));
                }
                3 => {
                    let kind = ["public", "private"][step % 2];
                    self.run(&format!(
                        "UPDATE rooms SET kind = '{kind}'
                         WHERE id = x'{room}' AND kind IN ('public', 'private')"
                    ));
                }
                4..6 => {
                    let at = 10_000 + self.any(1_000_000);
                    self.say(room, 2, at);
                }
                6 => {
                    let (favourite, muted) = (self.any(4) == 0, self.any(4) == 0);
                    self.prefer(room, 1, favourite, muted);
                }
                7 if self.any(4) == 0 => self.run(&format!(
                    "DELETE FROM memberships WHERE room = x'{room}' AND member = x'{}'",
                    Uuid::from_u128(1).simple()
                )),
                _ => {}
            }
        }
    }
}
