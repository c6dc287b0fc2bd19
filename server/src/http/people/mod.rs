//! A person's card, and what can be done for, or against, them.

mod bans;

use app::{
    page_data::{
        AccountState, BanForm, Bystanders, FormErrors, OneTimeLink, Outcome, Page, PersonPage,
        PersonPowers, PersonSection, Said,
    },
    text::escaped::escaped,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use protocol::{ErrorCode, ErrorReply, MemberId, Presence, Role, Timestamp};
use serde::Deserialize;

use super::{
    HttpState, error,
    extract::{Path, Query, TextForm},
    links::one_time_link,
    pages,
    redirect::see,
    viewer::{Base, Viewer},
};
use crate::{
    actions::people::Care,
    store::{BYSTANDERS, FOR_GOOD, Named},
};
use domain::authorise::Denied;
use domain::handle;

pub(super) use bans::{ban, unban};

#[derive(Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
}

pub(super) async fn show(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(handle): Path<String>,
    Query(done): Query<Done>,
) -> Response {
    let shown = Shown {
        outcome: said(&done.done),
        ..Shown::default()
    };
    match data(&state, &viewer, &handle, shown).await {
        // Who has a handle is found by it.
        Ok(data) if id(&handle).is_some() && data.handle.is_some() => {
            let done = match data.outcome {
                Some(_) => format!("?done={}", done.done),
                None => String::new(),
            };
            see(&format!("{}{done}", data.path())).into_response()
        }
        Ok(data) => pages::render(&state, StatusCode::OK, Page::Person(Box::new(data))).await,
        Err(error) => pages::failed(&state, &error).await,
    }
}

/// An id as it is written in addresses. No handle is as long.
fn id(name: &str) -> Option<MemberId> {
    name.parse().ok().filter(|_| name.len() == 36)
}

/// Where on the card a deed was asked for, and how the address calls that it was done.
fn place_of(care: &Care) -> (PersonSection, &'static str) {
    match care {
        Care::Ignore => (PersonSection::Card, "ignore"),
        Care::Heed => (PersonSection::Card, "heed"),
        Care::Role(_) => (PersonSection::Role, "role"),
        Care::EndSessions => (PersonSection::Access, "sessions"),
        Care::Deactivate => (PersonSection::Account, "deactivate"),
        Care::Reactivate => (PersonSection::Account, "reactivate"),
        Care::Ban { .. } => (PersonSection::Ban, "ban"),
        Care::LiftBan => (PersonSection::Ban, "unban"),
    }
}

fn said(done: &str) -> Option<Outcome<PersonSection>> {
    let (section, words) = match done {
        "ignore" => (PersonSection::Card, "Their messages are folded for you."),
        "heed" => (PersonSection::Card, "Their messages are shown again."),
        "role" => (PersonSection::Role, "Saved."),
        "sessions" => (PersonSection::Access, "All their sessions have ended."),
        "deactivate" => (PersonSection::Account, "The account is deactivated."),
        "reactivate" => (PersonSection::Account, "The account is in use again."),
        "ban" => (PersonSection::Ban, "They are banned."),
        "unban" => (PersonSection::Ban, "The ban is lifted."),
        _ => return None,
    };
    Some(Outcome {
        section,
        said: Said::Done(words.into()),
    })
}

#[derive(Default)]
struct Shown {
    outcome: Option<Outcome<PersonSection>>,
    reset_link: Option<OneTimeLink>,
    ban: BanForm,
}

impl Shown {
    fn refused(section: PersonSection, errors: FormErrors) -> Self {
        Self {
            outcome: Some(Outcome {
                section,
                said: Said::Refused(errors),
            }),
            ..Self::default()
        }
    }
}

/// Who is named so in a path: by handle, or by id.
fn named(name: &str) -> Result<Named, ErrorReply> {
    if let Some(id) = id(name) {
        return Ok(Named::Id(id));
    }
    handle::read(name)
        .map(|handle| Named::Handle(handle::skeleton(&handle)))
        .map_err(|_| ErrorReply::new(ErrorCode::NotFound, Denied::Unknown.to_string()))
}

async fn page(
    state: &HttpState,
    viewer: &Viewer,
    handle: &str,
    status: StatusCode,
    shown: Shown,
) -> Response {
    match data(state, viewer, handle, shown).await {
        Ok(data) => pages::render(state, status, Page::Person(Box::new(data))).await,
        Err(error) => pages::failed(state, &error).await,
    }
}

async fn data(
    state: &HttpState,
    viewer: &Viewer,
    handle: &str,
    shown: Shown,
) -> Result<PersonPage, ErrorReply> {
    let seen = state.actions.person(&viewer.actor, named(handle)?).await?;
    let person = seen.person;
    let is_me = person.member.id == viewer.actor.member.id;
    let account = account_state(person.member.presence, person.banned_until);
    let has_account = person.handle.is_some();
    Ok(PersonPage {
        frame: viewer.frame(),
        handle: person.handle,
        role: person.role,
        pronouns: person.profile.pronouns,
        bio: person.profile.bio,
        time_zone: person.profile.time_zone.unwrap_or_default(),
        account,
        is_ignored: seen.is_ignored,
        is_me,
        powers: PersonPowers {
            message: has_account && person.member.presence.is_here(),
            ignore: !is_me,
            roles: if seen.roles.len() > 1 {
                seen.roles
            } else {
                Vec::new()
            },
            // A link for somebody who cannot come in would not work.
            reset_link: seen.may_look_after && has_account && person.member.presence.is_here(),
            end_sessions: seen.may_look_after,
            deactivate: seen.may_look_after && has_account,
            ban: seen.may_look_after,
        },
        networks: seen.networks,
        bystanders: Bystanders {
            more: seen.bystanders.len() >= BYSTANDERS as usize,
            names: seen.bystanders.into_iter().map(|one| one.name).collect(),
        },
        member: person.member,
        reset_link: shown.reset_link,
        ban: shown.ban,
        outcome: shown.outcome,
    })
}

/// What an account is, of what its row says.
pub(super) fn account_state(presence: Presence, banned_until: Option<i64>) -> AccountState {
    match (presence, banned_until) {
        (Presence::Deleted, _) => AccountState::Deleted,
        (Presence::Former, _) => AccountState::Deactivated,
        (Presence::Here, Some(until)) => AccountState::Banned {
            reason: String::new(),
            until: (until != FOR_GOOD).then_some(Timestamp(until)),
        },
        (Presence::Here, None) => AccountState::Active,
    }
}

async fn care(state: &HttpState, viewer: &Viewer, handle: &str, care: Care) -> Response {
    care_by_form(state, viewer, handle, care, BanForm::default()).await
}

/// As [`care`], with what the form for bans shows again when it is refused.
async fn care_by_form(
    state: &HttpState,
    viewer: &Viewer,
    handle: &str,
    care: Care,
    ban: BanForm,
) -> Response {
    let (section, name) = place_of(&care);
    let done = async {
        state
            .actions
            .care(&viewer.actor, named(handle)?, care)
            .await
    };
    match done.await {
        Ok(()) => see(&format!("/people/{}?done={name}", escaped(handle))).into_response(),
        Err(error) => {
            let status = error::status(error.code);
            let shown = Shown {
                ban,
                ..Shown::refused(section, FormErrors::general(error.message))
            };
            page(state, viewer, handle, status, shown).await
        }
    }
}

/// Folds their messages for the viewer.
pub(super) async fn ignore(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(handle): Path<String>,
) -> Response {
    care(&state, &viewer, &handle, Care::Ignore).await
}

pub(super) async fn unignore(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(handle): Path<String>,
) -> Response {
    care(&state, &viewer, &handle, Care::Heed).await
}

#[derive(Deserialize)]
pub(super) struct RoleField {
    #[serde(default)]
    role: String,
}

/// Gives them another role.
pub(super) async fn role(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(handle): Path<String>,
    TextForm(field): TextForm<RoleField>,
) -> Response {
    // One that is none is refused as one that may not be given is.
    let role = Role::parse(&field.role).unwrap_or(Role::Visitor);
    care(&state, &viewer, &handle, Care::Role(role)).await
}

/// Ends all their sessions.
pub(super) async fn end_sessions(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(handle): Path<String>,
) -> Response {
    care(&state, &viewer, &handle, Care::EndSessions).await
}

/// Deactivates their account.
pub(super) async fn deactivate(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(handle): Path<String>,
) -> Response {
    care(&state, &viewer, &handle, Care::Deactivate).await
}

/// Takes it into use again.
pub(super) async fn reactivate(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(handle): Path<String>,
) -> Response {
    care(&state, &viewer, &handle, Care::Reactivate).await
}

/// Makes them a link for a new password, which is shown this once.
pub(super) async fn reset_link(
    State(state): State<HttpState>,
    viewer: Viewer,
    Base(base): Base,
    Path(handle): Path<String>,
) -> Response {
    let made = async {
        let name = named(&handle)?;
        state.actions.link_for_password(&viewer.actor, name).await
    };
    let (status, shown) = match made.await {
        Ok(code) => {
            let label = "A link for a new password";
            let link = one_time_link(&base, "/reset", &code, label, "once, for a day");
            let shown = Shown {
                reset_link: Some(link),
                ..Shown::default()
            };
            (StatusCode::OK, shown)
        }
        Err(error) => {
            let errors = FormErrors::general(error.message);
            let shown = Shown::refused(PersonSection::Access, errors);
            (error::status(error.code), shown)
        }
    };
    page(&state, &viewer, &handle, status, shown).await
}
