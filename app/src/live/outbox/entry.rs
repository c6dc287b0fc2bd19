//! Messages on their way, as the browser stores them. Pure: what is written, what is read back and by
//! whom, and in which order.

use protocol::{ClientMessageId, MemberId, MessageBody, MessageId, Quote, RoomId, event::Part};
use serde::{Deserialize, Serialize};

use super::storage_keys;
use crate::{
    json,
    live::timeline::state::{Pending, SendState},
};

/// A message on its way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutboxEntry {
    /// Its id for good.
    pub client_id: ClientMessageId,
    /// Who wrote it; nobody else may send it.
    pub member: MemberId,
    /// Where it is posted.
    pub room: RoomId,
    pub body: MessageBody,
    /// What it answers.
    pub target: Target,
    /// When it was written, in ms since 1970: to be shown. It says nothing about order.
    pub written_at: i64,
    /// Why the server refused it, if it did. It waits for its author then, also after a reload.
    pub refused: Option<String>,
    /// Whether its author has sent it again after a refusal, and so confirmed it.
    pub confirmed: bool,
    /// Its position among those that no database has numbered.
    pub position: u64,
}

/// What a message answers.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Target {
    /// The message that it replies to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<Quote>,
    /// The root of the thread that it is posted in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<MessageId>,
    /// Whether what is posted in a thread is in the room's log too.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub in_room: bool,
}

/// What is written.
#[derive(Serialize, Deserialize)]
struct Stored {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client_id: Option<ClientMessageId>,
    member: MemberId,
    room: RoomId,
    body: MessageBody,
    #[serde(default)]
    target: Target,
    written_at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refused: Option<String>,
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    confirmed: bool,
    #[serde(default)]
    position: u64,
}

impl OutboxEntry {
    /// Whether a part of its room shows it.
    pub fn is_in(&self, room: RoomId, part: Part) -> bool {
        self.room == room
            && match part {
                Part::All => true,
                Part::Log => self.target.thread.is_none() || self.target.in_room,
                Part::Thread(root) => self.target.thread == Some(root),
            }
    }

    /// As the list of messages shows it.
    pub fn pending(&self) -> Pending {
        Pending {
            client_id: self.client_id.clone(),
            body: self.body.clone(),
            reply: self.target.reply.clone(),
            written_at: self.written_at,
            send_state: self
                .refused
                .clone()
                .map_or(SendState::Sending, SendState::Failed),
        }
    }

    /// The server refused it for this reason, or its author tries it again.
    pub fn set_refused(&mut self, refused: Option<&str>) {
        self.confirmed |= refused.is_none();
        self.refused = refused.map(str::to_owned);
    }

    /// As it is stored.
    pub fn write(&self) -> Option<String> {
        // By way of a value, as requests are written.
        let value = serde_json::to_value(Stored {
            client_id: Some(self.client_id.clone()),
            member: self.member,
            room: self.room,
            body: self.body.clone(),
            target: self.target.clone(),
            written_at: self.written_at,
            refused: self.refused.clone(),
            confirmed: self.confirmed,
            position: self.position,
        });
        Some(value.ok()?.to_string())
    }

    /// Reads what [`OutboxEntry::write`] wrote; nothing if it is damaged.
    pub fn read(value: &str) -> Option<Self> {
        Self::read_as(None, value)
    }

    /// `named` is the id where it does not stand in the value.
    fn read_as(named: Option<ClientMessageId>, value: &str) -> Option<Self> {
        let stored: Stored = json::read(value)?;
        Some(Self {
            client_id: named.or(stored.client_id)?,
            member: stored.member,
            room: stored.room,
            body: stored.body,
            target: stored.target,
            written_at: stored.written_at,
            refused: stored.refused,
            confirmed: stored.confirmed,
            position: stored.position,
        })
    }
}

/// Reads entries back whose keys are texts, in the order in which they were written; keys that are
/// not ours are skipped.
pub fn read_keyed(entries: impl Iterator<Item = (String, String)>) -> Vec<OutboxEntry> {
    let mut found: Vec<OutboxEntry> = Vec::new();
    let order = |one: &OutboxEntry| (one.position, one.written_at, one.client_id.clone());
    for (key, value) in entries {
        if let Some(client_id) = storage_keys::entry_id(&key)
            && let Some(entry) = OutboxEntry::read_as(Some(client_id), &value)
        {
            // They are few, and a sort would be 2 kB of what browsers download.
            let at = found.iter().position(|one| order(one) > order(&entry));
            found.insert(at.unwrap_or(found.len()), entry);
        }
    }
    found
}

/// The position after these.
pub fn next_position(entries: &[OutboxEntry]) -> u64 {
    let last = entries.iter().map(|entry| entry.position).max();
    last.map_or(1, |last| last.saturating_add(1))
}

/// What a member has on the way, each once: an entry that is on its way from one store to the other
/// is found in both, and counts where it comes first.
pub fn of_member(
    member: MemberId,
    entries: impl IntoIterator<Item = OutboxEntry>,
) -> Vec<OutboxEntry> {
    let mut found: Vec<OutboxEntry> = Vec::new();
    for entry in entries {
        if entry.member == member && !found.iter().any(|one| one.client_id == entry.client_id) {
            found.push(entry);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const ADA: MemberId = MemberId(Uuid::from_u128(1));
    const BOB: MemberId = MemberId(Uuid::from_u128(2));

    fn entry(id: &str, member: MemberId, position: u64) -> OutboxEntry {
        OutboxEntry {
            client_id: ClientMessageId::parse(id).expect("valid"),
            member,
            room: RoomId(Uuid::from_u128(9)),
            body: MessageBody::parse("hi").expect("valid"),
            target: Target::default(),
            // Clocks jump: what was written later may say that it was earlier.
            written_at: -i64::try_from(position).expect("small"),
            refused: None,
            confirmed: false,
            position,
        }
    }

    fn stored(entry: &OutboxEntry) -> (String, String) {
        (
            storage_keys::entry(&entry.client_id),
            entry.write().expect("writes"),
        )
    }

    #[test]
    fn what_was_stored_comes_back_in_order_and_damage_is_skipped() {
        let (mut early, late) = (entry("client-b", ADA, 1), entry("client-a", ADA, 2));
        early.refused = Some("Not here.".into());
        let entries = vec![
            stored(&late),
            ("natter.outbox.client-d".into(), "{".into()),
            ("natter.draft.x".into(), "hi".into()),
            stored(&early),
        ];
        let found = read_keyed(entries.into_iter());
        assert_eq!(next_position(&found), 3);
        assert_eq!(found, [early.clone(), late]);
        assert_eq!(
            early.pending().send_state,
            SendState::Failed("Not here.".into())
        );
        early.set_refused(None);
        assert!(early.confirmed && early.refused.is_none());
        assert_eq!(
            OutboxEntry::read(&early.write().expect("writes")),
            Some(early)
        );
    }

    #[test]
    fn what_a_message_answers_says_where_it_is_shown() {
        let root = MessageId(Uuid::from_u128(5));
        let mut entry = entry("client-a", ADA, 1);
        let is_in = |entry: &OutboxEntry| {
            [Part::Log, Part::Thread(root)].map(|part| entry.is_in(entry.room, part))
        };
        assert_eq!(is_in(&entry), [true, false]);
        entry.target.thread = Some(root);
        assert_eq!(is_in(&entry), [false, true]);
        entry.target.in_room = true;
        assert_eq!(is_in(&entry), [true, true]);
        assert!(!entry.is_in(RoomId(Uuid::from_u128(8)), Part::Log));
        let read = OutboxEntry::read(&entry.write().expect("writes"));
        assert_eq!(read, Some(entry));
    }

    #[test]
    fn nobody_sends_what_another_member_wrote() {
        let ours = entry("client-a", ADA, 1);
        let theirs = entry("client-b", BOB, 2);
        assert_eq!(of_member(ADA, [ours.clone(), theirs]), [ours]);
    }

    #[test]
    fn an_entry_that_is_found_twice_counts_once_where_it_comes_first() {
        let mut refused = entry("client-a", ADA, 1);
        refused.refused = Some("Not here.".into());
        let found = of_member(
            ADA,
            [
                refused.clone(),
                entry("client-b", ADA, 2),
                entry("client-a", ADA, 1),
            ],
        );
        assert_eq!(found, [refused, entry("client-b", ADA, 2)]);
    }
}
