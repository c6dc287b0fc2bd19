//! The audit log: what admins did.

use protocol::{Handle, Member, MemberId, Role, RoomId};
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::{Granted, Resource, StoreError, View, now, row};
use domain::authorise::{Action, ActionType, action};

/// Who did what an entry records.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DoneBy {
    /// Somebody with an account.
    Person(Member, Option<Handle>),
    /// The operator of the server, at the command line.
    CommandLine,
    /// The server itself.
    Itself,
}

/// One entry of the log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditRow {
    /// Its number: later entries have larger ones.
    pub id: i64,
    /// When, in ms since 1970.
    pub at: i64,
    /// Who did it.
    pub by: DoneBy,
    /// What was done: an action's name, or [`ADMIN_HANDOVER`].
    pub action: String,
    /// To whom, by handle or name; `None` in private rooms.
    pub member: Option<String>,
    /// In which room, by slug; `None` for private rooms.
    pub room: Option<String>,
    /// Details.
    pub detail: String,
}

/// Whose entries are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum AuditedBy {
    /// All entries, including what members do with their own rooms.
    #[default]
    Everybody,
    /// What was done by people who were owners or admins at that time, at the command line, or by
    /// the server.
    Admins,
}

/// Name of the server's own action: it made somebody a room admin, as the room had none left.
pub const ADMIN_HANDOVER: &str = "AdminHandover";

/// An entry to be written.
pub(crate) struct Line<'d> {
    action: &'static str,
    pub member: Option<MemberId>,
    pub room: Option<RoomId>,
    detail: &'d str,
}

impl<'d> Line<'d> {
    /// An entry for an action.
    pub(crate) fn of<A: ActionType>(on: Resource, detail: &'d str) -> Self {
        let (member, room) = match on {
            // What it was about is told by whoever records it.
            Resource::Workspace | Resource::Message(_) => (None, None),
            Resource::Room(room) => (None, Some(room)),
            Resource::Person(whom) | Resource::PersonAs(whom, _) => (Some(whom), None),
        };
        Self {
            action: A::ACTION.name(),
            member,
            room,
            detail,
        }
    }
}

/// Records that the server made somebody a room admin, and on which occasion.
pub(crate) async fn note_handover(
    db: &mut SqliteConnection,
    room: RoomId,
    successor: MemberId,
    occasion: Action,
) -> Result<(), StoreError> {
    let line = Line {
        action: ADMIN_HANDOVER,
        member: Some(successor),
        room: Some(room),
        detail: &format!("admin after {}", occasion.name()),
    };
    note(db, None, None, line).await
}

pub(crate) async fn note(
    db: &mut SqliteConnection,
    actor: Option<MemberId>,
    role: Option<Role>,
    line: Line<'_>,
) -> Result<(), StoreError> {
    let (at, actor) = (now(), actor.map(|actor| actor.0));
    let by_admin = actor.is_none() || matches!(role, Some(Role::Owner | Role::Admin));
    let (member, room) = (line.member.map(|one| one.0), line.room.map(|one| one.0));
    sqlx::query!(
        "INSERT INTO audit (at, actor, by_admin, action, member, room, detail)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
        at,
        actor,
        by_admin,
        line.action,
        member,
        room,
        line.detail,
    )
    .execute(db)
    .await?;
    Ok(())
}

impl View<'_> {
    /// Up to `lines` entries of the log, the latest first; `before` is the number of an entry.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn audit(
        &mut self,
        _: &Granted<action::ReadAudit>,
        by: AuditedBy,
        before: Option<i64>,
        lines: u32,
    ) -> Result<Vec<AuditRow>, StoreError> {
        let before = before.unwrap_or(i64::MAX);
        let all = by == AuditedBy::Everybody;
        let rows = sqlx::query!(
            r#"SELECT audit.id, audit.at, audit.action, audit.detail,
                      actors.id AS "actor?: Uuid", actors.name AS "actor_name?",
                      actors.colour AS "actor_colour?", actors.account_status AS "actor_status?",
                      actors.role AS "actor_role?",
                      actors.handle AS "actor_handle?",
                      CASE WHEN rooms.id IS NULL
                                OR (rooms.kind IN ('open', 'public') AND rooms.state <> 'deleted')
                           THEN COALESCE('@' || members.handle, members.name) END
                          AS "member?: String",
                      CASE WHEN rooms.state = 'deleted' THEN 'a deleted room'
                           WHEN rooms.kind IN ('open', 'public') THEN rooms.slug
                           WHEN rooms.id IS NOT NULL THEN 'a private room' END AS "room?: String"
               FROM audit
               LEFT JOIN members AS actors ON actors.id = audit.actor
               LEFT JOIN members ON members.id = audit.member
               LEFT JOIN rooms ON rooms.id = audit.room
               WHERE audit.id < ? AND (? OR audit.by_admin = 1)
               ORDER BY audit.id DESC LIMIT ?"#,
            before,
            all,
            lines,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        rows.into_iter()
            .map(|found| {
                let by = match (
                    found.actor,
                    found.actor_name,
                    found.actor_status,
                    found.actor_role,
                ) {
                    (Some(id), Some(name), Some(account_status), Some(role)) => DoneBy::Person(
                        row::member(id, &name, found.actor_colour, &account_status, &role)?,
                        found.actor_handle.as_deref().map(row::handle).transpose()?,
                    ),
                    _ if found.action == ADMIN_HANDOVER => DoneBy::Itself,
                    _ => DoneBy::CommandLine,
                };
                Ok(AuditRow {
                    id: found.id,
                    at: found.at,
                    by,
                    action: found.action,
                    member: found.member,
                    room: found.room,
                    detail: found.detail,
                })
            })
            .collect()
    }
}
