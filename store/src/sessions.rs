//! Sessions: the secret with which a browser or program authenticates as the same member.
//!
//! Only the hash of the secret is stored. A session that was not used for [`IDLE_MINUTES`] expires;
//! one with an open socket counts as used. Ending a session deletes it here, and the published
//! event disconnects its sockets.

use std::time::Duration;

use protocol::{Handle, Member, MemberId, Role};
use uuid::Uuid;

use crate::{
    Caller, Change, Granted, MAX_SESSIONS, Resource, SessionId, StoreError, StoreEvent, View, now,
    row,
};
use domain::authorise::{Denied, action};
use domain::token::TokenHash;

/// How long a session lives without being used, in minutes of the server's uptime: 30 days. Not by
/// the clock, which may jump and must not sign everyone out.
pub const IDLE_MINUTES: i64 = 30 * 24 * 60;

/// After how many minutes an open socket alone counts as use. Until then, uses are recorded by
/// [`Change::note_use`], which also records from where.
const OPEN_MINUTES: i64 = 24 * 60;

/// How often a session's use is recorded at most, in minutes: a write for each page would be too
/// many.
const NOTE_EVERY: i64 = 10;

/// Largest number of an account's sessions beside the one that is being opened.
const OTHER_SESSIONS: i64 = MAX_SESSIONS - 1;

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
        let found = sqlx::query!(
            r#"SELECT members.id AS "id: Uuid", members.name, members.colour, members.account_status,
                      members.handle, members.role, members.banned_until,
                      sessions.id AS "session: Uuid",
                      uptime.minutes - sessions.seen_minute AS "idle!: i64"
               FROM sessions JOIN members ON members.id = sessions.member JOIN uptime
               WHERE sessions.token_hash = ? AND members.account_status = 'active'
                 AND uptime.minutes - sessions.seen_minute < ?"#,
            hash,
            IDLE_MINUTES,
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        found
            .map(|found| {
                Ok(Account {
                    member: row::member(
                        found.id,
                        &found.name,
                        found.colour,
                        &found.account_status,
                        &found.role,
                    )?,
                    handle: found.handle.as_deref().map(row::handle).transpose()?,
                    role: row::role(&found.role)?,
                    session: SessionId(found.session),
                    is_stale: found.idle >= NOTE_EVERY,
                    banned_until: found.banned_until.filter(|until| *until > now()),
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

    fn tell_ended(&mut self, member: MemberId, sessions: Vec<SessionId>) {
        self.publish(StoreEvent::SessionsEnded { member, sessions });
    }
}
