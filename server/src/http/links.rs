//! Links that work once: a new password, and signing in on another device.

use app::page_data::{FormErrors, LinkDevicePage, NewPasswordPage, OneTimeLink, Page};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use protocol::ErrorCode;
use serde::Deserialize;

use super::{
    HttpState, error,
    extract::{Path, TextForm},
    pages,
    redirect::see,
    viewer::{Passer, signed_in},
};
use crate::http::qr;
use crate::{
    actions::Origin,
    store::{Instance, LinkOwner, Purpose},
};
use domain::copy::sentence;
use domain::token::Token;

/// A secret as a link to a page of ours, and as a QR code.
pub(super) fn one_time_link(
    base: &str,
    path: &str,
    code: &Token,
    label: &str,
    good_for: &str,
) -> OneTimeLink {
    let url = format!("{base}{path}/{}", code.as_str());
    OneTimeLink {
        // An address of ours is short enough for any QR code.
        qr_svg: qr::svg(&url, label).unwrap_or_default(),
        url,
        good_for: good_for.into(),
    }
}

/// A link that works.
struct Opened {
    place: Instance,
    token: Token,
    owner: LinkOwner,
}

/// The link of that code, or what its page answers instead.
async fn open(
    state: &HttpState,
    passer: Passer,
    purpose: Purpose,
    code: &str,
) -> Result<Opened, Response> {
    let Some(place) = passer.place else {
        return Err(see("/setup").into_response());
    };
    let Some(token) = Token::parse(code) else {
        return Err(over(state, purpose).await);
    };
    match state.actions.link_owner(purpose, &token).await {
        Ok(Some(owner)) => Ok(Opened {
            place,
            token,
            owner,
        }),
        Ok(None) => Err(over(state, purpose).await),
        Err(error) => Err(pages::failed(state, &error).await),
    }
}

/// The answer to a link that was pressed twice: the session that it has opened for this browser a
/// moment ago, of which the browser need not have heard.
async fn pressed_twice(
    state: &HttpState,
    origin: &Origin,
    before: Option<&Token>,
    code: &str,
) -> Option<Response> {
    let code = Token::parse(code)?;
    let session = state.actions.opened_just_now(origin, &code)?;
    if before == Some(&session) {
        return Some(see("/").into_response());
    }
    Some(signed_in(state, before, &session, "/").await)
}

/// The page of a link that works no longer, or never did.
async fn over(state: &HttpState, purpose: Purpose) -> Response {
    let page = match purpose {
        Purpose::Password => Page::NewPassword(NewPasswordPage::Invalid),
        Purpose::Device => Page::LinkDevice(LinkDevicePage::Invalid),
    };
    pages::render(state, StatusCode::GONE, page).await
}

/// The form for a new password.
pub(super) async fn new_password(
    State(state): State<HttpState>,
    passer: Passer,
    Path(code): Path<String>,
) -> Response {
    match open(&state, passer, Purpose::Password, &code).await {
        Ok(link) => password_page(&state, StatusCode::OK, code, link, FormErrors::default()).await,
        Err(response) => response,
    }
}

async fn password_page(
    state: &HttpState,
    status: StatusCode,
    code: String,
    link: Opened,
    errors: FormErrors,
) -> Response {
    let page = NewPasswordPage::Form {
        code,
        place: link.place.name.to_string(),
        handle: link.owner.handle,
        name: link.owner.member.name,
        errors,
    };
    pages::render(state, status, Page::NewPassword(page)).await
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
    let (origin, before) = (passer.origin.clone(), passer.token.clone());
    if let Some(answer) = pressed_twice(&state, &origin, before.as_ref(), &code).await {
        return answer;
    }
    let link = match open(&state, passer, Purpose::Password, &code).await {
        Ok(link) => link,
        Err(response) => return response,
    };
    let context = [
        link.owner.handle.as_str(),
        link.owner.member.name.as_str(),
        link.place.name.as_str(),
    ];
    let chosen = state
        .actions
        .choose_password(origin.address, &field.password, &context);
    let (status, errors) = match chosen.await {
        Err(error) => (
            error::status(error.code),
            FormErrors::general(error.message),
        ),
        Ok(Err(reason)) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            FormErrors::of("password", sentence(&reason)),
        ),
        Ok(Ok(password)) => {
            let taken = state
                .actions
                .new_password_by_link(&origin, &link.token, password);
            match taken.await {
                Ok((session, has_passkeys)) => {
                    // Whoever had got into the account may have left one behind.
                    let to = if has_passkeys {
                        "/settings/passkeys?done=reset"
                    } else {
                        "/"
                    };
                    return signed_in(&state, before.as_ref(), &session, to).await;
                }
                Err(error) if error.code == ErrorCode::Spent => {
                    // The other press was quicker.
                    let twice = pressed_twice(&state, &origin, before.as_ref(), &code).await;
                    return match twice {
                        Some(answer) => answer,
                        None => over(&state, Purpose::Password).await,
                    };
                }
                Err(error) => (
                    error::status(error.code),
                    FormErrors::general(error.message),
                ),
            }
        }
    };
    password_page(&state, status, code, link, errors).await
}

/// Asks whether to sign in on this device.
pub(super) async fn link_device(
    State(state): State<HttpState>,
    passer: Passer,
    Path(code): Path<String>,
) -> Response {
    match open(&state, passer, Purpose::Device, &code).await {
        Ok(link) => {
            let page = LinkDevicePage::Form {
                code,
                place: link.place.name.to_string(),
                me: link.owner.member,
            };
            pages::render(&state, StatusCode::OK, Page::LinkDevice(page)).await
        }
        Err(response) => response,
    }
}

/// Signs in on this device.
pub(super) async fn sign_in_device(
    State(state): State<HttpState>,
    passer: Passer,
    Path(code): Path<String>,
) -> Response {
    let Some(token) = Token::parse(&code) else {
        return over(&state, Purpose::Device).await;
    };
    let before = passer.token.as_ref();
    if let Some(answer) = pressed_twice(&state, &passer.origin, before, &code).await {
        return answer;
    }
    match state.actions.sign_in_by_link(&passer.origin, &token).await {
        Ok(session) => signed_in(&state, before, &session, "/").await,
        Err(error) if error.code == ErrorCode::Spent => {
            match pressed_twice(&state, &passer.origin, before, &code).await {
                Some(answer) => answer,
                None => over(&state, Purpose::Device).await,
            }
        }
        Err(error) => pages::failed(&state, &error).await,
    }
}
