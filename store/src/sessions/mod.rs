//! Sessions: the secret with which a browser or program authenticates as the same member.
//!
//! Only the hash of the secret is stored. A session that was not used for [`IDLE_MINUTES`] expires;
//! one with an open socket counts as used. Ending a session deletes it here, and the published
//! event disconnects its sockets. Here is how they are read; `opening` and `ending` change them.

mod ending;
mod opening;

use std::time::Duration;

use protocol::{Handle, Member, Role};
use uuid::Uuid;

use crate::{
    Granted, SessionId, StoreError, View,
    accounts::rows::{member_row, member_rows_with},
    now,
};
use domain::authorise::action;
use domain::token::TokenHash;

/// How long a session lives without being used, in minutes of the server's uptime: 30 days. Not by
/// the clock, which may jump and must not sign everyone out.
pub const IDLE_MINUTES: i64 = 30 * 24 * 60;

/// How often a session's use is recorded at most, in minutes: a write for each page would be too
/// many.
const NOTE_EVERY: i64 = 10;

/// Who a session belongs to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// Their public profile.
    pub member: Member,
    /// Their handle; `None` for visitors.
    pub handle: Option<Handle>,
    /// Their role in the workspace.
    pub role: Role,
    pub session: SessionId,
    /// Whether its use should be recorded by [`Change::note_use`].
    pub is_stale: bool,
    /// Until when they are banned, in ms since 1970.
    pub banned_until: Option<i64>,
}

/// Where a session is used from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Device {
    /// The address' prefix, such as `192.0.2.0/24`.
    pub network: String,
    /// A description of the browser.
    pub agent: String,
}

/// Result of a sign-in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SignedIn {
    /// The session that was opened.
    pub session: SessionId,
    /// Whether it is their first session: their account was created at the command line.
    pub is_first: bool,
    /// Whether there are security events that they have not been shown.
    pub has_new_security_events: bool,
}

/// A session as its owner sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionRow {
    pub id: SessionId,
    /// Where it was used last.
    pub device: Device,
    /// When it was opened, in ms since 1970.
    pub created_at: i64,
    /// When it was used last, in ms since 1970.
    pub seen_at: i64,
}

impl View<'_> {
    /// The account that the session with this secret belongs to, if the session lives.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn session(
        &mut self,
        _: &Granted<action::SignIn>,
        token: TokenHash,
    ) -> Result<Option<Account>, StoreError> {
        let hash = token.0.as_slice();
        let found = member_rows_with!(
            "SELECT",
            r#", sessions.id AS "session: Uuid",
                 uptime.minutes - sessions.seen_minute AS "idle!: i64""#,
            "FROM sessions JOIN members ON members.id = sessions.member JOIN uptime
               WHERE sessions.token_hash = ? AND members.account_status = 'active'
                 AND uptime.minutes - sessions.seen_minute < ?",
            hash,
            IDLE_MINUTES,
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        found
            .map(|found| {
                let person = member_row!(found).person()?;
                Ok(Account {
                    member: person.member,
                    handle: person.handle,
                    role: person.role,
                    session: SessionId(found.session),
                    is_stale: found.idle >= NOTE_EVERY,
                    banned_until: person.banned_until,
                })
            })
            .transpose()
    }

    /// How long ago one of the caller's sessions was opened; `None` if it is not theirs, or was
    /// opened in the future according to the clock.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn session_age(
        &mut self,
        granted: &Granted<action::ManageSessions>,
        session: SessionId,
    ) -> Result<Option<Duration>, StoreError> {
        let member = granted.member()?;
        let found = sqlx::query!(
            "SELECT created_at FROM sessions WHERE id = ? AND member = ?",
            session.0,
            member.0,
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        let age = found.map(|found| now() - found.created_at);
        Ok(age
            .and_then(|age| u64::try_from(age).ok())
            .map(Duration::from_millis))
    }

    /// The caller's sessions, the most recently used first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn sessions(
        &mut self,
        granted: &Granted<action::ManageSessions>,
    ) -> Result<Vec<SessionRow>, StoreError> {
        let member = granted.member()?;
        let rows = sqlx::query!(
            r#"SELECT sessions.id AS "id: Uuid", created_at, seen_at, network, agent
               FROM sessions JOIN uptime
               WHERE member = ? AND uptime.minutes - seen_minute < ?
               ORDER BY seen_minute DESC, seen_at DESC LIMIT 200"#,
            member.0,
            IDLE_MINUTES,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        Ok(rows
            .into_iter()
            .map(|found| SessionRow {
                id: SessionId(found.id),
                device: Device {
                    network: found.network,
                    agent: found.agent,
                },
                created_at: found.created_at,
                seen_at: found.seen_at,
            })
            .collect())
    }
}
