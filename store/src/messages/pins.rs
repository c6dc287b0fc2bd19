//! Messages that are pinned in their room. A pin is a change of the message, and of the room, which
//! knows how many there are.

use protocol::{Member, Message, Rev, RoomId, Timestamp, limits::MAX_PINS};
use uuid::Uuid;

use super::{MessageRow, budget::Budget, rows};
use crate::{Change, Granted, StoreError, View, now, row};
use domain::authorise::action;

/// Most pins of one page.
const PAGE: u32 = 20;

/// A pinned message.
#[derive(Clone, PartialEq, Debug)]
pub struct PinnedMessage {
    pub message: Message,
    /// Who pinned it.
    pub by: Member,
    /// When.
    pub at: Timestamp,
}

/// Some of a room's pins.
#[derive(Clone, PartialEq, Debug)]
pub struct PinPage {
    pub pins: Vec<PinnedMessage>,
    /// Whether there are earlier ones.
    pub more: bool,
}

impl View<'_> {
    /// The pins of a room, the latest first, without so many that come before.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`], [`StoreError::Unavailable`].
    pub async fn pins(
        &mut self,
        granted: &Granted<action::ReadRoom>,
        skip: u32,
    ) -> Result<PinPage, StoreError> {
        let (room, most) = (granted.room()?.0, PAGE + 1);
        let found = sqlx::query!(
            r#"SELECT pins.message AS "message!", pins.at AS "at!", members.id AS "id!: Uuid",
                      members.name AS "name!", members.colour,
                      members.account_status AS "account_status!", members.role AS "role!"
               FROM pins JOIN members ON members.id = pins.member
               WHERE pins.room = ? ORDER BY pins.at DESC, pins.message DESC LIMIT ? OFFSET ?"#,
            room,
            most,
            skip,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        let page = found.get(..PAGE as usize).unwrap_or(&found);
        let numbers: Vec<i64> = page.iter().map(|one| one.message).collect();
        let messages = rows::by_numbers(self.connection, &numbers, granted.by()).await?;
        let messages = Budget::page().fitting(messages);
        let more = messages.len() < found.len();
        let pins = messages.into_iter().zip(page).map(|(message, found)| {
            let (name, status) = (&found.name, &found.account_status);
            Ok(PinnedMessage {
                message,
                by: row::member(found.id, name, found.colour, status, &found.role)?,
                at: Timestamp(found.at),
            })
        });
        let pins = pins.collect::<Result<_, StoreError>>()?;
        Ok(PinPage { pins, more })
    }
}

impl Change<'_> {
    /// Pins a message in its room. Its revision, which is as it was if it is pinned already.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMessage`] if it was deleted, [`StoreError::TooManyPins`],
    /// [`StoreError::Unavailable`].
    pub async fn pin(&mut self, granted: &Granted<action::PinMessage>) -> Result<Rev, StoreError> {
        let message = self.message_to_pin(granted).await?;
        if message.pinned {
            return row::rev(message.rev);
        }
        let counted = sqlx::query!(
            r#"SELECT COUNT(*) AS "count!: u32" FROM pins WHERE room = ?"#,
            message.room
        )
        .fetch_one(&mut *self.connection)
        .await?;
        if counted.count >= MAX_PINS {
            return Err(StoreError::TooManyPins);
        }
        let (member, at) = (granted.member()?.0, now());
        sqlx::query!(
            "INSERT INTO pins (message, room, member, at) VALUES (?, ?, ?, ?)",
            message.number,
            message.room,
            member,
            at,
        )
        .execute(&mut *self.connection)
        .await?;
        self.count_pins(message.room).await?;
        self.pin_changed(&message).await
    }

    /// Unpins it. The same of the revision.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMessage`] if it was deleted, [`StoreError::Unavailable`].
    pub async fn unpin(
        &mut self,
        granted: &Granted<action::PinMessage>,
    ) -> Result<Rev, StoreError> {
        let message = self.message_to_pin(granted).await?;
        if !message.pinned {
            return row::rev(message.rev);
        }
        self.remove_pin(&message).await?;
        self.pin_changed(&message).await
    }

    async fn message_to_pin(
        &mut self,
        granted: &Granted<action::PinMessage>,
    ) -> Result<MessageRow, StoreError> {
        let message = self.message_row(granted.message()?.0).await?;
        if message.body.is_none() {
            return Err(StoreError::NoSuchMessage);
        }
        Ok(message)
    }

    pub(super) async fn remove_pin(&mut self, message: &MessageRow) -> Result<(), StoreError> {
        sqlx::query!("DELETE FROM pins WHERE message = ?", message.number)
            .execute(&mut *self.connection)
            .await?;
        self.count_pins(message.room).await
    }

    async fn count_pins(&mut self, room: Uuid) -> Result<(), StoreError> {
        sqlx::query!(
            "UPDATE rooms SET pins = (SELECT COUNT(*) FROM pins WHERE room = ?1) WHERE id = ?1",
            room,
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(())
    }

    /// Gives the message its new revision, and publishes it and its room.
    async fn pin_changed(&mut self, message: &MessageRow) -> Result<Rev, StoreError> {
        let rev = self.revise(message).await?;
        self.changed(message, rev, None).await?;
        self.tell_room_changed(RoomId(message.room)).await?;
        row::rev(rev)
    }
}
