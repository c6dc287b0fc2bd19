//! Rooms: finding them, what a person's own are, and the number of their last message.

use std::collections::HashMap;

use protocol::{Level, Member, Room, RoomHead, RoomId, RoomPreference, RoomState, Seq, Slug};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{Granted, StoreError, View, now, people::like, row};
use crate::domain::authorise::act;

/// The room that everybody is in.
const LOBBY: (&str, &str) = ("lobby", "Where everybody meets");

pub(super) async fn make_lobby(writer: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let (id, (slug, topic), created_at) = (Uuid::now_v7(), LOBBY, now());
    // It may have been renamed.
    sqlx::query!(
        "INSERT INTO rooms (id, slug, name, topic, kind, created_at)
         SELECT ?1, ?2, ?2, ?3, 'open', ?4
         WHERE NOT EXISTS (SELECT 1 FROM rooms WHERE slug = ?2)
           AND NOT EXISTS (SELECT 1 FROM former_slugs WHERE slug = ?2)",
        id,
        slug,
        topic,
        created_at,
    )
    .execute(writer)
    .await?;
    Ok(())
}

/// One of a person's own rooms.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnRoom {
    /// The room.
    pub room: Room,
    /// Place of its last message.
    pub head: Seq,
    /// What the person set for it; nothing when they set nothing.
    pub preference: Option<RoomPreference>,
}

/// A room in the directory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListedRoom {
    /// The room.
    pub room: Room,
    /// What it is for.
    pub description: String,
    /// How many are in it.
    pub people: u32,
    /// Whether the one who looks is in it.
    pub is_in: bool,
}

/// Rooms in one list at most.
const LIST: i64 = 50;

impl View<'_> {
    /// The room at that address, be it visible to the caller or not: to be asked about next.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn find_room(&mut self, slug: &Slug) -> Result<RoomId, StoreError> {
        let text = slug.as_str();
        let found = sqlx::query!(
            r#"SELECT id AS "id!: Uuid" FROM rooms WHERE slug = ?1
               UNION ALL
               SELECT room FROM former_slugs WHERE slug = ?1
               LIMIT 1"#,
            text,
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        // Nothing has the nil id: asking about it ends as asking about a hidden room does.
        Ok(RoomId(found.map_or(Uuid::nil(), |found| found.id)))
    }

    /// A room that the caller may see.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`].
    pub async fn room(&mut self, granted: &Granted<act::SeeRoom>) -> Result<Room, StoreError> {
        self.room_row(granted.room()?).await
    }

    /// What a room is for, at more length than its topic.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`].
    pub async fn description(
        &mut self,
        granted: &Granted<act::SeeRoom>,
    ) -> Result<String, StoreError> {
        let id = granted.room()?;
        let found = sqlx::query!("SELECT description FROM rooms WHERE id = ?", id.0)
            .fetch_optional(&mut *self.connection)
            .await?
            .ok_or(StoreError::NoSuchRoom)?;
        Ok(found.description)
    }

    pub(super) async fn room_row(&mut self, id: RoomId) -> Result<Room, StoreError> {
        let found = sqlx::query!(
            "SELECT slug, name, topic, kind, posting, state FROM rooms
             WHERE id = ? AND state <> 'deleted'",
            id.0
        )
        .fetch_optional(&mut *self.connection)
        .await?
        .ok_or(StoreError::NoSuchRoom)?;
        let mut room = Room {
            id,
            slug: row::slug(&found.slug)?,
            name: row::room_name(&found.name)?,
            topic: found.topic,
            kind: row::kind(&found.kind)?,
            posting: row::posting(&found.posting)?,
            state: room_state(&found.state),
            people: Vec::new(),
        };
        if room.kind.is_direct() {
            room.people = self.people_in(id).await?;
        }
        Ok(room)
    }

    /// Place of a room's last message.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`].
    pub async fn room_head(&mut self, room: RoomId) -> Result<Seq, StoreError> {
        head(self.connection, room).await
    }

    /// The caller's own rooms: by name, direct ones last and the one used last first among them.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn own_rooms(
        &mut self,
        granted: &Granted<act::SeeOwnRooms>,
    ) -> Result<Vec<OwnRoom>, StoreError> {
        let member = granted.member()?;
        let rows = sqlx::query!(
            r#"WITH me AS (SELECT id, role FROM members WHERE id = ?),
                    mine AS (
                        SELECT participants.room AS id FROM participants, me
                        WHERE participants.member = me.id AND me.role <> 'visitor'
                        UNION
                        SELECT rooms.id FROM rooms, me
                        WHERE rooms.kind = 'open' AND me.role IN ('owner', 'admin', 'member')
                        UNION
                        SELECT rooms.id FROM rooms, me WHERE rooms.visitors AND me.role = 'visitor'
                    )
               SELECT rooms.id AS "id!: Uuid", rooms.slug AS "slug!", rooms.name AS "name!",
                      rooms.topic AS "topic!", rooms.kind AS "kind!", rooms.posting AS "posting!",
                      rooms.state AS "state!", rooms.head AS "head!",
                      preferences.favourite AS "favourite?: bool",
                      preferences.muted AS "muted?: bool", preferences.level AS "level?"
               FROM mine JOIN rooms ON rooms.id = mine.id
               LEFT JOIN preferences ON preferences.member = ? AND preferences.room = rooms.id
               WHERE rooms.state <> 'deleted'
               ORDER BY rooms.kind IN ('direct', 'group'),
                        CASE WHEN rooms.kind IN ('direct', 'group')
                             THEN (SELECT -sent_at FROM messages
                                   WHERE messages.room = rooms.id AND messages.seq = rooms.head) END,
                        rooms.name COLLATE NOCASE, rooms.id"#,
            member.0,
            member.0,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        let mut people = self.people_in_direct_rooms_of(granted).await?;
        rows.into_iter()
            .map(|found| {
                let id = RoomId(found.id);
                let preference = match (found.favourite, found.muted, found.level) {
                    (Some(favourite), Some(muted), Some(level)) => Some(RoomPreference {
                        room: id,
                        favourite,
                        muted,
                        level: row::level(&level)?,
                    }),
                    _ => None,
                };
                Ok(OwnRoom {
                    room: Room {
                        id,
                        slug: row::slug(&found.slug)?,
                        name: row::room_name(&found.name)?,
                        topic: found.topic,
                        kind: row::kind(&found.kind)?,
                        posting: row::posting(&found.posting)?,
                        state: room_state(&found.state),
                        people: people.remove(&id).unwrap_or_default(),
                    },
                    head: row::seq(found.head)?,
                    preference,
                })
            })
            .collect()
    }

    async fn people_in_direct_rooms_of(
        &mut self,
        granted: &Granted<act::SeeOwnRooms>,
    ) -> Result<HashMap<RoomId, Vec<Member>>, StoreError> {
        let member = granted.member()?;
        let rows = sqlx::query!(
            r#"SELECT rooms.id AS "room: Uuid", members.id AS "id: Uuid", members.name,
                      members.colour, members.presence
               FROM participants AS mine
               JOIN rooms ON rooms.id = mine.room AND rooms.kind IN ('direct', 'group')
               JOIN participants ON participants.room = rooms.id
               JOIN members ON members.id = participants.member
               WHERE mine.member = ?
               ORDER BY members.name COLLATE NOCASE"#,
            member.0
        )
        .fetch_all(&mut *self.connection)
        .await?;
        let mut people: HashMap<RoomId, Vec<Member>> = HashMap::new();
        for found in rows {
            let member = row::member(found.id, &found.name, found.colour, &found.presence)?;
            people.entry(RoomId(found.room)).or_default().push(member);
        }
        Ok(people)
    }

    /// Places of the last messages of the caller's own rooms.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn heads(
        &mut self,
        granted: &Granted<act::SeeOwnRooms>,
    ) -> Result<Vec<RoomHead>, StoreError> {
        let member = granted.member()?;
        let rows = sqlx::query!(
            r#"SELECT rooms.id AS "id!: Uuid", rooms.head AS "head!" FROM participants
               JOIN rooms ON rooms.id = participants.room
               JOIN members ON members.id = participants.member AND members.role <> 'visitor'
               WHERE participants.member = ? AND rooms.state <> 'deleted'
               UNION
               SELECT rooms.id, rooms.head FROM rooms, members
               WHERE members.id = ? AND rooms.state <> 'deleted'
                 AND ((rooms.kind = 'open' AND members.role IN ('owner', 'admin', 'member'))
                      OR (rooms.visitors AND members.role = 'visitor'))"#,
            member.0,
            member.0,
        )
        .fetch_all(&mut *self.connection)
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

    /// A page of the rooms that may be looked at, by address: those that hold the words, after that
    /// address. Archived ones come too.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn directory(
        &mut self,
        granted: &Granted<act::BrowseRooms>,
        words: &str,
        after: Option<&Slug>,
    ) -> Result<Vec<ListedRoom>, StoreError> {
        let (member, pattern) = (granted.by().map(|by| by.0), like(words));
        let after = after.map_or("", Slug::as_str);
        let rows = sqlx::query!(
            r#"SELECT rooms.id AS "id: Uuid", rooms.slug, rooms.name, rooms.topic,
                      rooms.description, rooms.kind, rooms.posting, rooms.state,
                      CASE rooms.kind
                      WHEN 'open' THEN (SELECT COUNT(*) FROM members
                                        WHERE role IN ('owner', 'admin', 'member')
                                          AND presence = 'here')
                                     + (SELECT COUNT(*) FROM participants JOIN members
                                        ON members.id = participants.member
                                        WHERE participants.room = rooms.id
                                          AND members.role = 'guest')
                      ELSE (SELECT COUNT(*) FROM participants
                            WHERE participants.room = rooms.id) END AS "people!: u32",
                      (rooms.kind = 'open' OR mine.member IS NOT NULL) AS "is_in!: bool"
               FROM rooms LEFT JOIN participants AS mine
                    ON mine.room = rooms.id AND mine.member = ?
               WHERE rooms.kind IN ('open', 'public') AND rooms.state <> 'deleted'
                 AND rooms.slug > ?
                 AND (rooms.name LIKE ? ESCAPE '\' OR rooms.slug LIKE ? ESCAPE '\'
                      OR rooms.topic LIKE ? ESCAPE '\' OR rooms.description LIKE ? ESCAPE '\')
               ORDER BY rooms.slug LIMIT ?"#,
            member,
            after,
            pattern,
            pattern,
            pattern,
            pattern,
            LIST,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        rows.into_iter()
            .map(|found| {
                Ok(ListedRoom {
                    room: Room {
                        id: RoomId(found.id),
                        slug: row::slug(&found.slug)?,
                        name: row::room_name(&found.name)?,
                        topic: found.topic,
                        kind: row::kind(&found.kind)?,
                        posting: row::posting(&found.posting)?,
                        state: room_state(&found.state),
                        people: Vec::new(),
                    },
                    description: found.description,
                    people: found.people,
                    is_in: found.is_in,
                })
            })
            .collect()
    }

    /// The room of the tutorial's clients, while it is open to them.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`] while it is not.
    pub async fn lobby_for_tutorial(
        &mut self,
        _: &Granted<act::HearLobby>,
    ) -> Result<RoomId, StoreError> {
        let found = sqlx::query!(
            r#"SELECT id AS "id: Uuid" FROM rooms WHERE visitors AND state = 'active' LIMIT 1"#
        )
        .fetch_optional(&mut *self.connection)
        .await?
        .ok_or(StoreError::NoSuchRoom)?;
        Ok(RoomId(found.id))
    }
}

/// What a person gets who set nothing for a room.
pub fn no_preference(room: RoomId) -> RoomPreference {
    RoomPreference {
        room,
        favourite: false,
        muted: false,
        level: Level::Everything,
    }
}

fn room_state(text: &str) -> RoomState {
    if text == "archived" {
        RoomState::Archived
    } else {
        RoomState::Active
    }
}

/// Places of the last messages of all rooms: what the fan-out starts from.
pub(super) async fn all_heads(db: &mut SqliteConnection) -> Result<Vec<RoomHead>, StoreError> {
    let rows = sqlx::query!(r#"SELECT id AS "id: Uuid", head FROM rooms WHERE state <> 'deleted'"#)
        .fetch_all(db)
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
