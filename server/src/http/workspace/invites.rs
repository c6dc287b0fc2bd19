//! Invitations.

use app::pages::{
    form::FormErrors,
    parts::OneTimeLink,
    workspace::invites::{InviteForm, InviteRow, InviteState, InvitesPage, RoomChoice},
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::fold::fold;
use protocol::{ErrorReply, Role, RoomId, RoomState, Timestamp};
use serde::Deserialize;
use store::{INVITES, InviteId};
use uuid::Uuid;

use super::{Done, next, person};
use crate::{
    actions::auth::joining::InviteRequest,
    http::{
        HttpState,
        account::now,
        auth::links::one_time_link,
        error,
        extract::{Query, TextForm},
        pages,
        redirect::see,
        viewer::{Base, Viewer},
    },
};

/// Most rooms that the form lists.
const MOST_ROOMS: usize = 200;

/// The invitations, and the form for a new one.
pub(crate) async fn invites(
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
    let page = Shown {
        notice,
        after: done.after,
        ..Shown::of(form)
    };
    invites_page(&state, &viewer, StatusCode::OK, page).await
}

/// What the page shows besides the invitations.
struct Shown {
    form: Form,
    fresh: Option<OneTimeLink>,
    notice: Option<String>,
    after: u32,
}

impl Shown {
    fn of(form: Form) -> Self {
        Self {
            form,
            fresh: None,
            notice: None,
            after: 0,
        }
    }
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
    shown: Shown,
) -> Response {
    let form = shown.form;
    let page = async {
        let (invites, own) = state.actions.invites(&viewer.actor, shown.after).await?;
        let mut rooms: Vec<_> = own
            .into_iter()
            .map(|one| one.room)
            .filter(|room| !room.kind.is_direct() && room.state == RoomState::Active)
            .map(|room| RoomChoice {
                is_chosen: form.rooms.contains(&room.id),
                room,
            })
            .collect();
        rooms.sort_by_cached_key(|choice| fold(choice.room.name.as_str()));
        let is_cut = rooms.len() > MOST_ROOMS;
        rooms.truncate(MOST_ROOMS);
        Ok::<_, ErrorReply>(InvitesPage {
            frame: viewer.frame(),
            now: now(),
            form: InviteForm {
                id: form.id.0.to_string(),
                role: form.role,
                uses: form.uses,
                days: form.days,
                rooms,
                is_cut,
                errors: form.errors,
            },
            fresh: shown.fresh,
            next: next(invites.len(), shown.after, INVITES),
            invites: invites.into_iter().map(row).collect(),
            notice: shown.notice,
        })
    };
    match page.await {
        Ok(page) => pages::render(state, status, page).await,
        Err(error) => pages::failed(state, &error).await,
    }
}

fn row(invite: store::InviteRow) -> InviteRow {
    let state = if invite.revoked_at.is_some() {
        InviteState::Revoked
    } else if !invite.creator_may {
        InviteState::Void
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
        others: invite
            .uses
            .saturating_sub(u32::try_from(invite.used_by.len()).unwrap_or(u32::MAX)),
        used_by: invite.used_by.into_iter().map(person).collect(),
        state,
    }
}

/// Creates an invitation, and shows its link this once.
pub(crate) async fn create_invite(
    State(state): State<HttpState>,
    viewer: Viewer,
    Base(base): Base,
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
        return invites_page(&state, &viewer, status, Shown::of(form)).await;
    };
    let wish = InviteRequest {
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
            let label = "Invite link";
            let good_for = match days {
                1 => "for 1 day".to_owned(),
                days => format!("for {days} days"),
            };
            let link = one_time_link(&base, "/join", &code, label, &good_for);
            form.id = InviteId(Uuid::new_v4());
            form.rooms.clear();
            let page = Shown {
                fresh: Some(link),
                ..Shown::of(form)
            };
            invites_page(&state, &viewer, StatusCode::OK, page).await
        }
        Err(error) => {
            let status = error::status(error.code);
            form.errors.general = Some(error.message);
            invites_page(&state, &viewer, status, Shown::of(form)).await
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
        let words = "Enter a number from 1 to 10,000, or leave it empty for no limit.";
        form.errors.add("uses", words);
    }
    let days: Option<u32> = form.days.parse().ok();
    let days = days.filter(|days| (1..=365).contains(days));
    if days.is_none() {
        form.errors
            .add("days", "Enter a number of days from 1 to 365.");
    }
    Some((uses?, days?))
}

#[derive(Deserialize)]
pub(crate) struct RevokeField {
    #[serde(default)]
    invite: String,
}

/// Revokes an invitation.
pub(crate) async fn revoke_invite(
    State(state): State<HttpState>,
    viewer: Viewer,
    TextForm(field): TextForm<RevokeField>,
) -> Response {
    let invite = InviteId(Uuid::parse_str(&field.invite).unwrap_or_default());
    match state.actions.revoke_invite(&viewer.actor, invite).await {
        Ok(()) => see("/workspace/invites?done=revoked").into_response(),
        Err(error) => pages::failed(&state, &error).await,
    }
}
