//! Invitations: links with which people become members or guests of the workspace.

pub(crate) mod joining;

use protocol::{Member, MemberId, Role, RoomId, RoomName};
use uuid::Uuid;

use crate::{
    Caller, Cap, Change, Granted, Resource, StoreError, View,
    accounts::rows::{MemberRow, member_rows},
    now, row,
};
use domain::authorise::action;
use domain::token::TokenHash;

/// Identifies an invitation on pages; it does not grant access.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InviteId(pub Uuid);

/// An invitation to be created.
#[derive(Clone, Debug)]
pub struct NewInvite {
    /// Chosen by the client, so that a form that is submitted twice creates one.
    pub id: InviteId,
    /// Hash of the secret in the link.
    pub code: TokenHash,
    /// The role that people get: not owner or visitor.
    pub role: Role,
    /// How many people may use it; `None` for any number.
    pub uses: Option<u32>,
    /// When it expires, in ms since 1970.
    pub expires_at: i64,
    /// The rooms that it adds people to.
    pub rooms: Vec<RoomId>,
}

/// An invitation as admins see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InviteRow {
    pub id: InviteId,
    /// Who created it.
    pub creator: Member,
    /// The role that people get.
    pub role: Role,
    /// How many people may still use it; `None` for any number.
    pub uses_left: Option<u32>,
    /// When it was created, in ms since 1970.
    pub created_at: i64,
    /// When it expires, in ms since 1970.
    pub expires_at: i64,
    /// When it was revoked, in ms since 1970.
    pub revoked_at: Option<i64>,
    /// The rooms that it adds people to, as far as the reader may know of them.
    pub rooms: Vec<RoomName>,
    /// Who used it, the first of them.
    pub used_by: Vec<Member>,
    /// How many used it.
    pub uses: u32,
    /// Whether its creator still may create it; otherwise it is not valid any more.
    pub creator_may: bool,
}

/// Largest number of invitations in one list.
pub const INVITES: u32 = 100;

/// Largest number of people in the list of those who used one.
const USERS: u32 = 20;

impl View<'_> {
    /// The invitations, the latest first, at most [`INVITES`], skipping `after`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn invites(
        &mut self,
        granted: &Granted<action::Invite>,
        after: u32,
    ) -> Result<Vec<InviteRow>, StoreError> {
        let (reader, at) = (granted.by(), now());
        let rows = sqlx::query!(
            r#"SELECT invites.id AS "id: Uuid", invites.role, invites.uses_left AS "uses_left: u32",
                      invites.created_at, invites.expires_at, invites.revoked_at,
                      (SELECT COUNT(*) FROM invite_uses WHERE invite = invites.id) AS "uses!: u32",
                      members.account_status = 'active'
                          AND (members.banned_until IS NULL OR members.banned_until <= ?1)
                          AND (members.role = 'owner'
                               OR members.role = 'admin' AND invites.role <> 'admin')
                          AS "creator_may!: bool",
                      members.id AS "creator: Uuid", members.name, members.colour, members.account_status,
                      members.role AS creator_role
               FROM invites JOIN members ON members.id = invites.creator
               ORDER BY invites.created_at DESC, invites.id LIMIT ?2 OFFSET ?3"#,
            at,
            INVITES,
            after,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        let mut invites = Vec::with_capacity(rows.len());
        for found in rows {
            invites.push(InviteRow {
                id: InviteId(found.id),
                creator: row::member(
                    found.creator,
                    &found.name,
                    found.colour,
                    &found.account_status,
                    &found.creator_role,
                )?,
                role: row::role(&found.role)?,
                uses_left: found.uses_left,
                created_at: found.created_at,
                expires_at: found.expires_at,
                revoked_at: found.revoked_at,
                rooms: self.seen_rooms_of(InviteId(found.id), reader).await?,
                used_by: self.users_of(InviteId(found.id)).await?,
                uses: found.uses,
                creator_may: found.creator_may,
            });
        }
        Ok(invites)
    }

    /// Private rooms are only named to people who are in them: not every admin may know of them.
    async fn seen_rooms_of(
        &mut self,
        invite: InviteId,
        reader: Option<MemberId>,
    ) -> Result<Vec<RoomName>, StoreError> {
        let reader = reader.map(|reader| reader.0);
        let rows = sqlx::query!(
            "SELECT rooms.name FROM invite_rooms JOIN rooms ON rooms.id = invite_rooms.room
             WHERE invite_rooms.invite = ?1 AND rooms.state <> 'deleted'
               AND (rooms.kind IN ('open', 'public')
                    OR EXISTS (SELECT 1 FROM memberships
                               WHERE memberships.room = rooms.id AND memberships.member = ?2))
             ORDER BY rooms.folded_name, rooms.id",
            invite.0,
            reader,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        rows.iter().map(|room| row::room_name(&room.name)).collect()
    }

    async fn users_of(&mut self, invite: InviteId) -> Result<Vec<Member>, StoreError> {
        let rows = member_rows!(
            "SELECT",
            "FROM invite_uses JOIN members ON members.id = invite_uses.member
               WHERE invite_uses.invite = ? ORDER BY invite_uses.at LIMIT ?",
            invite.0,
            USERS,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        rows.into_iter().map(MemberRow::member).collect()
    }
}

impl Change<'_> {
    /// Creates an invitation. Its creator may only choose rooms that they may add people to.
    /// Creating the same one again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Denied`], [`StoreError::NameTaken`] if there is another of that id.
    pub async fn create_invite(
        &mut self,
        granted: &Granted<action::Invite>,
        caller: Caller,
        new: &NewInvite,
    ) -> Result<(), StoreError> {
        // It has an action of its own: only owners may make admins.
        match new.role {
            Role::Member | Role::Guest => {}
            Role::Admin => drop(
                self.authorise(action::InviteAdmin, caller, Resource::Workspace)
                    .await?,
            ),
            Role::Owner | Role::Visitor => return Err(StoreError::Unknown),
        }
        // The operator has no account, so the first owner is stored as creator.
        let creator = match granted.by() {
            Some(member) => member,
            None => self.first_owner().await?,
        };
        let known = sqlx::query!(
            r#"SELECT 1 AS "it!: i64" FROM invites WHERE id = ?"#,
            new.id.0
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        if known.is_none() {
            self.check_cap(Cap::Invites, creator).await?;
        }
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
                   WHERE id = ? AND code_hash = ? AND creator = ? AND revoked_at IS NULL"#,
                new.id.0,
                hash,
                creator.0,
            )
            .fetch_optional(&mut *self.connection)
            .await?;
            return same.map(drop).ok_or(StoreError::NameTaken);
        }
        for room in &new.rooms {
            drop(
                self.authorise(action::AddToRoom, caller, Resource::Room(*room))
                    .await?,
            );
            sqlx::query!(
                "INSERT INTO invite_rooms (invite, room) VALUES (?, ?) ON CONFLICT DO NOTHING",
                new.id.0,
                room.0,
            )
            .execute(&mut *self.connection)
            .await?;
        }
        let uses = new.uses.map_or("any".into(), |uses| uses.to_string());
        // Without its rooms, as not every admin may know of them.
        let detail = format!("{role}; uses: {uses}");
        self.note(granted, &detail_of(new.id, &detail)).await
    }

    async fn first_owner(&mut self) -> Result<MemberId, StoreError> {
        let found = sqlx::query!(
            r#"SELECT id AS "id: Uuid" FROM members WHERE role = 'owner' AND role <> 'visitor'
                 AND account_status = 'active'
               ORDER BY created_at LIMIT 1"#
        )
        .fetch_optional(&mut *self.connection)
        .await?
        .ok_or(StoreError::NoSuchMember)?;
        Ok(MemberId(found.id))
    }

    /// Revokes an invitation.
    ///
    /// # Errors
    /// [`StoreError::Unknown`].
    pub async fn revoke_invite(
        &mut self,
        granted: &Granted<action::Invite>,
        invite: InviteId,
    ) -> Result<(), StoreError> {
        let at = now();
        let known = sqlx::query!("SELECT revoked_at FROM invites WHERE id = ?", invite.0)
            .fetch_optional(&mut *self.connection)
            .await?;
        if known.ok_or(StoreError::Unknown)?.revoked_at.is_some() {
            return Ok(());
        }
        sqlx::query!(
            "UPDATE invites SET revoked_at = ? WHERE id = ?",
            at,
            invite.0,
        )
        .execute(&mut *self.connection)
        .await?;
        self.note(granted, &detail_of(invite, "revoked")).await
    }
}

/// How the audit log identifies an invitation: its first digits are enough to find the entry of its
/// creation.
fn detail_of(invite: InviteId, words: &str) -> String {
    let id = invite.0.simple().to_string();
    format!("invite {}: {words}", id.get(..8).unwrap_or_default())
}
