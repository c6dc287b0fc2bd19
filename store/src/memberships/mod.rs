//! Memberships: joining and leaving rooms, and direct rooms.

pub(crate) mod admin_handover;
pub(crate) mod list;

use protocol::{MemberId, Role, Room, RoomId, RoomKind, RoomRole};
use uuid::Uuid;

use crate::{Cap, Change, Granted, StoreError, StoreEvent, View, now, row};
use domain::authorise::{Action, ActionType, action};

/// The people of a direct or group room.
struct DirectPeople {
    me: MemberId,
    people: Vec<MemberId>,
    /// The value of `people_key`: equal for the same people.
    key: String,
}

impl DirectPeople {
    fn of<A: ActionType>(whom: &[Granted<A>]) -> Result<Self, StoreError> {
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
    /// The direct or group room of these people and the caller, if there is one and the caller is
    /// in it.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] if `whom` is empty.
    pub async fn direct_among(
        &mut self,
        whom: &[Granted<action::OpenDirect>],
    ) -> Result<Option<Room>, StoreError> {
        let talkers = DirectPeople::of(whom)?;
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
    /// Adds the caller to a room.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`].
    pub async fn join(&mut self, granted: &Granted<action::JoinRoom>) -> Result<Room, StoreError> {
        let (room, member) = (granted.room()?, granted.member()?);
        self.add_member(room, member, RoomRole::Member).await?;
        self.room_row(room).await
    }

    /// Removes the caller from a room.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`].
    pub async fn leave(&mut self, granted: &Granted<action::LeaveRoom>) -> Result<(), StoreError> {
        let (room, member) = (granted.room()?, granted.member()?);
        self.remove_member(room, member, action::LeaveRoom::ACTION)
            .await
    }

    /// Adds somebody to a room, on behalf of somebody who is in it.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`].
    pub async fn add(
        &mut self,
        granted: &Granted<action::AddToRoom>,
        whom: &Granted<action::AddPerson>,
    ) -> Result<(), StoreError> {
        let (room, whom) = (granted.room()?, whom.whom()?);
        let is_new = self.add_member(room, whom, RoomRole::Member).await?;
        // The log does not record what members do among themselves.
        if is_new && granted.role().is_some_and(Role::is_admin) {
            self.note_about(granted, whom, "").await?;
        }
        Ok(())
    }

    /// Removes somebody from a room. They receive nothing more of it from the commit on.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] if they have no membership of it.
    pub async fn remove(
        &mut self,
        granted: &Granted<action::RemoveFromRoom>,
        whom: MemberId,
    ) -> Result<(), StoreError> {
        self.remove_member(granted.room()?, whom, action::RemoveFromRoom::ACTION)
            .await?;
        self.note_about(granted, whom, "").await
    }

    /// Changes somebody's role in a room.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] if they are not in it.
    pub async fn change_room_role(
        &mut self,
        granted: &Granted<action::ChangeRoomRole>,
        whom: MemberId,
        room_role: RoomRole,
    ) -> Result<(), StoreError> {
        let (room, text) = (granted.room()?, room_role.as_str());
        let before = sqlx::query!(
            "SELECT role FROM memberships WHERE room = ? AND member = ?",
            room.0,
            whom.0,
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        if before.as_ref().is_some_and(|before| before.role == text) {
            // The form was submitted twice.
            return Ok(());
        }
        sqlx::query!(
            "UPDATE memberships SET role = ? WHERE room = ? AND member = ?",
            text,
            room.0,
            whom.0,
        )
        .execute(&mut *self.connection)
        .await?;
        if before.is_none() {
            // In an open room people have no row.
            if self.room_row(room).await?.kind != RoomKind::Open {
                return Err(StoreError::Unknown);
            }
            let whose = match self.person_row(whom).await {
                Err(StoreError::NoSuchMember) => return Err(StoreError::Unknown),
                found => found?,
            };
            let is_in = whose.member.account_status.is_active()
                && matches!(whose.role, Role::Owner | Role::Admin | Role::Member);
            if !is_in {
                return Err(StoreError::Unknown);
            }
            self.insert_membership(room, whom, room_role).await?;
        }
        self.note_about(granted, whom, text).await?;
        self.publish(StoreEvent::AccessChanged(whom));
        if room_role == RoomRole::Member {
            self.hand_over(room, whom, action::ChangeRoomRole::ACTION)
                .await?;
        }
        Ok(())
    }

    /// Reopens the direct or group room of these people and the caller, if there is one: people who
    /// have left it are in it again, with all its messages.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] if `whom` is empty.
    pub async fn reopen_direct(
        &mut self,
        whom: &[Granted<action::OpenDirect>],
    ) -> Result<Option<Room>, StoreError> {
        let DirectPeople { me, key, .. } = DirectPeople::of(whom)?;
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
            self.insert_membership(room.id, me, RoomRole::Member)
                .await?;
            self.publish(StoreEvent::AccessChanged(me));
        }
        Ok(Some(room))
    }

    /// Creates a direct room of these people, who all allow it, and the caller; a group if it is
    /// more than one other person.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] if `whom` is empty, or exceeds the size of a group.
    pub async fn begin_direct(
        &mut self,
        whom: &[Granted<action::AddPerson>],
    ) -> Result<Room, StoreError> {
        let DirectPeople { me, people, key } = DirectPeople::of(whom)?;
        let kind = match people.len() {
            // A room with only oneself is for notes.
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
            self.insert_membership(RoomId(id), *one, RoomRole::Member)
                .await?;
        }
        let room = self.room_row(RoomId(id)).await?;
        for member in &room.people {
            self.publish(StoreEvent::Joined {
                member: member.clone(),
                room: room.clone(),
            });
        }
        Ok(room)
    }

    /// Adds somebody to a room and publishes that, unless they are in it already. Whether they were
    /// not.
    pub(crate) async fn add_member(
        &mut self,
        room: RoomId,
        whom: MemberId,
        room_role: RoomRole,
    ) -> Result<bool, StoreError> {
        let is_new = self.insert_membership(room, whom, room_role).await?;
        if is_new {
            let member = self.person_row(whom).await?.member;
            let room = self.room_row(room).await?;
            self.publish(StoreEvent::Joined { member, room });
        }
        Ok(is_new)
    }

    /// False if they are in it already.
    pub(crate) async fn insert_membership(
        &mut self,
        room: RoomId,
        whom: MemberId,
        room_role: RoomRole,
    ) -> Result<bool, StoreError> {
        let (at, room_role) = (now(), room_role.as_str());
        let put = sqlx::query!(
            "INSERT INTO memberships (room, member, role, joined_at) VALUES (?, ?, ?, ?)
             ON CONFLICT DO NOTHING",
            room.0,
            whom.0,
            room_role,
            at,
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(put.rows_affected() > 0)
    }

    async fn remove_member(
        &mut self,
        room: RoomId,
        whom: MemberId,
        occasion: Action,
    ) -> Result<(), StoreError> {
        let gone = sqlx::query!(
            "DELETE FROM memberships WHERE room = ? AND member = ? RETURNING role",
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
        // If the same people open a group later, they get a new one, as this one no longer has
        // exactly these people.
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
            self.publish(StoreEvent::Left { member: whom, room });
        }
        if row::room_role(&gone.role)? == RoomRole::Admin {
            if is_still_in {
                self.publish(StoreEvent::AccessChanged(whom));
            }
            self.hand_over(room, whom, occasion).await?;
        }
        Ok(())
    }

    /// It remains the room of the two, and the other is not notified.
    async fn leave_direct(&mut self, room: RoomId, member: MemberId) -> Result<(), StoreError> {
        sqlx::query!(
            "INSERT INTO left_direct_rooms (room, member) VALUES (?, ?) ON CONFLICT DO NOTHING",
            room.0,
            member.0,
        )
        .execute(&mut *self.connection)
        .await?;
        self.publish(StoreEvent::AccessChanged(member));
        Ok(())
    }
}
