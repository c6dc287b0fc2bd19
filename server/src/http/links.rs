//! Links that work once: a new password, and signing in on another device.

use app::page_data::{FormErrors, LinkDevicePage, NewPasswordPage, OneTimeLink, Page};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use protocol::ErrorCode;
use serde::Deserialize;

use super::{
    HttpState, error, pages,
    redirect::see,
    text_form::TextForm,
    viewer::{Passer, signed_in},
};
use crate::domain::words::sentence;
use crate::{
    domain::{qr, token::Token},
    passwords,
    store::{LinkOwner, Purpose},
};

/// A secret as a link to a page of ours, and as a QR code.
pub(super) fn one_time_link(
    state: &HttpState,
    path: &str,
    code: &Token,
    label: &str,
    good_for: &str,
) -> OneTimeLink {
    let url = format!("{}{path}/{}", state.base, code.as_str());
    OneTimeLink {
        // An address of ours is short enough for any QR code.
        qr_svg: qr::svg(&url, label).unwrap_or_default(),
        url,
        good_for: good_for.into(),
    }
}

async fn owner(
    state: &HttpState,
    purpose: Purpose,
    code: &str,
) -> Result<Option<(Token, LinkOwner)>, Response> {
    let Some(token) = Token::parse(code) else {
        return Ok(None);
    };
    match state.actions.link_owner(purpose, &token).await {
        Ok(owner) => Ok(owner.map(|owner| (token, owner))),
        Err(error) => Err(pages::failed(state, &error).await),
    }
}

/// The form for a new password.
pub(super) async fn new_password(
    State(state): State<HttpState>,
    passer: Passer,
    Path(code): Path<String>,
) -> Response {
    let Some(place) = passer.place else {
        return see("/setup").into_response();
    };
    match owner(&state, Purpose::Password, &code).await {
        Ok(Some((_, owner))) => {
            let page = NewPasswordPage::Form {
                code,
                place: place.name.to_string(),
                handle: owner.handle,
                errors: FormErrors::default(),
            };
            pages::render(&state, StatusCode::OK, Page::NewPassword(page)).await
        }
        Ok(None) => over_password(&state).await,
        Err(response) => response,
    }
}

async fn over_password(state: &HttpState) -> Response {
    let page = Page::NewPassword(NewPasswordPage::Invalid);
    pages::render(state, StatusCode::GONE, page).await
}

#[derive(Deserialize)]
pub(super) struct PasswordField {
    #[serde(default)]
    password: String,
}

/// Takes a new password, and signs in with it.
pub(super) async fn take_password(
    State(state): State<HttpState>,
    passer: Passer,
    Path(code): Path<String>,
    TextForm(field): TextForm<PasswordField>,
) -> Response {
    let Some(place) = passer.place else {
        return see("/setup").into_response();
    };
    let (token, owner) = match owner(&state, Purpose::Password, &code).await {
        Ok(Some(found)) => found,
        Ok(None) => return over_password(&state).await,
        Err(response) => return response,
    };
    let context = [
        owner.handle.as_str(),
        owner.member.name.as_str(),
        place.name.as_str(),
    ];
    let (status, errors) = match passwords::check(&field.password, &context) {
        Err(reason) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            FormErrors::of("password", sentence(&reason)),
        ),
        Ok(password) => {
            let (actions, origin) = (&state.actions, &passer.origin);
            match actions.new_password_by_link(origin, &token, password).await {
                Ok(session) => return signed_in(&state, &session, "/"),
                Err(error) if error.code == ErrorCode::Spent => {
                    return over_password(&state).await;
                }
                Err(error) => (
                    error::status(error.code),
                    FormErrors::general(error.message),
                ),
            }
        }
    };
    let page = NewPasswordPage::Form {
        code,
        place: place.name.to_string(),
        handle: owner.handle,
        errors,
    };
    pages::render(&state, status, Page::NewPassword(page)).await
}

/// Asks whether to sign in on this device.
pub(super) async fn link_device(
    State(state): State<HttpState>,
    passer: Passer,
    Path(code): Path<String>,
) -> Response {
    let Some(place) = passer.place else {
        return see("/setup").into_response();
    };
    match owner(&state, Purpose::Device, &code).await {
        Ok(Some((_, owner))) => {
            let page = LinkDevicePage::Form {
                code,
                place: place.name.to_string(),
                me: owner.member,
            };
            pages::render(&state, StatusCode::OK, Page::LinkDevice(page)).await
        }
        Ok(None) => over_device(&state).await,
        Err(response) => response,
    }
}

async fn over_device(state: &HttpState) -> Response {
    let page = Page::LinkDevice(LinkDevicePage::Invalid);
    pages::render(state, StatusCode::GONE, page).await
}

/// Signs in on this device.
pub(super) async fn sign_in_device(
    State(state): State<HttpState>,
    passer: Passer,
    Path(code): Path<String>,
) -> Response {
    let Some(token) = Token::parse(&code) else {
        return over_device(&state).await;
    };
    match state.actions.sign_in_by_link(&passer.origin, &token).await {
        Ok(session) => signed_in(&state, &session, "/"),
        Err(error) if error.code == ErrorCode::Spent => over_device(&state).await,
        Err(error) => pages::failed(&state, &error).await,
    }
}
