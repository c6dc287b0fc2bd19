//! One-time links: for a new password, and for signing in on another device.

use app::pages::{
    auth::{
        link_device::LinkDevicePage,
        reset_password::{
            NewPasswordPage,
            form::{PASSWORD, SetPassword},
        },
    },
    form::{Form, FormErrors, FormState, RawForm},
    parts::OneTimeLink,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{copy::sentence, token::Token};
use protocol::ErrorCode;
use store::{LinkOwner, Purpose, Workspace};

use crate::{
    actions::Origin,
    http::{
        HttpState,
        account::qr,
        error::{PageError, PageResult, Refused},
        extract::{Path, Posted},
        pages,
        redirect::see,
        viewer::{Requester, signed_in},
    },
    passwords::Password,
};

/// A one-time secret as a link to one of our pages, and as a QR code.
pub(crate) fn one_time_link(
    base: &str,
    path: &str,
    code: &Token,
    label: &str,
    good_for: &str,
) -> OneTimeLink {
    let url = format!("{base}{path}/{}", code.as_str());
    OneTimeLink {
        // Our addresses are short enough for a QR code.
        qr_svg: qr::svg(&url, label).unwrap_or_default(),
        url,
        good_for: good_for.into(),
    }
}

/// A valid link.
struct Opened {
    workspace: Workspace,
    token: Token,
    owner: LinkOwner,
}

/// The link with this code, or the response if it is not valid.
async fn open(
    state: &HttpState,
    requester: Requester,
    purpose: Purpose,
    code: &str,
) -> Result<Opened, PageError> {
    let Some(workspace) = requester.workspace else {
        return Err(see("/setup").into_response().into());
    };
    let Some(token) = Token::parse(code) else {
        return Err(expired_page(state, purpose).await.into());
    };
    match state.actions.link_owner(purpose, &token).await? {
        Some(owner) => Ok(Opened {
            workspace,
            token,
            owner,
        }),
        None => Err(expired_page(state, purpose).await.into()),
    }
}

/// The answer to a link whose form was submitted twice: the session that it opened for this browser
/// a moment ago, whose cookie the browser may not have received.
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

/// The page of a link that is used, expired or unknown.
async fn expired_page(state: &HttpState, purpose: Purpose) -> Response {
    match purpose {
        Purpose::Password => pages::render(state, StatusCode::GONE, NewPasswordPage::Invalid).await,
        Purpose::Device => pages::render(state, StatusCode::GONE, LinkDevicePage::Invalid).await,
    }
}

/// The form for a new password.
pub(crate) async fn new_password(
    State(state): State<HttpState>,
    requester: Requester,
    Path(code): Path<String>,
) -> PageResult {
    let link = open(&state, requester, Purpose::Password, &code).await?;
    let page = password_page(code, link, FormState::default());
    Ok(pages::render(&state, StatusCode::OK, page).await)
}

fn password_page(code: String, link: Opened, form: FormState) -> NewPasswordPage {
    NewPasswordPage::Form {
        code,
        workspace: link.workspace.name.to_string(),
        handle: link.owner.handle,
        name: link.owner.member.name,
        form,
    }
}

/// Sets the new password, and signs in.
pub(crate) async fn take_password(
    State(state): State<HttpState>,
    requester: Requester,
    Path(code): Path<String>,
    Posted(fields): Posted,
) -> PageResult {
    let (origin, before) = (requester.origin.clone(), requester.token.clone());
    if let Some(answer) = pressed_twice(&state, &origin, before.as_ref(), &code).await {
        return Ok(answer);
    }
    let link = open(&state, requester, Purpose::Password, &code).await?;
    let refused = match choose(&state, &origin, &link, &fields).await {
        Err(refused) => refused,
        Ok(password) => {
            let taken = state
                .actions
                .new_password_by_link(&origin, &link.token, password);
            match taken.await {
                Ok((session, has_passkeys)) => {
                    // An attacker who had access to the account may have added a passkey.
                    let to = if has_passkeys {
                        "/settings/passkeys?done=reset"
                    } else {
                        "/"
                    };
                    return Ok(signed_in(&state, before.as_ref(), &session, to).await);
                }
                Err(error) if error.code == ErrorCode::Spent => {
                    // The other submission was faster.
                    let twice = pressed_twice(&state, &origin, before.as_ref(), &code).await;
                    return match twice {
                        Some(answer) => Ok(answer),
                        None => Ok(expired_page(&state, Purpose::Password).await),
                    };
                }
                Err(error) => error.into(),
            }
        }
    };
    let Refused { status, errors } = refused;
    let page = password_page(code, link, FormState { fields, errors });
    Ok(pages::render(&state, status, page).await)
}

async fn choose(
    state: &HttpState,
    origin: &Origin,
    link: &Opened,
    fields: &RawForm,
) -> Result<Password, Refused> {
    let form = SetPassword::parse(fields)?;
    let context = [
        link.owner.handle.as_str(),
        link.owner.member.name.as_str(),
        link.workspace.name.as_str(),
    ];
    let chosen = state
        .actions
        .choose_password(origin.address, &form.password, &context);
    let chosen = chosen.await?;
    Ok(chosen.map_err(|reason| FormErrors::of(PASSWORD, sentence(&reason)))?)
}

/// Asks for confirmation to sign in on this device.
pub(crate) async fn link_device(
    State(state): State<HttpState>,
    requester: Requester,
    Path(code): Path<String>,
) -> PageResult {
    let link = open(&state, requester, Purpose::Device, &code).await?;
    let page = LinkDevicePage::Form {
        code,
        workspace: link.workspace.name.to_string(),
        me: link.owner.member,
    };
    Ok(pages::render(&state, StatusCode::OK, page).await)
}

pub(crate) async fn sign_in_device(
    State(state): State<HttpState>,
    requester: Requester,
    Path(code): Path<String>,
) -> PageResult {
    let Some(token) = Token::parse(&code) else {
        return Ok(expired_page(&state, Purpose::Device).await);
    };
    let before = requester.token.as_ref();
    if let Some(answer) = pressed_twice(&state, &requester.origin, before, &code).await {
        return Ok(answer);
    }
    let signed = state.actions.sign_in_by_link(&requester.origin, &token);
    match signed.await {
        Ok(session) => Ok(signed_in(&state, before, &session, "/").await),
        Err(error) if error.code == ErrorCode::Spent => {
            match pressed_twice(&state, &requester.origin, before, &code).await {
                Some(answer) => Ok(answer),
                None => Ok(expired_page(&state, Purpose::Device).await),
            }
        }
        Err(error) => Err(error.into()),
    }
}
