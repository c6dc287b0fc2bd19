//! Ending sessions: by their owner, or because they were not used for too long.

use protocol::MemberId;
use uuid::Uuid;

use super::{Device, IDLE_MINUTES};
use crate::{Change, Granted, SessionId, StoreError, StoreEvent, now};
use domain::authorise::action;
use domain::token::TokenHash;

/// After how many minutes an open socket alone counts as use. Until then, uses are recorded by
/// [`Change::note_use`], which also records from where.
const OPEN_MINUTES: i64 = 24 * 60;

impl Change<'_> {
    /// Records that a session is used, and from where.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn note_use(
        &mut self,
        session: SessionId,
        device: &Device,
    ) -> Result<(), StoreError> {
        let at = now();
        sqlx::query!(
            "UPDATE sessions SET seen_at = ?, seen_minute = (SELECT minutes FROM uptime),
                                 network = ?, agent = ? WHERE id = ?",
            at,
            device.network,
            device.agent,
            session.0,
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(())
    }

    /// Adds minutes to the uptime, marks sessions with open sockets as used, and ends the expired
    /// ones.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn add_uptime(&mut self, minutes: u32, open: &[SessionId]) -> Result<(), StoreError> {
        let at = now();
        sqlx::query!("UPDATE uptime SET minutes = minutes + ?", minutes)
            .execute(&mut *self.connection)
            .await?;
        for session in open {
            sqlx::query!(
                "UPDATE sessions SET seen_at = ?1, seen_minute = (SELECT minutes FROM uptime)
                 WHERE id = ?2 AND (SELECT minutes FROM uptime) - seen_minute >= ?3",
                at,
                session.0,
                OPEN_MINUTES,
            )
            .execute(&mut *self.connection)
            .await?;
        }
        let gone = sqlx::query!(
            r#"DELETE FROM sessions WHERE (SELECT minutes FROM uptime) - seen_minute >= ?
               RETURNING id AS "id!: Uuid", member AS "member!: Uuid""#,
            IDLE_MINUTES,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        for one in gone {
            self.tell_ended(MemberId(one.member), vec![SessionId(one.id)]);
        }
        Ok(())
    }

    /// Ends the session with this secret: its owner signs out.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn sign_out(
        &mut self,
        _: &Granted<action::SignIn>,
        token: TokenHash,
    ) -> Result<(), StoreError> {
        let hash = token.0.as_slice();
        let gone = sqlx::query!(
            r#"DELETE FROM sessions WHERE token_hash = ?
               RETURNING id AS "id!: Uuid", member AS "member!: Uuid""#,
            hash
        )
        .fetch_all(&mut *self.connection)
        .await?;
        for one in gone {
            self.tell_ended(MemberId(one.member), vec![SessionId(one.id)]);
        }
        Ok(())
    }

    /// Ends one of the caller's sessions.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] if it is not theirs.
    pub async fn end_session(
        &mut self,
        granted: &Granted<action::ManageSessions>,
        session: SessionId,
    ) -> Result<(), StoreError> {
        let member = granted.member()?;
        let gone = sqlx::query!(
            "DELETE FROM sessions WHERE id = ? AND member = ?",
            session.0,
            member.0,
        )
        .execute(&mut *self.connection)
        .await?;
        if gone.rows_affected() == 0 {
            return Err(StoreError::Unknown);
        }
        self.tell_ended(member, vec![session]);
        Ok(())
    }

    /// Ends all of the caller's sessions except one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn end_other_sessions(
        &mut self,
        granted: &Granted<action::ManageSessions>,
        keep: SessionId,
    ) -> Result<(), StoreError> {
        self.end_all_sessions(granted.member()?, Some(keep)).await
    }

    /// Ends all of a member's sessions, except one if it is given.
    pub(crate) async fn end_all_sessions(
        &mut self,
        member: MemberId,
        keep: Option<SessionId>,
    ) -> Result<(), StoreError> {
        self.void_links(member).await?;
        let keep = keep.map(|keep| keep.0);
        let gone = sqlx::query!(
            r#"DELETE FROM sessions WHERE member = ? AND id IS NOT ? RETURNING id AS "id!: Uuid""#,
            member.0,
            keep,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        if !gone.is_empty() {
            let sessions = gone.into_iter().map(|one| SessionId(one.id));
            self.tell_ended(member, sessions.collect());
        }
        Ok(())
    }

    pub(super) fn tell_ended(&mut self, member: MemberId, sessions: Vec<SessionId>) {
        self.publish(StoreEvent::SessionsEnded { member, sessions });
    }
}
