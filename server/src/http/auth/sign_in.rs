//! Signing in and out, and visiting the lobby without an account.

use app::pages::{
    auth::sign_in::{
        LobbyAccess, LocalData, SignInPage, SignUpAccess,
        form::{NEXT, SignIn},
    },
    form::{Form, FormState, RawForm},
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::joining::Joining;
use serde::Deserialize;
use store::{Lobby, Workspace};

use crate::http::{
    HttpState,
    error::{PageResult, Refused},
    extract::{Posted, Query},
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

pub(crate) async fn show(
    State(state): State<HttpState>,
    requester: Requester,
    Query(query): Query<NextQuery>,
) -> Response {
    let Some(workspace) = requester.workspace else {
        return see("/setup").into_response();
    };
    let fields = RawForm::default().with(NEXT, own_path(&query.next));
    let mut page = page(&workspace, FormState::with(fields));
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
    Posted(fields): Posted,
) -> PageResult {
    let Some(workspace) = &requester.workspace else {
        return Ok(see("/setup").into_response());
    };
    let form = SignIn::parse(&fields)?;
    let signed = state
        .actions
        .sign_in(&requester.origin, &form.handle, &form.password);
    match signed.await {
        Ok(session) => {
            let to = match own_path(&form.next) {
                "/" if session.signed_in.is_first => first_page(&state, &requester),
                wanted => after_sign_in(&session.signed_in, wanted),
            };
            let before = requester.token.as_ref();
            Ok(signed_in(&state, before, &session.token, to).await)
        }
        Err(error) => {
            let Refused { status, errors } = error.into();
            let fields = fields.with(NEXT, own_path(&form.next));
            let page = page(workspace, FormState { fields, errors });
            Ok(pages::render(&state, status, page).await)
        }
    }
}

fn page(workspace: &Workspace, form: FormState) -> SignInPage {
    // If nobody can join without an invitation, nothing of the workspace is shown to strangers.
    let is_open = workspace.joining == Joining::Open || workspace.lobby == Lobby::Open;
    SignInPage {
        workspace: is_open.then(|| workspace.name.to_string()),
        form,
        sign_up: match workspace.joining {
            Joining::Open => SignUpAccess::Open,
            Joining::Invite | Joining::Domains => SignUpAccess::Closed,
        },
        lobby: match workspace.lobby {
            Lobby::Open => LobbyAccess::Open,
            Lobby::Closed => LobbyAccess::Closed,
        },
        notice: None,
        local_data: LocalData::Stays,
    }
}

/// Ends the browser's session.
pub(crate) async fn sign_out(State(state): State<HttpState>, requester: Requester) -> PageResult {
    if let Some(token) = &requester.token {
        state.actions.sign_out(token).await?;
    }
    Ok(signed_out(&state))
}

/// Opens the lobby without an account, if it is open.
pub(crate) async fn visit(State(state): State<HttpState>, requester: Requester) -> PageResult {
    if requester.workspace.is_none() {
        return Ok(see("/setup").into_response());
    }
    if requester.actor.is_some() {
        return Ok(see("/").into_response());
    }
    let visitor = state.actions.create_visitor(&requester.origin, None);
    let (_, token) = visitor.await?;
    Ok(signed_in(&state, requester.token.as_ref(), &token, "/").await)
}
