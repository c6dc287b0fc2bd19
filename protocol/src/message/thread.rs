//! Threads: messages of a room that answer one of its messages, the root. They have the room's order,
//! revisions and permissions, so programs that know nothing of threads see ordinary messages.

use serde::{Deserialize, Serialize};

use super::json_text_bytes;
use crate::{
    ids::{MessageId, Seq},
    limits::MAX_FACES,
    member::Member,
    time::Timestamp,
};

/// The thread that a message is in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct InThread {
    /// The message that the thread is about.
    pub root: MessageId,
    /// The root's position in the room.
    pub seq: Seq,
    /// Whether the message is in the room's log too.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub in_room: bool,
    /// In events, if the message's change has changed it: what the root says of its thread from then
    /// on. The root has the message's `rev` then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replies: Option<Box<ThreadSummary>>,
}

/// What a root says of its thread.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ThreadSummary {
    /// How many messages are in it; deleted ones do not count.
    pub count: u32,
    /// When the last one was posted.
    pub last_at: Timestamp,
    /// Who wrote last, the latest first, each once: at most [`MAX_FACES`].
    pub faces: Vec<Member>,
}

impl ThreadSummary {
    /// With one more message.
    #[must_use]
    pub fn with(mut self, author: &Member, sent_at: Timestamp) -> Self {
        self.faces.retain(|face| face.id != author.id);
        self.faces.insert(0, author.clone());
        self.faces.truncate(MAX_FACES);
        Self {
            count: self.count.saturating_add(1),
            last_at: sent_at,
            faces: self.faces,
        }
    }

    /// Of a thread without a message.
    pub const fn empty() -> Self {
        Self {
            count: 0,
            last_at: Timestamp(0),
            faces: Vec::new(),
        }
    }

    /// Upper bound of its bytes in JSON.
    pub(super) fn max_json_bytes(&self) -> usize {
        /// Numbers and keys; and of each face the id, the longest profile, keys.
        const AROUND: usize = 96;
        const FACE: usize = 176;
        let faces = self.faces.iter();
        let faces = faces.map(|face| FACE + json_text_bytes(face.name.as_str()));
        AROUND + faces.sum::<usize>()
    }
}

impl InThread {
    /// Upper bound of its bytes in JSON.
    pub(super) fn max_json_bytes(&self) -> usize {
        /// Id, number, keys.
        const AROUND: usize = 128;
        let replies = self.replies.as_ref();
        AROUND + replies.map_or(0, |replies| replies.max_json_bytes())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{DisplayName, MemberId};

    #[test]
    fn who_wrote_last_comes_first_and_once() {
        let member = |id| {
            let name = DisplayName::parse("Ada").expect("valid");
            Member::new(MemberId(Uuid::from_u128(id)), name)
        };
        let written = [1, 2, 3, 2, 4].map(member);
        let replies = (1..)
            .zip(&written)
            .fold(ThreadSummary::empty(), |all, (at, author)| {
                all.with(author, Timestamp(at))
            });
        assert_eq!((replies.count, replies.last_at), (5, Timestamp(5)));
        assert_eq!(replies.faces, [4, 2, 3].map(member));
    }
}
