//! What people set for a room for themselves.

use protocol::{Level, RoomId, RoomPreference};

use crate::{Change, Granted, StoreError, StoreEvent, View, row};
use domain::authorise::action;

impl View<'_> {
    /// The caller's preference for a room that they may see; `None` if they set none.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn preference(
        &mut self,
        granted: &Granted<action::SeeRoom>,
    ) -> Result<Option<RoomPreference>, StoreError> {
        let (room, member) = (granted.room()?, granted.member()?);
        let found = sqlx::query!(
            r#"SELECT favourite AS "favourite: bool", muted AS "muted: bool", level
               FROM preferences WHERE member = ? AND room = ?"#,
            member.0,
            room.0,
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        found
            .map(|set| preference(room, set.favourite, set.muted, &set.level))
            .transpose()
    }
}

impl Change<'_> {
    /// Sets the caller's preference for a room.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`].
    pub async fn set_preference(
        &mut self,
        granted: &Granted<action::SetPreference>,
        preference: RoomPreference,
    ) -> Result<(), StoreError> {
        let (room, member) = (granted.room()?, granted.member()?);
        let level = preference.level.as_str();
        sqlx::query!(
            "INSERT INTO preferences (member, room, favourite, muted, level) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (member, room) DO UPDATE
             SET favourite = excluded.favourite, muted = excluded.muted, level = excluded.level",
            member.0,
            room.0,
            preference.favourite,
            preference.muted,
            level,
        )
        .execute(&mut *self.connection)
        .await?;
        self.publish(StoreEvent::PreferenceChanged { member, preference });
        Ok(())
    }
}

pub(super) fn preference(
    room: RoomId,
    favourite: bool,
    muted: bool,
    level: &str,
) -> Result<RoomPreference, StoreError> {
    Ok(RoomPreference {
        room,
        favourite,
        muted,
        level: row::level(level)?,
    })
}

/// The default preference.
pub fn no_preference(room: RoomId) -> RoomPreference {
    RoomPreference {
        room,
        favourite: false,
        muted: false,
        level: Level::Everything,
    }
}
