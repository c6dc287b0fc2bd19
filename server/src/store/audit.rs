//! The log of what admins did.

use protocol::{Handle, Member, MemberId};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{Granted, On, StoreError, View, now, row};
use crate::domain::authorise::act;

/// One line of the log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditRow {
    /// Its number: later lines have larger ones.
    pub id: i64,
    /// When, in ms since 1970.
    pub at: i64,
    /// Who did it; nobody for the command line.
    pub actor: Option<(Member, Option<Handle>)>,
    /// What was done: an action's name.
    pub action: String,
    /// To whom, by handle or name.
    pub member: Option<String>,
    /// In which room, by slug; private rooms are not named.
    pub room: Option<String>,
    /// More about it.
    pub detail: String,
}

/// Lines on one page.
const PAGE: i64 = 100;

pub(super) async fn note(
    db: &mut SqliteConnection,
    actor: Option<MemberId>,
    action: &str,
    on: On,
    detail: &str,
) -> Result<(), StoreError> {
    let (at, actor) = (now(), actor.map(|actor| actor.0));
    let (member, room) = match on {
        On::Place => (None, None),
        On::Room(room) => (None, Some(room.0)),
        On::Person(whom) | On::PersonAs(whom, _) => (Some(whom.0), None),
    };
    sqlx::query!(
        "INSERT INTO audit (at, actor, action, member, room, detail) VALUES (?, ?, ?, ?, ?, ?)",
        at,
        actor,
        action,
        member,
        room,
        detail,
    )
    .execute(db)
    .await?;
    Ok(())
}

impl View<'_> {
    /// A page of the log, the latest first; `before` is the number of a line.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn audit(
        &mut self,
        _: &Granted<act::ReadAudit>,
        before: Option<i64>,
    ) -> Result<Vec<AuditRow>, StoreError> {
        let before = before.unwrap_or(i64::MAX);
        let rows = sqlx::query!(
            r#"SELECT audit.id, audit.at, audit.action, audit.detail,
                      actors.id AS "actor?: Uuid", actors.name AS "actor_name?",
                      actors.colour AS "actor_colour?", actors.presence AS "actor_presence?",
                      actors.handle AS "actor_handle?",
                      COALESCE('@' || members.handle, members.name) AS "member?",
                      CASE WHEN rooms.state = 'deleted' THEN 'a deleted room'
                           WHEN rooms.kind IN ('open', 'public') THEN rooms.slug
                           WHEN rooms.id IS NOT NULL THEN 'a private room' END AS "room?: String"
               FROM audit
               LEFT JOIN members AS actors ON actors.id = audit.actor
               LEFT JOIN members ON members.id = audit.member
               LEFT JOIN rooms ON rooms.id = audit.room
               WHERE audit.id < ? ORDER BY audit.id DESC LIMIT ?"#,
            before,
            PAGE,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        rows.into_iter()
            .map(|found| {
                let actor = match (found.actor, found.actor_name, found.actor_presence) {
                    (Some(id), Some(name), Some(presence)) => Some((
                        row::member(id, &name, found.actor_colour, &presence)?,
                        found.actor_handle.as_deref().map(row::handle).transpose()?,
                    )),
                    _ => None,
                };
                Ok(AuditRow {
                    id: found.id,
                    at: found.at,
                    actor,
                    action: found.action,
                    member: found.member,
                    room: found.room,
                    detail: found.detail,
                })
            })
            .collect()
    }
}
