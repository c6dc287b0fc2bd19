//! Invitations: links by which people become members or guests of the place.

use protocol::{DisplayName, Member, MemberId, Place, Role, RoomId, RoomName};
use uuid::Uuid;

use super::{
    Caller, Change, Device, Granted, NewAccount, News, On, SessionId, StoreError, View, now, row,
};
use crate::domain::{
    authorise::act,
    token::{Token, TokenHash},
};

/// Names an invitation on pages; it does not open it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InviteId(pub Uuid);

/// An invitation to be made.
#[derive(Clone, Debug)]
pub struct NewInvite {
    /// Chosen by whoever asks, so that a form that is sent twice makes one.
    pub id: InviteId,
    /// What the link holds.
    pub code: TokenHash,
    /// What the people become: no owner and no visitor.
    pub role: Role,
    /// How many may use it; none for as many as like.
    pub uses: Option<u32>,
    /// When it is over, in ms since 1970.
    pub expires_at: i64,
    /// The rooms that it leads to.
    pub rooms: Vec<RoomId>,
}

/// What an invitation says to whoever holds its link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Invitation {
    /// Which.
    pub id: InviteId,
    /// Who invites.
    pub inviter: DisplayName,
    /// What one becomes.
    pub role: Role,
    /// The rooms that it leads to.
    pub rooms: Vec<RoomName>,
}

/// Why an invitation does not work.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InviteFault {
    /// Too old.
    Expired,
    /// Enough have used it.
    UsedUp,
    /// An admin took it back.
    Revoked,
    /// There is none.
    Unknown,
}

/// An invitation as admins see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InviteRow {
    /// Which.
    pub id: InviteId,
    /// Who made it.
    pub creator: Member,
    /// What people become.
    pub role: Role,
    /// How many may still use it; none for as many as like.
    pub uses_left: Option<u32>,
    /// When it was made, in ms since 1970.
    pub created_at: i64,
    /// When it is over, in ms since 1970.
    pub expires_at: i64,
    /// When it was taken back, in ms since 1970.
    pub revoked_at: Option<i64>,
    /// The open and public rooms that it leads to.
    pub rooms: Vec<RoomName>,
    /// Who used it, the first of them.
    pub used_by: Vec<Member>,
    /// How many used it.
    pub uses: u32,
}

/// Invitations in one list at most.
pub const INVITES: u32 = 100;

/// People in the list of those who used one at most.
const USERS: u32 = 20;

impl View<'_> {
    /// What an invitation says.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn invitation(
        &mut self,
        _: &Granted<act::UseLink>,
        code: &Token,
    ) -> Result<Result<Invitation, InviteFault>, StoreError> {
        let (hash, at) = (code.hash(), now());
        let hash = hash.0.as_slice();
        let found = sqlx::query!(
            r#"SELECT invites.id AS "id: Uuid", members.name, invites.role, invites.uses_left,
                      invites.expires_at, invites.revoked_at,
                      members.presence = 'here'
                          AND (members.banned_until IS NULL OR members.banned_until <= ?2)
                          AND (members.role = 'owner'
                               OR members.role = 'admin' AND invites.role <> 'admin')
                          AS "creator_may!: bool"
               FROM invites JOIN members ON members.id = invites.creator
               WHERE invites.code_hash = ?1"#,
            hash,
            at,
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        let Some(found) = found else {
            return Ok(Err(InviteFault::Unknown));
        };
        // An invitation is no better than the right of whoever made it.
        if found.revoked_at.is_some() || !found.creator_may {
            return Ok(Err(InviteFault::Revoked));
        }
        if found.expires_at <= at {
            return Ok(Err(InviteFault::Expired));
        }
        if found.uses_left == Some(0) {
            return Ok(Err(InviteFault::UsedUp));
        }
        let id = InviteId(found.id);
        let rooms = self.rooms_led_to(id).await?;
        Ok(Ok(Invitation {
            id,
            inviter: row::name(&found.name)?,
            role: row::role(&found.role)?,
            rooms: rooms.into_iter().map(|(_, name)| name).collect(),
        }))
    }

    /// The rooms that an invitation leads to now: private ones only while its maker is in them.
    async fn rooms_led_to(
        &mut self,
        invite: InviteId,
    ) -> Result<Vec<(RoomId, RoomName)>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT rooms.id AS "id: Uuid", rooms.name
               FROM invites JOIN invite_rooms ON invite_rooms.invite = invites.id
               JOIN rooms ON rooms.id = invite_rooms.room
               WHERE invites.id = ? AND rooms.state = 'active'
                   AND (rooms.kind IN ('open', 'public')
                        OR EXISTS (SELECT 1 FROM participants
                                   WHERE participants.room = rooms.id
                                       AND participants.member = invites.creator))
               ORDER BY rooms.name COLLATE NOCASE"#,
            invite.0,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        rows.iter()
            .map(|room| Ok((RoomId(room.id), row::room_name(&room.name)?)))
            .collect()
    }

    /// The invitations, the latest first, at most [`INVITES`], after so many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn invites(
        &mut self,
        _: &Granted<act::Invite>,
        after: u32,
    ) -> Result<Vec<InviteRow>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT invites.id AS "id: Uuid", invites.role, invites.uses_left AS "uses_left: u32",
                      invites.created_at, invites.expires_at, invites.revoked_at,
                      (SELECT COUNT(*) FROM invite_uses WHERE invite = invites.id) AS "uses!: u32",
                      members.id AS "creator: Uuid", members.name, members.colour, members.presence
               FROM invites JOIN members ON members.id = invites.creator
               ORDER BY invites.created_at DESC, invites.id LIMIT ? OFFSET ?"#,
            INVITES,
            after,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        let mut invites = Vec::with_capacity(rows.len());
        for found in rows {
            invites.push(InviteRow {
                id: InviteId(found.id),
                creator: row::member(found.creator, &found.name, found.colour, &found.presence)?,
                role: row::role(&found.role)?,
                uses_left: found.uses_left,
                created_at: found.created_at,
                expires_at: found.expires_at,
                revoked_at: found.revoked_at,
                rooms: self.public_rooms_of(InviteId(found.id)).await?,
                used_by: self.users_of(InviteId(found.id)).await?,
                uses: found.uses,
            });
        }
        Ok(invites)
    }

    /// Private rooms are not named: not every admin may know of them.
    async fn public_rooms_of(&mut self, invite: InviteId) -> Result<Vec<RoomName>, StoreError> {
        let rows = sqlx::query!(
            "SELECT rooms.name FROM invite_rooms JOIN rooms ON rooms.id = invite_rooms.room
             WHERE invite_rooms.invite = ? AND rooms.kind IN ('open', 'public')
               AND rooms.state <> 'deleted' ORDER BY rooms.name COLLATE NOCASE",
            invite.0
        )
        .fetch_all(&mut *self.connection)
        .await?;
        rows.iter().map(|room| row::room_name(&room.name)).collect()
    }

    async fn users_of(&mut self, invite: InviteId) -> Result<Vec<Member>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT members.id AS "id: Uuid", members.name, members.colour, members.presence
               FROM invite_uses JOIN members ON members.id = invite_uses.member
               WHERE invite_uses.invite = ? ORDER BY invite_uses.at LIMIT ?"#,
            invite.0,
            USERS,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        rows.into_iter()
            .map(|found| row::member(found.id, &found.name, found.colour, &found.presence))
            .collect()
    }
}

impl Change<'_> {
    /// Makes an invitation as a member or guest. Whoever makes it may lead to the rooms that they
    /// may add people to, and to no others. The same once more changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Denied`], [`StoreError::NameTaken`] if there is another of that id.
    pub async fn create_invite(
        &mut self,
        granted: &Granted<act::Invite>,
        caller: Caller,
        new: &NewInvite,
    ) -> Result<(), StoreError> {
        // By its own row in the table: only owners make admins.
        match new.role {
            Role::Member | Role::Guest => {}
            Role::Admin => drop(self.allow(act::InviteAdmin, caller, On::Place).await?),
            Role::Owner | Role::Visitor => return Err(StoreError::Unknown),
        }
        // The operator has no account; the first owner stands for them.
        let creator = match granted.by() {
            Some(member) => member,
            None => self.first_owner().await?,
        };
        let (at, hash, role) = (now(), new.code.0.as_slice(), new.role.as_str());
        let made = sqlx::query!(
            "INSERT INTO invites (id, code_hash, creator, role, uses_left, expires_at, created_at)
             VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            new.id.0,
            hash,
            creator.0,
            role,
            new.uses,
            new.expires_at,
            at,
        )
        .execute(&mut *self.connection)
        .await?;
        if made.rows_affected() == 0 {
            let same = sqlx::query!(
                r#"SELECT 1 AS "it!: i64" FROM invites
                   WHERE id = ? AND code_hash = ? AND creator = ?"#,
                new.id.0,
                hash,
                creator.0,
            )
            .fetch_optional(&mut *self.connection)
            .await?;
            return same.map(drop).ok_or(StoreError::NameTaken);
        }
        for room in &new.rooms {
            drop(self.allow(act::AddToRoom, caller, On::Room(*room)).await?);
            sqlx::query!(
                "INSERT INTO invite_rooms (invite, room) VALUES (?, ?) ON CONFLICT DO NOTHING",
                new.id.0,
                room.0,
            )
            .execute(&mut *self.connection)
            .await?;
        }
        self.note(granted, role).await
    }

    async fn first_owner(&mut self) -> Result<MemberId, StoreError> {
        let found = sqlx::query!(
            r#"SELECT id AS "id: Uuid" FROM members WHERE role = 'owner' AND presence = 'here'
               ORDER BY created_at LIMIT 1"#
        )
        .fetch_optional(&mut *self.connection)
        .await?
        .ok_or(StoreError::NoSuchMember)?;
        Ok(MemberId(found.id))
    }

    /// Takes an invitation back.
    ///
    /// # Errors
    /// [`StoreError::Unknown`].
    pub async fn revoke_invite(
        &mut self,
        granted: &Granted<act::Invite>,
        invite: InviteId,
    ) -> Result<(), StoreError> {
        let at = now();
        let changed = sqlx::query!(
            "UPDATE invites SET revoked_at = COALESCE(revoked_at, ?) WHERE id = ?",
            at,
            invite.0,
        )
        .execute(&mut *self.connection)
        .await?;
        if changed.rows_affected() == 0 {
            return Err(StoreError::Unknown);
        }
        self.note(granted, "revoked").await
    }

    /// Makes an account by an invitation, and signs it in.
    ///
    /// # Errors
    /// [`StoreError::Spent`], [`StoreError::HandleTaken`].
    pub async fn join_by_invite(
        &mut self,
        granted: &Granted<act::UseLink>,
        code: &Token,
        account: &NewAccount,
        token: TokenHash,
        device: &Device,
    ) -> Result<(Member, SessionId), StoreError> {
        let invitation = self.use_invite(granted, code).await?;
        let member = self.insert_account(account, invitation.role).await?;
        self.lead_in(&invitation, member.id).await?;
        let session = self.open_session(member.id, token, device).await?;
        Ok((member, session))
    }

    /// Somebody with an account comes into the rooms that an invitation leads to. Their role stays.
    ///
    /// # Errors
    /// [`StoreError::Spent`].
    pub async fn accept_invite(
        &mut self,
        granted: &Granted<act::UseLink>,
        own: &Granted<act::EditAccount>,
        code: &Token,
    ) -> Result<(), StoreError> {
        let member = own.member()?;
        let invitation = self.invitation(granted, code).await?;
        let id = invitation.map_err(|_| StoreError::Spent)?.id;
        let used = sqlx::query!(
            r#"SELECT 1 AS "it!: i64" FROM invite_uses WHERE invite = ? AND member = ?"#,
            id.0,
            member.0,
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        if used.is_some() {
            return Ok(());
        }
        let invitation = self.use_invite(granted, code).await?;
        self.lead_in(&invitation, member).await
    }

    /// Takes one of an invitation's uses. Two who race for the last one are one after the other
    /// here, as there is one writer.
    async fn use_invite(
        &mut self,
        granted: &Granted<act::UseLink>,
        code: &Token,
    ) -> Result<Invitation, StoreError> {
        let invitation = self.invitation(granted, code).await?;
        let invitation = invitation.map_err(|_| StoreError::Spent)?;
        sqlx::query!(
            "UPDATE invites SET uses_left = uses_left - 1 WHERE id = ? AND uses_left IS NOT NULL",
            invitation.id.0
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(invitation)
    }

    async fn lead_in(
        &mut self,
        invitation: &Invitation,
        member: MemberId,
    ) -> Result<(), StoreError> {
        let at = now();
        sqlx::query!(
            "INSERT INTO invite_uses (invite, member, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            invitation.id.0,
            member.0,
            at,
        )
        .execute(&mut *self.connection)
        .await?;
        for (room, _) in self.rooms_led_to(invitation.id).await? {
            self.bring_in(room, member, Place::Participant).await?;
        }
        self.tell(News::AccessChanged(member));
        Ok(())
    }

    /// Makes an account for somebody who signs up by themselves, and signs it in.
    ///
    /// # Errors
    /// [`StoreError::HandleTaken`].
    pub async fn sign_up(
        &mut self,
        _: &Granted<act::ComeIn>,
        account: &NewAccount,
        token: TokenHash,
        device: &Device,
    ) -> Result<(Member, SessionId), StoreError> {
        let member = self.insert_account(account, Role::Member).await?;
        let session = self.open_session(member.id, token, device).await?;
        Ok((member, session))
    }
}
