//! Becoming a member: by an invitation, or by signing up.

use protocol::{DisplayName, Member, MemberId, Role, RoomId, RoomName, RoomRole, Slug};
use uuid::Uuid;

use crate::{
    Change, Device, Granted, InviteId, NewAccount, SessionId, StoreError, StoreEvent, View, now,
    row,
};
use domain::authorise::action;
use domain::joining::InviteFault;
use domain::token::{Token, TokenHash};

/// What an invitation's link shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Invitation {
    pub id: InviteId,
    pub inviter: DisplayName,
    /// The role that people get.
    pub role: Role,
    /// The rooms that it adds people to.
    pub rooms: Vec<RoomName>,
    /// The slug of the first of them.
    pub first: Option<Slug>,
}

impl View<'_> {
    /// Reads an invitation.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn invitation(
        &mut self,
        _: &Granted<action::UseLink>,
        code: &Token,
    ) -> Result<Result<Invitation, InviteFault>, StoreError> {
        let (hash, at) = (code.hash(), now());
        let hash = hash.0.as_slice();
        let found = sqlx::query!(
            r#"SELECT invites.id AS "id: Uuid", members.name, invites.role, invites.uses_left,
                      invites.expires_at, invites.revoked_at,
                      members.account_status = 'active'
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
        // An invitation is only valid while its creator may create it.
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
            first: rooms.first().map(|(_, slug, _)| slug.clone()),
            rooms: rooms.into_iter().map(|(.., name)| name).collect(),
        }))
    }

    /// The rooms that an invitation adds people to now: private ones only while its creator is in
    /// them.
    async fn rooms_led_to(
        &mut self,
        invite: InviteId,
    ) -> Result<Vec<(RoomId, Slug, RoomName)>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT rooms.id AS "id: Uuid", rooms.slug, rooms.name
               FROM invites JOIN invite_rooms ON invite_rooms.invite = invites.id
               JOIN rooms ON rooms.id = invite_rooms.room
               WHERE invites.id = ? AND rooms.state = 'active'
                   AND (rooms.kind IN ('open', 'public')
                        OR EXISTS (SELECT 1 FROM memberships
                                   WHERE memberships.room = rooms.id
                                       AND memberships.member = invites.creator))
               ORDER BY rooms.folded_name, rooms.id"#,
            invite.0,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        rows.iter()
            .map(|room| {
                let (slug, name) = (row::slug(&room.slug)?, row::room_name(&room.name)?);
                Ok((RoomId(room.id), slug, name))
            })
            .collect()
    }
}

impl Change<'_> {
    /// Creates an account by an invitation, and signs it in.
    ///
    /// # Errors
    /// [`StoreError::Spent`], [`StoreError::HandleTaken`].
    pub async fn join_by_invite(
        &mut self,
        granted: &Granted<action::UseLink>,
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

    /// Adds somebody with an account to an invitation's rooms. Their role does not change.
    ///
    /// # Errors
    /// [`StoreError::Spent`].
    pub async fn accept_invite(
        &mut self,
        granted: &Granted<action::UseLink>,
        own: &Granted<action::EditAccount>,
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

    /// Takes one of an invitation's uses. As there is only one writer, two people cannot both take
    /// the last one.
    async fn use_invite(
        &mut self,
        granted: &Granted<action::UseLink>,
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
        for (room, ..) in self.rooms_led_to(invitation.id).await? {
            self.add_member(room, member, RoomRole::Member).await?;
        }
        self.publish(StoreEvent::AccessChanged(member));
        Ok(())
    }

    /// Creates an account for somebody who signs up without an invitation, and signs it in.
    ///
    /// # Errors
    /// [`StoreError::HandleTaken`].
    pub async fn sign_up(
        &mut self,
        _: &Granted<action::Register>,
        account: &NewAccount,
        token: TokenHash,
        device: &Device,
    ) -> Result<(Member, SessionId), StoreError> {
        let member = self.insert_account(account, Role::Member).await?;
        let session = self.open_session(member.id, token, device).await?;
        Ok((member, session))
    }
}
