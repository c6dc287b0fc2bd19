//! Sessions, and signing in on a phone.

use app::pages::{
    account::sessions::{Device, PhoneLink, SecurityEvent, SessionRow, SessionsPage},
    form::FormErrors,
    parts::OneTimeLink,
};
use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::copy::sentence;
use protocol::{ErrorCode, ErrorReply, Timestamp};
use serde::Deserialize;
use store::{self, SecurityEventRow, SessionId};
use uuid::Uuid;

use super::{Done, now};
use crate::{
    actions::auth::reauthentication::Reauthentication,
    http::{
        HttpState,
        auth::links::one_time_link,
        error::{self, JsonError},
        extract::{Query, TextForm},
        pages,
        redirect::see,
        viewer::{Base, Viewer},
    },
    passkeys::{Deed, PasskeyRefused, Task},
};

pub(crate) async fn sessions(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(done): Query<Done>,
) -> Response {
    let notice = match done.done.as_str() {
        "" => None,
        "others" => Some("All other sessions have ended."),
        "news" => Some(
            "There was security activity on your account since you last signed in. See “Recent \
             security activity” below.",
        ),
        _ => Some("The session has ended."),
    };
    let phone = Phone::Ask(FormErrors::default());
    sessions_page(
        &state,
        &viewer,
        StatusCode::OK,
        phone,
        notice.map(Into::into),
    )
    .await
}

/// State of "Sign in on your phone".
enum Phone {
    Ask(FormErrors),
    Shown(OneTimeLink),
}

async fn sessions_page(
    state: &HttpState,
    viewer: &Viewer,
    status: StatusCode,
    phone: Phone,
    notice: Option<String>,
) -> Response {
    let account = match state.actions.account_security(&viewer.actor).await {
        Ok(account) => account,
        Err(error) => return pages::failed(state, &error).await,
    };
    let sessions = account.sessions.into_iter().map(|one| SessionRow {
        id: one.id.0.to_string(),
        device: device(&one.device.agent),
        browser: one.device.agent,
        address: one.device.network,
        last_seen: Timestamp(one.seen_at),
        is_this: one.id == viewer.actor.session,
    });
    let phone = match phone {
        Phone::Shown(link) => PhoneLink::Shown(link),
        Phone::Ask(errors) if account.may_confirm_by_passkey => PhoneLink::AskForEither(errors),
        Phone::Ask(errors) => PhoneLink::Ask(errors),
    };
    let page = SessionsPage {
        frame: viewer.frame(),
        now: now(),
        sessions: sessions.collect(),
        phone,
        security: account.events.into_iter().map(security_event).collect(),
        notice,
    };
    pages::render(state, status, page).await
}

fn security_event(row: SecurityEventRow) -> SecurityEvent {
    let by = match row.by {
        None => "Someone at the server's command line".to_owned(),
        Some((member, Some(handle))) => format!("{} (@{handle})", member.name),
        Some((member, None)) => member.name.to_string(),
    };
    let said = match row.event {
        store::SecurityEvent::ResetLinkCreated => {
            format!("{by} created a password reset link for your account.")
        }
        store::SecurityEvent::ResetLinkUsed => {
            format!("A new password was set with the reset link that {by} created.")
        }
        store::SecurityEvent::PasswordSet => format!("{by} set a new password for your account."),
        store::SecurityEvent::SessionsEnded => format!("{by} ended all your sessions."),
    };
    SecurityEvent {
        at: Timestamp(row.at),
        said,
    }
}

/// The kind of device, from the description of the browser.
fn device(agent: &str) -> Device {
    if ["iPhone", "iPad", "Android"]
        .iter()
        .any(|one| agent.ends_with(one))
    {
        Device::Phone
    } else if agent == "A program" || agent.is_empty() {
        Device::Program
    } else {
        Device::Computer
    }
}

#[derive(Deserialize)]
pub(crate) struct SessionField {
    #[serde(default)]
    session: String,
}

pub(crate) async fn end_session(
    State(state): State<HttpState>,
    viewer: Viewer,
    TextForm(field): TextForm<SessionField>,
) -> Response {
    // A session that does not exist any more has ended: a double click is not an error.
    let ended = match Uuid::parse_str(&field.session) {
        Ok(id) => {
            state
                .actions
                .end_session(&viewer.actor, SessionId(id))
                .await
        }
        Err(_) => Ok(()),
    };
    match ended {
        Err(error) if error.code != ErrorCode::NotFound => pages::failed(&state, &error).await,
        Ok(()) | Err(_) => see("/settings/sessions?done=one").into_response(),
    }
}

pub(crate) async fn end_others(State(state): State<HttpState>, viewer: Viewer) -> Response {
    match state.actions.end_other_sessions(&viewer.actor).await {
        Ok(()) => see("/settings/sessions?done=others").into_response(),
        Err(error) => pages::failed(&state, &error).await,
    }
}

#[derive(Deserialize)]
pub(crate) struct PhoneFields {
    #[serde(default)]
    password: String,
    /// The passkey's signed response, as JSON; the script fills it in.
    #[serde(default)]
    passkey: String,
}

/// Creates a link to sign in on a phone, after reauthentication by password or passkey.
pub(crate) async fn phone(
    State(state): State<HttpState>,
    viewer: Viewer,
    Base(base): Base,
    TextForm(fields): TextForm<PhoneFields>,
) -> Response {
    let made = match reauthentication(&fields) {
        Ok(reauthentication) => {
            state
                .actions
                .link_for_device(&viewer.actor, reauthentication)
                .await
        }
        Err(error) => Err(error),
    };
    let (status, phone) = match made {
        Ok(code) => {
            let label = "Sign-in link for another device";
            let link = one_time_link(&base, "/link", &code, label, "once, within 5 minutes");
            (StatusCode::OK, Phone::Shown(link))
        }
        Err(error) if error.code == ErrorCode::Unauthenticated => {
            let errors = if fields.passkey.is_empty() {
                FormErrors::of("password", error.message)
            } else {
                FormErrors::general(error.message)
            };
            (StatusCode::FORBIDDEN, Phone::Ask(errors))
        }
        Err(error) => (
            error::status(error.code),
            Phone::Ask(FormErrors::general(error.message)),
        ),
    };
    sessions_page(&state, &viewer, status, phone, None).await
}

fn reauthentication(fields: &PhoneFields) -> Result<Reauthentication, ErrorReply> {
    if fields.passkey.is_empty() {
        return Ok(Reauthentication::Password(fields.password.clone()));
    }
    let answer = serde_json::from_str(&fields.passkey).map_err(|_| {
        let words = sentence(&PasskeyRefused::Invalid);
        ErrorReply::new(ErrorCode::Unauthenticated, words)
    })?;
    Ok(Reauthentication::Passkey(Box::new(answer)))
}

/// Starts the reauthentication by passkey for signing in on a phone.
pub(crate) async fn begin_phone(
    State(state): State<HttpState>,
    viewer: Viewer,
) -> Result<Json<Task>, JsonError> {
    let begun = state
        .actions
        .begin_passkey_confirmation(&viewer.actor, Deed::LinkDevice);
    Ok(Json(begun.await?))
}
