//! Editing and deleting messages; how a deletion is undone is in `undo`. Each counts up the room's
//! revision, which the message has from then on, and so have those that show something of it: replies,
//! and the root of its thread. What leaves everything as it is counts nothing.

use std::time::Duration;

use protocol::{MemberId, Message, MessageId, RoomId, ThreadSummary};
use uuid::Uuid;

use super::{mentions, threads, undo};
use crate::{Change, Granted, StoreError, StoreEvent, messages::MessageRow, now};
use domain::{
    authorise::action,
    markup::{self, RenderedBody},
};

impl Change<'_> {
    /// Gives a message another text, and keeps the one that it had.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMessage`] if it was deleted, [`StoreError::NotEditable`] if it is no text,
    /// [`StoreError::Unavailable`].
    pub async fn edit_message(
        &mut self,
        granted: &Granted<action::EditMessage>,
        body: &RenderedBody,
    ) -> Result<Message, StoreError> {
        let before = self.message_row(granted.message()?.0).await?;
        let Some(text) = &before.body else {
            return Err(StoreError::NoSuchMessage);
        };
        if before.poll.is_some() {
            return Err(StoreError::NotEditable);
        }
        let new = body.body().as_str();
        if text == new {
            return self.message_as(before.id, None).await;
        }
        let written_at = before.edited_at.unwrap_or(before.sent_at);
        sqlx::query!(
            "INSERT INTO message_versions (message, rev, body, written_at) VALUES (?, ?, ?, ?)",
            before.number,
            before.rev,
            text,
            written_at,
        )
        .execute(&mut *self.connection)
        .await?;
        let (rev, at) = (self.next_rev(before.room).await?, now());
        let html = body.html();
        sqlx::query!(
            "UPDATE messages SET rev = ?, body = ?, html = ?, markup = ?, edited_at = ?
             WHERE number = ?",
            rev,
            new,
            html,
            markup::VERSION,
            at,
            before.number,
        )
        .execute(&mut *self.connection)
        .await?;
        mentions::remove(self.connection, before.number).await?;
        let mentions = [(MessageId(before.id), body.mentions())];
        mentions::insert(self.connection, mentions.into_iter()).await?;
        if before.root.is_some() || before.replied_at.is_some() {
            threads::follow_if_mentioned(self.connection, MessageId(before.id)).await?;
        }
        self.changed(&before, rev, None).await
    }

    /// Deletes what a message says and said. Its number stays, and its author can restore what they
    /// have deleted themselves for so long.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMessage`], [`StoreError::Unavailable`].
    pub async fn delete_message(
        &mut self,
        granted: &Granted<action::DeleteMessage>,
        undo_for: Duration,
    ) -> Result<Message, StoreError> {
        let before = self.message_row(granted.message()?.0).await?;
        let is_author = granted.by().map(|by| by.0) == Some(before.author);
        let (room, author) = (RoomId(before.room), MemberId(before.author));
        if before.body.is_none() {
            if !is_author && self.forget_deleted(before.number).await? {
                self.note_message(granted, room, author).await?;
            }
            return self.message_as(before.id, granted.by()).await;
        }
        if is_author && !undo_for.is_zero() {
            self.keep_deleted(&before, undo_for).await?;
        }
        sqlx::query!(
            "DELETE FROM message_versions WHERE message = ?",
            before.number
        )
        .execute(&mut *self.connection)
        .await?;
        sqlx::query!("DELETE FROM reactions WHERE message = ?", before.number)
            .execute(&mut *self.connection)
            .await?;
        // With its answers and votes.
        sqlx::query!("DELETE FROM polls WHERE message = ?", before.number)
            .execute(&mut *self.connection)
            .await?;
        mentions::remove(self.connection, before.number).await?;
        self.forget_reminders(before.number).await?;
        if before.pinned {
            self.remove_pin(&before).await?;
        }
        let rev = self.next_rev(before.room).await?;
        sqlx::query!(
            "UPDATE messages SET rev = ?, kind = 'deleted', body = NULL, html = NULL,
                                 edited_at = NULL, reply_to = NULL
             WHERE number = ?",
            rev,
            before.number,
        )
        .execute(&mut *self.connection)
        .await?;
        if !is_author {
            self.note_message(granted, room, author).await?;
        }
        let replies = self.recount(&before, rev, -1).await?;
        let mut message = [self.changed(&before, rev, replies).await?];
        if before.pinned {
            self.tell_room_changed(room).await?;
        }
        undo::put_into(self.connection, &mut message, granted.by()).await?;
        let [message] = message;
        Ok(message)
    }

    /// Gives the replies to the message its revision, and publishes the message as it is now.
    pub(super) async fn changed(
        &mut self,
        before: &MessageRow,
        rev: i64,
        replies: Option<Box<ThreadSummary>>,
    ) -> Result<Message, StoreError> {
        sqlx::query!(
            "UPDATE messages SET rev = ? WHERE reply_to = ?",
            rev,
            before.number,
        )
        .execute(&mut *self.connection)
        .await?;
        let mut message = self.message_as(before.id, None).await?;
        if let Some(thread) = &mut message.thread {
            thread.replies = replies;
        }
        self.publish(StoreEvent::MessageChanged(message.clone()));
        Ok(message)
    }

    /// Gives a message the room's next revision.
    pub(super) async fn revise(&mut self, message: &MessageRow) -> Result<i64, StoreError> {
        let rev = self.next_rev(message.room).await?;
        sqlx::query!(
            "UPDATE messages SET rev = ? WHERE number = ?",
            rev,
            message.number,
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(rev)
    }

    pub(super) async fn next_rev(&mut self, room: Uuid) -> Result<i64, StoreError> {
        let counted = sqlx::query!(
            "UPDATE rooms SET rev = rev + 1 WHERE id = ? RETURNING rev",
            room
        )
        .fetch_one(&mut *self.connection)
        .await?;
        Ok(counted.rev)
    }
}
