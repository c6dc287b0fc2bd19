//! Messages that people want to be reminded of. Only they know of it.

use domain::authorise::{Denied, action};
use protocol::{
    MemberId, MessageId, Quote, Timestamp,
    event::{ReminderDue, RemindersChanged},
};
use uuid::Uuid;

use crate::{Caller, Cap, Change, Granted, Resource, StoreError, StoreEvent, View, now};

/// Reminders that are read at once when they are due.
const PAGE: i64 = 100;

/// A reminder of the caller's own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reminder {
    pub message: MessageId,
    pub at: Timestamp,
    /// Whether its time has come.
    pub is_due: bool,
}

impl View<'_> {
    /// When the caller wants to be reminded of a message, if they do.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn reminder(
        &mut self,
        granted: &Granted<action::SetReminder>,
    ) -> Result<Option<Reminder>, StoreError> {
        let (message, member) = (granted.message()?, granted.member()?.0);
        let found = sqlx::query!(
            r#"SELECT reminders.due_at, reminders.is_due AS "is_due: bool"
               FROM messages JOIN reminders ON reminders.message = messages.number
               WHERE messages.id = ? AND reminders.member = ?"#,
            message.0,
            member,
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        Ok(found.map(|found| Reminder {
            message,
            at: Timestamp(found.due_at),
            is_due: found.is_due,
        }))
    }

    /// All of the caller's own: those that are due, and then the others by their times.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn reminders(
        &mut self,
        granted: &Granted<action::ManageReminders>,
    ) -> Result<Vec<Reminder>, StoreError> {
        let member = granted.member()?.0;
        let found = sqlx::query!(
            r#"SELECT messages.id AS "id!: Uuid", reminders.due_at AS "due_at!",
                      reminders.is_due AS "is_due!: bool"
               FROM reminders CROSS JOIN messages ON messages.number = reminders.message
               WHERE reminders.member = ?
               ORDER BY reminders.is_due DESC, reminders.due_at, reminders.message"#,
            member,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        let all = found.into_iter().map(|found| Reminder {
            message: MessageId(found.id),
            at: Timestamp(found.due_at),
            is_due: found.is_due,
        });
        Ok(all.collect())
    }

    /// How many of the caller's own are due.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn reminders_due(
        &mut self,
        granted: &Granted<action::SeeOwnRooms>,
    ) -> Result<u32, StoreError> {
        self.count_due(granted.member()?).await
    }

    async fn count_due(&mut self, member: MemberId) -> Result<u32, StoreError> {
        let count = sqlx::query_scalar!(
            "SELECT count(*) FROM reminders WHERE member = ? AND is_due",
            member.0,
        )
        .fetch_one(&mut *self.connection)
        .await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// The reminders whose time has come and whose owners were not told yet, in the order of their
    /// times.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn reminders_to_tell(&mut self) -> Result<Vec<(MemberId, MessageId)>, StoreError> {
        let at = now();
        let found = sqlx::query!(
            r#"SELECT reminders.member AS "member!: Uuid", messages.id AS "id!: Uuid"
               FROM reminders INDEXED BY reminders_next
               CROSS JOIN messages ON messages.number = reminders.message
               WHERE NOT reminders.is_due AND reminders.due_at <= ?
               ORDER BY reminders.due_at, reminders.member, reminders.message LIMIT ?"#,
            at,
            PAGE,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        let due = found.into_iter();
        let due = due.map(|found| (MemberId(found.member), MessageId(found.id)));
        Ok(due.collect())
    }

    /// When the next reminder is due.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn next_reminder_due(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let next = sqlx::query!(
            r#"SELECT min(due_at) AS "due_at?: i64"
               FROM reminders INDEXED BY reminders_next WHERE NOT is_due"#
        )
        .fetch_one(&mut *self.connection)
        .await?;
        Ok(next.due_at.map(Timestamp))
    }
}

impl Change<'_> {
    /// Reminds the caller of a message at this time, and at no other.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMessage`] if it was deleted, [`StoreError::LimitReached`],
    /// [`StoreError::Unavailable`].
    pub async fn set_reminder(
        &mut self,
        granted: &Granted<action::SetReminder>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let member = granted.member()?;
        let before = self.reminder(granted).await?;
        if before.is_none() {
            self.check_cap(Cap::Reminders, member).await?;
        }
        let message = self.message_row(granted.message()?.0).await?;
        if message.body.is_none() {
            return Err(StoreError::NoSuchMessage);
        }
        sqlx::query!(
            "INSERT INTO reminders (member, message, due_at) VALUES (?, ?, ?)
             ON CONFLICT (member, message) DO UPDATE SET due_at = excluded.due_at, is_due = 0",
            member.0,
            message.number,
            at.0,
        )
        .execute(&mut *self.connection)
        .await?;
        if before.is_some_and(|before| before.is_due) {
            self.tell_reminders(member).await?;
        }
        Ok(())
    }

    /// Removes a reminder of the caller's own, due or not. Whether it was there.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn remove_reminder(
        &mut self,
        granted: &Granted<action::ManageReminders>,
        message: MessageId,
    ) -> Result<bool, StoreError> {
        let member = granted.member()?;
        let was_there = self.drop_reminder(member, message).await?;
        if was_there {
            self.tell_reminders(member).await?;
        }
        Ok(was_there)
    }

    /// Tells somebody of a reminder whose time has come; whoever may not see the message any more is
    /// told nothing.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn tell_reminder(
        &mut self,
        member: MemberId,
        message: MessageId,
    ) -> Result<(), StoreError> {
        let (caller, on) = (Caller::OnBehalfOf(member), Resource::Message(message));
        let seen = match self.authorise(action::ReadMessage, caller, on).await {
            Ok(granted) => Some(self.message(&granted).await?),
            // They may be back.
            Err(StoreError::Denied(Denied::Banned | Denied::Ended)) => None,
            Err(StoreError::Denied(_)) => {
                self.drop_reminder(member, message).await?;
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let at = now();
        let told = sqlx::query!(
            "UPDATE reminders SET is_due = 1
             WHERE member = ? AND message = (SELECT number FROM messages WHERE id = ?)
                 AND NOT is_due AND due_at <= ?
             RETURNING due_at",
            member.0,
            message.0,
            at,
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        if let Some((told, message)) = told.zip(seen) {
            let reminder = ReminderDue {
                room: message.room,
                quote: Quote::of(&message),
                at: Timestamp(told.due_at),
                due: self.count_due(member).await?,
            };
            self.publish(StoreEvent::ReminderDue { member, reminder });
        }
        Ok(())
    }

    async fn drop_reminder(
        &mut self,
        member: MemberId,
        message: MessageId,
    ) -> Result<bool, StoreError> {
        let gone = sqlx::query!(
            "DELETE FROM reminders
             WHERE member = ? AND message = (SELECT number FROM messages WHERE id = ?)",
            member.0,
            message.0,
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(gone.rows_affected() > 0)
    }

    /// Removes all reminders of a message that is deleted.
    pub(crate) async fn forget_reminders(&mut self, message: i64) -> Result<(), StoreError> {
        let gone = sqlx::query!(
            r#"DELETE FROM reminders WHERE message = ?
               RETURNING member AS "member!: Uuid", is_due AS "is_due!: bool""#,
            message,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        for one in gone.into_iter().filter(|one| one.is_due) {
            self.tell_reminders(MemberId(one.member)).await?;
        }
        Ok(())
    }

    async fn tell_reminders(&mut self, member: MemberId) -> Result<(), StoreError> {
        let due = self.count_due(member).await?;
        let changed = RemindersChanged { due };
        self.publish(StoreEvent::RemindersChanged { member, changed });
        Ok(())
    }
}
