//! What a client has missed of a room: the messages that changed since its revision, as they are now.
//!
//! Messages that one change shows in have one revision. They are told together or not at all, as the
//! revision is where a client goes on.

use protocol::{
    MemberId, Message,
    event::{Missed, ResumeRoom, ResumedRoom},
    limits::MAX_RESUME,
};
use sqlx::SqliteConnection;

use super::{
    budget::{Budget, LEAST_AROUND},
    ignored, message_rows, polls, reactions, undo,
};
use crate::{Granted, StoreError, View, messages::MessageRow, messages::heads, row};
use domain::authorise::action;

/// Bytes of a room's entry in an answer to `resume`, without its messages.
const ROOM_ENTRY: usize = 160;

/// What changed after a revision, as far as an answer has room for it.
enum Changed {
    /// In ascending order of `rev`, and whether there are others.
    Messages(Vec<Message>, Left),
    /// One change shows in more messages than any answer holds.
    TooMuch,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Left {
    Nothing,
    More,
}

impl View<'_> {
    /// Where the room stands, and what changed in it since the client's revision, or `Reset`.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`], [`StoreError::Unavailable`].
    pub async fn missed(
        &mut self,
        granted: &Granted<action::ReadRoom>,
        have: ResumeRoom,
        budget: &mut Budget,
    ) -> Result<ResumedRoom, StoreError> {
        let room = granted.room()?;
        let head = heads::of_room(self.connection, room).await?;
        budget.reserve(ROOM_ENTRY);
        let resumed = |rev, missed, more| ResumedRoom {
            room,
            head: head.seq,
            rev,
            missed,
            more,
        };
        let is_ahead = have.rev > head.rev || have.seq > head.seq;
        if is_ahead || self.has_missed_much(have).await? {
            return Ok(resumed(head.rev, Missed::Reset, false));
        }
        Ok(
            match changed_since(self.connection, have, granted.by(), budget).await? {
                Changed::TooMuch => resumed(head.rev, Missed::Reset, false),
                Changed::Messages(messages, Left::Nothing) => {
                    resumed(head.rev, Missed::Messages(messages), false)
                }
                Changed::Messages(messages, Left::More) => {
                    let rev = messages.last().map_or(have.rev, |last| last.rev);
                    resumed(rev, Missed::Messages(messages), true)
                }
            },
        )
    }

    /// Whether more messages changed than an answer tells.
    async fn has_missed_much(&mut self, have: ResumeRoom) -> Result<bool, StoreError> {
        let (rev, from) = (row::integer(have.rev)?, row::integer(have.from)?);
        let most = i64::from(MAX_RESUME);
        let found = sqlx::query!(
            r#"SELECT COUNT(*) AS "count!: i64" FROM (
                   SELECT 1 FROM messages WHERE room = ?1 AND rev > ?2 AND seq >= ?3 LIMIT ?4 + 1
               )"#,
            have.room.0,
            rev,
            from,
            most,
        )
        .fetch_one(&mut *self.connection)
        .await?;
        Ok(found.count > most)
    }
}

async fn changed_since(
    snapshot: &mut SqliteConnection,
    have: ResumeRoom,
    reader: Option<MemberId>,
    budget: &mut Budget,
) -> Result<Changed, StoreError> {
    let (rev, from) = (row::integer(have.rev)?, row::integer(have.from)?);
    let most = budget.bytes();
    // The sum goes up to the last message of a revision, for all of them.
    let rows = message_rows!(
        "WITH sizes AS (
               SELECT rev, SUM(coalesce(octet_length(body), 0) + coalesce(octet_length(html), 0) + ?4) OVER (ORDER BY rev) AS up_to
               FROM messages WHERE room = ?1 AND rev > ?2 AND seq >= ?3
           ), fitting AS (
               SELECT MAX(rev) AS last FROM sizes WHERE up_to <= ?5
           )",
        "fitting CROSS JOIN messages ON messages.room = ?1 AND messages.rev > ?2
                              AND messages.rev <= fitting.last AND messages.seq >= ?3",
        "ORDER BY messages.rev, messages.seq",
        have.room.0,
        rev,
        from,
        LEAST_AROUND,
        most,
    )
    .fetch_all(&mut *snapshot)
    .await?;
    let read = rows.into_iter().map(MessageRow::message);
    let mut messages = read.collect::<Result<Vec<_>, StoreError>>()?;
    reactions::put_into(snapshot, &mut messages, reader).await?;
    undo::put_into(snapshot, &mut messages, reader).await?;
    ignored::leave_out_mentions(snapshot, &mut messages, reader).await?;
    polls::put_into(snapshot, &mut messages, reader).await?;
    let fitting: usize = messages
        .chunk_by(|one, next| one.rev == next.rev)
        .take_while(|changed| budget.take(changed))
        .map(<[Message]>::len)
        .sum();
    messages.truncate(fitting);
    let last = messages
        .last()
        .map_or(Ok(rev), |last| row::integer(last.rev))?;
    let left = sqlx::query!(
        r#"SELECT EXISTS (SELECT 1 FROM messages
                          WHERE room = ?1 AND rev > ?2 AND seq >= ?3) AS "is_left!: bool""#,
        have.room.0,
        last,
        from,
    )
    .fetch_one(snapshot)
    .await?;
    Ok(match left.is_left {
        false => Changed::Messages(messages, Left::Nothing),
        true if messages.is_empty() && !budget.has_messages() => Changed::TooMuch,
        true => Changed::Messages(messages, Left::More),
    })
}
