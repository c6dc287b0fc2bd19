//! Messages on their way, as the browser keeps them: one entry each, so that two tabs do not
//! overwrite each other's.

use protocol::{ClientMessageId, MessageBody, RoomId};
use serde::{Deserialize, Serialize};

use super::room_state::{Fate, Pending};

const PREFIX: &str = "natter.outbox.";

/// What an entry holds.
#[derive(Serialize, Deserialize)]
struct Entry {
    room: RoomId,
    body: MessageBody,
    written_at: i64,
    /// Why the server refused it, if it did. It waits for its author then, also after a reload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refused: Option<String>,
}

/// The key of a message.
pub fn key(client_id: &ClientMessageId) -> String {
    format!("{PREFIX}{client_id}")
}

/// The value of a message.
pub fn entry(room: RoomId, pending: &Pending) -> Option<String> {
    serde_json::to_string(&Entry {
        room,
        body: pending.body.clone(),
        written_at: pending.written_at,
        refused: match &pending.fate {
            Fate::Sending => None,
            Fate::Failed(reason) => Some(reason.clone()),
        },
    })
    .ok()
}

/// Reads the entries of one room back, in the order in which they were written.
pub fn restore(room: RoomId, entries: impl Iterator<Item = (String, String)>) -> Vec<Pending> {
    let mut found: Vec<Pending> = entries
        .filter_map(|(key, value)| {
            let client_id = ClientMessageId::parse(key.strip_prefix(PREFIX)?).ok()?;
            let entry: Entry = serde_json::from_str(&value).ok()?;
            (entry.room == room).then_some(Pending {
                client_id,
                body: entry.body,
                written_at: entry.written_at,
                fate: entry.refused.map_or(Fate::Sending, Fate::Failed),
            })
        })
        .collect();
    found.sort_by(|a, b| (a.written_at, &a.client_id).cmp(&(b.written_at, &b.client_id)));
    found
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn pending(id: &str, written_at: i64) -> Pending {
        Pending {
            client_id: ClientMessageId::parse(id).expect("valid"),
            body: MessageBody::parse("hi").expect("valid"),
            written_at,
            fate: Fate::Sending,
        }
    }

    #[test]
    fn what_was_kept_comes_back_in_order_and_damage_is_skipped() {
        let (here, there) = (RoomId(Uuid::from_u128(1)), RoomId(Uuid::from_u128(2)));
        let (mut early, late) = (pending("client-b", 1), pending("client-a", 2));
        early.fate = Fate::Failed("Not here.".into());
        let kept = |room, one: &Pending| (key(&one.client_id), entry(room, one).expect("writes"));
        let entries = vec![
            kept(here, &late),
            kept(there, &pending("client-c", 0)),
            ("natter.outbox.client-d".into(), "{".into()),
            ("natter.draft.x".into(), "hi".into()),
            kept(here, &early),
        ];
        assert_eq!(restore(here, entries.into_iter()), [early, late]);
    }
}
