//! Showing that it is still they: before something is done that a borrowed browser must not.

use std::time::Duration;

use protocol::{ErrorCode, ErrorReply};

use super::{Actions, Actor, accounts::Guess, refusal, sign_in_throttle::From};
use crate::{passkeys::SignInAnswer, store::On};
use domain::authorise::act;
use domain::handle;
use domain::network;

/// By what somebody who is signed in shows that it is still they.
pub enum Proof {
    Password(String),
    /// The answer to [`Actions::begin_passkey_confirmation`].
    Passkey(Box<SignInAnswer>),
}

/// So long after somebody has come in, who they are is not asked again.
const JUST_NOW: Duration = Duration::from_mins(10);

impl Actions {
    /// Whether the session was opened within the last ten minutes. That took a password, a passkey
    /// or a link that was made after one of these.
    ///
    /// # Errors
    /// `unauthenticated`, `forbidden` for visitors, `storage_unavailable`.
    pub async fn has_just_come(&self, actor: &Actor) -> Result<bool, ErrorReply> {
        let caller = actor.caller();
        let session = actor.session;
        let age = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view.allow(act::ManageSessions, caller, On::Place).await?;
                view.session_age(&granted, session).await
            })
        });
        let age = age.await.map_err(refusal)?;
        Ok(age.is_some_and(|age| age < JUST_NOW))
    }

    /// Checks that it is the member by their password, unless they have just come.
    ///
    /// # Errors
    /// As [`Actions::check_password`].
    pub(super) async fn check_that_it_is_they(
        &self,
        actor: &Actor,
        password: String,
    ) -> Result<(), ErrorReply> {
        if self.has_just_come(actor).await? {
            return Ok(());
        }
        if password.is_empty() {
            return Err(ErrorReply::new(
                ErrorCode::Unauthenticated,
                "Type your password first. If there is no place for it, reload the page.",
            ));
        }
        self.check_password(actor, password).await
    }

    /// Checks that it is the member by their password.
    ///
    /// # Errors
    /// `unauthenticated` when the password is wrong, `rate_limited`, `storage_unavailable`.
    pub(super) async fn check_password(
        &self,
        actor: &Actor,
        password: String,
    ) -> Result<(), ErrorReply> {
        let key = actor.handle.as_ref().map(handle::skeleton);
        let account = key.as_deref().unwrap_or_default();
        self.accounts.check_sign_in(account, actor.address)?;
        // Their session is from there.
        let network = network::prefix(actor.address);
        let from = From::KnownNetwork(&network);
        let known = self.accounts.check_account(account, actor.address, from)?;
        let caller = actor.caller();
        let stored = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view.allow(act::ManageSessions, caller, On::Place).await?;
                view.own_password(&granted).await
            })
        });
        let stored = stored.await.map_err(refusal)?;
        let guess = Guess {
            typed: &password,
            address: actor.address,
            known,
        };
        if self.is_right(guess, stored).await? {
            if let Some(key) = key {
                self.accounts.signed_in(&key, actor.address);
            }
            Ok(())
        } else {
            Err(ErrorReply::new(
                ErrorCode::Unauthenticated,
                "The password is not right. Try again.",
            ))
        }
    }
}
