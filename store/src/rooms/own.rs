//! The rooms that a person is in: the first of them, for the page and the welcome, and all of them,
//! in portions. The cost of a portion does not depend on how many rooms the person is in.

use std::{cmp::Reverse, collections::HashMap};

use protocol::{
    Member, Role, Room, RoomId, RoomPreference, RoomRole, RoomUse, Seq, Timestamp,
    limits::{LISTED_DIRECT_ROOMS, LISTED_FAVOURITES, LISTED_ROOMS},
};
use serde::Deserialize;
use uuid::Uuid;

use super::preferences::preference;
use crate::{Granted, StoreError, View, row};
use domain::{authorise::action, fold::fold};

/// One of a person's own rooms.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnRoom {
    pub room: Room,
    /// The `seq` of its last message.
    pub head: Seq,
    /// When something was last posted in it, or it was opened, if it is an active direct room.
    pub spoken_at: Option<Timestamp>,
    /// The person's preference for it; `None` if they set none.
    pub preference: Option<RoomPreference>,
    /// Whether the person is a room admin of it.
    pub is_room_admin: bool,
}

impl OwnRoom {
    /// When it was used last, if it is an active direct room.
    pub fn last_use(&self) -> Option<RoomUse> {
        let room = self.room.id;
        self.spoken_at.map(|at| RoomUse { room, at })
    }
}

/// Some of a person's own rooms.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OwnRooms {
    /// The rooms.
    pub rooms: Vec<OwnRoom>,
    /// The largest of their ids.
    pub last: Option<RoomId>,
    /// Whether there are more.
    pub more: bool,
}

/// Rooms per portion.
pub const PORTION: usize = 100;

/// Muted rooms among the first rooms: they come last in the lists, which have room for this many.
const MUTED: usize = LISTED_ROOMS + LISTED_DIRECT_ROOMS;

/// A person, and which rooms without a row in `memberships` they are in.
pub(crate) struct Own {
    pub member: Uuid,
    pub open: bool,
    pub visitors: bool,
}

impl Own {
    pub(crate) fn of(granted: &Granted<action::SeeOwnRooms>) -> Result<Self, StoreError> {
        let role = granted.role();
        Ok(Self {
            member: granted.member()?.0,
            open: role.is_some_and(Role::is_full_member),
            visitors: role == Some(Role::Visitor),
        })
    }
}

/// A room as JSON: with this many values, one text costs much less than a row per room.
#[derive(Deserialize)]
struct Row {
    room: (Uuid, String, String, String),
    kind: (String, String, String, Option<String>),
    numbers: (i64, Option<i64>, i64),
    preference: (Option<u8>, Option<u8>, Option<String>),
}

fn read(rows: &str) -> Result<Vec<Row>, StoreError> {
    serde_json::from_str(rows).map_err(|reason| row::damaged("rooms", reason))
}

impl View<'_> {
    /// The caller's first rooms, as many as the sidebar shows and one more of each kind:
    /// favourites, rooms by name, direct rooms by recency; muted ones last. Archived ones are
    /// excluded.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn first_rooms(
        &mut self,
        granted: &Granted<action::SeeOwnRooms>,
    ) -> Result<OwnRooms, StoreError> {
        let own = Own::of(granted)?;
        let (named, direct) = (
            one_more_than(LISTED_ROOMS),
            one_more_than(LISTED_DIRECT_ROOMS),
        );
        let (favourites, muted) = (one_more_than(LISTED_FAVOURITES), one_more_than(MUTED));
        let rows = sqlx::query_scalar!(
            r#"WITH plain (room) AS (
                   SELECT * FROM (
                       SELECT room FROM memberships INDEXED BY memberships_by_name
                       WHERE NOT ?3 AND member = ?1 AND listed IS NOT NULL
                         AND NOT EXISTS (SELECT 1 FROM preferences AS set_ WHERE set_.member = ?1
                                         AND set_.room = memberships.room
                                         AND (set_.muted OR set_.favourite))
                       ORDER BY listed, room LIMIT ?4)
                   UNION SELECT * FROM (
                       SELECT room FROM memberships INDEXED BY memberships_by_recency
                       WHERE NOT ?3 AND member = ?1 AND spoken_at IS NOT NULL
                         AND NOT EXISTS (SELECT 1 FROM preferences AS set_ WHERE set_.member = ?1
                                         AND set_.room = memberships.room
                                         AND (set_.muted OR set_.favourite))
                       ORDER BY spoken_at DESC, room DESC LIMIT ?5)
                   UNION SELECT * FROM (
                       SELECT id FROM rooms INDEXED BY rooms_open_by_name
                       WHERE ?2 AND kind = 'open' AND state = 'active'
                         AND NOT EXISTS (SELECT 1 FROM preferences AS set_ WHERE set_.member = ?1
                                         AND set_.room = rooms.id
                                         AND (set_.muted OR set_.favourite))
                       ORDER BY folded_name, id LIMIT ?4)
               ),
               mine (room) AS (
                   SELECT room FROM plain
                   UNION SELECT * FROM (
                       SELECT preferences.room FROM preferences INDEXED BY favourites
                       WHERE member = ?1 AND favourite ORDER BY preferences.room LIMIT ?6)
                   UNION SELECT * FROM (
                       SELECT preferences.room FROM preferences INDEXED BY muted_rooms
                       JOIN rooms ON rooms.id = preferences.room
                       WHERE member = ?1 AND muted AND rooms.state = 'active'
                       ORDER BY rooms.folded_name, rooms.id LIMIT ?7)
                   UNION SELECT id FROM rooms WHERE ?3 AND visitors
               )
               SELECT json_group_array(json_array(
                          json_array(lower(hex(rooms.id)), rooms.slug, rooms.name, rooms.topic),
                          json_array(rooms.kind, rooms.posting, rooms.state, memberships.role),
                          json_array(rooms.head, memberships.spoken_at, rooms.pins),
                          json_array(preferences.favourite, preferences.muted, preferences.level)
                      )) AS "rooms!: String"
               FROM mine JOIN rooms ON rooms.id = mine.room
               LEFT JOIN memberships ON memberships.member = ?1 AND memberships.room = rooms.id
               LEFT JOIN preferences ON preferences.member = ?1 AND preferences.room = rooms.id
               WHERE rooms.state = 'active'
                 AND ((memberships.member IS NOT NULL AND NOT ?3) OR (?2 AND rooms.kind = 'open')
                      OR (?3 AND rooms.visitors))"#,
            own.member,
            own.open,
            own.visitors,
            named,
            direct,
            favourites,
            muted,
        )
        .fetch_one(&mut *self.connection)
        .await?;
        let rooms = self.own(&own, read(&rows)?).await?;
        let more = self.has_others(&own, &rooms).await?;
        let last = rooms.iter().map(|one| one.room.id).max();
        Ok(OwnRooms { rooms, last, more })
    }

    async fn has_others(&mut self, own: &Own, rooms: &[OwnRoom]) -> Result<bool, StoreError> {
        let known = ids(rooms.iter().map(|one| one.room.id));
        let found = sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT 1 FROM memberships JOIN rooms ON rooms.id = memberships.room
                              WHERE NOT ?3 AND member = ?1 AND rooms.state <> 'deleted'
                                AND hex(memberships.room) NOT IN (SELECT value FROM json_each(?4)))
                   OR EXISTS (SELECT 1 FROM rooms INDEXED BY rooms_open
                              WHERE ?2 AND kind = 'open' AND state <> 'deleted'
                                AND hex(id) NOT IN (SELECT value FROM json_each(?4)))
               AS "more!: bool""#,
            own.member,
            own.open,
            own.visitors,
            known,
        );
        Ok(found.fetch_one(&mut *self.connection).await?)
    }

    /// A portion of the caller's rooms, including archived ones: those after this id, at most
    /// [`PORTION`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn rooms_after(
        &mut self,
        granted: &Granted<action::SeeOwnRooms>,
        after: Option<RoomId>,
    ) -> Result<OwnRooms, StoreError> {
        let own = Own::of(granted)?;
        let (after, limit) = (
            after.map_or(Uuid::nil(), |room| room.0),
            one_more_than(PORTION),
        );
        let rows = sqlx::query_scalar!(
            r#"WITH mine (room) AS (
                   SELECT * FROM (
                       SELECT room FROM memberships INDEXED BY memberships_by_member
                       JOIN rooms ON rooms.id = memberships.room AND rooms.state <> 'deleted'
                       WHERE NOT ?3 AND member = ?1 AND room > ?4 ORDER BY room LIMIT ?5)
                   UNION SELECT * FROM (
                       SELECT id FROM rooms INDEXED BY rooms_open
                       WHERE ?2 AND kind = 'open' AND state <> 'deleted' AND id > ?4
                       ORDER BY id LIMIT ?5)
                   UNION SELECT * FROM (
                       SELECT id FROM rooms INDEXED BY rooms_of_visitors
                       WHERE ?3 AND visitors AND state <> 'deleted' AND id > ?4
                       ORDER BY id LIMIT ?5)
               )
               SELECT json_group_array(json_array(
                          json_array(lower(hex(rooms.id)), rooms.slug, rooms.name, rooms.topic),
                          json_array(rooms.kind, rooms.posting, rooms.state, memberships.role),
                          json_array(rooms.head, memberships.spoken_at, rooms.pins),
                          json_array(preferences.favourite, preferences.muted, preferences.level)
                      )) AS "rooms!: String"
               FROM mine JOIN rooms ON rooms.id = mine.room
               LEFT JOIN memberships ON memberships.member = ?1 AND memberships.room = rooms.id
               LEFT JOIN preferences ON preferences.member = ?1 AND preferences.room = rooms.id
               "#,
            own.member,
            own.open,
            own.visitors,
            after,
            limit,
        )
        .fetch_one(&mut *self.connection)
        .await?;
        let mut rows = read(&rows)?;
        rows.sort_unstable_by_key(|row| row.room.0);
        let more = rows.len() > PORTION;
        rows.truncate(PORTION);
        let last = rows.last().map(|row| RoomId(row.room.0));
        let rooms = self.own(&own, rows).await?;
        Ok(OwnRooms { rooms, last, more })
    }

    /// All of the caller's rooms, including archived ones: by name, and then direct rooms, the most
    /// recently used first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn own_rooms(
        &mut self,
        granted: &Granted<action::SeeOwnRooms>,
    ) -> Result<Vec<OwnRoom>, StoreError> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let portion = self.rooms_after(granted, after).await?;
            all.extend(portion.rooms);
            after = portion.last;
            if !portion.more {
                order(&mut all);
                return Ok(all);
            }
        }
    }

    /// Sorts the rooms, and adds the people of direct ones.
    async fn own(&mut self, own: &Own, rows: Vec<Row>) -> Result<Vec<OwnRoom>, StoreError> {
        let rooms = rows.into_iter().map(|row| row.room(own));
        let mut rooms = rooms.collect::<Result<Vec<_>, _>>()?;
        if rooms.iter().any(|one| one.room.kind.is_direct()) {
            let mut people = self.people_in_direct_rooms(&rooms).await?;
            for one in &mut rooms {
                one.room.people = people.remove(&one.room.id).unwrap_or_default();
            }
        }
        order(&mut rooms);
        Ok(rooms)
    }

    async fn people_in_direct_rooms(
        &mut self,
        rooms: &[OwnRoom],
    ) -> Result<HashMap<RoomId, Vec<Member>>, StoreError> {
        let direct = rooms.iter().filter(|one| one.room.kind.is_direct());
        let rooms = ids(direct.map(|one| one.room.id));
        // The rooms come first in each part: otherwise all memberships are read.
        let rows = sqlx::query!(
            r#"SELECT talkers.room AS "room!: Uuid", members.id AS "id: Uuid", members.name,
                      members.colour, members.account_status, members.role
               FROM (SELECT room, member FROM json_each(?1) AS one
                     CROSS JOIN memberships ON memberships.room = unhex(one.value)
                     UNION ALL
                     SELECT room, member FROM json_each(?1) AS one
                     CROSS JOIN left_direct_rooms ON left_direct_rooms.room = unhex(one.value)
                    ) AS talkers
               JOIN members ON members.id = talkers.member
               ORDER BY members.folded_name, members.id"#,
            rooms
        )
        .fetch_all(&mut *self.connection)
        .await?;
        let mut people: HashMap<RoomId, Vec<Member>> = HashMap::new();
        for found in rows {
            let member = row::member(
                found.id,
                &found.name,
                found.colour,
                &found.account_status,
                &found.role,
            )?;
            people.entry(RoomId(found.room)).or_default().push(member);
        }
        Ok(people)
    }
}

impl Row {
    fn room(self, own: &Own) -> Result<OwnRoom, StoreError> {
        let (id, slug, name, topic) = self.room;
        let (kind, posting, state, room_role) = self.kind;
        let (head, spoken_at, pins) = self.numbers;
        let id = RoomId(id);
        let preference = match self.preference {
            (Some(favourite), Some(muted), Some(level)) => {
                Some(preference(id, favourite != 0, muted != 0, &level)?)
            }
            _ => None,
        };
        Ok(OwnRoom {
            room: row::room(id, (&slug, &name, topic), (&kind, &posting, &state), pins)?,
            head: row::seq(head)?,
            spoken_at: spoken_at.map(Timestamp),
            preference,
            // Guests never administer a room.
            is_room_admin: own.open && room_role.as_deref() == Some(RoomRole::Admin.as_str()),
        })
    }
}

fn order(rooms: &mut [OwnRoom]) {
    rooms.sort_by_cached_key(|one| {
        let is_direct = one.room.kind.is_direct();
        let name = if is_direct {
            String::new()
        } else {
            fold(one.room.name.as_str())
        };
        (is_direct, Reverse(one.spoken_at), name, one.room.id)
    });
}

/// Room ids as a JSON list, as the statements compare them.
pub(crate) fn ids(rooms: impl Iterator<Item = RoomId>) -> String {
    let ids = rooms.map(|room| format!("\"{:X}\"", room.0.simple()));
    format!("[{}]", ids.collect::<Vec<_>>().join(","))
}

/// One room more than a list shows, to detect that there are more.
fn one_more_than(listed: usize) -> i64 {
    i64::try_from(listed).unwrap_or(i64::MAX).saturating_add(1)
}
