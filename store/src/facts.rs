//! The facts that the table of permissions needs, read in this transaction.

use protocol::{Contact, EditWindow, MemberId, MessageId, Role, RoomId, RoomState};
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::{Caller, Resource, StoreError, now, row, sessions::IDLE_MINUTES};
use domain::authorise::{
    Consent, EditPeriod, MessageFacts, PersonFacts, Relation, ResourceFacts, RoomFacts, Subject,
    Visitors,
};

pub(crate) async fn subject(
    db: &mut SqliteConnection,
    caller: Caller,
) -> Result<Subject, StoreError> {
    let (member, session) = match caller {
        Caller::Nobody => return Ok(Subject::Anonymous),
        Caller::Operator => return Ok(Subject::Active(Role::Owner)),
        Caller::OnBehalfOf(member) => return account(db, member).await,
        Caller::Session(member, session) => (member, session),
    };
    let at = now();
    let found = sqlx::query!(
        r#"SELECT members.role, members.banned_until > ? AS "is_banned?: bool"
           FROM sessions JOIN members ON members.id = sessions.member JOIN uptime
           WHERE sessions.id = ? AND sessions.member = ?
             AND uptime.minutes - sessions.seen_minute < ?
             AND members.account_status = 'active'"#,
        at,
        session.0,
        member.0,
        IDLE_MINUTES,
    )
    .fetch_optional(db)
    .await?;
    Ok(match found {
        None => Subject::Ended,
        Some(found) if found.is_banned == Some(true) => Subject::Banned,
        Some(found) => Subject::Active(row::role(&found.role)?),
    })
}

/// An account as it is now, whether it is signed in or not.
async fn account(db: &mut SqliteConnection, member: MemberId) -> Result<Subject, StoreError> {
    let at = now();
    let found = sqlx::query!(
        r#"SELECT role, banned_until > ? AS "is_banned?: bool"
           FROM members WHERE id = ? AND account_status = 'active'"#,
        at,
        member.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(match found {
        None => Subject::Ended,
        Some(found) if found.is_banned == Some(true) => Subject::Banned,
        Some(found) => Subject::Active(row::role(&found.role)?),
    })
}

pub(crate) async fn resource(
    db: &mut SqliteConnection,
    caller: Caller,
    on: Resource,
) -> Result<ResourceFacts, StoreError> {
    Ok(match on {
        Resource::Workspace => ResourceFacts::Workspace,
        Resource::Room(room) => self::room(db, caller, room)
            .await?
            .map_or(ResourceFacts::Nothing, ResourceFacts::Room),
        Resource::Message(message) => self::message(db, caller, message)
            .await?
            .map_or(ResourceFacts::Nothing, ResourceFacts::Message),
        Resource::Person(whom) => person(db, caller, whom, None)
            .await?
            .map_or(ResourceFacts::Nothing, ResourceFacts::Person),
        Resource::PersonAs(whom, role) => person(db, caller, whom, Some(role))
            .await?
            .map_or(ResourceFacts::Nothing, ResourceFacts::Person),
    })
}

async fn room(
    db: &mut SqliteConnection,
    caller: Caller,
    room: RoomId,
) -> Result<Option<RoomFacts>, StoreError> {
    let member = caller.member().map(|member| member.0);
    let found = sqlx::query!(
        r#"SELECT rooms.kind, rooms.posting, rooms.state, rooms.visitors AS "visitors: bool",
                  (rooms.slug = 'lobby' OR rooms.id IN (SELECT room FROM former_slugs
                                                        WHERE slug = 'lobby')) AS "is_lobby: bool",
                  memberships.role AS "room_role?"
           FROM rooms LEFT JOIN memberships ON memberships.room = rooms.id
                                            AND memberships.member = ?
           WHERE rooms.id = ? AND rooms.state <> 'deleted'"#,
        member,
        room.0,
    )
    .fetch_optional(db)
    .await?;
    found
        .map(|found| {
            room_facts(
                (&found.kind, &found.posting, &found.state),
                found.visitors,
                found.is_lobby,
                found.room_role.as_deref(),
            )
        })
        .transpose()
}

async fn message(
    db: &mut SqliteConnection,
    caller: Caller,
    message: MessageId,
) -> Result<Option<MessageFacts>, StoreError> {
    let found = sqlx::query!(
        r#"SELECT room AS "room: Uuid", author AS "author: Uuid", sent_at,
                  (SELECT edit_window FROM workspace) AS "edit_window?: String"
           FROM messages WHERE id = ?"#,
        message.0,
    )
    .fetch_optional(&mut *db)
    .await?;
    let Some(found) = found else {
        return Ok(None);
    };
    let room = room(db, caller, RoomId(found.room)).await?;
    let window = found.edit_window.as_deref().map(row::edit_window);
    let window = window.transpose()?.unwrap_or_default();
    Ok(room.map(|room| MessageFacts {
        room,
        is_own: caller.member() == Some(MemberId(found.author)),
        edit_period: edit_period(window, found.sent_at),
    }))
}

fn edit_period(window: EditWindow, sent_at: i64) -> EditPeriod {
    if window.is_open(now().saturating_sub(sent_at)) {
        EditPeriod::Open
    } else {
        EditPeriod::Over
    }
}

/// Reads a room's facts; `(kind, posting, state)` are the texts from its row.
pub(crate) fn room_facts(
    (kind, posting, state): (&str, &str, &str),
    visitors: bool,
    is_lobby: bool,
    room_role: Option<&str>,
) -> Result<RoomFacts, StoreError> {
    Ok(RoomFacts {
        kind: row::kind(kind)?,
        posting: row::posting(posting)?,
        state: if state == "archived" {
            RoomState::Archived
        } else {
            RoomState::Active
        },
        visitors: if visitors {
            Visitors::Welcome
        } else {
            Visitors::Excluded
        },
        is_lobby,
        room_role: room_role.map(row::room_role).transpose()?,
    })
}

async fn person(
    db: &mut SqliteConnection,
    caller: Caller,
    whom: MemberId,
    becomes: Option<Role>,
) -> Result<Option<PersonFacts>, StoreError> {
    let (asker, at) = (caller.member().map(|member| member.0), now());
    let found = sqlx::query!(
        r#"SELECT members.role, members.contact,
                  EXISTS (SELECT 1 FROM ignored WHERE ignored.member = members.id
                                                  AND ignored.whom = ?) AS "ignores!: bool",
                  NOT EXISTS (SELECT 1 FROM members AS others
                              WHERE others.role = 'owner' AND others.role <> 'visitor'
                                AND others.account_status = 'active'
                                AND (others.banned_until IS NULL OR others.banned_until <= ?)
                                AND others.id <> members.id) AS "is_only_owner!: bool",
                  EXISTS (SELECT 1 FROM shared_rooms
                          WHERE shared_rooms.member = ? AND shared_rooms.other = members.id
                         ) AS "shares_room!: bool"
           FROM members WHERE members.id = ? AND members.account_status <> 'deleted'"#,
        asker,
        at,
        asker,
        whom.0,
    )
    .fetch_optional(db)
    .await?;
    found
        .map(|found| {
            let role = row::role(&found.role)?;
            let relation = if caller.member() == Some(whom) {
                Relation::Oneself
            } else if found.shares_room {
                Relation::SharesRoom
            } else {
                Relation::Stranger
            };
            let accepts = match row::contact(&found.contact)? {
                Contact::Everyone => true,
                Contact::Shared => relation == Relation::SharesRoom,
                Contact::Nobody => false,
            };
            Ok(PersonFacts {
                consent: if accepts && !found.ignores {
                    Consent::Given
                } else {
                    Consent::Declined
                },
                role,
                becomes,
                relation,
                is_last_owner: role == Role::Owner && found.is_only_owner,
            })
        })
        .transpose()
}
