//! Sessions, and signing in on a phone.

use app::pages::{
    account::sessions::{
        Device, PhoneLink, SecurityEvent, SessionRow, SessionsPage,
        form::{EndSession, LinkPhone, PASSWORD},
    },
    form::{Form, FormErrors, FormState, RawForm},
    parts::OneTimeLink,
};
use axum::{Json, extract::State, http::StatusCode, response::IntoResponse};
use domain::copy::sentence;
use protocol::{ErrorCode, ErrorReply, Timestamp};
use store::{SecurityEventRow, SessionId};

use super::Done;
use crate::clock::now;
use crate::{
    actions::auth::reauthentication::Reauthentication,
    http::{
        HttpState,
        auth::links::one_time_link,
        error::{JsonError, PageResult, Refused},
        extract::{Posted, Query},
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
) -> PageResult {
    let notice = match done.done.as_str() {
        "" => None,
        "others" => Some("All other sessions have ended."),
        "news" => Some(
            "There was security activity on your account since you last signed in. See “Recent \
             security activity” below.",
        ),
        _ => Some("The session has ended."),
    };
    let phone = Phone::Ask(FormState::default());
    let notice = notice.map(Into::into);
    page(&state, &viewer, StatusCode::OK, phone, notice).await
}

/// State of "Sign in on your phone".
enum Phone {
    Ask(FormState),
    Shown(OneTimeLink),
}

async fn page(
    state: &HttpState,
    viewer: &Viewer,
    status: StatusCode,
    phone: Phone,
    notice: Option<String>,
) -> PageResult {
    let account = state.actions.account_security(&viewer.actor).await?;
    let sessions = account.sessions.into_iter().map(|one| SessionRow {
        id: one.id.0.to_string(),
        device: device(&one.device.agent),
        browser: one.device.agent,
        address: one.device.network,
        last_seen: Timestamp(one.seen_at),
        is_this: one.id == viewer.actor.session,
    });
    let page = SessionsPage {
        frame: viewer.frame(),
        now: now(),
        sessions: sessions.collect(),
        phone: match phone {
            Phone::Shown(link) => PhoneLink::Shown(link),
            Phone::Ask(form) if account.may_confirm_by_passkey => PhoneLink::AskForEither(form),
            Phone::Ask(form) => PhoneLink::Ask(form),
        },
        security: account.events.into_iter().map(security_event).collect(),
        notice,
    };
    Ok(pages::render(state, status, page).await)
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

pub(crate) async fn end_session(
    State(state): State<HttpState>,
    viewer: Viewer,
    Posted(fields): Posted,
) -> PageResult {
    // A session that does not exist any more has ended: a double click is not an error.
    let ended = match EndSession::parse(&fields)?.session {
        Some(id) => {
            state
                .actions
                .end_session(&viewer.actor, SessionId(id))
                .await
        }
        None => Ok(()),
    };
    match ended {
        Err(error) if error.code != ErrorCode::NotFound => Err(error.into()),
        Ok(()) | Err(_) => Ok(see("/settings/sessions?done=one").into_response()),
    }
}

pub(crate) async fn end_others(State(state): State<HttpState>, viewer: Viewer) -> PageResult {
    state.actions.end_other_sessions(&viewer.actor).await?;
    Ok(see("/settings/sessions?done=others").into_response())
}

/// Creates a link to sign in on a phone, after reauthentication by password or passkey.
pub(crate) async fn phone(
    State(state): State<HttpState>,
    viewer: Viewer,
    Base(base): Base,
    Posted(fields): Posted,
) -> PageResult {
    let (status, phone) = match link_phone(&state, &viewer, &base, &fields).await {
        Ok(link) => (StatusCode::OK, Phone::Shown(link)),
        Err(Refused { status, errors }) => (status, Phone::Ask(FormState { fields, errors })),
    };
    page(&state, &viewer, status, phone, None).await
}

async fn link_phone(
    state: &HttpState,
    viewer: &Viewer,
    base: &str,
    fields: &RawForm,
) -> Result<OneTimeLink, Refused> {
    let form = LinkPhone::parse(fields)?;
    let by_passkey = !form.passkey.is_empty();
    let made = async {
        let proof = reauthentication(form)?;
        state.actions.link_for_device(&viewer.actor, proof).await
    };
    let code = made.await.map_err(|error| match error.code {
        ErrorCode::Unauthenticated => Refused {
            status: StatusCode::FORBIDDEN,
            errors: if by_passkey {
                FormErrors::general(error.message)
            } else {
                FormErrors::of(PASSWORD, error.message)
            },
        },
        _ => error.into(),
    })?;
    let label = "Sign-in link for another device";
    let good_for = "once, within 5 minutes";
    Ok(one_time_link(base, "/link", &code, label, good_for))
}

fn reauthentication(form: LinkPhone) -> Result<Reauthentication, ErrorReply> {
    if form.passkey.is_empty() {
        return Ok(Reauthentication::Password(form.password));
    }
    let answer = serde_json::from_str(&form.passkey).map_err(|_| {
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
