//! A person's own profile.

use app::pages::{account::profile::ProfilePage, form::FormErrors};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::copy::sentence;
use protocol::{
    AvatarColour, Contact, DisplayName, ErrorCode, ErrorReply,
    limits::{MAX_BIO_CHARS, MAX_PRONOUNS_CHARS},
};
use serde::Deserialize;
use store::Profile;

use super::{Done, handle};
use crate::http::{
    HttpState,
    auth::registration::email,
    error,
    extract::{Query, TextForm},
    pages,
    redirect::see,
    text_fields::{one_line, some_lines},
    viewer::Viewer,
};

pub(crate) async fn profile(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(done): Query<Done>,
) -> Response {
    let page = async {
        let handle = handle(&viewer)?;
        let own = state.actions.own_profile(&viewer.actor).await?;
        let card = own.person;
        Ok(ProfilePage {
            frame: viewer.frame(),
            handle,
            name: card.member.name.to_string(),
            pronouns: card.profile.pronouns,
            bio: card.profile.bio,
            email: card.profile.email.unwrap_or_default(),
            time_zone: card.profile.time_zone.unwrap_or_default(),
            colour: card.member.colour,
            contact: own.contact,
            errors: FormErrors::default(),
            notice: done.notice("Saved."),
        })
    };
    match page.await {
        Ok(page) => pages::render(&state, StatusCode::OK, page).await,
        Err(error) => pages::failed(&state, &error).await,
    }
}

#[derive(Deserialize)]
pub(crate) struct ProfileFields {
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

pub(crate) async fn save_profile(
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
    let contact = match state.actions.own_profile(&viewer.actor).await {
        Ok(own) => own.contact,
        Err(error) => return pages::failed(&state, &error).await,
    };
    let page = ProfilePage {
        frame: viewer.frame(),
        handle,
        contact,
        name: fields.name,
        pronouns: fields.pronouns,
        bio: fields.bio,
        email: fields.email,
        time_zone: fields.time_zone,
        colour,
        errors,
        notice: None,
    };
    pages::render(&state, status, page).await
}

#[derive(Deserialize)]
pub(crate) struct ContactFields {
    #[serde(default)]
    contact: String,
}

/// Saves who may add the viewer to rooms.
pub(crate) async fn save_contact(
    State(state): State<HttpState>,
    viewer: Viewer,
    TextForm(fields): TextForm<ContactFields>,
) -> Response {
    let saved = match Contact::parse(&fields.contact) {
        Some(contact) => state.actions.set_contact(&viewer.actor, contact).await,
        None => Err(ErrorReply::new(
            ErrorCode::InvalidPayload,
            "Choose who can add you.",
        )),
    };
    match saved {
        Ok(()) => see("/settings?done=1").into_response(),
        Err(error) => pages::failed(&state, &error).await,
    }
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

/// The name of a time zone, such as `Europe/Paris`, or `None` if the field is empty.
pub(crate) fn time_zone(text: &str) -> Result<Option<String>, &'static str> {
    let text = text.trim();
    let is_name = text.len() <= 64
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"/_+-".contains(&b));
    match (text.is_empty(), is_name) {
        (true, _) => Ok(None),
        (false, true) => Ok(Some(text.into())),
        (false, false) => Err("That is not a time zone. Enter one such as Europe/Paris."),
    }
}
