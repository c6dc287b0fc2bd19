//! What owners and admins see of the place: its people, invitations, name, and what was done.

use std::fmt::Write as _;

use app::page_data::{
    AccountState, FormErrors, Page, Person,
    admin::{
        AuditEntry, AuditPage, BanRow, BansPage, InstancePage, InviteForm, InviteRow, InviteState,
        InvitesPage, Joining, PeoplePage, PersonRow, RoomChoice,
    },
};
use axum::{
    extract::{Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use protocol::{ErrorReply, Member, Presence, Role, RoomId, RoomName, RoomState, Timestamp};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    HttpState,
    applicant::sentence,
    error,
    links::one_time_link,
    pages,
    redirect::see,
    settings::now,
    text_form::{TextForm, some_lines},
    viewer::Viewer,
};
use crate::{
    actions::joining::InviteWish,
    store::{self, FOR_GOOD, Instance, InviteId, Lobby, PEOPLE},
};

fn person(member: Member) -> Person {
    Person {
        member,
        handle: None,
    }
}

#[derive(Deserialize)]
pub(super) struct PeopleSearch {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: u32,
}

/// All accounts.
pub(super) async fn people(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(search): Query<PeopleSearch>,
) -> Response {
    let (caller, words) = (viewer.actor.caller(), search.q.clone());
    let people = match state.actions.accounts(caller, words, search.after).await {
        Ok(people) => people,
        Err(error) => return pages::failed(&state, &error).await,
    };
    let next =
        (people.len() >= PEOPLE as usize).then(|| search.after.saturating_add(PEOPLE).to_string());
    let people = people.into_iter().map(|one| PersonRow {
        account: match (one.member.presence, one.banned_until) {
            (Presence::Deleted, _) => AccountState::Deleted,
            (Presence::Former, _) => AccountState::Deactivated,
            (Presence::Here, Some(until)) => AccountState::Banned {
                reason: String::new(),
                until: (until != FOR_GOOD).then_some(Timestamp(until)),
            },
            (Presence::Here, None) => AccountState::Active,
        },
        role: one.role,
        last_seen: one.seen_at.map(Timestamp),
        person: Person {
            member: one.member,
            handle: one.handle,
        },
    });
    let page = PeoplePage {
        frame: viewer.frame(),
        now: now(),
        query: search.q,
        people: people.collect(),
        next,
        notice: None,
    };
    pages::render(&state, StatusCode::OK, Page::AdminPeople(page)).await
}

#[derive(Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
}

/// The invitations, and the form for a new one.
pub(super) async fn invites(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(done): Query<Done>,
) -> Response {
    let form = Form {
        id: InviteId(Uuid::new_v4()),
        role: Role::Member,
        uses: String::new(),
        days: "7".into(),
        rooms: Vec::new(),
        errors: FormErrors::default(),
    };
    let notice = (!done.done.is_empty()).then(|| "The invitation is revoked.".into());
    invites_page(&state, &viewer, StatusCode::OK, form, None, notice).await
}

struct Form {
    id: InviteId,
    role: Role,
    uses: String,
    days: String,
    rooms: Vec<RoomId>,
    errors: FormErrors,
}

async fn invites_page(
    state: &HttpState,
    viewer: &Viewer,
    status: StatusCode,
    form: Form,
    fresh: Option<app::page_data::OneTimeLink>,
    notice: Option<String>,
) -> Response {
    let page = async {
        let invites = state.actions.invites(&viewer.actor).await?;
        let own = state.actions.own_rooms(&viewer.actor).await?;
        let rooms = own
            .into_iter()
            .map(|one| one.room)
            .filter(|room| !room.kind.is_direct() && room.state == RoomState::Active)
            .map(|room| RoomChoice {
                is_chosen: form.rooms.contains(&room.id),
                room,
            });
        Ok::<_, ErrorReply>(InvitesPage {
            frame: viewer.frame(),
            now: now(),
            form: InviteForm {
                id: form.id.0.to_string(),
                role: form.role,
                uses: form.uses,
                days: form.days,
                rooms: rooms.collect(),
                errors: form.errors,
            },
            fresh,
            invites: invites.into_iter().map(row).collect(),
            notice,
        })
    };
    match page.await {
        Ok(page) => pages::render(state, status, Page::AdminInvites(Box::new(page))).await,
        Err(error) => pages::failed(state, &error).await,
    }
}

fn row(invite: store::InviteRow) -> InviteRow {
    let state = if invite.revoked_at.is_some() {
        InviteState::Revoked
    } else if invite.uses_left == Some(0) {
        InviteState::UsedUp
    } else if Timestamp(invite.expires_at).0 <= now().0 {
        InviteState::Expired
    } else {
        InviteState::Open
    };
    InviteRow {
        id: invite.id.0.to_string(),
        role: invite.role,
        rooms: invite.rooms,
        creator: person(invite.creator),
        created: Timestamp(invite.created_at),
        expires: Timestamp(invite.expires_at),
        uses_left: invite.uses_left,
        used_by: invite.used_by.into_iter().map(person).collect(),
        state,
    }
}

/// Makes an invitation, and shows its link this once.
pub(super) async fn create_invite(
    State(state): State<HttpState>,
    viewer: Viewer,
    TextForm(fields): TextForm<Vec<(String, String)>>,
) -> Response {
    let field = |name: &str| {
        let found = fields.iter().find(|(field, _)| field == name);
        found
            .map(|(_, value)| value.trim().to_owned())
            .unwrap_or_default()
    };
    let mut form = Form {
        id: InviteId(Uuid::parse_str(&field("id")).unwrap_or_else(|_| Uuid::new_v4())),
        role: Role::parse(&field("role")).unwrap_or(Role::Member),
        uses: field("uses"),
        days: field("days"),
        rooms: fields
            .iter()
            .filter(|(name, _)| name == "room")
            .filter_map(|(_, id)| id.parse().ok())
            .collect(),
        errors: FormErrors::default(),
    };
    let Some((uses, days)) = numbers(&mut form) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return invites_page(&state, &viewer, status, form, None, None).await;
    };
    let wish = InviteWish {
        role: form.role,
        uses,
        days,
        rooms: form.rooms.clone(),
    };
    match state
        .actions
        .create_invite(&viewer.actor, form.id, wish)
        .await
    {
        Ok(code) => {
            let label = "The link of the invitation";
            let good_for = match days {
                1 => "for a day".to_owned(),
                days => format!("for {days} days"),
            };
            let link = one_time_link(&state, "/join", &code, label, &good_for);
            form.id = InviteId(Uuid::new_v4());
            form.rooms.clear();
            invites_page(&state, &viewer, StatusCode::OK, form, Some(link), None).await
        }
        Err(error) => {
            let status = error::status(error.code);
            form.errors.general = Some(error.message);
            invites_page(&state, &viewer, status, form, None, None).await
        }
    }
}

fn numbers(form: &mut Form) -> Option<(Option<u32>, u32)> {
    let uses = match form.uses.as_str() {
        "" => Some(None),
        text => text
            .parse()
            .ok()
            .filter(|uses| (1..=10_000).contains(uses))
            .map(Some),
    };
    if uses.is_none() {
        let words = "Write a number from 1 to 10,000, or nothing for as many as like.";
        form.errors.add("uses", words);
    }
    let days: Option<u32> = form.days.parse().ok();
    let days = days.filter(|days| (1..=365).contains(days));
    if days.is_none() {
        form.errors
            .add("days", "Write a number of days from 1 to 365.");
    }
    Some((uses?, days?))
}

#[derive(Deserialize)]
pub(super) struct RevokeField {
    #[serde(default)]
    invite: String,
}

/// Takes an invitation back.
pub(super) async fn revoke_invite(
    State(state): State<HttpState>,
    viewer: Viewer,
    TextForm(field): TextForm<RevokeField>,
) -> Response {
    let invite = InviteId(Uuid::parse_str(&field.invite).unwrap_or_default());
    match state.actions.revoke_invite(&viewer.actor, invite).await {
        Ok(()) => see("/admin/invites?done=revoked").into_response(),
        Err(error) => pages::failed(&state, &error).await,
    }
}

/// The place's name, and how people come in.
pub(super) async fn instance(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(done): Query<Done>,
) -> Response {
    // By its own row in the table, as the page itself shows what only admins may know.
    if let Err(error) = state.actions.may_change_instance(&viewer.actor).await {
        return pages::failed(&state, &error).await;
    }
    let place = viewer.place.clone();
    let page = InstancePage {
        frame: viewer.frame(),
        place: place.name.to_string(),
        joining: shown_joining(place.joining),
        domains: place.domains,
        open_lobby: place.lobby == Lobby::Open,
        errors: FormErrors::default(),
        notice: (!done.done.is_empty()).then(|| "Saved.".into()),
    };
    pages::render(&state, StatusCode::OK, Page::AdminInstance(page)).await
}

fn shown_joining(joining: store::Joining) -> Joining {
    match joining {
        store::Joining::Invite => Joining::Invite,
        store::Joining::Open => Joining::Open,
        store::Joining::Domains => Joining::Domains,
    }
}

#[derive(Deserialize)]
pub(super) struct InstanceFields {
    #[serde(default)]
    place: String,
    #[serde(default)]
    joining: String,
    #[serde(default)]
    domains: String,
    #[serde(default)]
    open_lobby: String,
}

/// Changes them.
pub(super) async fn change_instance(
    State(state): State<HttpState>,
    viewer: Viewer,
    TextForm(fields): TextForm<InstanceFields>,
) -> Response {
    let mut errors = FormErrors::default();
    let name = RoomName::parse(&fields.place)
        .map_err(|reason| errors.add("place", sentence(&reason)))
        .ok();
    let domains = some_lines(&fields.domains, 2000)
        .map_err(|reason| errors.add("domains", reason))
        .ok();
    let joining = store::Joining::parse(&fields.joining).unwrap_or_default();
    let lobby = if fields.open_lobby.is_empty() {
        Lobby::Closed
    } else {
        Lobby::Open
    };
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let (Some(name), Some(domains)) = (name, domains) {
        let to = Instance {
            name,
            joining,
            domains,
            lobby,
        };
        match state.actions.change_instance(&viewer.actor, to).await {
            Ok(()) => return see("/admin/instance?done=1").into_response(),
            Err(error) => {
                status = error::status(error.code);
                errors.general = Some(error.message);
            }
        }
    }
    if status == StatusCode::FORBIDDEN {
        let error = ErrorReply::new(
            protocol::ErrorCode::Forbidden,
            crate::domain::authorise::Denied::Forbidden.to_string(),
        );
        return pages::failed(&state, &error).await;
    }
    let page = InstancePage {
        frame: viewer.frame(),
        place: fields.place,
        joining: shown_joining(joining),
        domains: fields.domains,
        open_lobby: lobby == Lobby::Open,
        errors,
        notice: None,
    };
    pages::render(&state, status, Page::AdminInstance(page)).await
}

#[derive(Deserialize)]
pub(super) struct AuditQuery {
    before: Option<i64>,
}

/// Lines on a page of the log.
const LINES: usize = 100;

/// What admins did, the latest first.
pub(super) async fn audit(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(query): Query<AuditQuery>,
) -> Response {
    let lines = match state.actions.audit(&viewer.actor, query.before).await {
        Ok(lines) => lines,
        Err(error) => return pages::failed(&state, &error).await,
    };
    let next = (lines.len() >= LINES)
        .then(|| lines.last().map(|last| last.id.to_string()))
        .flatten();
    let entries = lines.into_iter().map(|line| AuditEntry {
        at: Timestamp(line.at),
        actor: line.actor.map(|(member, handle)| Person { member, handle }),
        action: line.action,
        target: line.member.or(line.room).unwrap_or_default(),
        detail: line.detail,
    });
    let page = AuditPage {
        frame: viewer.frame(),
        entries: entries.collect(),
        next,
    };
    pages::render(&state, StatusCode::OK, Page::AdminAudit(page)).await
}

/// Lines in an export at most: the last hundred thousand.
const EXPORT: usize = 100_000;

/// The log as a table for other programs (RFC 4180).
pub(super) async fn audit_csv(State(state): State<HttpState>, viewer: Viewer) -> Response {
    let mut csv = String::from("at,actor,action,member,room,detail\r\n");
    let (mut before, mut count) = (None, 0);
    loop {
        let lines = match state.actions.audit(&viewer.actor, before).await {
            Ok(lines) => lines,
            Err(error) => return pages::failed(&state, &error).await,
        };
        for line in &lines {
            let actor = match &line.actor {
                Some((_, Some(handle))) => format!("@{handle}"),
                Some((member, None)) => member.name.to_string(),
                None => "command line".into(),
            };
            let (member, room) = (line.member.as_deref(), line.room.as_deref());
            let cells = [
                line.at.to_string(),
                cell(&actor),
                cell(&line.action),
                cell(member.unwrap_or_default()),
                cell(room.unwrap_or_default()),
                cell(&line.detail),
            ];
            // Writing to a text never fails.
            let _ = write!(csv, "{}\r\n", cells.join(","));
        }
        count += lines.len();
        match lines.last() {
            Some(last) if lines.len() >= LINES && count < EXPORT => before = Some(last.id),
            _ => break,
        }
    }
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"natter-audit.csv\""),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, csv).into_response()
}

/// A cell in quotes. One that starts as a formula does is no formula in a spreadsheet either.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '\t', '\r']) {
        "'"
    } else {
        ""
    };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// Who is kept out.
pub(super) async fn bans(State(state): State<HttpState>, viewer: Viewer) -> Response {
    let bans = match state.actions.bans(&viewer.actor).await {
        Ok(bans) => bans,
        Err(error) => return pages::failed(&state, &error).await,
    };
    let mut rows: Vec<BanRow> = Vec::new();
    for ban in bans {
        let Some((member, handle)) = ban.member else {
            continue;
        };
        let known = rows
            .iter_mut()
            .find(|row| row.person.member.id == member.id);
        match (known, ban.network) {
            (Some(row), Some(network)) => row.addresses.push(network),
            (Some(_), None) => {}
            (None, network) => rows.push(BanRow {
                person: Person { member, handle },
                addresses: network.into_iter().collect(),
                reason: ban.reason,
                by: person(ban.creator),
                since: Timestamp(ban.created_at),
                until: ban.ends_at.map(Timestamp),
            }),
        }
    }
    let page = BansPage {
        frame: viewer.frame(),
        now: now(),
        bans: rows,
        notice: None,
    };
    pages::render(&state, StatusCode::OK, Page::AdminBans(page)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_a_text_and_no_formula() {
        assert_eq!(cell("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
    }
}
