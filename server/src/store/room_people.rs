//! The people of a room: pages of them, who could be added, and what one of them set for it.

use protocol::{Member, Place, RoomId};
use uuid::Uuid;

use super::{Granted, PEOPLE, PersonRow, StoreError, View, people::like, row};
use domain::authorise::act;

/// Somebody in a room.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Participant {
    pub person: PersonRow,
    /// What they are in it.
    pub place: Place,
}

/// A page of those who are in a room.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParticipantPage {
    /// How many are in it, on whatever page.
    pub count: u32,
    /// Those of this page, by name: at most [`PEOPLE`].
    pub people: Vec<Participant>,
    /// After how many the next page begins; none when this is the last.
    pub next: Option<u32>,
}

impl View<'_> {
    /// Who is in a room, by name: a page of those whose name or handle holds the words, after so
    /// many. In an open room that is everybody of the place but its guests, and the guests who were
    /// added.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`].
    pub async fn participants(
        &mut self,
        granted: &Granted<act::SeeParticipants>,
        words: &str,
        after: u32,
    ) -> Result<ParticipantPage, StoreError> {
        let (room, pattern) = (granted.room()?, like(words));
        // One more than a page holds tells whether there is another.
        let limit = PEOPLE.saturating_add(1);
        let rows = sqlx::query!(
            r#"WITH inside (member, place) AS (
                   SELECT member, place FROM participants WHERE room = ?1
                   UNION ALL
                   SELECT member, 'participant' FROM left_direct_rooms WHERE room = ?1
                   UNION ALL
                   SELECT members.id, 'participant' FROM rooms, members
                   WHERE rooms.id = ?1 AND rooms.kind = 'open'
                     AND members.role <> 'visitor' AND members.role <> 'guest'
                     AND NOT EXISTS (SELECT 1 FROM participants
                                     WHERE participants.room = ?1
                                       AND participants.member = members.id)
               )
               SELECT members.id AS "id: Uuid", members.name, members.colour, members.presence,
                      members.handle, members.role, inside.place AS "place!: String"
               FROM inside JOIN members ON members.id = inside.member
               JOIN rooms ON rooms.id = ?1
               WHERE (members.presence = 'here' OR rooms.kind IN ('direct', 'group'))
                 AND (members.name LIKE ?2 ESCAPE '\' OR members.handle LIKE ?2 ESCAPE '\')
               ORDER BY members.name COLLATE NOCASE, members.id LIMIT ?3 OFFSET ?4"#,
            room.0,
            pattern,
            limit,
            after,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        let has_more = rows.len() > PEOPLE as usize;
        let people = rows.into_iter().take(PEOPLE as usize).map(|found| {
            Ok(Participant {
                person: PersonRow {
                    member: row::member(
                        found.id,
                        &found.name,
                        found.colour,
                        &found.presence,
                        &found.role,
                    )?,
                    handle: found.handle.as_deref().map(row::handle).transpose()?,
                    role: row::role(&found.role)?,
                    seen_at: None,
                    banned_until: None,
                },
                place: row::place(&found.place)?,
            })
        });
        Ok(ParticipantPage {
            people: people.collect::<Result<_, StoreError>>()?,
            next: has_more.then(|| after.saturating_add(PEOPLE)),
            count: self.participant_count(room).await?,
        })
    }

    async fn participant_count(&mut self, room: RoomId) -> Result<u32, StoreError> {
        let found = sqlx::query!(
            r#"SELECT COUNT(*) AS "count!: u32" FROM (
                   SELECT participants.member FROM participants
                   JOIN rooms ON rooms.id = participants.room
                   JOIN members ON members.id = participants.member
                   WHERE participants.room = ?1
                     AND (members.presence = 'here' OR rooms.kind IN ('direct', 'group'))
                   UNION
                   SELECT member FROM left_direct_rooms WHERE room = ?1
                   UNION
                   SELECT members.id FROM rooms, members
                   WHERE rooms.id = ?1 AND rooms.kind = 'open' AND members.presence = 'here'
                     AND members.role <> 'visitor' AND members.role <> 'guest')"#,
            room.0,
        )
        .fetch_one(&mut *self.connection)
        .await?;
        Ok(found.count)
    }

    /// People who could be put into a room, by name, at most 100: of an open one, in which all
    /// others are, guests alone.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`].
    pub async fn addable(
        &mut self,
        granted: &Granted<act::AddToRoom>,
    ) -> Result<Vec<PersonRow>, StoreError> {
        let room = granted.room()?;
        // Whoever may add is no guest, and sees everybody.
        let rows = sqlx::query!(
            r#"SELECT members.id AS "id: Uuid", members.name, members.colour, members.presence,
                      members.handle, members.role
               FROM members JOIN rooms ON rooms.id = ?
               WHERE members.role <> 'visitor' AND members.presence = 'here'
                 AND (rooms.kind <> 'open' OR members.role = 'guest')
                 AND NOT EXISTS (SELECT 1 FROM participants
                                 WHERE participants.room = rooms.id
                                   AND participants.member = members.id)
               ORDER BY members.name COLLATE NOCASE, members.id LIMIT ?"#,
            room.0,
            PEOPLE,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        rows.into_iter()
            .map(|found| {
                Ok(PersonRow {
                    member: row::member(
                        found.id,
                        &found.name,
                        found.colour,
                        &found.presence,
                        &found.role,
                    )?,
                    handle: found.handle.as_deref().map(row::handle).transpose()?,
                    role: row::role(&found.role)?,
                    seen_at: None,
                    banned_until: None,
                })
            })
            .collect()
    }

    /// The people of a direct room, also who has left it for a while.
    pub(super) async fn people_in(&mut self, room: RoomId) -> Result<Vec<Member>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT members.id AS "id: Uuid", members.name, members.colour, members.presence,
                      members.role
               FROM (SELECT member FROM participants WHERE room = ?1
                     UNION ALL SELECT member FROM left_direct_rooms WHERE room = ?1) AS talkers
               JOIN members ON members.id = talkers.member
               ORDER BY members.name COLLATE NOCASE"#,
            room.0
        )
        .fetch_all(&mut *self.connection)
        .await?;
        rows.into_iter()
            .map(|found| {
                row::member(
                    found.id,
                    &found.name,
                    found.colour,
                    &found.presence,
                    &found.role,
                )
            })
            .collect()
    }
}
