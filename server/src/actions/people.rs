//! People: seeing them, and looking after them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use protocol::{ErrorCode, ErrorReply, Member, Role};

use super::{Actions, Actor, accounts::OPERATOR, refusal};
use crate::{
    heavy_work::Known,
    passwords::Password,
    store::{BanReach, Caller, FOR_GOOD, Named, On, Person, StoreError},
};
use domain::authorise::act;

/// A person, as somebody sees them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SeenPerson {
    pub person: Person,
    /// Whether the one who looks has folded their messages.
    pub is_ignored: bool,
    /// Whether the one who looks may end their sessions, keep them out, and so on.
    pub may_look_after: bool,
    /// From where they are signed in, for those who may keep them out.
    pub networks: Vec<String>,
    /// Who else is signed in from there, without owners; at most [`BYSTANDERS`](crate::store::BYSTANDERS).
    pub bystanders: Vec<Member>,
    /// The roles that the one who looks may give them.
    pub roles: Vec<Role>,
}

/// What can be done for, or against, a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Care {
    /// Give them another role.
    Role(Role),
    /// Deactivate their account.
    Deactivate,
    /// Take it into use again.
    Reactivate,
    /// End all their sessions.
    EndSessions,
    /// Keep them out.
    Ban {
        reason: String,
        /// For how many days; none for good.
        days: Option<u32>,
        /// What else is kept out.
        reach: BanReach,
    },
    /// Let them in again.
    LiftBan,
    /// Fold their messages, for the member alone.
    Ignore,
    Heed,
}

impl Actions {
    /// The person who is named so.
    ///
    /// # Errors
    /// `not_found`, `storage_unavailable`.
    pub async fn person(&self, actor: &Actor, name: Named) -> Result<SeenPerson, ErrorReply> {
        let caller = actor.caller();
        let person = self.store.read(move |view| {
            Box::pin(async move {
                let whom = view.find_person(&name).await?;
                let granted = view.allow(act::SeePerson, caller, On::Person(whom)).await?;
                let person = view.person(&granted).await?;
                let own = view.allow(act::SeeOwnRooms, caller, On::Place).await?;
                let is_ignored = view.ignored(&own).await?.contains(&whom);
                let may_look_after = view
                    .allow(act::HelpPerson, caller, On::Person(whom))
                    .await
                    .is_ok();
                let (networks, bystanders) =
                    match view.allow(act::Ban, caller, On::Person(whom)).await {
                        Ok(granted) => (
                            view.networks(&granted).await?,
                            view.bystanders(&granted).await?,
                        ),
                        Err(StoreError::Denied(_)) => Default::default(),
                        Err(error) => return Err(error),
                    };
                let mut roles = Vec::new();
                for role in [Role::Owner, Role::Admin, Role::Member, Role::Guest] {
                    let on = On::PersonAs(whom, role);
                    if view.allow(act::ChangeRole, caller, on).await.is_ok() {
                        roles.push(role);
                    }
                }
                Ok(SeenPerson {
                    person,
                    is_ignored,
                    may_look_after,
                    networks,
                    bystanders,
                    roles,
                })
            })
        });
        person.await.map_err(refusal)
    }

    /// Does something for, or against, a person.
    ///
    /// # Errors
    /// `not_found`, `forbidden`, `shutting_down`, `storage_unavailable`.
    pub async fn care(&self, actor: &Actor, name: Named, care: Care) -> Result<(), ErrorReply> {
        self.check_running()?;
        let caller = actor.caller();
        let done = self.store.change(move |change| {
            Box::pin(async move {
                let whom = change.find_person(&name).await?;
                let on = On::Person(whom);
                match care {
                    Care::Role(role) => {
                        let on = On::PersonAs(whom, role);
                        let granted = change.allow(act::ChangeRole, caller, on).await?;
                        change.change_role(&granted).await
                    }
                    Care::Deactivate => {
                        let granted = change.allow(act::Deactivate, caller, on).await?;
                        change.deactivate(&granted).await
                    }
                    Care::Reactivate => {
                        let granted = change.allow(act::Deactivate, caller, on).await?;
                        change.reactivate(&granted).await
                    }
                    Care::EndSessions => {
                        let granted = change.allow(act::HelpPerson, caller, on).await?;
                        change.end_sessions_of(&granted).await
                    }
                    Care::Ban {
                        reason,
                        days,
                        reach,
                    } => {
                        let granted = change.allow(act::Ban, caller, on).await?;
                        change.ban(&granted, &reason, ban_ends(days), reach).await
                    }
                    Care::LiftBan => {
                        let granted = change.allow(act::Ban, caller, on).await?;
                        change.lift_ban(&granted).await
                    }
                    Care::Ignore => {
                        let granted = change.allow(act::Ignore, caller, on).await?;
                        change.ignore(&granted).await
                    }
                    Care::Heed => {
                        let granted = change.allow(act::Ignore, caller, on).await?;
                        change.heed(&granted).await
                    }
                }
            })
        });
        done.await.map_err(refusal)
    }

    /// Gives a person a new password from the command line; all their sessions end.
    ///
    /// # Errors
    /// `not_found`, `storage_unavailable`.
    pub async fn reset_password(&self, name: Named, password: Password) -> Result<(), ErrorReply> {
        let hash = self.hash(OPERATOR, Known::Yes, password).await?;
        let reset = self.store.change(move |change| {
            Box::pin(async move {
                let on = On::Person(change.find_person(&name).await?);
                let granted = change.allow(act::HelpPerson, Caller::Operator, on).await?;
                change.reset_password(&granted, hash.as_str()).await
            })
        });
        reset.await.map_err(refusal)
    }

    /// Deletes the member's own account.
    ///
    /// # Errors
    /// `unauthenticated` when the password is wrong, `forbidden` for the last owner,
    /// `shutting_down`, `storage_unavailable`.
    pub async fn delete_self(&self, actor: &Actor, password: String) -> Result<(), ErrorReply> {
        self.check_running()?;
        self.check_password(actor, password).await?;
        let (caller, me) = (actor.caller(), actor.member.id);
        let deleted = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change
                    .allow(act::DeleteSelf, caller, On::Person(me))
                    .await?;
                change.delete_account(&granted).await
            })
        });
        deleted.await.map_err(|error| match error {
            StoreError::Denied(domain::authorise::Denied::Forbidden) => ErrorReply::new(
                ErrorCode::Forbidden,
                "You are the last owner: make somebody else one first.",
            ),
            error => refusal(error),
        })
    }
}

/// When a ban of so many days ends, in ms since 1970.
fn ban_ends(days: Option<u32>) -> i64 {
    let ends = days.and_then(|days| {
        let lasts = Duration::from_secs(u64::from(days) * 24 * 60 * 60);
        SystemTime::now().checked_add(lasts)
    });
    ends.and_then(|ends| ends.duration_since(UNIX_EPOCH).ok())
        .and_then(|since| i64::try_from(since.as_millis()).ok())
        .unwrap_or(FOR_GOOD)
}
