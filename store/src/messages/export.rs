//! All data stored of one person, for themselves.

use futures_util::TryStreamExt;
use protocol::{MemberId, Seq};

use crate::{Granted, StoreError, View, row};
use domain::authorise::action;

/// One of the caller's own messages.
#[derive(Clone, Debug)]
pub struct OwnMessage {
    /// The room's slug; `None` if the caller is not in the room any more.
    pub room: Option<String>,
    pub seq: Seq,
    /// The text, or what a poll asks.
    pub body: String,
    /// The answers of a poll; none of a text.
    pub options: Vec<String>,
    /// When, in ms since 1970.
    pub sent_at: i64,
}

/// Position at which a message is stored: later ones have larger numbers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Stored(i64);

/// Positions that are looked up at once: each lookup scans all messages of the person, so there
/// should be few.
const POSITIONS: i64 = 50_000;

/// Limits of one read: messages, and bytes of their texts.
const PAGE: usize = 250;
const PAGE_BYTES: i64 = 128 * 1024;

/// Bytes of a message besides its text.
const AROUND: i64 = 100;

impl View<'_> {
    /// The positions of the caller's next own messages, after this one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn own_positions(
        &mut self,
        granted: &Granted<action::ExportSelf>,
        after: Stored,
    ) -> Result<Vec<Stored>, StoreError> {
        let MemberId(member) = granted.member()?;
        // Row by row: a list of fifty thousand rows takes much more memory than one of numbers.
        let positions = sqlx::query!(
            r#"SELECT number AS "position!: i64" FROM messages
               WHERE author = ? AND number > ? AND kind <> 'deleted' ORDER BY number LIMIT ?"#,
            member,
            after.0,
            POSITIONS,
        )
        .fetch(&mut *self.connection)
        .map_ok(|found| Stored(found.position));
        Ok(positions.try_collect().await?)
    }

    /// The caller's own messages at the first of these positions, as many as one read returns, in
    /// order; and the remaining positions. Each position is looked up by itself (`CROSS JOIN`):
    /// searching for them among everything that the caller wrote takes much longer.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn own_messages<'p>(
        &mut self,
        granted: &Granted<action::ExportSelf>,
        positions: &'p [Stored],
    ) -> Result<(Vec<OwnMessage>, &'p [Stored]), StoreError> {
        let MemberId(member) = granted.member()?;
        let (asked, later) = positions.split_at(positions.len().min(PAGE));
        let wanted: Vec<i64> = asked.iter().map(|position| position.0).collect();
        let wanted = serde_json::to_string(&wanted).map_err(|error| row::damaged("rows", error))?;
        let rows = sqlx::query!(
            r#"WITH sizes AS (
                   SELECT messages.number AS position,
                          SUM(octet_length(messages.body) + ?3) OVER (ORDER BY messages.number)
                              - octet_length(messages.body) AS before
                   FROM json_each(?1) AS wanted
                   CROSS JOIN messages ON messages.number = wanted.value
                   WHERE messages.author = ?2
               )
               SELECT sizes.position AS "position!: i64", messages.seq, messages.body AS "body!",
                      messages.sent_at,
                      CASE WHEN messages.kind = 'poll' THEN
                          (SELECT json_group_array(text ORDER BY number) FROM poll_options
                           WHERE poll_options.message = messages.number)
                      END AS "options?: String",
                      rooms.state,
                      CASE WHEN rooms.kind IN ('open', 'public') OR memberships.member IS NOT NULL
                           THEN rooms.slug END AS "room?: String"
               FROM sizes CROSS JOIN messages ON messages.number = sizes.position
               JOIN rooms ON rooms.id = messages.room
               LEFT JOIN memberships ON memberships.room = rooms.id
                                     AND memberships.member = messages.author
               WHERE sizes.before <= ?4 AND messages.body IS NOT NULL ORDER BY sizes.position"#,
            wanted,
            member,
            AROUND,
            PAGE_BYTES,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        let left = match rows.last() {
            Some(last) => {
                let read = positions.partition_point(|position| position.0 <= last.position);
                &positions[read..]
            }
            // None of them exists any more.
            None => later,
        };
        let messages = rows.into_iter().filter(|found| found.state != "deleted");
        let messages = messages.map(|found| {
            let options = found.options.as_deref().map(serde_json::from_str);
            let options = options.transpose();
            Ok(OwnMessage {
                options: options
                    .map_err(|error| row::damaged("poll", error))?
                    .unwrap_or_default(),
                room: found.room,
                seq: row::seq(found.seq)?,
                body: found.body,
                sent_at: found.sent_at,
            })
        });
        Ok((messages.collect::<Result<_, StoreError>>()?, left))
    }
}
