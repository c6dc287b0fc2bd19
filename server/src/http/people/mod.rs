//! A person's profile page, and the actions on it.

mod bans;

use app::{
    pages::{
        form::{Form, FormResult, FormState, RawForm, SentForm, address},
        people::person::{
            AccountState, Bystanders, PersonPage, PersonPowers, PersonSection,
            form::{
                BanPerson, ChangeRole, DEACTIVATE, END_SESSIONS, IGNORE, LIFT_BAN, REACTIVATE,
                RESET_LINK, UNIGNORE,
            },
        },
    },
    text::escaped::escaped,
};
use axum::{extract::State, http::StatusCode, response::IntoResponse};
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
        error::{PageResult, Refused},
        extract::{Path, Posted, Query},
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
        .get(PersonPage::ROUTE, &[Action::SeePerson], show)
        .post(IGNORE, &[Action::Ignore], ignore)
        .post(UNIGNORE, &[Action::Ignore], unignore)
        .post(ChangeRole::ROUTE, &[Action::ChangeRole], role)
        .post(RESET_LINK, &[Action::HelpPerson], reset_link)
        .post(END_SESSIONS, &[Action::HelpPerson], end_sessions)
        .post(DEACTIVATE, &[Action::Deactivate], deactivate)
        .post(REACTIVATE, &[Action::Deactivate], reactivate)
        .post(BanPerson::ROUTE, &[Action::Ban], ban)
        .post(LIFT_BAN, &[Action::Ban], unban)
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
) -> PageResult {
    let mut page = page(&state, &viewer, &handle).await?;
    page.sent = done_message(&done.done);
    // A person with a handle has their page there.
    if id(&handle).is_some() && page.handle.is_some() {
        let done = match page.sent {
            Some(_) => format!("?done={}", done.done),
            None => String::new(),
        };
        return Ok(see(&format!("{}{done}", page.path())).into_response());
    }
    Ok(pages::render(&state, StatusCode::OK, page).await)
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

fn done_message(done: &str) -> Option<SentForm<PersonSection>> {
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
    Some(SentForm {
        section,
        result: FormResult::Done(words.into()),
    })
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

async fn page(state: &HttpState, viewer: &Viewer, handle: &str) -> Result<PersonPage, ErrorReply> {
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
        reset_link: None,
        sent: None,
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
) -> PageResult {
    let form = section_of(&action);
    let done = apply(state, viewer, handle, action).await;
    answer(state, viewer, handle, form, RawForm::default(), done).await
}

async fn apply(
    state: &HttpState,
    viewer: &Viewer,
    handle: &str,
    action: PersonAction,
) -> Result<(), Refused> {
    let name = named(handle)?;
    state.actions.action(&viewer.actor, name, action).await?;
    Ok(())
}

/// Redirects to the page with the result, or shows it with the form as it was typed.
async fn answer(
    state: &HttpState,
    viewer: &Viewer,
    handle: &str,
    (section, name): (PersonSection, &str),
    fields: RawForm,
    done: Result<(), Refused>,
) -> PageResult {
    let Err(Refused { status, errors }) = done else {
        let path = address(PersonPage::ROUTE, &escaped(handle));
        return Ok(see(&format!("{path}?done={name}")).into_response());
    };
    let mut page = page(state, viewer, handle).await?;
    page.sent = Some(SentForm {
        section,
        result: FormResult::Refused(FormState { fields, errors }),
    });
    Ok(pages::render(state, status, page).await)
}

/// Collapses their messages for the viewer.
pub(crate) async fn ignore(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(handle): Path<String>,
) -> PageResult {
    action(&state, &viewer, &handle, PersonAction::Ignore).await
}

pub(crate) async fn unignore(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(handle): Path<String>,
) -> PageResult {
    action(&state, &viewer, &handle, PersonAction::Unignore).await
}

pub(crate) async fn role(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(handle): Path<String>,
    Posted(fields): Posted,
) -> PageResult {
    // An unknown role is refused like one that may not be assigned.
    let role = ChangeRole::parse(&fields)?.role.unwrap_or(Role::Visitor);
    action(&state, &viewer, &handle, PersonAction::Role(role)).await
}

pub(crate) async fn end_sessions(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(handle): Path<String>,
) -> PageResult {
    action(&state, &viewer, &handle, PersonAction::EndSessions).await
}

pub(crate) async fn deactivate(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(handle): Path<String>,
) -> PageResult {
    action(&state, &viewer, &handle, PersonAction::Deactivate).await
}

pub(crate) async fn reactivate(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(handle): Path<String>,
) -> PageResult {
    action(&state, &viewer, &handle, PersonAction::Reactivate).await
}

/// Creates a one-time link for a new password, and shows it this once.
pub(crate) async fn reset_link(
    State(state): State<HttpState>,
    viewer: Viewer,
    Base(base): Base,
    Path(handle): Path<String>,
) -> PageResult {
    let made = async {
        let name = named(&handle)?;
        state.actions.link_for_password(&viewer.actor, name).await
    };
    match made.await {
        Ok(code) => {
            let label = "Password reset link";
            let link = one_time_link(&base, "/reset", &code, label, "once, within 24 hours");
            let mut page = page(&state, &viewer, &handle).await?;
            page.reset_link = Some(link);
            Ok(pages::render(&state, StatusCode::OK, page).await)
        }
        Err(error) => {
            let (form, refused) = ((PersonSection::Access, ""), Err(error.into()));
            answer(&state, &viewer, &handle, form, RawForm::default(), refused).await
        }
    }
}
