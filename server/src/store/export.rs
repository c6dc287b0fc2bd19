//! All that is kept of one person, for themselves.

use futures_util::TryStreamExt;
use protocol::{MemberId, Seq};

use super::{Granted, StoreError, View, row};
use domain::authorise::act;

/// A message of one's own, and where it stands.
#[derive(Clone, Debug)]
pub struct OwnMessage {
    /// The room's address; none for a room that one is in no more.
    pub room: Option<String>,
    pub seq: Seq,
    pub body: String,
    /// When, in ms since 1970.
    pub sent_at: i64,
}

/// Where a message of one's own is stored: later ones have larger numbers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Stored(i64);

/// Places that are looked up at once: each time all messages of the person are counted through, so
/// not too often.
const PLACES: i64 = 50_000;

/// Messages in one read at most, and the bytes of their texts.
const PAGE: usize = 250;
const PAGE_BYTES: i64 = 256 * 1024;

/// What a message takes besides its text.
const AROUND: i64 = 100;

impl View<'_> {
    /// Where the next of the caller's own messages are stored, after that one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn own_places(
        &mut self,
        granted: &Granted<act::ExportSelf>,
        after: Stored,
    ) -> Result<Vec<Stored>, StoreError> {
        let MemberId(member) = granted.member()?;
        // Row by row: a list of fifty thousand rows takes much more than one of numbers.
        let places = sqlx::query!(
            r#"SELECT rowid AS "place!: i64" FROM messages
               WHERE author = ? AND rowid > ? ORDER BY rowid LIMIT ?"#,
            member,
            after.0,
            PLACES,
        )
        .fetch(&mut *self.connection)
        .map_ok(|found| Stored(found.place));
        Ok(places.try_collect().await?)
    }

    /// The first of the caller's own messages that are stored there, as many as are read well at once,
    /// in that order; and the places that are left. Each place is looked up by itself (`CROSS JOIN`): to
    /// look for them among all that the caller wrote takes much longer.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn own_messages<'p>(
        &mut self,
        granted: &Granted<act::ExportSelf>,
        places: &'p [Stored],
    ) -> Result<(Vec<OwnMessage>, &'p [Stored]), StoreError> {
        let MemberId(member) = granted.member()?;
        let (asked, later) = places.split_at(places.len().min(PAGE));
        let wanted: Vec<i64> = asked.iter().map(|place| place.0).collect();
        let wanted = serde_json::to_string(&wanted).map_err(|error| row::damaged("rows", error))?;
        let rows = sqlx::query!(
            r#"WITH sizes AS (
                   SELECT messages.rowid AS place,
                          SUM(octet_length(messages.body) + ?3) OVER (ORDER BY messages.rowid)
                              - octet_length(messages.body) AS before
                   FROM json_each(?1) AS wanted
                   CROSS JOIN messages ON messages.rowid = wanted.value
                   WHERE messages.author = ?2
               )
               SELECT sizes.place AS "place!: i64", messages.seq, messages.body, messages.sent_at,
                      rooms.state,
                      CASE WHEN rooms.kind IN ('open', 'public') OR participants.member IS NOT NULL
                           THEN rooms.slug END AS "room?: String"
               FROM sizes CROSS JOIN messages ON messages.rowid = sizes.place
               JOIN rooms ON rooms.id = messages.room
               LEFT JOIN participants ON participants.room = rooms.id
                                     AND participants.member = messages.author
               WHERE sizes.before <= ?4 ORDER BY sizes.place"#,
            wanted,
            member,
            AROUND,
            PAGE_BYTES,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        let left = match rows.last() {
            Some(last) => {
                let read = places.partition_point(|place| place.0 <= last.place);
                &places[read..]
            }
            // None of them is there any more.
            None => later,
        };
        let messages = rows.into_iter().filter(|found| found.state != "deleted");
        let messages = messages.map(|found| {
            Ok(OwnMessage {
                room: found.room,
                seq: row::seq(found.seq)?,
                body: found.body,
                sent_at: found.sent_at,
            })
        });
        Ok((messages.collect::<Result<_, StoreError>>()?, left))
    }
}
