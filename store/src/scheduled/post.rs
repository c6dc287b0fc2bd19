//! Posting what is due: the message is stored and its row removed in one transaction, so it is
//! posted once, whatever ends the server when. Whether its author may post is decided there too. If
//! not, the row stays with the reason.

use domain::{
    authorise::{Denied, action, authorise},
    markup::RenderedBody,
};
use protocol::{MemberId, MessageBody, NotSent, RoomId, ScheduledId, Timestamp};

use super::Row;
use crate::{
    Change, Granted, NewContent, NewMessage, StoreError, StoreEvent, View,
    messages::{self, Before, heads, mentions, threads::Targets},
    now, row,
    scheduled::scheduled_rows,
};

/// Messages that are read at once.
const PAGE: i64 = 20;

/// A message that is due.
#[derive(Clone, Debug)]
pub struct DueMessage {
    pub id: ScheduledId,
    pub author: MemberId,
    pub room: RoomId,
    pub body: MessageBody,
}

/// What became of a message that was due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    Posted,
    /// It stays in its author's list.
    NotSent(NotSent),
    /// It was cancelled, posted or changed meanwhile.
    Outdated,
}

impl View<'_> {
    /// The messages that are due first, in the order of their times.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn due_messages(&mut self) -> Result<Vec<DueMessage>, StoreError> {
        let at = now();
        let found = scheduled_rows!(
            "WHERE not_sent IS NULL AND due_at <= ? ORDER BY due_at, id LIMIT ?",
            at,
            PAGE,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        let due = found.into_iter().map(|found| {
            let body = found.body.as_deref().unwrap_or_default();
            Ok(DueMessage {
                id: ScheduledId(found.id),
                author: MemberId(found.author),
                room: RoomId(found.room),
                body: row::body(body)?,
            })
        });
        due.collect()
    }

    /// When the next message is due.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn next_message_due(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let next = sqlx::query!(
            r#"SELECT min(due_at) AS "due_at?: i64" FROM scheduled_messages WHERE not_sent IS NULL"#
        )
        .fetch_one(&mut *self.connection)
        .await?;
        Ok(next.due_at.map(Timestamp))
    }
}

impl Change<'_> {
    /// Posts a message that is due, with the text that it was read with.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn post_due(
        &mut self,
        id: ScheduledId,
        body: &RenderedBody,
    ) -> Result<Due, StoreError> {
        let at = now();
        let found = scheduled_rows!(
            "WHERE id = ? AND not_sent IS NULL AND due_at <= ?",
            id.0,
            at
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        self.post_scheduled(found, body).await
    }

    /// Posts one of the caller's own now, whatever its time, with the text that it was read with.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn post_now(
        &mut self,
        granted: &Granted<action::ManageScheduled>,
        id: ScheduledId,
        body: &RenderedBody,
    ) -> Result<Due, StoreError> {
        let member = granted.member()?.0;
        let found = scheduled_rows!("WHERE id = ? AND author = ?", id.0, member)
            .fetch_optional(&mut *self.connection)
            .await?;
        self.post_scheduled(found, body).await
    }

    /// The server cannot post a message that is due, whoever wrote it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn give_up_due(&mut self, id: ScheduledId) -> Result<(), StoreError> {
        self.not_sent(id, NotSent::Failed).await.map(drop)
    }

    async fn post_scheduled(
        &mut self,
        found: Option<Row>,
        body: &RenderedBody,
    ) -> Result<Due, StoreError> {
        let is_same = |found: &Row| found.body.as_deref() == Some(body.body().as_str());
        let Some(found) = found.filter(is_same) else {
            return Ok(Due::Outdated);
        };
        let (id, author) = (ScheduledId(found.id), MemberId(found.author));
        let found = found.message()?;
        let new = NewMessage {
            room: found.room,
            author,
            session: None,
            client_id: found.client_id,
            content: NewContent::Text(body.clone()),
            reply_to: found.reply_to,
            thread: found.thread,
            in_room: found.in_room,
            forwards: None,
        };
        match self.post(&new).await {
            Ok(()) => {
                sqlx::query!("DELETE FROM scheduled_messages WHERE id = ?", id.0)
                    .execute(&mut *self.connection)
                    .await?;
                self.tell_scheduled(author, id, None);
                Ok(Due::Posted)
            }
            Err(error) => match reason(error) {
                Some(reason) => self.not_sent(id, reason).await,
                None => Err(error),
            },
        }
    }

    /// Posts a message as [`Store::submit`](crate::Store::submit) does, alone.
    async fn post(&mut self, new: &NewMessage) -> Result<(), StoreError> {
        let tries = messages::earlier_tries(self.connection, &[new]).await?;
        let question = match tries.into_iter().next() {
            Some(Before::New(question)) => question,
            // Its author has sent it by another way.
            Some(Before::Stored(_)) => return Ok(()),
            Some(Before::Reused) => return Err(StoreError::ClientIdReused),
            Some(Before::NoSuchMember) | None => return Err(StoreError::NoSuchMember),
        };
        let permit = authorise(action::Post, question.subject, question.target)?;
        let mut targets = Targets::read(self.connection, &[new]).await?;
        let place = targets.place(new)?;
        let text = new.content.text();
        let names = mentions::names(self.connection, text.into_iter()).await?;
        let mut head = question.head;
        (head.seq, head.rev) = (head.seq.next(), head.rev.next());
        let mut message = messages::number(&permit, new, question.author, head, place, &names);
        targets.count(&mut message);
        messages::insert(self.connection, &[(message.clone(), new)]).await?;
        heads::set(self.connection, head).await?;
        self.publish(StoreEvent::Message(message));
        Ok(())
    }

    async fn not_sent(&mut self, id: ScheduledId, reason: NotSent) -> Result<Due, StoreError> {
        let text = reason.as_str();
        sqlx::query!(
            "UPDATE scheduled_messages SET not_sent = ? WHERE id = ?",
            text,
            id.0
        )
        .execute(&mut *self.connection)
        .await?;
        let found = scheduled_rows!("WHERE id = ?", id.0)
            .fetch_one(&mut *self.connection)
            .await?;
        let author = MemberId(found.author);
        self.tell_scheduled(author, id, Some(found.message()?));
        Ok(Due::NotSent(reason))
    }
}

/// What the author is told; none if the database failed.
const fn reason(error: StoreError) -> Option<NotSent> {
    match error {
        StoreError::Unavailable | StoreError::Closed => None,
        StoreError::Denied(Denied::NoSession | Denied::Ended) | StoreError::NoSuchMember => {
            Some(NotSent::AccountInactive)
        }
        StoreError::Denied(Denied::Banned) => Some(NotSent::Banned),
        StoreError::Denied(Denied::Unknown) | StoreError::NoSuchRoom => Some(NotSent::NotInRoom),
        StoreError::Denied(Denied::Archived) => Some(NotSent::Archived),
        StoreError::Denied(_) => Some(NotSent::NotAllowed),
        StoreError::NoSuchMessage => Some(NotSent::MessageGone),
        StoreError::ClientIdReused => Some(NotSent::ClientIdReused),
        _ => Some(NotSent::Failed),
    }
}
