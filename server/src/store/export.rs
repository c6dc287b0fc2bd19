//! All that is kept of one person, for themselves.

use protocol::{MemberId, Seq};
use uuid::Uuid;

use super::{Granted, StoreError, View, row};
use crate::domain::authorise::act;

/// A message of one's own, and where it stands.
#[derive(Clone, Debug)]
pub struct OwnMessage {
    /// The room's address; none for a room that one is in no more.
    pub room: Option<String>,
    /// Its place.
    pub seq: Seq,
    /// What.
    pub body: String,
    /// When, in ms since 1970.
    pub sent_at: i64,
}

/// Messages in one read.
const PAGE: i64 = 5000;

impl View<'_> {
    /// A page of the caller's own messages, in the order of their ids, after that one; with the id
    /// to go on from.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn own_messages(
        &mut self,
        granted: &Granted<act::ExportSelf>,
        after: Option<Uuid>,
    ) -> Result<(Vec<OwnMessage>, Option<Uuid>), StoreError> {
        let MemberId(member) = granted.member()?;
        let after = after.unwrap_or_default();
        let rows = sqlx::query!(
            r#"SELECT messages.id AS "id: Uuid", messages.seq, messages.body, messages.sent_at,
                      CASE WHEN rooms.kind IN ('open', 'public') OR participants.member IS NOT NULL
                           THEN rooms.slug END AS "room?: String"
               FROM messages JOIN rooms ON rooms.id = messages.room AND rooms.state <> 'deleted'
               LEFT JOIN participants ON participants.room = rooms.id
                                     AND participants.member = messages.author
               WHERE messages.author = ? AND messages.id > ?
               ORDER BY messages.id LIMIT ?"#,
            member,
            after,
            PAGE,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        let next = rows.last().map(|last| last.id);
        let messages = rows
            .into_iter()
            .map(|found| {
                Ok(OwnMessage {
                    room: found.room,
                    seq: row::seq(found.seq)?,
                    body: found.body,
                    sent_at: found.sent_at,
                })
            })
            .collect::<Result<_, StoreError>>()?;
        Ok((messages, next))
    }
}
