//! A person's own profile.

use app::pages::{
    account::profile::{
        ProfilePage,
        form::{SaveProfile, SetContact},
    },
    form::{Form, FormState, RawForm},
};
use axum::{extract::State, http::StatusCode, response::IntoResponse};
use protocol::{Contact, ErrorReply};
use store::Profile;

use super::{Done, handle};
use crate::http::{
    HttpState,
    error::{PageResult, Refused},
    extract::{Posted, Query},
    pages,
    redirect::see,
    viewer::Viewer,
};

pub(crate) async fn profile(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(done): Query<Done>,
) -> PageResult {
    let own = state.actions.own_profile(&viewer.actor).await?;
    let (member, profile) = (own.person.member, own.person.profile);
    let saved = SaveProfile {
        name: member.name,
        pronouns: profile.pronouns,
        bio: profile.bio,
        email: profile.email,
        time_zone: profile.time_zone,
        colour: member.colour,
    };
    let page = ProfilePage {
        notice: done.notice("Saved."),
        ..page(&viewer, FormState::with(saved.into()), own.contact)?
    };
    Ok(pages::render(&state, StatusCode::OK, page).await)
}

fn page(viewer: &Viewer, form: FormState, contact: Contact) -> Result<ProfilePage, ErrorReply> {
    Ok(ProfilePage {
        frame: viewer.frame(),
        handle: handle(viewer)?,
        form,
        contact,
        notice: None,
    })
}

pub(crate) async fn save_profile(
    State(state): State<HttpState>,
    viewer: Viewer,
    Posted(fields): Posted,
) -> PageResult {
    handle(&viewer)?;
    match save(&state, &viewer, &fields).await {
        Ok(()) => Ok(see("/settings?done=1").into_response()),
        Err(Refused { status, errors }) => {
            let own = state.actions.own_profile(&viewer.actor).await?;
            let page = page(&viewer, FormState { fields, errors }, own.contact)?;
            Ok(pages::render(&state, status, page).await)
        }
    }
}

async fn save(state: &HttpState, viewer: &Viewer, fields: &RawForm) -> Result<(), Refused> {
    let form = SaveProfile::parse(fields)?;
    let profile = Profile {
        pronouns: form.pronouns,
        bio: form.bio,
        email: form.email,
        time_zone: form.time_zone,
    };
    let saved = state
        .actions
        .edit_profile(&viewer.actor, form.name, profile, form.colour);
    saved.await?;
    Ok(())
}

/// Saves who may add the viewer to rooms.
pub(crate) async fn save_contact(
    State(state): State<HttpState>,
    viewer: Viewer,
    Posted(fields): Posted,
) -> PageResult {
    let contact = SetContact::parse(&fields)?.contact;
    state.actions.set_contact(&viewer.actor, contact).await?;
    Ok(see("/settings?done=1").into_response())
}
