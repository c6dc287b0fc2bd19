//! Pages of a room's messages, or of a part of them.
//!
//! A page returns the messages that are nearest to what was asked for and fit into its [`Budget`], and
//! does not read the others from disk: the database knows the lengths of texts without reading them.

use protocol::{
    MemberId, Message, MessageId, RoomId,
    event::{Cursor, HistoryPage, Part},
    limits::MAX_HISTORY,
};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{
    budget::{Budget, LEAST_AROUND},
    rows,
};
use crate::{Granted, StoreError, View, messages::heads, row};
use domain::authorise::action;

/// Where a message is, and a lower bound of its bytes in JSON.
struct Position {
    number: i64,
    seq: i64,
    bytes: i64,
}

/// Which way a page goes from its cursor, which is not in it.
#[derive(Clone, Copy)]
enum Direction {
    Before(i64),
    After(i64),
}

/// A part of a room, as statements name it.
#[derive(Clone, Copy)]
enum Stored {
    All(Uuid),
    Log(Uuid),
    Thread { root: i64, seq: i64, bytes: i64 },
}

impl View<'_> {
    /// One page in ascending order; `limit` is clamped to 1..=[`MAX_HISTORY`].
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`], [`StoreError::NoSuchMessage`] for a thread of another room,
    /// [`StoreError::Unavailable`].
    pub async fn history(
        &mut self,
        granted: &Granted<action::ReadRoom>,
        part: Part,
        at: Cursor,
        limit: u32,
        mut budget: Budget,
    ) -> Result<HistoryPage, StoreError> {
        let (room, reader) = (granted.room()?, granted.by());
        let head = heads::of_room(self.connection, room).await?;
        let part = stored(self.connection, room, part).await?;
        let limit = i64::from(limit.clamp(1, MAX_HISTORY));
        // The page goes both ways from there, and has so many on either side.
        let (from, most_below, most_above) = match at {
            Cursor::Latest => (i64::MAX, limit, 0),
            Cursor::Before(seq) => (row::integer(seq)?, limit, 0),
            Cursor::After(seq) => (row::integer(seq.min(head.seq))? + 1, 0, limit),
            Cursor::Around(seq) => (row::integer(seq)?, limit, limit),
        };
        let db = &mut *self.connection;
        let mut below = positions(db, part, Direction::Before(from), most_below).await?;
        let mut above = positions(db, part, Direction::After(from - 1), most_above).await?;
        if most_below == most_above {
            let (half, all) = (page_size(limit / 2 + 1), page_size(limit));
            let down = below.len().min(all - above.len().min(half));
            below.truncate(down);
            above.truncate(all - down);
        }
        // Those nearest to the cursor come first into the budget.
        let mut above = read(db, reader, above, &mut budget).await?;
        let mut messages = read(db, reader, below, &mut budget).await?;
        messages.reverse();
        messages.append(&mut above);
        let (before, after) = match (messages.first(), messages.last()) {
            (Some(first), Some(last)) => (row::integer(first.seq)?, row::integer(last.seq)?),
            _ => (from, from - 1),
        };
        Ok(HistoryPage {
            messages,
            has_older: self.has(part, Direction::Before(before)).await?,
            has_newer: self.has(part, Direction::After(after)).await?,
            head: head.seq,
            rev: head.rev,
        })
    }

    async fn has(&mut self, part: Stored, direction: Direction) -> Result<bool, StoreError> {
        let next = positions(self.connection, part, direction, 1).await?;
        Ok(!next.is_empty())
    }
}

async fn stored(db: &mut SqliteConnection, room: RoomId, part: Part) -> Result<Stored, StoreError> {
    let MessageId(root) = match part {
        Part::All => return Ok(Stored::All(room.0)),
        Part::Log => return Ok(Stored::Log(room.0)),
        Part::Thread(root) => root,
    };
    let found = sqlx::query!(
        r#"SELECT number AS "number!", seq,
                  coalesce(octet_length(body), 0) + coalesce(octet_length(html), 0) AS "bytes!: i64"
           FROM messages WHERE id = ? AND room = ?"#,
        root,
        room.0,
    )
    .fetch_optional(db)
    .await?
    .ok_or(StoreError::NoSuchMessage)?;
    Ok(Stored::Thread {
        root: found.number,
        seq: found.seq,
        bytes: found.bytes + LEAST_AROUND,
    })
}

/// Selects positions beyond a cursor, the nearest first. The condition says of which part.
macro_rules! beyond {
    ($part:literal, $of:expr, $beyond:literal, $order:literal, $seq:expr, $limit:expr) => {
        sqlx::query_as!(
            Position,
            r#"SELECT number AS "number!", seq AS "seq!", coalesce(octet_length(body), 0)
                      + coalesce(octet_length(html), 0) + ?4 AS "bytes!: i64"
               FROM messages WHERE "#
                + $part
                + $beyond
                + " ORDER BY seq "
                + $order
                + " LIMIT ?3",
            $of,
            $seq,
            $limit,
            LEAST_AROUND,
        )
    };
}

/// The positions nearest to the cursor, the nearest first.
async fn positions(
    db: &mut SqliteConnection,
    part: Stored,
    direction: Direction,
    limit: i64,
) -> Result<Vec<Position>, StoreError> {
    use Direction::{After, Before};
    Ok(match (part, direction) {
        (Stored::All(room), Before(seq)) => {
            beyond!("room = ?1", room, " AND seq < ?2", "DESC", seq, limit)
                .fetch_all(db)
                .await?
        }
        (Stored::All(room), After(seq)) => {
            beyond!("room = ?1", room, " AND seq > ?2", "ASC", seq, limit)
                .fetch_all(db)
                .await?
        }
        (Stored::Log(room), Before(seq)) => {
            beyond!(
                "in_log AND room = ?1",
                room,
                " AND seq < ?2",
                "DESC",
                seq,
                limit
            )
            .fetch_all(db)
            .await?
        }
        (Stored::Log(room), After(seq)) => {
            beyond!(
                "in_log AND room = ?1",
                room,
                " AND seq > ?2",
                "ASC",
                seq,
                limit
            )
            .fetch_all(db)
            .await?
        }
        (Stored::Thread { root, .. }, Before(seq)) => {
            let mut found = beyond!("thread = ?1", root, " AND seq < ?2", "DESC", seq, limit)
                .fetch_all(db)
                .await?;
            found.extend(part.root().filter(|root| root.seq < seq));
            found.truncate(page_size(limit));
            found
        }
        (Stored::Thread { root, .. }, After(seq)) => {
            let replies = beyond!("thread = ?1", root, " AND seq > ?2", "ASC", seq, limit)
                .fetch_all(db)
                .await?;
            let root = part.root().filter(|root| root.seq > seq);
            let found = root.into_iter().chain(replies);
            found.take(page_size(limit)).collect()
        }
    })
}

fn page_size(limit: i64) -> usize {
    usize::try_from(limit).unwrap_or_default()
}

impl Stored {
    /// The root of a thread, which comes before all of its messages.
    fn root(self) -> Option<Position> {
        match self {
            Self::Thread { root, seq, bytes } => Some(Position {
                number: root,
                seq,
                bytes,
            }),
            Self::All(_) | Self::Log(_) => None,
        }
    }
}

/// The messages at these positions that fit into the budget, in their order.
async fn read(
    db: &mut SqliteConnection,
    reader: Option<MemberId>,
    nearest: Vec<Position>,
    budget: &mut Budget,
) -> Result<Vec<Message>, StoreError> {
    let mut left = budget.bytes();
    let fitting = nearest.into_iter().take_while(|one| {
        left = left.saturating_sub(one.bytes);
        left >= 0
    });
    let numbers: Vec<i64> = fitting.map(|one| one.number).collect();
    let mut messages = rows::by_numbers(db, &numbers, reader).await?;
    let fits = |one: &&Message| budget.take(std::slice::from_ref(*one));
    let fitting = messages.iter().take_while(fits).count();
    messages.truncate(fitting);
    Ok(messages)
}
