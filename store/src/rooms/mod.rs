//! Finding and reading rooms.

pub(crate) mod changes;
pub(crate) mod own;
pub(crate) mod preferences;

use protocol::{Role, Room, RoomId, RoomKind, Slug};
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::{Granted, StoreError, View, accounts::like, now, row};
use domain::{authorise::action, fold::fold, slug};

/// The room that everyone is in.
const LOBBY: (&str, &str) = ("lobby", "Where everyone meets");

pub(crate) async fn make_lobby(writer: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let (id, (slug, topic), created_at) = (Uuid::now_v7(), LOBBY, now());
    let folded_text = folded_text(topic, "");
    // It may have been renamed.
    sqlx::query!(
        "INSERT INTO rooms (id, slug, name, folded_name, topic, folded_text, kind, created_at)
         SELECT ?1, ?2, ?2, ?2, ?3, ?5, 'open', ?4
         WHERE NOT EXISTS (SELECT 1 FROM rooms WHERE slug = ?2)
           AND NOT EXISTS (SELECT 1 FROM former_slugs WHERE slug = ?2)",
        id,
        slug,
        topic,
        created_at,
        folded_text,
    )
    .execute(writer)
    .await?;
    Ok(())
}

/// Topic and description as they are searched.
pub(crate) fn folded_text(topic: &str, description: &str) -> String {
    fold(&format!("{topic}\n{description}"))
}

/// A room in the directory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListedRoom {
    pub room: Room,
    /// Its purpose, at more length than its topic.
    pub description: String,
    /// How many people are in it.
    pub people: u32,
    /// Whether the caller is in it.
    pub is_in: bool,
}

/// A room, as one that is mentioned is named.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamedRoom {
    pub slug: Slug,
    pub name: String,
    pub kind: RoomKind,
}

/// Largest number of rooms in one list.
const LIST: i64 = 50;

impl View<'_> {
    /// The room with this slug or id, whether or not it is visible to the caller: the next step is
    /// to authorise.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn find_room(&mut self, slug: &Slug) -> Result<RoomId, StoreError> {
        let text = slug.as_str();
        if let Some(id) = slug::id(slug) {
            return Ok(id);
        }
        let found = sqlx::query!(
            r#"SELECT id AS "id!: Uuid" FROM rooms WHERE slug = ?1
               UNION ALL
               SELECT room FROM former_slugs WHERE slug = ?1
               LIMIT 1"#,
            text,
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        // No room has the nil id: authorising for it has the same result as for a hidden room.
        Ok(RoomId(found.map_or(Uuid::nil(), |found| found.id)))
    }

    /// A room that the caller may see.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`].
    pub async fn room(&mut self, granted: &Granted<action::SeeRoom>) -> Result<Room, StoreError> {
        self.room_row(granted.room()?).await
    }

    /// The room's description: its purpose, at more length than its topic.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`].
    pub async fn description(
        &mut self,
        granted: &Granted<action::SeeRoom>,
    ) -> Result<String, StoreError> {
        self.description_of(granted.room()?).await
    }

    pub(crate) async fn description_of(&mut self, id: RoomId) -> Result<String, StoreError> {
        let found = sqlx::query!("SELECT description FROM rooms WHERE id = ?", id.0)
            .fetch_optional(&mut *self.connection)
            .await?
            .ok_or(StoreError::NoSuchRoom)?;
        Ok(found.description)
    }

    pub(crate) async fn room_row(&mut self, id: RoomId) -> Result<Room, StoreError> {
        let found = sqlx::query!(
            "SELECT slug, name, topic, kind, posting, state, pins FROM rooms
             WHERE id = ? AND state <> 'deleted'",
            id.0
        )
        .fetch_optional(&mut *self.connection)
        .await?
        .ok_or(StoreError::NoSuchRoom)?;
        let mut room = row::room(
            id,
            (&found.slug, &found.name, found.topic),
            (&found.kind, &found.posting, &found.state),
            found.pins,
        )?;
        if room.kind.is_direct() {
            room.people = self.people_in(id).await?;
        }
        Ok(room)
    }

    /// A page of the rooms that the caller may see, sorted by name: those that contain the words,
    /// after the room with this slug. Archived ones are included.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn directory(
        &mut self,
        granted: &Granted<action::BrowseRooms>,
        words: &str,
        after: Option<&Slug>,
    ) -> Result<Vec<ListedRoom>, StoreError> {
        let (member, pattern) = (granted.by().map(|by| by.0), like(words));
        let after = after.map_or("", Slug::as_str);
        let rows = sqlx::query!(
            r#"SELECT rooms.id AS "id: Uuid", rooms.slug, rooms.name, rooms.topic,
                      rooms.description, rooms.kind, rooms.posting, rooms.state, rooms.pins,
                      -- Those who are in all open rooms are counted once, and not for each.
                      CASE rooms.kind
                      WHEN 'open' THEN (SELECT COUNT(*) FROM members
                                        WHERE role <> 'visitor' AND role <> 'guest'
                                          AND account_status = 'active')
                                     + (SELECT COUNT(*) FROM memberships JOIN members
                                        ON members.id = memberships.member
                                        WHERE memberships.room = rooms.id
                                          AND members.role = 'guest'
                                          AND members.account_status = 'active')
                      ELSE (SELECT COUNT(*) FROM memberships JOIN members
                            ON members.id = memberships.member
                            WHERE memberships.room = rooms.id
                              AND members.account_status = 'active') END AS "people!: u32",
                      rooms.id IN (SELECT room FROM room_members
                                   WHERE room_members.member = ?1) AS "is_in!: bool"
               FROM rooms
               WHERE rooms.kind IN ('open', 'public') AND rooms.state <> 'deleted'
                 AND (rooms.folded_name, rooms.slug) > (
                      coalesce((SELECT folded_name FROM rooms AS last
                                WHERE last.slug = ?2 AND last.kind IN ('open', 'public')), ''),
                      ?2)
                 AND (rooms.folded_name LIKE ?3 ESCAPE '\' OR rooms.slug LIKE ?3 ESCAPE '\'
                      OR rooms.folded_text LIKE ?3 ESCAPE '\')
               ORDER BY rooms.folded_name, rooms.slug LIMIT ?4"#,
            member,
            after,
            pattern,
            LIST,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        rows.into_iter()
            .map(|found| {
                Ok(ListedRoom {
                    room: row::room(
                        RoomId(found.id),
                        (&found.slug, &found.name, found.topic),
                        (&found.kind, &found.posting, &found.state),
                        found.pins,
                    )?,
                    description: found.description,
                    people: found.people,
                    is_in: found.is_in,
                })
            })
            .collect()
    }

    /// Open and public rooms that the caller may see, sorted by name: those that have the letters in
    /// name or slug, at most 50.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn rooms_named(
        &mut self,
        granted: &Granted<action::SeeOwnRooms>,
        letters: &str,
    ) -> Result<Vec<NamedRoom>, StoreError> {
        let (member, pattern) = (granted.member()?, like(letters));
        let sees_all = granted.role().is_some_and(Role::is_full_member);
        let rows = sqlx::query!(
            r#"SELECT slug, name, kind FROM rooms
               WHERE kind IN ('open', 'public') AND state = 'active'
                 AND (?1 OR EXISTS (SELECT 1 FROM memberships
                                    WHERE memberships.room = rooms.id AND memberships.member = ?2))
                 AND (folded_name LIKE ?3 ESCAPE '\' OR slug LIKE ?3 ESCAPE '\')
               ORDER BY folded_name, slug LIMIT ?4"#,
            sees_all,
            member.0,
            pattern,
            LIST,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        rows.into_iter()
            .map(|found| {
                Ok(NamedRoom {
                    slug: row::slug(&found.slug)?,
                    name: found.name,
                    kind: row::kind(&found.kind)?,
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
        _: &Granted<action::SubscribeLobby>,
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
