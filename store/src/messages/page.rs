//! One message by itself: as it is, and what it said before it was edited.

use protocol::{MemberId, Message, MessageId, Timestamp};
use uuid::Uuid;

use super::{ignored, polls, reactions, rows, undo};
use crate::{Granted, StoreError, View, messages::MessageRow};
use domain::authorise::action;

/// Most earlier versions that are read: the latest ones.
pub const VERSIONS: u32 = 20;

/// What a message said before an edit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MessageVersion {
    /// As it was written.
    pub body: String,
    pub written_at: Timestamp,
}

impl View<'_> {
    /// # Errors
    /// [`StoreError::NoSuchMessage`], [`StoreError::Unavailable`].
    pub async fn message(
        &mut self,
        granted: &Granted<action::ReadMessage>,
    ) -> Result<Message, StoreError> {
        self.message_as(granted.message()?.0, granted.by()).await
    }

    /// What a message said before, the latest first: up to [`VERSIONS`], found by the primary key
    /// of `message_versions`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn message_versions(
        &mut self,
        granted: &Granted<action::ReadMessage>,
    ) -> Result<Vec<MessageVersion>, StoreError> {
        let id = granted.message()?.0;
        let found = sqlx::query!(
            r#"SELECT message_versions.body, message_versions.written_at
               FROM messages JOIN message_versions ON message_versions.message = messages.number
               WHERE messages.id = ? ORDER BY message_versions.rev DESC LIMIT ?"#,
            id,
            VERSIONS,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        let versions = found.into_iter().map(|found| MessageVersion {
            body: found.body,
            written_at: Timestamp(found.written_at),
        });
        Ok(versions.collect())
    }

    /// A message with its reactions and votes, as a reader sees it, or as all do.
    pub(super) async fn message_as(
        &mut self,
        id: Uuid,
        reader: Option<MemberId>,
    ) -> Result<Message, StoreError> {
        let mut message = [self.message_row(id).await?.message()?];
        reactions::put_into(self.connection, &mut message, reader).await?;
        undo::put_into(self.connection, &mut message, reader).await?;
        ignored::leave_out_mentions(self.connection, &mut message, reader).await?;
        polls::put_into(self.connection, &mut message, reader).await?;
        let [message] = message;
        Ok(message)
    }

    pub(crate) async fn message_row(&mut self, id: Uuid) -> Result<MessageRow, StoreError> {
        rows::by_id(self.connection, MessageId(id)).await
    }
}
