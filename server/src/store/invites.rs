//! Invitations: links by which people become members or guests of the place.

use protocol::{Member, MemberId, Role, RoomId, RoomName};
use uuid::Uuid;

use super::{Caller, Cap, Change, Granted, On, StoreError, View, now, row};
use domain::authorise::act;
use domain::token::TokenHash;

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

/// An invitation as admins see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InviteRow {
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
    /// The rooms that it leads to, as far as the reader may know of them.
    pub rooms: Vec<RoomName>,
    /// Who used it, the first of them.
    pub used_by: Vec<Member>,
    /// How many used it.
    pub uses: u32,
    /// Whether who made it still may: else it works no more.
    pub creator_may: bool,
}

/// Invitations in one list at most.
pub const INVITES: u32 = 100;

/// People in the list of those who used one at most.
const USERS: u32 = 20;

impl View<'_> {
    /// The invitations, the latest first, at most [`INVITES`], after so many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn invites(
        &mut self,
        granted: &Granted<act::Invite>,
        after: u32,
    ) -> Result<Vec<InviteRow>, StoreError> {
        let (reader, at) = (granted.by(), now());
        let rows = sqlx::query!(
            r#"SELECT invites.id AS "id: Uuid", invites.role, invites.uses_left AS "uses_left: u32",
                      invites.created_at, invites.expires_at, invites.revoked_at,
                      (SELECT COUNT(*) FROM invite_uses WHERE invite = invites.id) AS "uses!: u32",
                      members.presence = 'here'
                          AND (members.banned_until IS NULL OR members.banned_until <= ?1)
                          AND (members.role = 'owner'
                               OR members.role = 'admin' AND invites.role <> 'admin')
                          AS "creator_may!: bool",
                      members.id AS "creator: Uuid", members.name, members.colour, members.presence,
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
                    &found.presence,
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

    /// Private rooms are named to those in them alone: not every admin may know of them.
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
                    OR EXISTS (SELECT 1 FROM participants
                               WHERE participants.room = rooms.id AND participants.member = ?2))
             ORDER BY rooms.name COLLATE NOCASE",
            invite.0,
            reader,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        rows.iter().map(|room| row::room_name(&room.name)).collect()
    }

    async fn users_of(&mut self, invite: InviteId) -> Result<Vec<Member>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT members.id AS "id: Uuid", members.name, members.colour, members.presence,
                      members.role
               FROM invite_uses JOIN members ON members.id = invite_uses.member
               WHERE invite_uses.invite = ? ORDER BY invite_uses.at LIMIT ?"#,
            invite.0,
            USERS,
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
            drop(self.allow(act::AddToRoom, caller, On::Room(*room)).await?);
            sqlx::query!(
                "INSERT INTO invite_rooms (invite, room) VALUES (?, ?) ON CONFLICT DO NOTHING",
                new.id.0,
                room.0,
            )
            .execute(&mut *self.connection)
            .await?;
        }
        let uses = new.uses.map_or("any".into(), |uses| uses.to_string());
        // Without its rooms: not every admin may know of all.
        let detail = format!("{role}; uses: {uses}");
        self.note(granted, &detail_of(new.id, &detail)).await
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

/// How the log tells of an invitation: its first digits are enough to find the line that made it.
fn detail_of(invite: InviteId, words: &str) -> String {
    let id = invite.0.simple().to_string();
    format!("invite {}: {words}", id.get(..8).unwrap_or_default())
}
