//! The people of a room: pages of them, and who could be added.

use std::collections::HashSet;

use protocol::{Member, MemberId, RoomId, RoomRole};
use uuid::Uuid;

use crate::{
    Granted, PEOPLE, PersonRow, StoreError, View,
    accounts::like,
    accounts::rows::{MemberRow, member_row, member_rows, member_rows_with},
    row,
};
use domain::authorise::action;

/// Somebody in a room.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoomMember {
    pub person: PersonRow,
    /// Their role in the room.
    pub room_role: RoomRole,
}

/// A page of the people in a room.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoomMemberPage {
    /// How many are in it, on all pages.
    pub count: u32,
    /// Those of this page, sorted by name: at most [`PEOPLE`].
    pub people: Vec<RoomMember>,
    /// Offset of the next page; `None` if this is the last.
    pub next: Option<u32>,
}

impl View<'_> {
    /// The people in a room, sorted by name: a page of those whose name or handle contains the
    /// words, skipping `after`. In an open room these are all members of the workspace, and the
    /// guests who were added.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`].
    pub async fn room_members(
        &mut self,
        granted: &Granted<action::SeeRoomMembers>,
        words: &str,
        after: u32,
    ) -> Result<RoomMemberPage, StoreError> {
        let room = granted.room()?;
        let (people, has_more) = self.people_named(room, words, after).await?;
        Ok(RoomMemberPage {
            people,
            next: has_more.then(|| after.saturating_add(PEOPLE)),
            count: self.member_count(room).await?,
        })
    }

    /// The first page of those alone.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn room_members_named(
        &mut self,
        granted: &Granted<action::SeeRoomMembers>,
        words: &str,
    ) -> Result<Vec<RoomMember>, StoreError> {
        let found = self.people_named(granted.room()?, words, 0).await?;
        Ok(found.0)
    }

    /// A page of people, and whether there is another one.
    async fn people_named(
        &mut self,
        room: RoomId,
        words: &str,
        after: u32,
    ) -> Result<(Vec<RoomMember>, bool), StoreError> {
        let pattern = like(words);
        // One more than fits on a page shows whether there is another page.
        let limit = PEOPLE.saturating_add(1);
        let rows = member_rows_with!(
            "WITH inside (member, role) AS (
                 SELECT member, role FROM room_members WHERE room = ?1 AND role IS NOT NULL
                 UNION ALL
                 SELECT member, 'member' FROM left_direct_rooms WHERE room = ?1
               )
               SELECT",
            r#", inside.role AS "room_role!: String""#,
            r"FROM inside JOIN members ON members.id = inside.member
               JOIN rooms ON rooms.id = ?1
               WHERE (members.account_status = 'active' OR rooms.kind IN ('direct', 'group'))
                 AND (members.folded_name LIKE ?2 ESCAPE '\'
                      OR members.folded_handle LIKE ?2 ESCAPE '\')
               ORDER BY members.folded_name, members.id LIMIT ?3 OFFSET ?4",
            room.0,
            pattern,
            limit,
            after,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        let has_more = rows.len() > PEOPLE as usize;
        let people = rows.into_iter().take(PEOPLE as usize).map(|found| {
            Ok(RoomMember {
                room_role: row::room_role(&found.room_role)?,
                person: member_row!(found).person()?,
            })
        });
        let people: Result<_, StoreError> = people.collect();
        Ok((people?, has_more))
    }

    /// Which of some people are in a room: with the view of who is in it, all of them would be read.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn which_are_in_room(
        &mut self,
        granted: &Granted<action::SeeRoomMembers>,
        people: impl Iterator<Item = MemberId>,
    ) -> Result<HashSet<MemberId>, StoreError> {
        let room = granted.room()?;
        let people: Vec<_> = people.map(|one| one.0.simple().to_string()).collect();
        let people = serde_json::to_string(&people)
            .map_err(|reason| row::damaged("ids of people", reason))?;
        let found = sqlx::query!(
            r#"SELECT members.id AS "member!: Uuid" FROM json_each(?) AS asked
               CROSS JOIN members ON members.id = unhex(asked.value)
               JOIN rooms ON rooms.id = ?
               LEFT JOIN memberships ON memberships.room = rooms.id
                                    AND memberships.member = members.id
               WHERE memberships.member IS NOT NULL
                  OR (rooms.kind = 'open' AND members.role NOT IN ('guest', 'visitor'))"#,
            people,
            room.0,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        Ok(found
            .into_iter()
            .map(|found| MemberId(found.member))
            .collect())
    }

    async fn member_count(&mut self, room: RoomId) -> Result<u32, StoreError> {
        let found = sqlx::query!(
            r#"SELECT COUNT(*) AS "count!: u32" FROM (
                   SELECT member FROM room_members WHERE room = ?1 AND role IS NOT NULL
                   UNION ALL
                   SELECT member FROM left_direct_rooms WHERE room = ?1
               ) AS inside
               JOIN members ON members.id = inside.member JOIN rooms ON rooms.id = ?1
               WHERE members.account_status = 'active' OR rooms.kind IN ('direct', 'group')"#,
            room.0,
        )
        .fetch_one(&mut *self.connection)
        .await?;
        Ok(found.count)
    }

    /// People who could be added to a room, sorted by name, at most 100: for an open room, which
    /// everyone else is in, only guests.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`].
    pub async fn addable(
        &mut self,
        granted: &Granted<action::AddToRoom>,
    ) -> Result<Vec<PersonRow>, StoreError> {
        let room = granted.room()?;
        // Somebody who may add people is not a guest, and sees everyone.
        let rows = member_rows!(
            "SELECT",
            "FROM members
               WHERE members.role <> 'visitor' AND members.account_status = 'active'
                 AND members.id NOT IN (SELECT member FROM room_members WHERE room_members.room = ?)
               ORDER BY members.folded_name, members.id LIMIT ?",
            room.0,
            PEOPLE,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        rows.into_iter().map(MemberRow::person).collect()
    }

    /// The people of a direct room, including those who have left it for now.
    pub(crate) async fn people_in(&mut self, room: RoomId) -> Result<Vec<Member>, StoreError> {
        let rows = member_rows!(
            "SELECT",
            "FROM (SELECT member FROM memberships WHERE room = ?1
                     UNION ALL SELECT member FROM left_direct_rooms WHERE room = ?1) AS talkers
               JOIN members ON members.id = talkers.member
               ORDER BY members.folded_name, members.id",
            room.0
        )
        .fetch_all(&mut *self.connection)
        .await?;
        rows.into_iter().map(MemberRow::member).collect()
    }
}
