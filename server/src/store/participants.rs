//! People come into rooms and go out of them, set what they want of them, and talk among a few.

use protocol::{MemberId, Place, Role, Room, RoomId, RoomKind, RoomPreference};
use uuid::Uuid;

use super::{Cap, Change, Granted, News, StoreError, View, now, row};
use domain::authorise::{Act, Action, act};

/// Who talks among themselves.
struct Talkers {
    me: MemberId,
    people: Vec<MemberId>,
    /// The same for the same people.
    key: String,
}

impl Talkers {
    fn of<A: Act>(whom: &[Granted<A>]) -> Result<Self, StoreError> {
        let me = whom.first().ok_or(StoreError::Unknown)?.member()?;
        let mut people = vec![me];
        for one in whom {
            people.push(one.whom()?);
        }
        people.sort();
        people.dedup();
        let ids = people.iter().map(|one| one.0.simple().to_string());
        let key = ids.collect::<Vec<_>>().join(" ");
        Ok(Self { me, people, key })
    }
}

impl View<'_> {
    /// The room of these people and the caller among themselves, if there is one, and the caller is
    /// in it.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] for nobody.
    pub async fn talk_among(
        &mut self,
        whom: &[Granted<act::TalkWith>],
    ) -> Result<Option<Room>, StoreError> {
        let talkers = Talkers::of(whom)?;
        let Some(room) = self.talk_of(&talkers.key).await? else {
            return Ok(None);
        };
        let has_left = sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT 1 FROM left_direct_rooms
                              WHERE room = ? AND member = ?) AS "has_left!: bool""#,
            room.id.0,
            talkers.me.0,
        )
        .fetch_one(&mut *self.connection)
        .await?;
        Ok((!has_left).then_some(room))
    }

    async fn talk_of(&mut self, key: &str) -> Result<Option<Room>, StoreError> {
        let known = sqlx::query!(
            r#"SELECT id AS "id: Uuid" FROM rooms WHERE people_key = ?"#,
            key
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        match known {
            Some(known) => self.room_row(RoomId(known.id)).await.map(Some),
            None => Ok(None),
        }
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
        whom: &Granted<act::AddPerson>,
    ) -> Result<(), StoreError> {
        let (room, whom) = (granted.room()?, whom.whom()?);
        let is_new = self.bring_in(room, whom, Place::Participant).await?;
        // What members do among themselves is no business of the log.
        if is_new && granted.role().is_some_and(Role::is_admin) {
            self.note_about(granted, whom, "").await?;
        }
        Ok(())
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
        self.note_about(granted, whom, "").await
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
        let before = sqlx::query!(
            "SELECT place FROM participants WHERE room = ? AND member = ?",
            room.0,
            whom.0,
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        if before.as_ref().is_some_and(|before| before.place == text) {
            // The form was sent twice.
            return Ok(());
        }
        sqlx::query!(
            "UPDATE participants SET place = ? WHERE room = ? AND member = ?",
            text,
            room.0,
            whom.0,
        )
        .execute(&mut *self.connection)
        .await?;
        if before.is_none() {
            // In an open room people are without a row.
            if self.room_row(room).await?.kind != RoomKind::Open {
                return Err(StoreError::Unknown);
            }
            let whose = match self.person_row(whom).await {
                Err(StoreError::NoSuchMember) => return Err(StoreError::Unknown),
                found => found?,
            };
            let is_in = whose.member.presence.is_here()
                && matches!(whose.role, Role::Owner | Role::Admin | Role::Member);
            if !is_in {
                return Err(StoreError::Unknown);
            }
            self.put_into(room, whom, place).await?;
        }
        self.note_about(granted, whom, text).await?;
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

    /// Opens the room of these people and the caller among themselves again, if there is one: who
    /// has left it is in it again, with all that was said in it.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] for nobody.
    pub async fn reopen_talk(
        &mut self,
        whom: &[Granted<act::TalkWith>],
    ) -> Result<Option<Room>, StoreError> {
        let Talkers { me, key, .. } = Talkers::of(whom)?;
        let Some(room) = self.talk_of(&key).await? else {
            return Ok(None);
        };
        let gone = sqlx::query!(
            "DELETE FROM left_direct_rooms WHERE room = ? AND member = ?",
            room.id.0,
            me.0,
        )
        .execute(&mut *self.connection)
        .await?;
        if gone.rows_affected() > 0 {
            self.put_into(room.id, me, Place::Participant).await?;
            self.tell(News::AccessChanged(me));
        }
        Ok(Some(room))
    }

    /// A new room of these people, who let the caller do it, and the caller among themselves. With
    /// one other person it is direct, with more a group.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] for nobody, or for more than a group holds.
    pub async fn begin_talk(
        &mut self,
        whom: &[Granted<act::AddPerson>],
    ) -> Result<Room, StoreError> {
        let Talkers { me, people, key } = Talkers::of(whom)?;
        let kind = match people.len() {
            // A room for oneself is a place for notes.
            1 | 2 => RoomKind::Direct,
            n if n <= protocol::limits::MAX_GROUP => RoomKind::Group,
            _ => return Err(StoreError::Unknown),
        };
        self.check_cap(Cap::DirectRooms, me).await?;
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

    /// Puts somebody into a room and tells so, unless they are in it already. Whether they were not.
    pub(super) async fn bring_in(
        &mut self,
        room: RoomId,
        whom: MemberId,
        place: Place,
    ) -> Result<bool, StoreError> {
        let is_new = self.put_into(room, whom, place).await?;
        if is_new {
            let member = self.person_row(whom).await?.member;
            let room = self.room_row(room).await?;
            self.tell(News::Joined { member, room });
        }
        Ok(is_new)
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
        let kind = self.room_row(room).await?.kind;
        if kind == RoomKind::Direct {
            return self.leave_direct(room, whom).await;
        }
        // The same people later get a new group: this one has others in it now.
        sqlx::query!(
            "UPDATE rooms SET people_key = NULL WHERE id = ? AND kind = 'group'",
            room.0
        )
        .execute(&mut *self.connection)
        .await?;
        let is_still_in = {
            let role = self.person_row(whom).await?.role;
            kind == RoomKind::Open && role != Role::Guest
        };
        if !is_still_in {
            self.tell(News::Left { member: whom, room });
        }
        if row::place(&gone.place)? == Place::RoomAdmin {
            if is_still_in {
                self.tell(News::AccessChanged(whom));
            }
            self.pass_on(room, whom, occasion).await?;
        }
        Ok(())
    }

    /// It stays the room of the two, and the other is not told.
    async fn leave_direct(&mut self, room: RoomId, member: MemberId) -> Result<(), StoreError> {
        sqlx::query!(
            "INSERT INTO left_direct_rooms (room, member) VALUES (?, ?) ON CONFLICT DO NOTHING",
            room.0,
            member.0,
        )
        .execute(&mut *self.connection)
        .await?;
        self.tell(News::AccessChanged(member));
        Ok(())
    }
}
