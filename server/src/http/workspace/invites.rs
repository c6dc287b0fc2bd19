//! Invitations.

use app::pages::{
    form::{Form, FormState, RawForm},
    parts::OneTimeLink,
    workspace::invites::{
        InviteRow, InviteState, InvitesPage,
        form::{CreateInvite, RevokeInvite},
    },
};
use axum::{extract::State, http::StatusCode, response::IntoResponse};
use domain::fold::fold;
use protocol::{RoomState, Timestamp};
use store::{INVITES, InviteId};

use super::{Done, next, person};
use crate::{
    actions::auth::joining::InviteRequest,
    clock::now,
    http::{
        HttpState,
        auth::links::one_time_link,
        error::{PageError, PageResult, Refused},
        extract::{Posted, Query},
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
) -> PageResult {
    let mut page = page(&state, &viewer, CreateInvite::blank(), done.after).await?;
    page.notice = (!done.done.is_empty()).then(|| "The invitation is revoked.".into());
    Ok(pages::render(&state, StatusCode::OK, page).await)
}

async fn page(
    state: &HttpState,
    viewer: &Viewer,
    fields: RawForm,
    after: u32,
) -> Result<InvitesPage, PageError> {
    let (invites, own) = state.actions.invites(&viewer.actor, after).await?;
    let mut rooms: Vec<_> = own
        .into_iter()
        .map(|one| one.room)
        .filter(|room| !room.kind.is_direct() && room.state == RoomState::Active)
        .collect();
    rooms.sort_by_cached_key(|room| fold(room.name.as_str()));
    let is_cut = rooms.len() > MOST_ROOMS;
    rooms.truncate(MOST_ROOMS);
    Ok(InvitesPage {
        frame: viewer.frame(),
        now: now(),
        form: FormState::with(fields),
        rooms,
        is_cut,
        fresh: None,
        next: next(invites.len(), after, INVITES),
        invites: invites.into_iter().map(row).collect(),
        notice: None,
    })
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
    Posted(fields): Posted,
) -> PageResult {
    match create(&state, &viewer, &base, &fields).await {
        Ok(link) => {
            let mut page = page(&state, &viewer, CreateInvite::another(fields), 0).await?;
            page.fresh = Some(link);
            Ok(pages::render(&state, StatusCode::OK, page).await)
        }
        Err(Refused { status, errors }) => {
            let mut page = page(&state, &viewer, fields, 0).await?;
            page.form.errors = errors;
            Ok(pages::render(&state, status, page).await)
        }
    }
}

async fn create(
    state: &HttpState,
    viewer: &Viewer,
    base: &str,
    fields: &RawForm,
) -> Result<OneTimeLink, Refused> {
    let form = CreateInvite::parse(fields)?;
    let request = InviteRequest {
        role: form.role,
        uses: form.uses,
        days: form.days,
        rooms: form.rooms,
    };
    let id = InviteId(form.id);
    let code = state.actions.create_invite(&viewer.actor, id, request);
    let good_for = match form.days {
        1 => "for 1 day".to_owned(),
        days => format!("for {days} days"),
    };
    let code = code.await?;
    Ok(one_time_link(
        base,
        "/join",
        &code,
        "Invite link",
        &good_for,
    ))
}

/// Revokes an invitation.
pub(crate) async fn revoke_invite(
    State(state): State<HttpState>,
    viewer: Viewer,
    Posted(fields): Posted,
) -> PageResult {
    let form = RevokeInvite::parse(&fields)?;
    let invite = InviteId(form.invite);
    state.actions.revoke_invite(&viewer.actor, invite).await?;
    Ok(see("/workspace/invites?done=revoked").into_response())
}
