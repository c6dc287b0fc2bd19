//! People: seeing them, and looking after them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use protocol::{ErrorCode, ErrorReply, MemberId, Role};

use super::{
    Actions, Actor, Origin,
    accounts::{busy, new_token},
    refusal,
};
use crate::{
    domain::{authorise::act, token::Token},
    passkeys::{Deed, SignInAnswer},
    passwords::Password,
    store::{
        AuditRow, BanReach, BanRow, Caller, FOR_GOOD, Instance, LinkOwner, On, Person, PersonRow,
        Purpose, StoreError,
    },
};

/// A person, as somebody sees them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SeenPerson {
    /// Their card.
    pub person: Person,
    /// Whether the one who looks has folded their messages.
    pub is_ignored: bool,
    /// Whether the one who looks may end their sessions, keep them out, and so on.
    pub may_look_after: bool,
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
        /// Why.
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
    /// Unfold them.
    Heed,
}

/// By what somebody who is signed in shows that it is still they.
pub enum Proof {
    /// Their password.
    Password(String),
    /// The answer to [`Actions::begin_passkey_confirmation`].
    Passkey(Box<SignInAnswer>),
}

impl Actions {
    /// The person of that handle.
    ///
    /// # Errors
    /// `not_found`, `rate_limited`, `storage_unavailable`.
    pub async fn person(
        &self,
        actor: &Actor,
        handle_key: String,
    ) -> Result<SeenPerson, ErrorReply> {
        self.limits.check(actor, super::limits::Kind::Read)?;
        let caller = actor.caller();
        let person = self.store.read(move |view| {
            Box::pin(async move {
                let whom = view.find_person(&handle_key).await?;
                let granted = view.allow(act::SeePerson, caller, On::Person(whom)).await?;
                let person = view.person(&granted).await?;
                let own = view.allow(act::SeeOwnRooms, caller, On::Place).await?;
                let is_ignored = view.ignored(&own).await?.contains(&whom);
                let may_look_after = view
                    .allow(act::HelpPerson, caller, On::Person(whom))
                    .await
                    .is_ok();
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
    pub async fn care(
        &self,
        actor: &Actor,
        handle_key: String,
        care: Care,
    ) -> Result<(), ErrorReply> {
        self.check_running()?;
        let caller = actor.caller();
        let done = self.store.change(move |change| {
            Box::pin(async move {
                let whom = change.find_person(&handle_key).await?;
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

    /// A link by which a person takes a new password; it works once, for a day.
    ///
    /// # Errors
    /// As [`Actions::care`].
    pub async fn link_for_password(
        &self,
        caller: Caller,
        handle_key: String,
    ) -> Result<Token, ErrorReply> {
        self.check_running()?;
        let code = new_token()?;
        let hash = code.hash();
        let made = self.store.change(move |change| {
            Box::pin(async move {
                let on = On::Person(change.find_person(&handle_key).await?);
                let granted = change.allow(act::HelpPerson, caller, on).await?;
                change.link_for_password(&granted, hash).await
            })
        });
        made.await.map_err(refusal)?;
        Ok(code)
    }

    /// A link by which the member signs in on another device; it works once, for five minutes.
    ///
    /// # Errors
    /// `unauthenticated` when the password is wrong or the passkey does not fit, `rate_limited`,
    /// `shutting_down`, `storage_unavailable`.
    pub async fn link_for_device(&self, actor: &Actor, proof: Proof) -> Result<Token, ErrorReply> {
        self.check_running()?;
        let passkey = match proof {
            Proof::Password(password) => {
                self.check_password(actor, password).await?;
                None
            }
            Proof::Passkey(answer) => {
                let used = self.check_passkey(actor, Deed::LinkDevice, *answer);
                Some(used.await?)
            }
        };
        let (caller, code) = (actor.caller(), new_token()?);
        let hash = code.hash();
        let made = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change.allow(act::ManageSessions, caller, On::Place).await?;
                if let Some(passkey) = &passkey {
                    change.confirmed_by_passkey(&granted, passkey).await?;
                }
                change.link_for_device(&granted, hash).await
            })
        });
        made.await.map_err(refusal)?;
        Ok(code)
    }

    /// Whose a link is; nobody if it is over.
    ///
    /// # Errors
    /// `storage_unavailable`.
    pub async fn link_owner(
        &self,
        purpose: Purpose,
        code: &Token,
    ) -> Result<Option<LinkOwner>, ErrorReply> {
        let code = code.clone();
        let owner = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view.allow(act::UseLink, Caller::Nobody, On::Place).await?;
                view.link_owner(&granted, purpose, &code).await
            })
        });
        owner.await.map_err(refusal)
    }

    /// Takes a new password by a link, and signs in.
    ///
    /// # Errors
    /// `spent`, `rate_limited`, `shutting_down`, `storage_unavailable`.
    pub async fn new_password_by_link(
        &self,
        origin: &Origin,
        code: &Token,
        password: Password,
    ) -> Result<Token, ErrorReply> {
        self.check_running()?;
        self.accounts.check_join(origin.address)?;
        let hash = self.passwords.hash(password).await.map_err(busy)?;
        let (code, token, device) = (code.clone(), new_token()?, origin.device());
        let token_hash = token.hash();
        let changed = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change
                    .allow(act::UseLink, Caller::Nobody, On::Place)
                    .await?;
                change
                    .new_password_by_link(&granted, &code, hash.as_str(), token_hash, &device)
                    .await
            })
        });
        changed.await.map_err(refusal)?;
        Ok(token)
    }

    /// Signs in by a link of another device.
    ///
    /// # Errors
    /// `spent`, `rate_limited`, `shutting_down`, `storage_unavailable`.
    pub async fn sign_in_by_link(
        &self,
        origin: &Origin,
        code: &Token,
    ) -> Result<Token, ErrorReply> {
        self.check_running()?;
        self.accounts.check_join(origin.address)?;
        let (code, token, device) = (code.clone(), new_token()?, origin.device());
        let hash = token.hash();
        let opened = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change
                    .allow(act::UseLink, Caller::Nobody, On::Place)
                    .await?;
                change.sign_in_by_link(&granted, &code, hash, &device).await
            })
        });
        opened.await.map_err(refusal)?;
        Ok(token)
    }

    /// Gives a person a new password from the command line; all their sessions end.
    ///
    /// # Errors
    /// `not_found`, `storage_unavailable`.
    pub async fn reset_password(
        &self,
        handle_key: String,
        password: Password,
    ) -> Result<(), ErrorReply> {
        let hash = self.passwords.hash(password).await.map_err(busy)?;
        let reset = self.store.change(move |change| {
            Box::pin(async move {
                let on = On::Person(change.find_person(&handle_key).await?);
                let granted = change.allow(act::HelpPerson, Caller::Operator, on).await?;
                change.reset_password(&granted, hash.as_str()).await
            })
        });
        reset.await.map_err(refusal)
    }

    /// A page of all accounts, after so many.
    ///
    /// # Errors
    /// `forbidden`, `storage_unavailable`.
    pub async fn accounts(
        &self,
        caller: Caller,
        words: String,
        after: u32,
    ) -> Result<Vec<PersonRow>, ErrorReply> {
        let people = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view.allow(act::SeeAccounts, caller, On::Place).await?;
                view.accounts(&granted, &words, after).await
            })
        });
        people.await.map_err(refusal)
    }

    /// The bans that hold.
    ///
    /// # Errors
    /// `forbidden`, `storage_unavailable`.
    pub async fn bans(&self, actor: &Actor) -> Result<Vec<BanRow>, ErrorReply> {
        let caller = actor.caller();
        let bans = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view.allow(act::SeeAccounts, caller, On::Place).await?;
                view.bans(&granted).await
            })
        });
        bans.await.map_err(refusal)
    }

    /// A page of the log of what admins did.
    ///
    /// # Errors
    /// `forbidden`, `storage_unavailable`.
    pub async fn audit(
        &self,
        actor: &Actor,
        before: Option<i64>,
    ) -> Result<Vec<AuditRow>, ErrorReply> {
        let caller = actor.caller();
        let lines = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view.allow(act::ReadAudit, caller, On::Place).await?;
                view.audit(&granted, before).await
            })
        });
        lines.await.map_err(refusal)
    }

    /// Changes the place's name and how people come in.
    ///
    /// # Errors
    /// `forbidden`, `shutting_down`, `storage_unavailable`.
    pub async fn change_instance(&self, actor: &Actor, to: Instance) -> Result<(), ErrorReply> {
        self.check_running()?;
        let caller = actor.caller();
        let changed = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change.allow(act::ChangeInstance, caller, On::Place).await?;
                change.change_instance(&granted, &to).await
            })
        });
        changed.await.map_err(refusal)
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
            StoreError::Denied(crate::domain::authorise::Denied::Forbidden) => ErrorReply::new(
                ErrorCode::Forbidden,
                "You are the last owner: make somebody else one first.",
            ),
            error => refusal(error),
        })
    }

    /// The id of a person whom the member may see.
    ///
    /// # Errors
    /// `not_found`, `storage_unavailable`.
    pub async fn person_id(
        &self,
        actor: &Actor,
        handle_key: String,
    ) -> Result<MemberId, ErrorReply> {
        let caller = actor.caller();
        let id = self.store.read(move |view| {
            Box::pin(async move {
                let whom = view.find_person(&handle_key).await?;
                drop(view.allow(act::SeePerson, caller, On::Person(whom)).await?);
                Ok(whom)
            })
        });
        id.await.map_err(refusal)
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
