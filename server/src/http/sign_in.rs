//! Signing in and out, and looking into the lobby without an account.

use app::page_data::{FormErrors, Kept, LobbyAccess, Page, SignInPage, SignUpAccess};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use protocol::ErrorReply;
use serde::Deserialize;

use super::{
    HttpState, error,
    extract::{Query, TextForm},
    pages,
    redirect::{own_path, see},
    viewer::{Passer, after_sign_in, first_page, signed_in, signed_out},
};
use crate::store::{Instance, Joining, Lobby};

#[derive(Deserialize)]
pub(super) struct NextQuery {
    #[serde(default)]
    next: String,
    #[serde(default)]
    out: String,
}

#[derive(Deserialize)]
pub(super) struct Fields {
    #[serde(default)]
    handle: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

pub(super) async fn show(
    State(state): State<HttpState>,
    passer: Passer,
    Query(query): Query<NextQuery>,
) -> Response {
    let Some(place) = passer.place else {
        return see("/setup").into_response();
    };
    let mut page = form(&place, String::new(), query.next);
    page.notice = (!query.out.is_empty()).then(|| "You are signed out.".into());
    page.kept = match (&passer.actor, query.out.is_empty()) {
        (Some(_), _) => Kept::Stays,
        (None, true) => Kept::Ended,
        (None, false) => Kept::SignedOut,
    };
    pages::render(&state, StatusCode::OK, Page::SignIn(page)).await
}

pub(super) async fn sign_in(
    State(state): State<HttpState>,
    passer: Passer,
    TextForm(fields): TextForm<Fields>,
) -> Response {
    let Some(place) = &passer.place else {
        return see("/setup").into_response();
    };
    let signed = state
        .actions
        .sign_in(&passer.origin, &fields.handle, &fields.password);
    match signed.await {
        Ok(welcome) => {
            let to = match own_path(&fields.next) {
                "/" if welcome.is_first => first_page(&state, &passer),
                wanted => after_sign_in(&welcome, wanted),
            };
            signed_in(&state, passer.token.as_ref(), &welcome.token, to).await
        }
        Err(error) => {
            let status = error::status(error.code);
            let mut page = form(place, fields.handle, fields.next);
            page.errors = FormErrors::general(error.message);
            pages::render(&state, status, Page::SignIn(page)).await
        }
    }
}

fn form(place: &Instance, handle: String, next: String) -> SignInPage {
    // Where nobody comes in by themselves, nothing of the place is shown to strangers.
    let is_open = place.joining == Joining::Open || place.lobby == Lobby::Open;
    SignInPage {
        place: is_open.then(|| place.name.to_string()),
        handle,
        next: own_path(&next).into(),
        sign_up: match place.joining {
            Joining::Open => SignUpAccess::Open,
            Joining::Invite | Joining::Domains => SignUpAccess::Closed,
        },
        lobby: match place.lobby {
            Lobby::Open => LobbyAccess::Open,
            Lobby::Closed => LobbyAccess::Closed,
        },
        errors: FormErrors::default(),
        notice: None,
        kept: Kept::Stays,
    }
}

/// Ends the browser's session.
pub(super) async fn sign_out(State(state): State<HttpState>, passer: Passer) -> Response {
    if let Some(token) = &passer.token
        && let Err(error) = state.actions.sign_out(token).await
    {
        return pages::failed(&state, &error).await;
    }
    signed_out(&state)
}

/// Comes into the lobby without an account, where it is open.
pub(super) async fn visit(State(state): State<HttpState>, passer: Passer) -> Response {
    if passer.place.is_none() {
        return see("/setup").into_response();
    }
    if passer.actor.is_some() {
        return see("/").into_response();
    }
    let came: Result<_, ErrorReply> = state.actions.come_in(&passer.origin, None).await;
    match came {
        Ok((_, token)) => signed_in(&state, passer.token.as_ref(), &token, "/").await,
        Err(error) => pages::failed(&state, &error).await,
    }
}
