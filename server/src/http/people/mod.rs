//! A person's profile page, and the actions on it.

mod bans;

use app::{
    pages::{
        form::{FormErrors, Outcome, Said},
        parts::OneTimeLink,
        people::person::{
            AccountState, BanForm, Bystanders, PersonPage, PersonPowers, PersonSection,
        },
    },
    text::escaped::escaped,
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{
    authorise::{Action, Denied},
    handle,
};
use protocol::{AccountStatus, ErrorCode, ErrorReply, MemberId, Role, Timestamp};
use serde::Deserialize;
use store::{BYSTANDERS, Named, PERMANENT};

use crate::{
    actions::people::PersonAction,
    http::{
        HttpState,
        auth::links::one_time_link,
        error,
        extract::{Path, Query, TextForm},
        pages,
        redirect::see,
        routes::Routes,
        viewer::{Base, Viewer},
    },
};

pub(crate) use bans::{ban, unban};

/// The addresses of this feature.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/people/{handle}", &[Action::SeePerson], show)
        .post("/people/{handle}/ignore", &[Action::Ignore], ignore)
        .post("/people/{handle}/unignore", &[Action::Ignore], unignore)
        .post("/people/{handle}/role", &[Action::ChangeRole], role)
        .post(
            "/people/{handle}/reset-link",
            &[Action::HelpPerson],
            reset_link,
        )
        .post(
            "/people/{handle}/end-sessions",
            &[Action::HelpPerson],
            end_sessions,
        )
        .post(
            "/people/{handle}/deactivate",
            &[Action::Deactivate],
            deactivate,
        )
        .post(
            "/people/{handle}/reactivate",
            &[Action::Deactivate],
            reactivate,
        )
        .post("/people/{handle}/ban", &[Action::Ban], ban)
        .post("/people/{handle}/unban", &[Action::Ban], unban)
}

#[derive(Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    done: String,
}

pub(crate) async fn show(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(handle): Path<String>,
    Query(done): Query<Done>,
) -> Response {
    let shown = Shown {
        outcome: outcome_message(&done.done),
        ..Shown::default()
    };
    match data(&state, &viewer, &handle, shown).await {
        // A person with a handle has their page there.
        Ok(data) if id(&handle).is_some() && data.handle.is_some() => {
            let done = match data.outcome {
                Some(_) => format!("?done={}", done.done),
                None => String::new(),
            };
            see(&format!("{}{done}", data.path())).into_response()
        }
        Ok(data) => pages::render(&state, StatusCode::OK, data).await,
        Err(error) => pages::failed(&state, &error).await,
    }
}

/// An id as written in paths. No handle is as long.
fn id(name: &str) -> Option<MemberId> {
    name.parse().ok().filter(|_| name.len() == 36)
}

/// The section of the page in which an action was requested, and its name in the `done` parameter.
fn section_of(action: &PersonAction) -> (PersonSection, &'static str) {
    match action {
        PersonAction::Ignore => (PersonSection::Card, "ignore"),
        PersonAction::Unignore => (PersonSection::Card, "unignore"),
        PersonAction::Role(_) => (PersonSection::Role, "role"),
        PersonAction::EndSessions => (PersonSection::Access, "sessions"),
        PersonAction::Deactivate => (PersonSection::Account, "deactivate"),
        PersonAction::Reactivate => (PersonSection::Account, "reactivate"),
        PersonAction::Ban { .. } => (PersonSection::Ban, "ban"),
        PersonAction::LiftBan => (PersonSection::Ban, "unban"),
    }
}

fn outcome_message(done: &str) -> Option<Outcome<PersonSection>> {
    let (section, words) = match done {
        "ignore" => (
            PersonSection::Card,
            "Their messages are now collapsed for you.",
        ),
        "unignore" => (PersonSection::Card, "Their messages are shown again."),
        "role" => (PersonSection::Role, "Saved."),
        "sessions" => (PersonSection::Access, "All their sessions were ended."),
        "deactivate" => (PersonSection::Account, "The account is deactivated."),
        "reactivate" => (PersonSection::Account, "The account is reactivated."),
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

/// Reads the person named in a path: by handle, or by id.
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
        Ok(data) => pages::render(state, status, data).await,
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
    let account = account_state(person.member.account_status, person.banned_until);
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
            message: has_account && person.member.account_status.is_active(),
            ignore: !is_me,
            roles: if seen.roles.len() > 1 {
                seen.roles
            } else {
                Vec::new()
            },
            // A reset link does not work for somebody who cannot sign in.
            reset_link: seen.may_administer
                && has_account
                && person.member.account_status.is_active(),
            end_sessions: seen.may_administer,
            deactivate: seen.may_administer && has_account,
            ban: seen.may_administer,
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

/// The state of an account, from its row.
pub(crate) fn account_state(
    account_status: AccountStatus,
    banned_until: Option<i64>,
) -> AccountState {
    match (account_status, banned_until) {
        (AccountStatus::Deleted, _) => AccountState::Deleted,
        (AccountStatus::Deactivated, _) => AccountState::Deactivated,
        (AccountStatus::Active, Some(until)) => AccountState::Banned {
            reason: String::new(),
            until: (until != PERMANENT).then_some(Timestamp(until)),
        },
        (AccountStatus::Active, None) => AccountState::Active,
    }
}

async fn action(
    state: &HttpState,
    viewer: &Viewer,
    handle: &str,
    action: PersonAction,
) -> Response {
    change_by_form(state, viewer, handle, action, BanForm::default()).await
}

/// Like [`action`], with the values that the ban form shows again when it is refused.
async fn change_by_form(
    state: &HttpState,
    viewer: &Viewer,
    handle: &str,
    action: PersonAction,
    ban: BanForm,
) -> Response {
    let (section, name) = section_of(&action);
    let done = async {
        state
            .actions
            .action(&viewer.actor, named(handle)?, action)
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

/// Collapses their messages for the viewer.
pub(crate) async fn ignore(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(handle): Path<String>,
) -> Response {
    action(&state, &viewer, &handle, PersonAction::Ignore).await
}

pub(crate) async fn unignore(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(handle): Path<String>,
) -> Response {
    action(&state, &viewer, &handle, PersonAction::Unignore).await
}

#[derive(Deserialize)]
pub(crate) struct RoleField {
    #[serde(default)]
    role: String,
}

pub(crate) async fn role(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(handle): Path<String>,
    TextForm(field): TextForm<RoleField>,
) -> Response {
    // An unknown role is refused like one that may not be assigned.
    let role = Role::parse(&field.role).unwrap_or(Role::Visitor);
    action(&state, &viewer, &handle, PersonAction::Role(role)).await
}

pub(crate) async fn end_sessions(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(handle): Path<String>,
) -> Response {
    action(&state, &viewer, &handle, PersonAction::EndSessions).await
}

pub(crate) async fn deactivate(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(handle): Path<String>,
) -> Response {
    action(&state, &viewer, &handle, PersonAction::Deactivate).await
}

pub(crate) async fn reactivate(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(handle): Path<String>,
) -> Response {
    action(&state, &viewer, &handle, PersonAction::Reactivate).await
}

/// Creates a one-time link for a new password, and shows it this once.
pub(crate) async fn reset_link(
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
            let label = "Password reset link";
            let link = one_time_link(&base, "/reset", &code, label, "once, within 24 hours");
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
