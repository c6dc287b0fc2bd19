//! Accepting an invitation.

use app::pages::{
    auth::{
        join::{Invitation, JoinPage, form::Join},
        registration::{HANDLE, PASSWORD},
    },
    form::{Form, FormErrors, FormState, RawForm},
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{joining::InviteFault, token::Token};
use protocol::{ErrorCode, Role};
use store::Workspace;

use crate::{
    actions::Actor,
    http::{
        HttpState,
        auth::registration::{check, field_error},
        error::{self, PageError, PageResult},
        extract::{Path, Posted},
        pages,
        redirect::see,
        viewer::{Requester, first_page, signed_in},
    },
};

/// Shows an invitation.
pub(crate) async fn show(
    State(state): State<HttpState>,
    requester: Requester,
    Path(code): Path<String>,
) -> PageResult {
    let (workspace, invitation) = look_up(&state, &requester, &code).await?;
    let invitation = shown(&workspace, &code, invitation);
    let page = match requester.actor {
        Some(actor) if actor.role != Role::Visitor => JoinPage::As {
            me: actor.member,
            invitation,
            errors: FormErrors::default(),
        },
        _ => JoinPage::Form {
            invitation,
            form: FormState::default(),
        },
    };
    Ok(pages::render(&state, StatusCode::OK, page).await)
}

/// Accepts an invitation: with a new account, or with the one that is signed in.
pub(crate) async fn join(
    State(state): State<HttpState>,
    requester: Requester,
    Path(code): Path<String>,
    Posted(fields): Posted,
) -> PageResult {
    let (workspace, invitation) = match look_up(&state, &requester, &code).await {
        Ok(found) => found,
        // They may have used it up themselves.
        Err(error) => {
            let here = already_here(&state, &requester, &fields, None).await;
            return here.ok_or(error);
        }
    };
    let to = match &invitation.first {
        Some(slug) => format!("/r/{slug}"),
        None => "/".into(),
    };
    let Some(token) = Token::parse(&code) else {
        return Ok(invalid(&state, InviteFault::Unknown).await);
    };
    let member = requester.actor.clone();
    if let Some(actor) = member.filter(|actor| actor.role != Role::Visitor) {
        return match state.actions.accept_invite(&actor, &token).await {
            Ok(()) => Ok(see(&to).into_response()),
            Err(error) => {
                let page = JoinPage::As {
                    me: actor.member,
                    invitation: shown(&workspace, &code, invitation),
                    errors: FormErrors::general(error.message),
                };
                Ok(pages::render(&state, error::status(error.code), page).await)
            }
        };
    }
    let address = requester.origin.address;
    let account = Join::parse(&fields)?.account;
    let checked = check(account, &state.actions, address, Some(&workspace.name));
    let refused = match checked.await {
        Err(refused) => refused,
        Ok(registration) => {
            let joined = state
                .actions
                .join_by_invite(&requester.origin, &token, registration);
            match joined.await {
                Ok(session) => {
                    let to = match first_page(&state, &requester) {
                        "/" => &to,
                        offer => offer,
                    };
                    let before = requester.token.as_ref();
                    return Ok(signed_in(&state, before, &session, to).await);
                }
                Err(error) => {
                    let leads = Some((&token, &*to));
                    if matches!(error.code, ErrorCode::Taken | ErrorCode::Spent)
                        && let Some(here) = already_here(&state, &requester, &fields, leads).await
                    {
                        return Ok(here);
                    }
                    if error.code == ErrorCode::Spent {
                        return Ok(invalid(&state, InviteFault::UsedUp).await);
                    }
                    field_error(error)
                }
            }
        }
    };
    let page = JoinPage::Form {
        invitation: shown(&workspace, &code, invitation),
        form: FormState {
            fields,
            errors: refused.errors,
        },
    };
    Ok(pages::render(&state, refused.status, page).await)
}

/// Signs in somebody who already has an account with this handle and password, for example because
/// the form was sent twice and the browser shows the second answer. It counts as any other sign-in.
/// The invitation, if there is one, is accepted too, and its first room is opened.
pub(crate) async fn already_here(
    state: &HttpState,
    requester: &Requester,
    fields: &RawForm,
    leads: Option<(&Token, &str)>,
) -> Option<Response> {
    let (handle, password) = (fields.get(HANDLE), fields.get(PASSWORD));
    if handle.is_empty() || password.is_empty() {
        return None;
    }
    let signed = state.actions.sign_in(&requester.origin, handle, password);
    let signed = signed.await.ok()?;
    let mut to = first_page(state, requester);
    if let Some((code, rooms)) = leads {
        let account = state
            .actions
            .session(&signed.token, &requester.origin)
            .await;
        let account = account.ok().flatten()?;
        let actor = Actor::new(account, requester.origin.address);
        // If the invitation is used up by now, either they have used it already or it is of no use.
        if state.actions.accept_invite(&actor, code).await.is_ok() && to == "/" {
            to = rooms;
        }
    }
    Some(signed_in(state, requester.token.as_ref(), &signed.token, to).await)
}

async fn look_up(
    state: &HttpState,
    requester: &Requester,
    code: &str,
) -> Result<(Workspace, store::Invitation), PageError> {
    let Some(workspace) = &requester.workspace else {
        return Err(see("/setup").into_response().into());
    };
    let Some(token) = Token::parse(code) else {
        return Err(invalid(state, InviteFault::Unknown).await.into());
    };
    match state.actions.invitation(&token).await? {
        Ok(invitation) => Ok((workspace.clone(), invitation)),
        Err(fault) => Err(invalid(state, fault).await.into()),
    }
}

async fn invalid(state: &HttpState, fault: InviteFault) -> Response {
    let status = match fault {
        InviteFault::Expired | InviteFault::UsedUp | InviteFault::Revoked => StatusCode::GONE,
        InviteFault::Unknown => StatusCode::NOT_FOUND,
    };
    pages::render(state, status, JoinPage::Invalid(fault)).await
}

fn shown(workspace: &Workspace, code: &str, invitation: store::Invitation) -> Invitation {
    Invitation {
        code: code.into(),
        workspace: workspace.name.to_string(),
        inviter: invitation.inviter,
        role: invitation.role,
        rooms: invitation.rooms,
    }
}
