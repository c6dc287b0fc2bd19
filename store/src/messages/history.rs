//! Reads ranges of a room's messages, limited by the size of an answer.
//!
//! A limit on the number of messages is not enough: a hundred messages may have twenty kilobytes or
//! four megabytes. So each read has a [`Budget`] of bytes. It returns the messages that are nearest
//! to what was asked for, and does not read the others from disk either.

use core::ops::RangeInclusive;

use protocol::{
    Message, RoomId, Seq,
    event::{Cursor, HistoryPage, Missed, ResumeRoom, ResumedRoom},
    limits::{MAX_ANSWER_BYTES, MAX_HISTORY, MAX_RESUME},
};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::message_rows;
use crate::{Granted, StoreError, View, messages::MessageRow, messages::heads, row};
use domain::authorise::action;

/// Bytes of an answer that are reserved for everything but messages.
const AROUND: usize = 4 * 1024;

/// Bytes of a room's entry in an answer to `resume`, without its messages.
const ROOM_ENTRY: usize = 160;

/// Bytes of messages on one HTML page.
const PAGE_BYTES: usize = 256 * 1024;

/// Lower bound of a message's bytes in JSON, besides its text.
const LEAST_AROUND: i64 = 200;

/// How many bytes of messages an answer may still contain. A new budget is large enough for one
/// message of any length.
#[derive(Debug)]
pub struct Budget {
    left: usize,
}

impl Budget {
    /// For an answer to an event: [`MAX_ANSWER_BYTES`] in total.
    pub const fn answer() -> Self {
        Self {
            left: MAX_ANSWER_BYTES - AROUND,
        }
    }

    /// For an HTML page.
    pub const fn page() -> Self {
        Self { left: PAGE_BYTES }
    }

    /// Takes these bytes if enough are left. Whether they were.
    fn take(&mut self, bytes: usize) -> bool {
        let left = self.left.checked_sub(bytes);
        self.left = left.unwrap_or(self.left);
        left.is_some()
    }

    /// Takes bytes that are written in any case.
    fn reserve(&mut self, bytes: usize) {
        self.left = self.left.saturating_sub(bytes);
    }
}

/// At which end of a range the most important messages are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Nearest {
    First,
    Last,
}

impl View<'_> {
    /// One page in ascending order; `limit` is clamped to 1..=[`MAX_HISTORY`]. `seq` has no gaps,
    /// so a page is a range and needs no search.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`], [`StoreError::Unavailable`].
    pub async fn history(
        &mut self,
        granted: &Granted<action::ReadRoom>,
        at: Cursor,
        limit: u32,
        mut budget: Budget,
    ) -> Result<HistoryPage, StoreError> {
        let room = granted.room()?;
        let head = heads::of_room(self.connection, room).await?;
        let range = page_range(head.seq.get(), at, u64::from(limit.clamp(1, MAX_HISTORY)));
        let (start, end) = (*range.start(), *range.end());
        // Those nearest to the cursor come first into the budget.
        let (below, above) = match at {
            Cursor::Latest | Cursor::Before(_) => (range, end + 1..=end),
            Cursor::After(_) => (start..=start - 1, range),
            Cursor::Around(seq) => {
                let middle = seq.get().clamp(start, end.max(start));
                (start..=middle - 1, middle..=end)
            }
        };
        let db = &mut *self.connection;
        let mut after = in_range(db, room, above, Nearest::First, &mut budget).await?;
        let db = &mut *self.connection;
        let mut messages = in_range(db, room, below, Nearest::Last, &mut budget).await?;
        messages.append(&mut after);
        let first = messages.first().map_or(start, |first| first.seq.get());
        Ok(HistoryPage {
            messages,
            has_older: first > 1,
            head: head.seq,
            rev: head.rev,
        })
    }

    /// Where the room stands, and what changed in it since the client's revision, or `Reset`.
    ///
    /// # Errors
    /// As [`View::history`].
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
        let (messages, is_cut) = changed_since(self.connection, have, budget).await?;
        let rev = match messages.last() {
            _ if !is_cut => head.rev,
            Some(last) => last.rev,
            None => have.rev,
        };
        Ok(resumed(rev, Missed::Messages(messages), is_cut))
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

/// The range of `seq` of a page; empty as `n..=n-1`.
fn page_range(head: u64, at: Cursor, limit: u64) -> RangeInclusive<u64> {
    let ending_at = |last: u64| last.saturating_sub(limit) + 1..=last;
    match at {
        Cursor::Latest => ending_at(head),
        Cursor::Before(seq) => ending_at(seq.get().saturating_sub(1).min(head)),
        Cursor::After(seq) => {
            let after = seq.get().min(head);
            after + 1..=after.saturating_add(limit).min(head)
        }
        Cursor::Around(seq) => {
            let last = seq.get().saturating_add(limit / 2).min(head);
            let first = last.saturating_sub(limit - 1).max(1);
            first..=first.saturating_add(limit - 1).min(head)
        }
    }
}

/// The messages of a range, starting from its nearest end, that fit into the budget: ascending and
/// without gaps.
///
/// The database sums the stored lengths of the texts, which it knows without reading them, and
/// reads only those that may fit. Their length in JSON is counted here.
async fn in_range(
    snapshot: &mut SqliteConnection,
    room: RoomId,
    range: RangeInclusive<u64>,
    nearest: Nearest,
    budget: &mut Budget,
) -> Result<Vec<Message>, StoreError> {
    if range.is_empty() {
        return Ok(Vec::new());
    }
    let bound = |seq: u64| Seq::new(seq).map_or(Ok(i64::MAX), row::integer);
    let (first, last) = (bound(*range.start())?, bound(*range.end())?);
    let most = i64::try_from(budget.left).unwrap_or(i64::MAX);
    let direction = match nearest {
        Nearest::First => 1,
        Nearest::Last => -1,
    };
    let rows = message_rows!(
        "WITH sizes AS (
               SELECT seq, SUM(coalesce(octet_length(body), 0) + coalesce(octet_length(html), 0) + ?4) OVER (ORDER BY seq * ?5) AS up_to
               FROM messages WHERE room = ?1 AND seq BETWEEN ?2 AND ?3
           ), fitting AS (
               SELECT MIN(seq) AS first, MAX(seq) AS last FROM sizes WHERE up_to <= ?6
           )",
        "FROM fitting
           CROSS JOIN messages ON messages.room = ?1
                              AND messages.seq BETWEEN fitting.first AND fitting.last
           JOIN members ON members.id = messages.author
           ORDER BY messages.seq",
        room.0,
        first,
        last,
        LEAST_AROUND,
        direction,
        most,
    )
    .fetch_all(snapshot)
    .await?;
    let messages = rows.into_iter().map(MessageRow::message);
    let messages = messages.collect::<Result<Vec<_>, StoreError>>()?;
    Ok(fitting(messages, nearest, budget))
}

/// The messages that changed after the client's revision, as they are now, for which the budget has
/// room: in ascending order of `rev`. And whether there are others.
async fn changed_since(
    snapshot: &mut SqliteConnection,
    have: ResumeRoom,
    budget: &mut Budget,
) -> Result<(Vec<Message>, bool), StoreError> {
    let (rev, from) = (row::integer(have.rev)?, row::integer(have.from)?);
    let most = i64::try_from(budget.left).unwrap_or(i64::MAX);
    let rows = message_rows!(
        "WITH sizes AS (
               SELECT rev, SUM(coalesce(octet_length(body), 0) + coalesce(octet_length(html), 0) + ?4) OVER (ORDER BY rev) AS up_to
               FROM messages WHERE room = ?1 AND rev > ?2 AND seq >= ?3
           ), fitting AS (
               SELECT MAX(rev) AS last FROM sizes WHERE up_to <= ?5
           )",
        "FROM fitting
           CROSS JOIN messages ON messages.room = ?1 AND messages.rev > ?2
                              AND messages.rev <= fitting.last AND messages.seq >= ?3
           JOIN members ON members.id = messages.author
           ORDER BY messages.rev",
        have.room.0,
        rev,
        from,
        LEAST_AROUND,
        most,
    )
    .fetch_all(&mut *snapshot)
    .await?;
    let read = rows.into_iter().map(MessageRow::message);
    let messages = fitting(
        read.collect::<Result<Vec<_>, StoreError>>()?,
        Nearest::First,
        budget,
    );
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
    Ok((messages, left.is_left))
}

fn fitting(mut messages: Vec<Message>, nearest: Nearest, budget: &mut Budget) -> Vec<Message> {
    let mut fits = |message: &&Message| budget.take(message.max_json_bytes());
    match nearest {
        Nearest::First => {
            let count = messages.iter().take_while(&mut fits).count();
            messages.truncate(count);
        }
        Nearest::Last => {
            let count = messages.iter().rev().take_while(&mut fits).count();
            messages.drain(..messages.len() - count);
        }
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seq(value: u64) -> Seq {
        Seq::new(value).unwrap_or(Seq::MAX)
    }

    #[test]
    fn a_page_is_a_range_within_the_room() {
        let cases = [
            (0, Cursor::Latest, (1, 0)),
            (3, Cursor::Latest, (1, 3)),
            (80, Cursor::Latest, (31, 80)),
            (80, Cursor::Before(seq(31)), (1, 30)),
            (80, Cursor::Before(seq(1)), (1, 0)),
            (80, Cursor::Before(seq(900)), (31, 80)),
            (80, Cursor::After(seq(0)), (1, 50)),
            (80, Cursor::After(seq(75)), (76, 80)),
            (80, Cursor::After(seq(80)), (81, 80)),
            (80, Cursor::After(Seq::MAX), (81, 80)),
            (80, Cursor::Around(seq(40)), (16, 65)),
            (80, Cursor::Around(seq(3)), (1, 50)),
            (80, Cursor::Around(seq(79)), (31, 80)),
            (80, Cursor::Around(Seq::MAX), (31, 80)),
            (80, Cursor::Around(seq(0)), (1, 50)),
            (0, Cursor::Around(seq(1)), (1, 0)),
        ];
        for (head, at, bounds) in cases {
            let range = page_range(head, at, 50).into_inner();
            assert_eq!(range, bounds, "{head} {at:?}");
        }
    }
}
