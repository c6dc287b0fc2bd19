//! Sessions: the secret by which a browser or program comes back as the same member.
//!
//! Only the hash of the secret is kept. A session that nobody used for [`IDLE_MINUTES`] is over; one
//! with an open socket is in use. Ending one deletes it here, and the news make the sockets that it
//! opened be cut.

use std::time::Duration;

use protocol::{Handle, Member, MemberId, Role};
use uuid::Uuid;

use super::{
    Caller, Change, Granted, MAX_SESSIONS, News, On, SessionId, StoreError, View, now, row,
};
use domain::authorise::{Denied, act};
use domain::token::TokenHash;

/// How long a session lives without being used, in minutes for which the server runs: 30 days. Not
/// by the clock, which may jump and must not sign everybody out.
pub const IDLE_MINUTES: i64 = 30 * 24 * 60;

/// After how many minutes an open socket alone counts as use. Before, [`Change::note_use`] has its
/// turn with whatever comes, as it says from where.
const OPEN_MINUTES: i64 = 24 * 60;

/// Sessions are noted as used at most this often, in minutes: a write for each page would be too many.
const NOTE_EVERY: i64 = 10;

/// Sessions of an account beside the one that is opened.
const OTHER_SESSIONS: i64 = MAX_SESSIONS - 1;

/// Who a session belongs to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// As others see them.
    pub member: Member,
    /// Their handle; none for visitors.
    pub handle: Option<Handle>,
    /// What they are to the place.
    pub role: Role,
    pub session: SessionId,
    /// Whether its use should be noted by [`Change::note_use`].
    pub is_stale: bool,
    /// Until when they are kept out, in ms since 1970.
    pub banned_until: Option<i64>,
}

/// Where a session is used from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Device {
    /// The address' prefix, such as `192.0.2.0/24`.
    pub network: String,
    /// The browser in words.
    pub agent: String,
}

/// That somebody has signed in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SignedIn {
    /// The session that is open now.
    pub session: SessionId,
    /// Whether they had none before: their account was made for them at the command line.
    pub is_first: bool,
    /// Whether others did something to the account of which they were not told yet.
    pub has_security_news: bool,
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
    /// Who the session of that secret belongs to, if it lives.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn session(
        &mut self,
        _: &Granted<act::SignIn>,
        token: TokenHash,
    ) -> Result<Option<Account>, StoreError> {
        let hash = token.0.as_slice();
        let found = sqlx::query!(
            r#"SELECT members.id AS "id: Uuid", members.name, members.colour, members.presence,
                      members.handle, members.role, members.banned_until,
                      sessions.id AS "session: Uuid",
                      uptime.minutes - sessions.seen_minute AS "idle!: i64"
               FROM sessions JOIN members ON members.id = sessions.member JOIN uptime
               WHERE sessions.token_hash = ? AND members.presence = 'here'
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
                        &found.presence,
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

    /// How long ago one of the caller's sessions was opened; nothing if it is none of theirs, or was
    /// opened at a time that has not come.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn session_age(
        &mut self,
        granted: &Granted<act::ManageSessions>,
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

    /// The caller's sessions, the one used last first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn sessions(
        &mut self,
        granted: &Granted<act::ManageSessions>,
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
    /// Opens a session for a member who has shown who they are. If they have too many, the one that was
    /// not used for the longest ends.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub(super) async fn open_session(
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

    /// Opens a session for whoever has given the right password, of that hash, or a passkey.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMember`] if they are no longer here, or have another password by now.
    pub async fn sign_in(
        &mut self,
        _: &Granted<act::SignIn>,
        member: MemberId,
        password: Option<&str>,
        token: TokenHash,
        device: &Device,
    ) -> Result<SignedIn, StoreError> {
        let found = sqlx::query!(
            r#"SELECT has_come AS "has_come: bool" FROM members
               WHERE id = ?1 AND presence = 'here' AND (?2 IS NULL OR password = ?2)"#,
            member.0,
            password,
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        let found = found.ok_or(StoreError::NoSuchMember)?;
        Ok(SignedIn {
            session: self.open_session(member, token, device).await?,
            is_first: !found.has_come,
            has_security_news: self.tell_security_events(member).await?,
        })
    }

    /// Whoever has signed in is let in, unless they are banned, or the network that they come from
    /// and they are no owner. The error undoes the whole change, so who is refused has no session.
    ///
    /// # Errors
    /// [`StoreError::Denied`].
    pub async fn let_in(
        &mut self,
        _: &Granted<act::SignIn>,
        member: MemberId,
        session: SessionId,
        device: &Device,
    ) -> Result<(), StoreError> {
        self.check_bans(member, session, device).await
    }

    pub(super) async fn check_bans(
        &mut self,
        member: MemberId,
        session: SessionId,
        device: &Device,
    ) -> Result<(), StoreError> {
        if self.is_kept_out(&device.network, Some(member)).await? {
            return Err(StoreError::Denied(Denied::Banned));
        }
        let caller = Caller::Session(member, session);
        drop(self.allow(act::SeeOwnRooms, caller, On::Place).await?);
        Ok(())
    }

    /// Notes that a session is in use, and from where.
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

    /// The server has run for so many minutes more, and these sessions are open somewhere. Those
    /// that nobody used for too long end.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn has_run(&mut self, minutes: u32, open: &[SessionId]) -> Result<(), StoreError> {
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

    /// Ends the session of that secret: its owner signs out.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn sign_out(
        &mut self,
        _: &Granted<act::SignIn>,
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
    /// [`StoreError::Unknown`] if it is none of theirs.
    pub async fn end_session(
        &mut self,
        granted: &Granted<act::ManageSessions>,
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

    /// Ends all of the caller's sessions but one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn end_other_sessions(
        &mut self,
        granted: &Granted<act::ManageSessions>,
        keep: SessionId,
    ) -> Result<(), StoreError> {
        self.end_all_sessions(granted.member()?, Some(keep)).await
    }

    /// Ends a member's sessions, all or all but one.
    pub(super) async fn end_all_sessions(
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
        self.tell(News::SessionsEnded { member, sessions });
    }
}
