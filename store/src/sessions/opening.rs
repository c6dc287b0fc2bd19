//! Opening sessions, for people who have authenticated and are not banned.

use protocol::MemberId;
use uuid::Uuid;

use super::{Device, SignedIn};
use crate::{Caller, Change, Granted, MAX_SESSIONS, Resource, SessionId, StoreError, now};
use domain::authorise::{Denied, action};
use domain::token::TokenHash;

/// Largest number of an account's sessions beside the one that is being opened.
const OTHER_SESSIONS: i64 = MAX_SESSIONS - 1;

impl Change<'_> {
    /// Opens a session for an authenticated member. If they have too many, the least recently used
    /// one ends.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub(crate) async fn open_session(
        &mut self,
        member: MemberId,
        token: TokenHash,
        device: &Device,
    ) -> Result<SessionId, StoreError> {
        let (id, at, hash) = (Uuid::new_v4(), now(), token.0.as_slice());
        sqlx::query!(
            "INSERT INTO sessions
                 (token_hash, id, member, created_at, seen_at, seen_minute, network, agent)
             VALUES (?, ?, ?, ?, ?, (SELECT minutes FROM uptime), ?, ?)",
            hash,
            id,
            member.0,
            at,
            at,
            device.network,
            device.agent,
        )
        .execute(&mut *self.connection)
        .await?;
        let gone = sqlx::query!(
            r#"DELETE FROM sessions WHERE member = ?1 AND id IN (
                   SELECT id FROM sessions WHERE member = ?1 AND id <> ?2
                   ORDER BY seen_minute DESC, seen_at DESC LIMIT -1 OFFSET ?3)
               RETURNING id AS "id!: Uuid""#,
            member.0,
            id,
            OTHER_SESSIONS,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        if !gone.is_empty() {
            let gone = gone.into_iter().map(|one| SessionId(one.id));
            self.tell_ended(member, gone.collect());
        }
        sqlx::query!(
            "UPDATE members SET has_come = 1 WHERE id = ? AND NOT has_come",
            member.0
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(SessionId(id))
    }

    /// Opens a session for somebody who has given the right password, with this hash, or a passkey.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMember`] if their account is not active any more, or their password has
    /// changed.
    pub async fn sign_in(
        &mut self,
        _: &Granted<action::SignIn>,
        member: MemberId,
        password: Option<&str>,
        token: TokenHash,
        device: &Device,
    ) -> Result<SignedIn, StoreError> {
        let found = sqlx::query!(
            r#"SELECT has_come AS "has_come: bool" FROM members
               WHERE id = ?1 AND account_status = 'active' AND (?2 IS NULL OR password = ?2)"#,
            member.0,
            password,
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        let found = found.ok_or(StoreError::NoSuchMember)?;
        Ok(SignedIn {
            session: self.open_session(member, token, device).await?,
            is_first: !found.has_come,
            has_new_security_events: self.tell_security_events(member).await?,
        })
    }

    /// Checks that somebody who has signed in is not banned, and that their network is not, unless
    /// they are an owner. The error rolls back the whole change, so that no session remains.
    ///
    /// # Errors
    /// [`StoreError::Denied`].
    pub async fn check_admitted(
        &mut self,
        _: &Granted<action::SignIn>,
        member: MemberId,
        session: SessionId,
        device: &Device,
    ) -> Result<(), StoreError> {
        self.check_bans(member, session, device).await
    }

    pub(crate) async fn check_bans(
        &mut self,
        member: MemberId,
        session: SessionId,
        device: &Device,
    ) -> Result<(), StoreError> {
        if self.is_excluded(&device.network, Some(member)).await? {
            return Err(StoreError::Denied(Denied::Banned));
        }
        let caller = Caller::Session(member, session);
        drop(
            self.authorise(action::SeeOwnRooms, caller, Resource::Workspace)
                .await?,
        );
        Ok(())
    }
}
