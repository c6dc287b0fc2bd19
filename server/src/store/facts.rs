//! What the table of permissions needs to know, as it is in this transaction.

use protocol::{Contact, MemberId, Role, RoomId, RoomState};
use sqlx::SqliteConnection;

use super::{Caller, On, StoreError, now, row, sessions::IDLE_MINUTES};
use domain::authorise::{Consent, RoomFacts, Target, Tie, Visitors, Who, WhomFacts};

pub(super) async fn who(db: &mut SqliteConnection, caller: Caller) -> Result<Who, StoreError> {
    let (member, session) = match caller {
        Caller::Nobody => return Ok(Who::Nobody),
        Caller::Operator => return Ok(Who::Here(Role::Owner)),
        Caller::OnBehalfOf(member) => return account(db, member).await,
        Caller::Session(member, session) => (member, session),
    };
    let at = now();
    let found = sqlx::query!(
        r#"SELECT members.role, members.banned_until > ? AS "is_banned?: bool"
           FROM sessions JOIN members ON members.id = sessions.member JOIN uptime
           WHERE sessions.id = ? AND sessions.member = ?
             AND uptime.minutes - sessions.seen_minute < ?
             AND members.presence = 'here'"#,
        at,
        session.0,
        member.0,
        IDLE_MINUTES,
    )
    .fetch_optional(db)
    .await?;
    Ok(match found {
        None => Who::Ended,
        Some(found) if found.is_banned == Some(true) => Who::Banned,
        Some(found) => Who::Here(row::role(&found.role)?),
    })
}

/// What an account is now, whether it is signed in anywhere or not.
async fn account(db: &mut SqliteConnection, member: MemberId) -> Result<Who, StoreError> {
    let at = now();
    let found = sqlx::query!(
        r#"SELECT role, banned_until > ? AS "is_banned?: bool"
           FROM members WHERE id = ? AND presence = 'here'"#,
        at,
        member.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(match found {
        None => Who::Ended,
        Some(found) if found.is_banned == Some(true) => Who::Banned,
        Some(found) => Who::Here(row::role(&found.role)?),
    })
}

pub(super) async fn target(
    db: &mut SqliteConnection,
    caller: Caller,
    on: On,
) -> Result<Target, StoreError> {
    Ok(match on {
        On::Place => Target::Place,
        On::Room(room) => self::room(db, caller, room)
            .await?
            .map_or(Target::Nothing, Target::Room),
        On::Person(whom) => person(db, caller, whom, None)
            .await?
            .map_or(Target::Nothing, Target::Person),
        On::PersonAs(whom, role) => person(db, caller, whom, Some(role))
            .await?
            .map_or(Target::Nothing, Target::Person),
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
                  participants.place AS "place?"
           FROM rooms LEFT JOIN participants ON participants.room = rooms.id
                                            AND participants.member = ?
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
                found.place.as_deref(),
            )
        })
        .transpose()
}

/// Reads a room's facts; `(kind, posting, state)` as they stand in its row.
pub(super) fn room_facts(
    (kind, posting, state): (&str, &str, &str),
    visitors: bool,
    is_lobby: bool,
    place: Option<&str>,
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
        place: place.map(row::place).transpose()?,
    })
}

async fn person(
    db: &mut SqliteConnection,
    caller: Caller,
    whom: MemberId,
    becomes: Option<Role>,
) -> Result<Option<WhomFacts>, StoreError> {
    let (asker, at) = (caller.member().map(|member| member.0), now());
    // Guests see whom they share a room with: by name, or as one of all who are in an open room.
    let found = sqlx::query!(
        r#"SELECT members.role, members.contact,
                  EXISTS (SELECT 1 FROM ignored WHERE ignored.member = members.id
                                                  AND ignored.whom = ?) AS "ignores!: bool",
                  NOT EXISTS (SELECT 1 FROM members AS others
                              WHERE others.role = 'owner' AND others.presence = 'here'
                                AND (others.banned_until IS NULL OR others.banned_until <= ?)
                                AND others.id <> members.id) AS "is_only_owner!: bool",
                  EXISTS (SELECT 1 FROM participants AS mine
                          JOIN rooms ON rooms.id = mine.room AND rooms.state <> 'deleted'
                          LEFT JOIN participants AS theirs
                               ON theirs.room = mine.room AND theirs.member = members.id
                          WHERE mine.member = ?
                            AND (theirs.member IS NOT NULL
                                 OR (rooms.visitors AND members.role = 'visitor')
                                 OR (rooms.kind = 'open' AND members.role IN ('owner', 'admin', 'member')))
                         ) AS "shares_room!: bool"
           FROM members WHERE members.id = ? AND members.presence <> 'deleted'"#,
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
            let tie = if caller.member() == Some(whom) {
                Tie::Oneself
            } else if found.shares_room {
                Tie::SharesRoom
            } else {
                Tie::Stranger
            };
            let accepts = match row::contact(&found.contact)? {
                Contact::Everyone => true,
                Contact::Shared => tie == Tie::SharesRoom,
                Contact::Nobody => false,
            };
            Ok(WhomFacts {
                consent: if accepts && !found.ignores {
                    Consent::Given
                } else {
                    Consent::Declined
                },
                role,
                becomes,
                tie,
                is_last_owner: role == Role::Owner && found.is_only_owner,
            })
        })
        .transpose()
}
