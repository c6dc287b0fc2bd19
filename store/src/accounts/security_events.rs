//! Security events of an account: what others did that affects its sign-in, for its owner to see.
//! Admins can create a link for a new password, and must not be able to do that unnoticed.

use protocol::{Handle, Member, MemberId};
use uuid::Uuid;

use crate::{Change, Granted, StoreError, View, now, row};
use domain::authorise::action;

/// Kinds of security events.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SecurityEvent {
    /// A link for a new password was created.
    ResetLinkCreated,
    /// Somebody set a new password with such a link.
    ResetLinkUsed,
    /// A new password was set at the command line.
    PasswordSet,
    /// All sessions were ended.
    SessionsEnded,
}

impl SecurityEvent {
    /// All kinds.
    const ALL: [Self; 4] = [
        Self::ResetLinkCreated,
        Self::ResetLinkUsed,
        Self::PasswordSet,
        Self::SessionsEnded,
    ];

    /// Its name, as stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ResetLinkCreated => "reset_link_created",
            Self::ResetLinkUsed => "reset_link_used",
            Self::PasswordSet => "password_set",
            Self::SessionsEnded => "sessions_ended",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

/// A security event as the owner of the account sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SecurityEventRow {
    pub event: SecurityEvent,
    /// Who did it, or for a used link who created that; `None` for the command line.
    pub by: Option<(Member, Option<Handle>)>,
    /// When, in ms since 1970.
    pub at: i64,
}

/// How many are stored per account.
const KEPT: i64 = 20;

impl View<'_> {
    /// The security events of the caller's account, the latest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn security_events(
        &mut self,
        granted: &Granted<action::ManageSessions>,
    ) -> Result<Vec<SecurityEventRow>, StoreError> {
        let member = granted.member()?;
        let rows = sqlx::query!(
            r#"SELECT security_events.kind, security_events.at,
                      members.id AS "id?: Uuid", members.name AS "name?",
                      members.colour AS "colour?", members.account_status AS "account_status?",
                      members.role AS "role?", members.handle AS "handle?"
               FROM security_events LEFT JOIN members ON members.id = security_events.actor
               WHERE security_events.member = ? ORDER BY security_events.id DESC LIMIT ?"#,
            member.0,
            KEPT,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        rows.into_iter()
            .map(|found| {
                let by = match (found.id, found.name, found.account_status, found.role) {
                    (Some(id), Some(name), Some(account_status), Some(role)) => Some((
                        row::member(id, &name, found.colour, &account_status, &role)?,
                        found.handle.as_deref().map(row::handle).transpose()?,
                    )),
                    _ => None,
                };
                Ok(SecurityEventRow {
                    event: SecurityEvent::parse(&found.kind).ok_or(StoreError::Unavailable)?,
                    by,
                    at: found.at,
                })
            })
            .collect()
    }
}

impl Change<'_> {
    /// Records that somebody helped the person whom `granted` is for.
    pub(crate) async fn note_security(
        &mut self,
        granted: &Granted<action::HelpPerson>,
        event: SecurityEvent,
    ) -> Result<(), StoreError> {
        self.add_security_event(granted.whom()?, granted.by(), event)
            .await
    }

    /// Marks the member's security events as shown. Whether there were new ones.
    pub(crate) async fn tell_security_events(
        &mut self,
        member: MemberId,
    ) -> Result<bool, StoreError> {
        let told = sqlx::query!(
            "UPDATE security_events SET told = 1 WHERE member = ? AND NOT told",
            member.0,
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(told.rows_affected() > 0)
    }

    /// Records a security event of a member's account; beyond [`KEPT`] the oldest are deleted.
    pub(crate) async fn add_security_event(
        &mut self,
        member: MemberId,
        actor: Option<MemberId>,
        event: SecurityEvent,
    ) -> Result<(), StoreError> {
        let (at, actor, kind) = (now(), actor.map(|one| one.0), event.as_str());
        sqlx::query!(
            "INSERT INTO security_events (member, at, actor, kind) VALUES (?, ?, ?, ?)",
            member.0,
            at,
            actor,
            kind,
        )
        .execute(&mut *self.connection)
        .await?;
        sqlx::query!(
            "DELETE FROM security_events WHERE member = ?1 AND id <=
                 (SELECT id FROM security_events WHERE member = ?1
                  ORDER BY id DESC LIMIT 1 OFFSET ?2)",
            member.0,
            KEPT,
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(())
    }
}
