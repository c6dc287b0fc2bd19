//! What people set for themselves: profile, password, sessions, their data.

use std::time::{SystemTime, UNIX_EPOCH};

use app::page_data::{
    FormErrors, Page,
    settings::{
        DataPage, Device, MayDelete, PasswordPage, PhoneLink, ProfilePage, SessionRow, SessionsPage,
    },
};
use axum::{
    extract::{Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use protocol::{
    AvatarColour, DisplayName, ErrorCode, ErrorReply, Handle, Timestamp,
    limits::{MAX_BIO_CHARS, MAX_PRONOUNS_CHARS},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    HttpState,
    applicant::{email, sentence},
    error,
    links::one_time_link,
    pages,
    redirect::see,
    text_form::{TextForm, one_line, some_lines},
    viewer::Viewer,
};
use crate::{
    domain::{authorise::Denied, handle_rules},
    passwords,
    store::{Profile, SessionId},
};

#[derive(Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
}

impl Done {
    fn notice(&self, words: &str) -> Option<String> {
        (!self.done.is_empty()).then(|| words.into())
    }
}

/// The time, as pages count from it.
pub(super) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    Timestamp(since.map_or(0, |since| {
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }))
}

/// The handle of somebody with an account.
fn handle(viewer: &Viewer) -> Result<Handle, ErrorReply> {
    viewer
        .actor
        .handle
        .clone()
        .ok_or_else(|| ErrorReply::new(ErrorCode::Forbidden, Denied::Forbidden.to_string()))
}

/// The profile.
pub(super) async fn profile(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(done): Query<Done>,
) -> Response {
    let page = async {
        let handle = handle(&viewer)?;
        let card = state.actions.own_card(&viewer.actor).await?;
        Ok(ProfilePage {
            frame: viewer.frame(),
            handle,
            name: card.member.name.to_string(),
            pronouns: card.profile.pronouns,
            bio: card.profile.bio,
            email: card.profile.email.unwrap_or_default(),
            time_zone: card.profile.time_zone.unwrap_or_default(),
            colour: card.member.colour,
            errors: FormErrors::default(),
            notice: done.notice("Saved."),
        })
    };
    match page.await {
        Ok(page) => pages::render(&state, StatusCode::OK, Page::Profile(Box::new(page))).await,
        Err(error) => pages::failed(&state, &error).await,
    }
}

#[derive(Deserialize)]
pub(super) struct ProfileFields {
    #[serde(default)]
    name: String,
    #[serde(default)]
    pronouns: String,
    #[serde(default)]
    bio: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    time_zone: String,
    #[serde(default)]
    colour: String,
}

/// Saves the profile.
pub(super) async fn save_profile(
    State(state): State<HttpState>,
    viewer: Viewer,
    TextForm(fields): TextForm<ProfileFields>,
) -> Response {
    let handle = match handle(&viewer) {
        Ok(handle) => handle,
        Err(error) => return pages::failed(&state, &error).await,
    };
    let mut errors = FormErrors::default();
    let colour = fields
        .colour
        .parse()
        .ok()
        .and_then(|number: u8| AvatarColour::try_from(number).ok());
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let Some((name, profile)) = check_profile(&fields, &mut errors) {
        let saved = state
            .actions
            .edit_profile(&viewer.actor, name, profile, colour);
        match saved.await {
            Ok(_) => return see("/settings?done=1").into_response(),
            Err(error) => {
                status = error::status(error.code);
                errors.general = Some(error.message);
            }
        }
    }
    let page = ProfilePage {
        frame: viewer.frame(),
        handle,
        name: fields.name,
        pronouns: fields.pronouns,
        bio: fields.bio,
        email: fields.email,
        time_zone: fields.time_zone,
        colour,
        errors,
        notice: None,
    };
    pages::render(&state, status, Page::Profile(Box::new(page))).await
}

fn check_profile(
    fields: &ProfileFields,
    errors: &mut FormErrors,
) -> Option<(DisplayName, Profile)> {
    let name = DisplayName::parse(&fields.name)
        .map_err(|reason| errors.add("name", sentence(&reason)))
        .ok();
    let pronouns = one_line(&fields.pronouns, MAX_PRONOUNS_CHARS)
        .map_err(|reason| errors.add("pronouns", reason))
        .ok();
    let bio = some_lines(&fields.bio, MAX_BIO_CHARS)
        .map_err(|reason| errors.add("bio", reason))
        .ok();
    let email = email(&fields.email)
        .map_err(|reason| errors.add("email", reason))
        .ok();
    let time_zone = time_zone(&fields.time_zone)
        .map_err(|reason| errors.add("time_zone", reason))
        .ok();
    Some((
        name?,
        Profile {
            pronouns: pronouns?,
            bio: bio?,
            email: email?,
            time_zone: time_zone?,
        },
    ))
}

/// The name of a time zone, such as `Europe/Paris`, or nothing.
pub(super) fn time_zone(text: &str) -> Result<Option<String>, &'static str> {
    let text = text.trim();
    let is_name = text.len() <= 64
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"/_+-".contains(&b));
    match (text.is_empty(), is_name) {
        (true, _) => Ok(None),
        (false, true) => Ok(Some(text.into())),
        (false, false) => Err("That is no time zone. Write one such as Europe/Paris."),
    }
}

/// The form for another password.
pub(super) async fn password(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(done): Query<Done>,
) -> Response {
    let notice = done.notice("Your password is changed. Your other sessions have ended.");
    password_page(
        &state,
        &viewer,
        StatusCode::OK,
        FormErrors::default(),
        notice,
    )
    .await
}

async fn password_page(
    state: &HttpState,
    viewer: &Viewer,
    status: StatusCode,
    errors: FormErrors,
    notice: Option<String>,
) -> Response {
    match handle(viewer) {
        Ok(handle) => {
            let page = PasswordPage {
                frame: viewer.frame(),
                handle,
                errors,
                notice,
            };
            pages::render(state, status, Page::Password(page)).await
        }
        Err(error) => pages::failed(state, &error).await,
    }
}

#[derive(Deserialize)]
pub(super) struct PasswordFields {
    #[serde(default)]
    old: String,
    #[serde(default)]
    new: String,
}

/// Changes the password.
pub(super) async fn change_password(
    State(state): State<HttpState>,
    viewer: Viewer,
    TextForm(fields): TextForm<PasswordFields>,
) -> Response {
    let handle = viewer.actor.handle.as_ref().map_or("", Handle::as_str);
    let context = [
        handle,
        viewer.actor.member.name.as_str(),
        viewer.place.name.as_str(),
    ];
    let (status, errors) = match passwords::check(&fields.new, &context) {
        Err(reason) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            FormErrors::of("new", sentence(&reason)),
        ),
        Ok(new) => {
            let changed = state
                .actions
                .change_password(&viewer.actor, fields.old, new);
            match changed.await {
                Ok(()) => return see("/settings/password?done=1").into_response(),
                Err(error) if error.code == ErrorCode::Unauthenticated => {
                    (StatusCode::FORBIDDEN, FormErrors::of("old", error.message))
                }
                Err(error) => (
                    error::status(error.code),
                    FormErrors::general(error.message),
                ),
            }
        }
    };
    password_page(&state, &viewer, status, errors, None).await
}

/// The sessions.
pub(super) async fn sessions(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(done): Query<Done>,
) -> Response {
    let notice = match done.done.as_str() {
        "" => None,
        "others" => Some("All other sessions have ended."),
        _ => Some("The session has ended."),
    };
    let phone = PhoneLink::Ask(FormErrors::default());
    sessions_page(
        &state,
        &viewer,
        StatusCode::OK,
        phone,
        notice.map(Into::into),
    )
    .await
}

async fn sessions_page(
    state: &HttpState,
    viewer: &Viewer,
    status: StatusCode,
    phone: PhoneLink,
    notice: Option<String>,
) -> Response {
    let sessions = match state.actions.sessions(&viewer.actor).await {
        Ok(sessions) => sessions,
        Err(error) => return pages::failed(state, &error).await,
    };
    let sessions = sessions.into_iter().map(|one| SessionRow {
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
        phone,
        notice,
    };
    pages::render(state, status, Page::Sessions(page)).await
}

/// What kind of thing a browser runs on, of its words.
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
pub(super) struct SessionField {
    #[serde(default)]
    session: String,
}

/// Ends one session.
pub(super) async fn end_session(
    State(state): State<HttpState>,
    viewer: Viewer,
    TextForm(field): TextForm<SessionField>,
) -> Response {
    // One that is no more has ended: a double click is no mistake.
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

/// Ends all sessions but this one.
pub(super) async fn end_others(State(state): State<HttpState>, viewer: Viewer) -> Response {
    match state.actions.end_other_sessions(&viewer.actor).await {
        Ok(()) => see("/settings/sessions?done=others").into_response(),
        Err(error) => pages::failed(&state, &error).await,
    }
}

#[derive(Deserialize)]
pub(super) struct PhoneFields {
    #[serde(default)]
    password: String,
}

/// A link to sign in on a phone, after the password.
pub(super) async fn phone(
    State(state): State<HttpState>,
    viewer: Viewer,
    TextForm(fields): TextForm<PhoneFields>,
) -> Response {
    let made = state
        .actions
        .link_for_device(&viewer.actor, fields.password);
    let (status, phone) = match made.await {
        Ok(code) => {
            let label = "A link to sign in on another device";
            let link = one_time_link(&state, "/link", &code, label, "once, for 5 minutes");
            (StatusCode::OK, PhoneLink::Shown(link))
        }
        Err(error) if error.code == ErrorCode::Unauthenticated => (
            StatusCode::FORBIDDEN,
            PhoneLink::Ask(FormErrors::of("password", error.message)),
        ),
        Err(error) => (
            error::status(error.code),
            PhoneLink::Ask(FormErrors::general(error.message)),
        ),
    };
    sessions_page(&state, &viewer, status, phone, None).await
}

/// What is kept of the viewer.
pub(super) async fn data(State(state): State<HttpState>, viewer: Viewer) -> Response {
    data_page(
        &state,
        &viewer,
        StatusCode::OK,
        String::new(),
        FormErrors::default(),
    )
    .await
}

async fn data_page(
    state: &HttpState,
    viewer: &Viewer,
    status: StatusCode,
    confirm: String,
    errors: FormErrors,
) -> Response {
    let page = async {
        let handle = handle(viewer)?;
        let may_delete = if state.actions.may_delete_self(&viewer.actor).await? {
            MayDelete::Yes
        } else {
            MayDelete::LastOwner
        };
        Ok(DataPage {
            frame: viewer.frame(),
            handle,
            may_delete,
            confirm,
            errors,
        })
    };
    match page.await {
        Ok(page) => pages::render(state, status, Page::Data(page)).await,
        Err(error) => pages::failed(state, &error).await,
    }
}

/// Downloads all that is kept of the viewer.
pub(super) async fn export(State(state): State<HttpState>, viewer: Viewer) -> Response {
    match state.actions.export_self(&viewer.actor).await {
        Ok(zip) => {
            let headers = [
                (
                    header::CONTENT_TYPE,
                    HeaderValue::from_static("application/zip"),
                ),
                (
                    header::CONTENT_DISPOSITION,
                    HeaderValue::from_static("attachment; filename=\"natter-data.zip\""),
                ),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            ];
            (headers, zip).into_response()
        }
        Err(error) => pages::failed(&state, &error).await,
    }
}

#[derive(Deserialize)]
pub(super) struct DeleteFields {
    #[serde(default)]
    password: String,
    #[serde(default)]
    confirm: String,
}

/// Deletes the viewer's account, if they typed its handle and password.
pub(super) async fn delete(
    State(state): State<HttpState>,
    viewer: Viewer,
    TextForm(fields): TextForm<DeleteFields>,
) -> Response {
    let typed = handle_rules::read(&fields.confirm).ok();
    let typed = typed.as_ref().map(handle_rules::skeleton);
    let own = viewer.actor.handle.as_ref().map(handle_rules::skeleton);
    if own.is_none() || typed != own {
        let errors = FormErrors::of("confirm", "Type your handle as it stands above.");
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return data_page(&state, &viewer, status, fields.confirm, errors).await;
    }
    match state
        .actions
        .delete_self(&viewer.actor, fields.password)
        .await
    {
        Ok(()) => {
            let mut response = see("/sign-in?out=1").into_response();
            if let Ok(cookie) = HeaderValue::from_str(&state.cookie.clear()) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            response
        }
        Err(error) => {
            let (status, errors) = match error.code {
                ErrorCode::Unauthenticated => (
                    StatusCode::FORBIDDEN,
                    FormErrors::of("password", error.message),
                ),
                code => (error::status(code), FormErrors::general(error.message)),
            };
            data_page(&state, &viewer, status, fields.confirm, errors).await
        }
    }
}
