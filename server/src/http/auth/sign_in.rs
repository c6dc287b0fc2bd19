//! Signing in and out, and visiting the lobby without an account.

use app::pages::{
    auth::sign_in::{LobbyAccess, LocalData, SignInPage, SignUpAccess},
    form::FormErrors,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use protocol::ErrorReply;
use serde::Deserialize;
use store::{Joining, Lobby, Workspace};

use crate::http::{
    HttpState, error,
    extract::{Query, TextForm},
    pages,
    redirect::{own_path, see},
    viewer::{Requester, after_sign_in, first_page, signed_in, signed_out},
};

#[derive(Deserialize)]
pub(crate) struct NextQuery {
    #[serde(default)]
    next: String,
    #[serde(default)]
    out: String,
}

#[derive(Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    handle: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

pub(crate) async fn show(
    State(state): State<HttpState>,
    requester: Requester,
    Query(query): Query<NextQuery>,
) -> Response {
    let Some(workspace) = requester.workspace else {
        return see("/setup").into_response();
    };
    let mut page = form(&workspace, String::new(), query.next);
    page.notice = (!query.out.is_empty()).then(|| "You are signed out.".into());
    page.local_data = match (&requester.actor, query.out.is_empty()) {
        (Some(_), _) => LocalData::Stays,
        (None, true) => LocalData::Ended,
        (None, false) => LocalData::SignedOut,
    };
    pages::render(&state, StatusCode::OK, page).await
}

pub(crate) async fn sign_in(
    State(state): State<HttpState>,
    requester: Requester,
    TextForm(fields): TextForm<Fields>,
) -> Response {
    let Some(workspace) = &requester.workspace else {
        return see("/setup").into_response();
    };
    let signed = state
        .actions
        .sign_in(&requester.origin, &fields.handle, &fields.password);
    match signed.await {
        Ok(session) => {
            let to = match own_path(&fields.next) {
                "/" if session.signed_in.is_first => first_page(&state, &requester),
                wanted => after_sign_in(&session.signed_in, wanted),
            };
            signed_in(&state, requester.token.as_ref(), &session.token, to).await
        }
        Err(error) => {
            let status = error::status(error.code);
            let mut page = form(workspace, fields.handle, fields.next);
            page.errors = FormErrors::general(error.message);
            pages::render(&state, status, page).await
        }
    }
}

fn form(workspace: &Workspace, handle: String, next: String) -> SignInPage {
    // If nobody can join without an invitation, nothing of the workspace is shown to strangers.
    let is_open = workspace.joining == Joining::Open || workspace.lobby == Lobby::Open;
    SignInPage {
        workspace: is_open.then(|| workspace.name.to_string()),
        handle,
        next: own_path(&next).into(),
        sign_up: match workspace.joining {
            Joining::Open => SignUpAccess::Open,
            Joining::Invite | Joining::Domains => SignUpAccess::Closed,
        },
        lobby: match workspace.lobby {
            Lobby::Open => LobbyAccess::Open,
            Lobby::Closed => LobbyAccess::Closed,
        },
        errors: FormErrors::default(),
        notice: None,
        local_data: LocalData::Stays,
    }
}

/// Ends the browser's session.
pub(crate) async fn sign_out(State(state): State<HttpState>, requester: Requester) -> Response {
    if let Some(token) = &requester.token
        && let Err(error) = state.actions.sign_out(token).await
    {
        return pages::failed(&state, &error).await;
    }
    signed_out(&state)
}

/// Opens the lobby without an account, if it is open.
pub(crate) async fn visit(State(state): State<HttpState>, requester: Requester) -> Response {
    if requester.workspace.is_none() {
        return see("/setup").into_response();
    }
    if requester.actor.is_some() {
        return see("/").into_response();
    }
    let came: Result<_, ErrorReply> = state.actions.create_visitor(&requester.origin, None).await;
    match came {
        Ok((_, token)) => signed_in(&state, requester.token.as_ref(), &token, "/").await,
        Err(error) => pages::failed(&state, &error).await,
    }
}
