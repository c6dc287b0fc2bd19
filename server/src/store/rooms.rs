//! Rooms: their names, and the number of their last message.

use protocol::{Room, RoomHead, RoomId, Seq, Slug};
use sqlx::{SqliteConnection, SqlitePool};
use uuid::Uuid;

use super::{StoreError, now, row};

/// The room that everybody is in.
const LOBBY: (&str, &str) = ("lobby", "Where everybody meets");

pub(super) async fn make_lobby(writer: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let (id, (slug, topic), created_at) = (Uuid::now_v7(), LOBBY, now());
    sqlx::query!(
        "INSERT INTO rooms (id, slug, topic, created_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (slug) DO NOTHING",
        id,
        slug,
        topic,
        created_at,
    )
    .execute(writer)
    .await?;
    Ok(())
}

pub(super) async fn all(readers: &SqlitePool) -> Result<Vec<Room>, StoreError> {
    let rows = sqlx::query!(r#"SELECT id AS "id: Uuid", slug, topic FROM rooms ORDER BY slug"#)
        .fetch_all(readers)
        .await?;
    rows.into_iter()
        .map(|room| {
            Ok(Room {
                id: RoomId(room.id),
                slug: row::slug(&room.slug)?,
                topic: room.topic,
            })
        })
        .collect()
}

pub(super) async fn by_slug(readers: &SqlitePool, slug: &Slug) -> Result<Room, StoreError> {
    let text = slug.as_str();
    let room = sqlx::query!(
        r#"SELECT id AS "id: Uuid", topic FROM rooms WHERE slug = ?"#,
        text
    )
    .fetch_optional(readers)
    .await?
    .ok_or(StoreError::NoSuchRoom)?;
    Ok(Room {
        id: RoomId(room.id),
        slug: slug.clone(),
        topic: room.topic,
    })
}

pub(super) async fn heads(readers: &SqlitePool) -> Result<Vec<RoomHead>, StoreError> {
    let rows = sqlx::query!(r#"SELECT id AS "id: Uuid", head FROM rooms ORDER BY slug"#)
        .fetch_all(readers)
        .await?;
    rows.into_iter()
        .map(|room| {
            Ok(RoomHead {
                room: RoomId(room.id),
                seq: row::seq(room.head)?,
            })
        })
        .collect()
}

/// Place of the room's last message.
pub(super) async fn head(
    connection: &mut SqliteConnection,
    room: RoomId,
) -> Result<Seq, StoreError> {
    let found = sqlx::query!("SELECT head FROM rooms WHERE id = ?", room.0)
        .fetch_optional(connection)
        .await?
        .ok_or(StoreError::NoSuchRoom)?;
    row::seq(found.head)
}

pub(super) async fn set_head(
    writer: &mut SqliteConnection,
    room: RoomId,
    head: Seq,
) -> Result<(), StoreError> {
    let head = row::integer(head)?;
    sqlx::query!("UPDATE rooms SET head = ? WHERE id = ?", head, room.0)
        .execute(writer)
        .await?;
    Ok(())
}
