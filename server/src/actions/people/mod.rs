//! People: their profiles, and administering their accounts.

pub mod bans;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::FutureExt as _;
use protocol::{ErrorCode, ErrorReply, Member, Role};

use crate::actions::{Actions, Actor, auth::accounts::OPERATOR, refusal};
use crate::{heavy_work::Known, passwords::Password};
use domain::authorise::{Action, Denied, PersonFacts, ResourceFacts, Subject, action, decide};
use store::{BanReach, Caller, Granted, Named, PERMANENT, Person, Resource, StoreError, View};

/// A person, as the caller sees them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SeenPerson {
    pub person: Person,
    /// Whether the caller ignores them.
    pub is_ignored: bool,
    /// Whether the caller may administer their account: end their sessions, ban them, and so on.
    pub may_administer: bool,
    /// The networks from which they are signed in, for callers who may ban them.
    pub networks: Vec<String>,
    /// Who else is signed in from there, except owners; at most
    /// [`BYSTANDERS`](store::BYSTANDERS).
    pub bystanders: Vec<Member>,
    /// The roles that the caller may give them.
    pub roles: Vec<Role>,
}

/// Actions on a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PersonAction {
    Role(Role),
    Deactivate,
    Reactivate,
    /// Ends all their sessions.
    EndSessions,
    Ban {
        reason: String,
        /// For how many days; `None` if it is permanent.
        days: Option<u32>,
        /// What else is banned.
        reach: BanReach,
    },
    LiftBan,
    /// Collapses their messages, for the caller only.
    Ignore,
    Unignore,
}

impl Actions {
    /// Finds a person by handle or id.
    ///
    /// # Errors
    /// `not_found`, `storage_unavailable`.
    pub async fn person(&self, actor: &Actor, name: Named) -> Result<SeenPerson, ErrorReply> {
        self.request(action::SeePerson, actor, name)
            .read(|view, granted| seen_person(view, granted).boxed())
            .await
    }

    /// Performs an action on a person.
    ///
    /// # Errors
    /// `not_found`, `forbidden`, `shutting_down`, `storage_unavailable`.
    pub async fn action(
        &self,
        actor: &Actor,
        name: Named,
        action: PersonAction,
    ) -> Result<(), ErrorReply> {
        match action {
            PersonAction::Role(role) => {
                self.request(action::ChangeRole, actor, (name, role))
                    .change(|change, granted| change.change_role(granted).boxed())
                    .await
            }
            PersonAction::Deactivate => {
                self.request(action::Deactivate, actor, name)
                    .change(|change, granted| change.deactivate(granted).boxed())
                    .await
            }
            PersonAction::Reactivate => {
                self.request(action::Deactivate, actor, name)
                    .change(|change, granted| change.reactivate(granted).boxed())
                    .await
            }
            PersonAction::EndSessions => {
                self.request(action::HelpPerson, actor, name)
                    .change(|change, granted| change.end_sessions_of(granted).boxed())
                    .await
            }
            PersonAction::Ban {
                reason,
                days,
                reach,
            } => {
                let ends = ban_ends(days);
                self.request(action::Ban, actor, name)
                    .change(move |change, granted| {
                        async move { change.ban(granted, &reason, ends, reach).await }.boxed()
                    })
                    .await
            }
            PersonAction::LiftBan => {
                self.request(action::Ban, actor, name)
                    .change(|change, granted| change.lift_ban(granted).boxed())
                    .await
            }
            PersonAction::Ignore => {
                self.request(action::Ignore, actor, name)
                    .change(|change, granted| change.ignore(granted).boxed())
                    .await
            }
            PersonAction::Unignore => {
                self.request(action::Ignore, actor, name)
                    .change(|change, granted| change.unignore(granted).boxed())
                    .await
            }
        }
    }

    /// Sets a person's password from the command line; all their sessions end.
    ///
    /// # Errors
    /// `not_found`, `storage_unavailable`.
    pub async fn reset_password(&self, name: Named, password: Password) -> Result<(), ErrorReply> {
        let hash = self.hash(OPERATOR, Known::Yes, password).await?;
        self.request(action::HelpPerson, Caller::Operator, name)
            .change(move |change, granted| {
                async move { change.reset_password(granted, hash.as_str()).await }.boxed()
            })
            .await
    }

    /// Deletes the member's own account.
    ///
    /// # Errors
    /// `unauthenticated` if the password is wrong, `forbidden` for the last owner, `shutting_down`,
    /// `storage_unavailable`.
    pub async fn delete_self(&self, actor: &Actor, password: String) -> Result<(), ErrorReply> {
        self.check_running()?;
        self.check_password(actor, password).await?;
        let me = actor.member.id;
        self.request(action::DeleteSelf, actor, me)
            .try_change(|change, granted| change.delete_account(granted).boxed())
            .await
            .map_err(|error| match error {
                StoreError::Denied(Denied::Forbidden) => ErrorReply::new(
                    ErrorCode::Forbidden,
                    "You are the last owner. Make someone else an owner first.",
                ),
                error => refusal(error),
            })
    }
}

async fn seen_person(
    view: &mut View<'_>,
    granted: &Granted<action::SeePerson>,
) -> Result<SeenPerson, StoreError> {
    let person = view.person(granted).await?;
    let own = view
        .authorise(action::SeeOwnRooms, granted.caller(), Resource::Workspace)
        .await?;
    let is_ignored = view.ignored(&own).await?.contains(&person.member.id);
    let (networks, bystanders) = match granted.also(action::Ban) {
        Ok(granted) => (
            view.networks(&granted).await?,
            view.bystanders(&granted).await?,
        ),
        Err(_) => Default::default(),
    };
    let (subject, facts) = granted.facts();
    Ok(SeenPerson {
        person,
        is_ignored,
        may_administer: decide(Action::HelpPerson, subject, facts).is_ok(),
        networks,
        bystanders,
        roles: assignable_roles(subject, facts),
    })
}

/// The roles that somebody may give a person.
fn assignable_roles(subject: Subject, facts: ResourceFacts) -> Vec<Role> {
    let ResourceFacts::Person(person) = facts else {
        return Vec::new();
    };
    let mut roles = vec![Role::Owner, Role::Admin, Role::Member, Role::Guest];
    roles.retain(|role| {
        let person = PersonFacts {
            becomes: Some(*role),
            ..person
        };
        decide(Action::ChangeRole, subject, ResourceFacts::Person(person)).is_ok()
    });
    roles
}

/// When a ban of this many days ends, in ms since 1970.
fn ban_ends(days: Option<u32>) -> i64 {
    let ends = days.and_then(|days| {
        let lasts = Duration::from_secs(u64::from(days) * 24 * 60 * 60);
        SystemTime::now().checked_add(lasts)
    });
    ends.and_then(|ends| ends.duration_since(UNIX_EPOCH).ok())
        .and_then(|since| i64::try_from(since.as_millis()).ok())
        .unwrap_or(PERMANENT)
}
