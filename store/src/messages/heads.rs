//! Heads: the `seq` of the last message of each room.

use protocol::{RoomHead, RoomId, limits::MAX_HEADS};
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::{
    Granted, StoreError, View,
    rooms::own::{Own, ids},
    row,
};
use domain::authorise::action;

impl View<'_> {
    /// The heads of the caller's own rooms; only of the given ones, if `of` is set. At most one
    /// more than [`MAX_HEADS`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn heads(
        &mut self,
        granted: &Granted<action::SeeOwnRooms>,
        of: Option<&[RoomId]>,
    ) -> Result<Vec<RoomHead>, StoreError> {
        let own = Own::of(granted)?;
        let most = i64::try_from(MAX_HEADS + 1).unwrap_or(i64::MAX);
        let of = of.map(|rooms| ids(rooms.iter().copied()));
        let rows = sqlx::query!(
            r#"SELECT rooms.id AS "id!: Uuid", rooms.head AS "head!", rooms.rev AS "rev!"
               FROM memberships
               JOIN rooms ON rooms.id = memberships.room
               WHERE NOT ?3 AND memberships.member = ?1 AND rooms.state <> 'deleted'
                 AND (?4 IS NULL OR hex(rooms.id) IN (SELECT value FROM json_each(?4)))
               UNION
               SELECT id, head, rev FROM rooms INDEXED BY rooms_open
               WHERE ?2 AND kind = 'open' AND state <> 'deleted'
                 AND (?4 IS NULL OR hex(id) IN (SELECT value FROM json_each(?4)))
               UNION
               SELECT id, head, rev FROM rooms INDEXED BY rooms_of_visitors
               WHERE ?3 AND visitors AND state <> 'deleted'
                 AND (?4 IS NULL OR hex(id) IN (SELECT value FROM json_each(?4)))
               LIMIT ?5"#,
            own.member,
            own.open,
            own.visitors,
            of,
            most,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        rows.into_iter()
            .map(|found| room_head(found.id, found.head, found.rev))
            .collect()
    }
}

/// The heads of all rooms, which the fan-out starts from.
pub(crate) async fn all(db: &mut SqliteConnection) -> Result<Vec<RoomHead>, StoreError> {
    let rows =
        sqlx::query!(r#"SELECT id AS "id: Uuid", head, rev FROM rooms WHERE state <> 'deleted'"#)
            .fetch_all(db)
            .await?;
    rows.into_iter()
        .map(|found| room_head(found.id, found.head, found.rev))
        .collect()
}

fn room_head(room: Uuid, head: i64, rev: i64) -> Result<RoomHead, StoreError> {
    Ok(RoomHead {
        room: RoomId(room),
        seq: row::seq(head)?,
        rev: row::rev(rev)?,
    })
}

/// Where a room stands.
pub(crate) async fn of_room(
    connection: &mut SqliteConnection,
    room: RoomId,
) -> Result<RoomHead, StoreError> {
    let found = sqlx::query!("SELECT head, rev FROM rooms WHERE id = ?", room.0)
        .fetch_optional(connection)
        .await?
        .ok_or(StoreError::NoSuchRoom)?;
    room_head(room.0, found.head, found.rev)
}

pub(crate) async fn set(writer: &mut SqliteConnection, head: RoomHead) -> Result<(), StoreError> {
    let (seq, rev) = (row::integer(head.seq)?, row::integer(head.rev)?);
    sqlx::query!(
        "UPDATE rooms SET head = ?, rev = ? WHERE id = ?",
        seq,
        rev,
        head.room.0,
    )
    .execute(writer)
    .await?;
    Ok(())
}
