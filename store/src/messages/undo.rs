//! Undo of a deletion, for a while and for the author alone. What the message was stands as one text of
//! JSON in a table that no reader of messages reads, until it is put back or its time is over.

use std::time::Duration;

use protocol::{MemberId, Message, MessageContent, Timestamp};
use sqlx::SqliteConnection;

use super::{hex, json};
use crate::{Change, Granted, StoreError, View, messages::MessageRow, now};
use domain::authorise::action;

/// Puts into messages until when their reader can restore them. Asks nothing where the reader has deleted
/// none of them.
pub(super) async fn put_into(
    db: &mut SqliteConnection,
    messages: &mut [Message],
    reader: Option<MemberId>,
) -> Result<(), StoreError> {
    let own = messages
        .iter()
        .enumerate()
        .filter(|(_, one)| one.content == MessageContent::Deleted && Some(one.author.id) == reader);
    let own: Vec<_> = own.map(|(index, one)| (index, hex(one.id.0))).collect();
    if own.is_empty() {
        return Ok(());
    }
    let (own, at) = (json(&own)?, now());
    let found = sqlx::query!(
        r#"SELECT question.value ->> '$[0]' AS "index!: i64", deleted_messages.undo_until
           FROM json_each(?) AS question
           CROSS JOIN messages ON messages.id = unhex(question.value ->> '$[1]')
           CROSS JOIN deleted_messages ON deleted_messages.message = messages.number
           WHERE deleted_messages.undo_until > ?"#,
        own,
        at,
    )
    .fetch_all(db)
    .await?;
    for found in found {
        let index = usize::try_from(found.index).unwrap_or(usize::MAX);
        if let Some(message) = messages.get_mut(index) {
            message.undo_until = Some(Timestamp(found.undo_until));
        }
    }
    Ok(())
}

impl View<'_> {
    /// How long until the first of those that can be restored no longer can: nothing if it is due.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn undo_left(&mut self) -> Result<Option<Duration>, StoreError> {
        let found =
            sqlx::query!(r#"SELECT MIN(undo_until) AS "undo_until?: i64" FROM deleted_messages"#)
                .fetch_one(&mut *self.connection)
                .await?;
        let left = found.undo_until.map(|until| until.saturating_sub(now()));
        Ok(left.map(|left| Duration::from_millis(u64::try_from(left).unwrap_or_default())))
    }
}

impl Change<'_> {
    /// Undoes that its author has deleted a message: all that it was is there again. What was not
    /// deleted stays as it is.
    ///
    /// # Errors
    /// [`StoreError::CannotBeRestored`] when it is too late, [`StoreError::NoSuchMessage`],
    /// [`StoreError::Unavailable`].
    pub async fn restore_message(
        &mut self,
        granted: &Granted<action::RestoreMessage>,
    ) -> Result<Message, StoreError> {
        let before = self.message_row(granted.message()?.0).await?;
        if before.body.is_some() {
            return self.message_as(before.id, None).await;
        }
        let (rev, at) = (self.next_rev(before.room).await?, now());
        let restored = sqlx::query!(
            "UPDATE messages
             SET rev = ?, kind = was.content ->> '$.kind', body = was.content ->> '$.body',
                 html = was.content ->> '$.html', markup = was.content ->> '$.markup',
                 edited_at = was.content ->> '$.edited_at',
                 reply_to = was.content ->> '$.reply_to'
             FROM deleted_messages AS was
             WHERE messages.number = ? AND was.message = messages.number AND was.undo_until > ?",
            rev,
            before.number,
            at,
        )
        .execute(&mut *self.connection)
        .await?;
        if restored.rows_affected() == 0 {
            return Err(StoreError::CannotBeRestored);
        }
        self.put_back(before.number).await?;
        self.put_back_poll(before.number).await?;
        self.forget_deleted(before.number).await?;
        let replies = self.recount(&before, rev, 1).await?;
        self.changed(&before, rev, replies).await
    }

    /// Stores what a message is, for as long as its author can restore it, before it is deleted.
    pub(super) async fn keep_deleted(
        &mut self,
        message: &MessageRow,
        undo_for: Duration,
    ) -> Result<(), StoreError> {
        let until = now().saturating_add(millis(undo_for));
        sqlx::query!(
            "INSERT INTO deleted_messages (message, undo_until, content)
             SELECT messages.number, ?1, json_object(
                 'kind', messages.kind, 'body', messages.body, 'html', messages.html, 'markup', messages.markup,
                 'edited_at', messages.edited_at, 'reply_to', messages.reply_to,
                 'versions', json((
                     SELECT json_group_array(json_array(rev, body, written_at))
                     FROM message_versions WHERE message = ?2)),
                 'mentions', json((
                     SELECT json_group_array(json_array(position, text, kind,
                                                        iif(target IS NULL, NULL, hex(target)), reach))
                     FROM mentions WHERE message = ?2)),
                 'polls', json((
                     SELECT json_group_array(json_array(multiple, anonymous, closes_at))
                     FROM polls WHERE message = ?2)),
                 'options', json((
                     SELECT json_group_array(json_array(number, text))
                     FROM poll_options WHERE message = ?2)),
                 'votes', json((
                     SELECT json_group_array(json_array(option, hex(member)))
                     FROM poll_votes WHERE message = ?2)),
                 'reactions', json((
                     SELECT json_group_array(json_array(emoji, hex(member), since, at))
                     FROM reactions WHERE message = ?2)))
             FROM messages WHERE messages.number = ?2",
            until,
            message.number,
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(())
    }

    /// Puts back what belongs to a message: its earlier versions, whom it mentions, and the reactions
    /// of those who still exist.
    async fn put_back(&mut self, message: i64) -> Result<(), StoreError> {
        sqlx::query!(
            "INSERT INTO message_versions (message, rev, body, written_at)
             SELECT was.message, one.value ->> '$[0]', one.value ->> '$[1]', one.value ->> '$[2]'
             FROM deleted_messages AS was CROSS JOIN json_each(was.content, '$.versions') AS one
             WHERE was.message = ?",
            message,
        )
        .execute(&mut *self.connection)
        .await?;
        sqlx::query!(
            "INSERT INTO mentions (message, position, text, kind, target, reach)
             SELECT was.message, one.value ->> '$[0]', one.value ->> '$[1]', one.value ->> '$[2]',
                    unhex(one.value ->> '$[3]'), one.value ->> '$[4]'
             FROM deleted_messages AS was CROSS JOIN json_each(was.content, '$.mentions') AS one
             WHERE was.message = ?",
            message,
        )
        .execute(&mut *self.connection)
        .await?;
        sqlx::query!(
            "INSERT INTO reactions (message, emoji, member, since, at)
             SELECT was.message, one.value ->> '$[0]', members.id, one.value ->> '$[2]',
                    one.value ->> '$[3]'
             FROM deleted_messages AS was CROSS JOIN json_each(was.content, '$.reactions') AS one
             CROSS JOIN members ON members.id = unhex(one.value ->> '$[1]')
             WHERE was.message = ?",
            message,
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(())
    }

    /// Puts back a poll, if it was one, with the votes of those who still have an account.
    async fn put_back_poll(&mut self, message: i64) -> Result<(), StoreError> {
        sqlx::query!(
            "INSERT INTO polls (message, multiple, anonymous, closes_at)
             SELECT was.message, one.value ->> '$[0]', one.value ->> '$[1]', one.value ->> '$[2]'
             FROM deleted_messages AS was CROSS JOIN json_each(was.content, '$.polls') AS one
             WHERE was.message = ?",
            message,
        )
        .execute(&mut *self.connection)
        .await?;
        sqlx::query!(
            "INSERT INTO poll_options (message, number, text)
             SELECT was.message, one.value ->> '$[0]', one.value ->> '$[1]'
             FROM deleted_messages AS was CROSS JOIN json_each(was.content, '$.options') AS one
             WHERE was.message = ?",
            message,
        )
        .execute(&mut *self.connection)
        .await?;
        sqlx::query!(
            "INSERT INTO poll_votes (message, option, member)
             SELECT was.message, one.value ->> '$[0]', members.id
             FROM deleted_messages AS was CROSS JOIN json_each(was.content, '$.votes') AS one
             CROSS JOIN members ON members.id = unhex(one.value ->> '$[1]')
                               AND members.account_status <> 'deleted'
             WHERE was.message = ?",
            message,
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(())
    }

    /// A message can no longer be restored. Whether it could.
    pub(super) async fn forget_deleted(&mut self, message: i64) -> Result<bool, StoreError> {
        let gone = sqlx::query!("DELETE FROM deleted_messages WHERE message = ?", message)
            .execute(&mut *self.connection)
            .await?;
        Ok(gone.rows_affected() > 0)
    }

    /// Erases what can no longer be restored, and what could longer than that: the clock was set back
    /// then, or people had more time before.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn purge_deleted(&mut self, undo_for: Duration) -> Result<(), StoreError> {
        let at = now();
        let latest = at.saturating_add(millis(undo_for));
        sqlx::query!(
            "DELETE FROM deleted_messages WHERE undo_until <= ? OR undo_until > ?",
            at,
            latest,
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(())
    }
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
