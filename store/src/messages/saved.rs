//! Messages that somebody saved for themselves. The list has only those that they may still see: a room
//! that they left hides its entries, which are there again when they come back.

use protocol::{Message, MessageId, RoomId, Timestamp};
use uuid::Uuid;

use super::{budget::Budget, json, rows};
use crate::{Cap, Change, Granted, StoreError, View, now};
use domain::authorise::action;

/// Most of them on one page.
const PAGE: u32 = 20;

/// A saved message.
#[derive(Clone, PartialEq, Debug)]
pub struct Saved {
    pub message: Message,
    /// When it was saved.
    pub at: Timestamp,
}

/// Some of the saved messages of somebody.
#[derive(Clone, PartialEq, Debug)]
pub struct SavedPage {
    pub saved: Vec<Saved>,
    /// Whether there are earlier ones.
    pub more: bool,
}

impl View<'_> {
    /// The rooms of all that the member has saved, whether they may still see them or not: the next
    /// step is to authorise.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn rooms_of_saved(
        &mut self,
        granted: &Granted<action::SeeSaved>,
    ) -> Result<Vec<RoomId>, StoreError> {
        let member = granted.member()?.0;
        let found = sqlx::query_scalar!(
            r#"SELECT DISTINCT messages.room AS "room!: Uuid"
               FROM saved_messages CROSS JOIN messages ON messages.number = saved_messages.message
               WHERE saved_messages.member = ?"#,
            member,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        Ok(found.into_iter().map(RoomId).collect())
    }

    /// What the member has saved of these rooms, the last saved first, without so many that come
    /// before.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn saved(
        &mut self,
        granted: &Granted<action::SeeSaved>,
        rooms: &[Granted<action::ReadRoom>],
        skip: u32,
    ) -> Result<SavedPage, StoreError> {
        let (member, most) = (granted.member()?, PAGE + 1);
        let rooms = rooms.iter().map(|room| Ok(super::hex(room.room()?.0)));
        let rooms = json(&rooms.collect::<Result<Vec<_>, StoreError>>()?)?;
        let found = sqlx::query!(
            r#"SELECT saved_messages.message AS "message!", saved_messages.at AS "at!"
               FROM saved_messages CROSS JOIN messages ON messages.number = saved_messages.message
               WHERE saved_messages.member = ? AND messages.kind <> 'deleted'
                 AND lower(hex(messages.room)) IN (SELECT value FROM json_each(?))
               ORDER BY saved_messages.at DESC, saved_messages.message DESC LIMIT ? OFFSET ?"#,
            member.0,
            rooms,
            most,
            skip,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        let page = found.get(..PAGE as usize).unwrap_or(&found);
        let numbers: Vec<i64> = page.iter().map(|one| one.message).collect();
        let messages = rows::by_numbers(self.connection, &numbers, Some(member)).await?;
        let messages = Budget::page().fitting(messages);
        let more = messages.len() < found.len();
        let saved = messages
            .into_iter()
            .zip(page)
            .map(|(message, found)| Saved {
                message,
                at: Timestamp(found.at),
            });
        let saved = saved.collect();
        Ok(SavedPage { saved, more })
    }

    /// Whether the asker has saved a message.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn is_saved(
        &mut self,
        granted: &Granted<action::ReadMessage>,
    ) -> Result<bool, StoreError> {
        let (id, member) = (granted.message()?.0, granted.member()?.0);
        let found = sqlx::query!(
            r#"SELECT EXISTS (
                   SELECT 1 FROM saved_messages
                   WHERE member = ? AND message = (SELECT number FROM messages WHERE id = ?)
               ) AS "is_saved!: bool""#,
            member,
            id,
        )
        .fetch_one(&mut *self.connection)
        .await?;
        Ok(found.is_saved)
    }

    /// All that the member has saved, for themselves: which messages, and when.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn saved_ids(
        &mut self,
        granted: &Granted<action::SeeSaved>,
    ) -> Result<Vec<(MessageId, Timestamp)>, StoreError> {
        let member = granted.member()?.0;
        let found = sqlx::query!(
            r#"SELECT messages.id AS "id!: Uuid", saved_messages.at AS "at!"
               FROM saved_messages CROSS JOIN messages ON messages.number = saved_messages.message
               WHERE saved_messages.member = ? ORDER BY saved_messages.at"#,
            member,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        let ids = found.into_iter();
        Ok(ids
            .map(|one| (MessageId(one.id), Timestamp(one.at)))
            .collect())
    }
}

impl Change<'_> {
    /// Saves a message for the member.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMessage`] if it was deleted, [`StoreError::LimitReached`],
    /// [`StoreError::Unavailable`].
    pub async fn save_message(
        &mut self,
        granted: &Granted<action::SaveMessage>,
    ) -> Result<(), StoreError> {
        let member = granted.member()?;
        let message = self.message_row(granted.message()?.0).await?;
        if message.body.is_none() {
            return Err(StoreError::NoSuchMessage);
        }
        let there = sqlx::query!(
            r#"SELECT EXISTS (SELECT 1 FROM saved_messages
                              WHERE member = ? AND message = ?) AS "is_saved!: bool""#,
            member.0,
            message.number,
        )
        .fetch_one(&mut *self.connection)
        .await?;
        if there.is_saved {
            return Ok(());
        }
        self.check_cap(Cap::Saved, member).await?;
        let at = now();
        sqlx::query!(
            "INSERT INTO saved_messages (member, message, at) VALUES (?, ?, ?)",
            member.0,
            message.number,
            at,
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(())
    }

    /// It is saved no longer.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn unsave_message(
        &mut self,
        granted: &Granted<action::SaveMessage>,
    ) -> Result<(), StoreError> {
        let (member, id) = (granted.member()?.0, granted.message()?.0);
        sqlx::query!(
            "DELETE FROM saved_messages
             WHERE member = ? AND message = (SELECT number FROM messages WHERE id = ?)",
            member,
            id,
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(())
    }
}
