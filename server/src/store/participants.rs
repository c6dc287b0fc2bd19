//! Who is in which room, what they set for it, and the rooms of a few people among themselves.

use protocol::{Member, MemberId, Place, Room, RoomId, RoomKind, RoomPreference};
use uuid::Uuid;

use super::{Change, Granted, News, PEOPLE, PersonRow, StoreError, View, now, people::like, row};
use crate::domain::authorise::{Act, Action, act};

/// Somebody in a room.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Participant {
    /// Who.
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
            r#"SELECT members.id AS "id: Uuid", members.name, members.colour, members.presence,
                      members.handle, members.role, participants.place AS "place?"
               FROM members
               JOIN rooms ON rooms.id = ?
               LEFT JOIN participants ON participants.room = rooms.id
                                     AND participants.member = members.id
               WHERE members.role <> 'visitor'
                 AND (participants.member IS NOT NULL
                      OR (rooms.kind = 'open' AND members.role <> 'guest'))
                 AND (members.presence = 'here' OR rooms.kind IN ('direct', 'group'))
                 AND (members.name LIKE ? ESCAPE '\' OR members.handle LIKE ? ESCAPE '\')
               ORDER BY members.name COLLATE NOCASE, members.id LIMIT ? OFFSET ?"#,
            room.0,
            pattern,
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
                    member: row::member(found.id, &found.name, found.colour, &found.presence)?,
                    handle: found.handle.as_deref().map(row::handle).transpose()?,
                    role: row::role(&found.role)?,
                    seen_at: None,
                    banned_until: None,
                },
                place: found
                    .place
                    .as_deref()
                    .map_or(Ok(Place::Participant), row::place)?,
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
            r#"SELECT COUNT(*) AS "count!: u32"
               FROM members
               JOIN rooms ON rooms.id = ?
               LEFT JOIN participants ON participants.room = rooms.id
                                     AND participants.member = members.id
               WHERE members.role <> 'visitor'
                 AND (participants.member IS NOT NULL
                      OR (rooms.kind = 'open' AND members.role <> 'guest'))
                 AND (members.presence = 'here' OR rooms.kind IN ('direct', 'group'))"#,
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
                    member: row::member(found.id, &found.name, found.colour, &found.presence)?,
                    handle: found.handle.as_deref().map(row::handle).transpose()?,
                    role: row::role(&found.role)?,
                    seen_at: None,
                    banned_until: None,
                })
            })
            .collect()
    }

    /// What the caller set for a room; nothing when they set nothing.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`].
    pub async fn preference(
        &mut self,
        granted: &Granted<act::SeeRoom>,
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
            .map(|found| {
                Ok(RoomPreference {
                    room,
                    favourite: found.favourite,
                    muted: found.muted,
                    level: row::level(&found.level)?,
                })
            })
            .transpose()
    }

    /// The people of a direct room.
    pub(super) async fn people_in(&mut self, room: RoomId) -> Result<Vec<Member>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT members.id AS "id: Uuid", members.name, members.colour, members.presence
               FROM participants JOIN members ON members.id = participants.member
               WHERE participants.room = ? ORDER BY members.name COLLATE NOCASE"#,
            room.0
        )
        .fetch_all(&mut *self.connection)
        .await?;
        rows.into_iter()
            .map(|found| row::member(found.id, &found.name, found.colour, &found.presence))
            .collect()
    }
}

impl Change<'_> {
    /// The caller comes into a room.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`].
    pub async fn join(&mut self, granted: &Granted<act::JoinRoom>) -> Result<Room, StoreError> {
        let (room, member) = (granted.room()?, granted.member()?);
        self.bring_in(room, member, Place::Participant).await?;
        self.room_row(room).await
    }

    /// The caller goes out of a room.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`].
    pub async fn leave(&mut self, granted: &Granted<act::LeaveRoom>) -> Result<(), StoreError> {
        let (room, member) = (granted.room()?, granted.member()?);
        self.take_out(room, member, act::LeaveRoom::ACTION).await
    }

    /// Somebody is put into a room by one who is in it.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`].
    pub async fn add(
        &mut self,
        granted: &Granted<act::AddToRoom>,
        whom: &Granted<act::SeePerson>,
    ) -> Result<(), StoreError> {
        let (room, whom) = (granted.room()?, whom.whom()?);
        self.bring_in(room, whom, Place::Participant).await
    }

    /// Somebody is taken out of a room. They get nothing more of it from the commit on.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] if they are not in it by name.
    pub async fn remove(
        &mut self,
        granted: &Granted<act::RemoveFromRoom>,
        whom: MemberId,
    ) -> Result<(), StoreError> {
        self.take_out(granted.room()?, whom, act::RemoveFromRoom::ACTION)
            .await?;
        self.note(granted, "").await
    }

    /// Makes somebody in a room an admin of it, or no longer.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] if they are not in it.
    pub async fn change_place(
        &mut self,
        granted: &Granted<act::ChangePlace>,
        whom: MemberId,
        place: Place,
    ) -> Result<(), StoreError> {
        let (room, text) = (granted.room()?, place.as_str());
        let changed = sqlx::query!(
            "UPDATE participants SET place = ? WHERE room = ? AND member = ?",
            text,
            room.0,
            whom.0,
        )
        .execute(&mut *self.connection)
        .await?;
        if changed.rows_affected() == 0 {
            // In an open room people are without a row.
            let is_open = self.room_row(room).await?.kind == RoomKind::Open;
            let may_be = matches!(
                self.person_row(whom).await?.role,
                protocol::Role::Owner | protocol::Role::Admin | protocol::Role::Member
            );
            if !is_open || !may_be {
                return Err(StoreError::Unknown);
            }
            self.put_into(room, whom, place).await?;
        }
        self.note(granted, text).await?;
        self.tell(News::AccessChanged(whom));
        if place == Place::Participant {
            self.pass_on(room, whom, act::ChangePlace::ACTION).await?;
        }
        Ok(())
    }

    /// What the caller wants of a room.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`].
    pub async fn set_preference(
        &mut self,
        granted: &Granted<act::SetPreference>,
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
        self.tell(News::PreferenceChanged { member, preference });
        Ok(())
    }

    /// The room of these people and the caller among themselves: the one that there is, or a new
    /// one. With one other person it is direct, with more a group.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] for nobody, or for more than a group holds.
    pub async fn talk_with(&mut self, whom: &[Granted<act::TalkWith>]) -> Result<Room, StoreError> {
        let me = whom.first().ok_or(StoreError::Unknown)?.member()?;
        let mut people = vec![me];
        for one in whom {
            people.push(one.whom()?);
        }
        people.sort();
        people.dedup();
        let kind = match people.len() {
            // A room for oneself is a place for notes.
            1 | 2 => RoomKind::Direct,
            n if n <= protocol::limits::MAX_GROUP => RoomKind::Group,
            _ => return Err(StoreError::Unknown),
        };
        let key: Vec<String> = people
            .iter()
            .map(|one| one.0.simple().to_string())
            .collect();
        let key = key.join(" ");
        let known = sqlx::query!(
            r#"SELECT id AS "id: Uuid" FROM rooms WHERE people_key = ?"#,
            key
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        if let Some(known) = known {
            return self.room_row(RoomId(known.id)).await;
        }
        let (id, at, text) = (Uuid::now_v7(), now(), kind.as_str());
        let slug = format!("talk-{}", Uuid::new_v4().simple());
        sqlx::query!(
            "INSERT INTO rooms (id, slug, name, topic, kind, creator, people_key, created_at)
             VALUES (?, ?, ?, '', ?, ?, ?, ?)",
            id,
            slug,
            text,
            text,
            me.0,
            key,
            at,
        )
        .execute(&mut *self.connection)
        .await?;
        for one in &people {
            self.put_into(RoomId(id), *one, Place::Participant).await?;
        }
        let room = self.room_row(RoomId(id)).await?;
        for member in &room.people {
            self.tell(News::Joined {
                member: member.clone(),
                room: room.clone(),
            });
        }
        Ok(room)
    }

    /// Puts somebody into a room and tells so, unless they are in it already.
    pub(super) async fn bring_in(
        &mut self,
        room: RoomId,
        whom: MemberId,
        place: Place,
    ) -> Result<(), StoreError> {
        if self.put_into(room, whom, place).await? {
            let member = self.person_row(whom).await?.member;
            let room = self.room_row(room).await?;
            self.tell(News::Joined { member, room });
        }
        Ok(())
    }

    /// False if they are in it already.
    pub(super) async fn put_into(
        &mut self,
        room: RoomId,
        whom: MemberId,
        place: Place,
    ) -> Result<bool, StoreError> {
        let (at, place) = (now(), place.as_str());
        let put = sqlx::query!(
            "INSERT INTO participants (room, member, place, joined_at) VALUES (?, ?, ?, ?)
             ON CONFLICT DO NOTHING",
            room.0,
            whom.0,
            place,
            at,
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(put.rows_affected() > 0)
    }

    async fn take_out(
        &mut self,
        room: RoomId,
        whom: MemberId,
        occasion: Action,
    ) -> Result<(), StoreError> {
        let gone = sqlx::query!(
            "DELETE FROM participants WHERE room = ? AND member = ? RETURNING place",
            room.0,
            whom.0,
        )
        .fetch_optional(&mut *self.connection)
        .await?
        .ok_or(StoreError::Unknown)?;
        // The same people later get a new group: this one has others in it now.
        sqlx::query!(
            "UPDATE rooms SET people_key = NULL WHERE id = ? AND kind = 'group'",
            room.0
        )
        .execute(&mut *self.connection)
        .await?;
        let is_still_in = {
            let kind = self.room_row(room).await?.kind;
            let role = self.person_row(whom).await?.role;
            kind == RoomKind::Open && role != protocol::Role::Guest
        };
        if !is_still_in {
            self.tell(News::Left { member: whom, room });
        }
        if row::place(&gone.place)? == Place::RoomAdmin {
            self.pass_on(room, whom, occasion).await?;
        }
        Ok(())
    }
}
