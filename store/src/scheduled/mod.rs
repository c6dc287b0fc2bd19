//! Messages that people have scheduled: each is known to its author alone until it is posted, which
//! is in `post`.

pub(crate) mod post;

use futures_util::TryStreamExt as _;
use protocol::{
    ClientMessageId, MemberId, MessageBody, MessageId, NotSent, RoomId, ScheduledId,
    ScheduledMessage, Timestamp, event::ScheduledChanged,
};
use uuid::Uuid;

use crate::{Cap, Change, Granted, StoreError, StoreEvent, View, row};
use domain::authorise::action;

/// A message to be scheduled.
#[derive(Clone, Debug)]
pub struct NewScheduled {
    /// The author's id for it.
    pub client_id: ClientMessageId,
    pub body: MessageBody,
    pub at: Timestamp,
    pub reply_to: Option<MessageId>,
    pub thread: Option<MessageId>,
    pub in_room: bool,
}

/// Bytes of texts in one list. In JSON a text has at most twice as many as here.
const LIST_BYTES: usize = 400 * 1024;

/// A row of `scheduled_messages`.
pub(crate) struct Row {
    id: Uuid,
    author: Uuid,
    room: Uuid,
    client_id: String,
    body: Option<String>,
    due_at: i64,
    reply_to: Option<Uuid>,
    thread: Option<Uuid>,
    in_room: bool,
    not_sent: Option<String>,
}

/// Selects [`Row`]s; a statement says what comes after (`WHERE ...`).
macro_rules! scheduled_rows {
    ($after:literal, $($value:expr),* $(,)?) => {
        sqlx::query_as!(
            crate::scheduled::Row,
            r#"SELECT id AS "id: uuid::Uuid", author AS "author: uuid::Uuid",
                      room AS "room: uuid::Uuid", client_id, body, due_at,
                      reply_to AS "reply_to: uuid::Uuid", thread AS "thread: uuid::Uuid",
                      in_room AS "in_room: bool", not_sent
               FROM scheduled_messages "# + $after,
            $($value),*
        )
    };
}
pub(crate) use scheduled_rows;

impl Row {
    fn message(self) -> Result<ScheduledMessage, StoreError> {
        let not_sent = self.not_sent.as_deref().map(|text| {
            let known = NotSent::parse(text);
            known.ok_or_else(|| row::damaged("not_sent", text))
        });
        Ok(ScheduledMessage {
            id: ScheduledId(self.id),
            room: RoomId(self.room),
            client_id: row::client_id(&self.client_id)?,
            body: self.body.as_deref().map(row::body).transpose()?,
            at: Timestamp(self.due_at),
            reply_to: self.reply_to.map(MessageId),
            thread: self.thread.map(MessageId),
            in_room: self.in_room,
            not_sent: not_sent.transpose()?,
        })
    }
}

impl View<'_> {
    /// The caller's own, in the order in which they were scheduled: those after the given one, as
    /// many as fit into an answer; and whether there are more.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn scheduled(
        &mut self,
        granted: &Granted<action::ManageScheduled>,
        after: Option<ScheduledId>,
    ) -> Result<(Vec<ScheduledMessage>, bool), StoreError> {
        let member = granted.member()?.0;
        let after = after.map_or(Uuid::nil(), |id| id.0);
        let mut rows = scheduled_rows!("WHERE author = ? AND id > ? ORDER BY id", member, after,)
            .fetch(&mut *self.connection);
        let (mut messages, mut left) = (Vec::new(), LIST_BYTES);
        while let Some(row) = rows.try_next().await? {
            let bytes = row.body.as_deref().map_or(0, str::len);
            if bytes > left && !messages.is_empty() {
                return Ok((messages, true));
            }
            left = left.saturating_sub(bytes);
            messages.push(row.message()?);
        }
        Ok((messages, false))
    }

    /// One of the caller's own.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] if there is none, or no more; [`StoreError::Unavailable`].
    pub async fn scheduled_message(
        &mut self,
        granted: &Granted<action::ManageScheduled>,
        id: ScheduledId,
    ) -> Result<ScheduledMessage, StoreError> {
        let member = granted.member()?.0;
        let found = scheduled_rows!("WHERE id = ? AND author = ?", id.0, member)
            .fetch_optional(&mut *self.connection)
            .await?;
        found.ok_or(StoreError::Unknown)?.message()
    }
}

impl Change<'_> {
    /// Schedules a message in a room. The same client id again gives what was scheduled first.
    ///
    /// # Errors
    /// [`StoreError::ClientIdReused`] if that is another message, [`StoreError::LimitReached`],
    /// [`StoreError::Unavailable`].
    pub async fn schedule(
        &mut self,
        granted: &Granted<action::ScheduleMessage>,
        new: &NewScheduled,
    ) -> Result<ScheduledMessage, StoreError> {
        let (author, room) = (granted.member()?, granted.room()?);
        let client_id = new.client_id.as_str();
        let before = scheduled_rows!("WHERE author = ? AND client_id = ?", author.0, client_id)
            .fetch_optional(&mut *self.connection)
            .await?;
        if let Some(before) = before {
            let before = before.message()?;
            let is_same = before.room == room && before.body.as_ref() == Some(&new.body);
            return is_same.then_some(before).ok_or(StoreError::ClientIdReused);
        }
        let is_posted = sqlx::query!(
            r#"SELECT 1 AS "it!: i64" FROM messages WHERE author = ? AND client_id = ?"#,
            author.0,
            client_id,
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        if is_posted.is_some() {
            return Err(StoreError::ClientIdReused);
        }
        self.check_cap(Cap::Scheduled, author).await?;
        let id = ScheduledId(Uuid::now_v7());
        let body = new.body.as_str();
        let (reply_to, thread) = (new.reply_to.map(|id| id.0), new.thread.map(|id| id.0));
        sqlx::query!(
            "INSERT INTO scheduled_messages
                 (id, author, room, client_id, body, due_at, reply_to, thread, in_room)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            id.0,
            author.0,
            room.0,
            client_id,
            body,
            new.at.0,
            reply_to,
            thread,
            new.in_room,
        )
        .execute(&mut *self.connection)
        .await?;
        let message = ScheduledMessage {
            id,
            room,
            client_id: new.client_id.clone(),
            body: Some(new.body.clone()),
            at: new.at,
            reply_to: new.reply_to,
            thread: new.thread,
            in_room: new.in_room,
            not_sent: None,
        };
        self.tell_scheduled(author, id, Some(message.clone()));
        Ok(message)
    }

    /// Gives one of the caller's own another text and time. One that was not sent will be.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] if there is none, or its room is gone; [`StoreError::Unavailable`].
    pub async fn reschedule(
        &mut self,
        granted: &Granted<action::ManageScheduled>,
        id: ScheduledId,
        body: &MessageBody,
        at: Timestamp,
    ) -> Result<ScheduledMessage, StoreError> {
        let member = granted.member()?;
        let text = body.as_str();
        sqlx::query!(
            "UPDATE scheduled_messages SET body = ?, due_at = ?, not_sent = NULL
             WHERE id = ? AND author = ? AND body IS NOT NULL",
            text,
            at.0,
            id.0,
            member.0,
        )
        .execute(&mut *self.connection)
        .await?;
        let message = self.scheduled_message(granted, id).await?;
        if message.body.is_none() {
            return Err(StoreError::Unknown);
        }
        self.tell_scheduled(member, id, Some(message.clone()));
        Ok(message)
    }

    /// Deletes one of the caller's own. Whether it was there.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn unschedule(
        &mut self,
        granted: &Granted<action::ManageScheduled>,
        id: ScheduledId,
    ) -> Result<bool, StoreError> {
        let member = granted.member()?;
        let gone = sqlx::query!(
            "DELETE FROM scheduled_messages WHERE id = ? AND author = ?",
            id.0,
            member.0,
        )
        .execute(&mut *self.connection)
        .await?;
        let was_there = gone.rows_affected() > 0;
        if was_there {
            self.tell_scheduled(member, id, None);
        }
        Ok(was_there)
    }

    fn tell_scheduled(
        &mut self,
        member: MemberId,
        id: ScheduledId,
        message: Option<ScheduledMessage>,
    ) {
        let changed = ScheduledChanged { id, message };
        self.publish(StoreEvent::ScheduledChanged { member, changed });
    }
}
