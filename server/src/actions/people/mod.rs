//! People: their profiles, and administering their accounts.

pub mod bans;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use protocol::{ErrorCode, ErrorReply, Member, Role};

use crate::actions::{Actions, Actor, auth::accounts::OPERATOR, refusal};
use crate::{heavy_work::Known, passwords::Password};
use domain::authorise::action;
use store::{BanReach, Caller, Named, PERMANENT, Person, Resource, StoreError};

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
        let caller = actor.caller();
        let person = self.store.read(move |view| {
            Box::pin(async move {
                let whom = view.find_person(&name).await?;
                let granted = view
                    .authorise(action::SeePerson, caller, Resource::Person(whom))
                    .await?;
                let person = view.person(&granted).await?;
                let own = view
                    .authorise(action::SeeOwnRooms, caller, Resource::Workspace)
                    .await?;
                let is_ignored = view.ignored(&own).await?.contains(&whom);
                let may_administer = view
                    .authorise(action::HelpPerson, caller, Resource::Person(whom))
                    .await
                    .is_ok();
                let (networks, bystanders) = match view
                    .authorise(action::Ban, caller, Resource::Person(whom))
                    .await
                {
                    Ok(granted) => (
                        view.networks(&granted).await?,
                        view.bystanders(&granted).await?,
                    ),
                    Err(StoreError::Denied(_)) => Default::default(),
                    Err(error) => return Err(error),
                };
                let mut roles = Vec::new();
                for role in [Role::Owner, Role::Admin, Role::Member, Role::Guest] {
                    let on = Resource::PersonAs(whom, role);
                    if view.authorise(action::ChangeRole, caller, on).await.is_ok() {
                        roles.push(role);
                    }
                }
                Ok(SeenPerson {
                    person,
                    is_ignored,
                    may_administer,
                    networks,
                    bystanders,
                    roles,
                })
            })
        });
        person.await.map_err(refusal)
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
        self.check_running()?;
        let caller = actor.caller();
        let done = self.store.change(move |change| {
            Box::pin(async move {
                let whom = change.find_person(&name).await?;
                let on = Resource::Person(whom);
                match action {
                    PersonAction::Role(role) => {
                        let on = Resource::PersonAs(whom, role);
                        let granted = change.authorise(action::ChangeRole, caller, on).await?;
                        change.change_role(&granted).await
                    }
                    PersonAction::Deactivate => {
                        let granted = change.authorise(action::Deactivate, caller, on).await?;
                        change.deactivate(&granted).await
                    }
                    PersonAction::Reactivate => {
                        let granted = change.authorise(action::Deactivate, caller, on).await?;
                        change.reactivate(&granted).await
                    }
                    PersonAction::EndSessions => {
                        let granted = change.authorise(action::HelpPerson, caller, on).await?;
                        change.end_sessions_of(&granted).await
                    }
                    PersonAction::Ban {
                        reason,
                        days,
                        reach,
                    } => {
                        let granted = change.authorise(action::Ban, caller, on).await?;
                        change.ban(&granted, &reason, ban_ends(days), reach).await
                    }
                    PersonAction::LiftBan => {
                        let granted = change.authorise(action::Ban, caller, on).await?;
                        change.lift_ban(&granted).await
                    }
                    PersonAction::Ignore => {
                        let granted = change.authorise(action::Ignore, caller, on).await?;
                        change.ignore(&granted).await
                    }
                    PersonAction::Unignore => {
                        let granted = change.authorise(action::Ignore, caller, on).await?;
                        change.unignore(&granted).await
                    }
                }
            })
        });
        done.await.map_err(refusal)
    }

    /// Sets a person's password from the command line; all their sessions end.
    ///
    /// # Errors
    /// `not_found`, `storage_unavailable`.
    pub async fn reset_password(&self, name: Named, password: Password) -> Result<(), ErrorReply> {
        let hash = self.hash(OPERATOR, Known::Yes, password).await?;
        let reset = self.store.change(move |change| {
            Box::pin(async move {
                let on = Resource::Person(change.find_person(&name).await?);
                let granted = change
                    .authorise(action::HelpPerson, Caller::Operator, on)
                    .await?;
                change.reset_password(&granted, hash.as_str()).await
            })
        });
        reset.await.map_err(refusal)
    }

    /// Deletes the member's own account.
    ///
    /// # Errors
    /// `unauthenticated` if the password is wrong, `forbidden` for the last owner, `shutting_down`,
    /// `storage_unavailable`.
    pub async fn delete_self(&self, actor: &Actor, password: String) -> Result<(), ErrorReply> {
        self.check_running()?;
        self.check_password(actor, password).await?;
        let (caller, me) = (actor.caller(), actor.member.id);
        let deleted = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change
                    .authorise(action::DeleteSelf, caller, Resource::Person(me))
                    .await?;
                change.delete_account(&granted).await
            })
        });
        deleted.await.map_err(|error| match error {
            StoreError::Denied(domain::authorise::Denied::Forbidden) => ErrorReply::new(
                ErrorCode::Forbidden,
                "You are the last owner. Make someone else an owner first.",
            ),
            error => refusal(error),
        })
    }
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
