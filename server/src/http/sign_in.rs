//! Signing in and out, and looking into the lobby without an account.

use app::page_data::{FormErrors, LobbyAccess, Page, SignInPage, SignUpAccess};
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
    viewer::{Passer, signed_in, signed_out},
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

/// The form.
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
    pages::render(&state, StatusCode::OK, Page::SignIn(page)).await
}

/// Signs in.
pub(super) async fn sign_in(
    State(state): State<HttpState>,
    passer: Passer,
    TextForm(fields): TextForm<Fields>,
) -> Response {
    let Some(place) = passer.place else {
        return see("/setup").into_response();
    };
    let signed = state
        .actions
        .sign_in(&passer.origin, &fields.handle, &fields.password);
    match signed.await {
        Ok(token) => {
            // The session that the browser had before, a visitor's say, is over.
            if let Some(before) = &passer.token
                && let Err(error) = state.actions.sign_out(before).await
            {
                tracing::warn!(code = ?error.code, "an earlier session of a browser stays open");
            }
            signed_in(&state, &token, own_path(&fields.next))
        }
        Err(error) => {
            let status = error::status(error.code);
            let mut page = form(&place, fields.handle, fields.next);
            page.errors = FormErrors::general(error.message);
            pages::render(&state, status, Page::SignIn(page)).await
        }
    }
}

fn form(place: &Instance, handle: String, next: String) -> SignInPage {
    SignInPage {
        place: place.name.to_string(),
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
        Ok((_, token)) => signed_in(&state, &token, "/"),
        Err(error) => pages::failed(&state, &error).await,
    }
}
