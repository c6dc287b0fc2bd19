//! Reauthentication before sensitive actions, which somebody with a borrowed browser must not be
//! able to do.

use std::time::Duration;

use futures_util::FutureExt as _;
use protocol::{ErrorCode, ErrorReply};

use crate::actions::{
    Actions, Actor, auth::accounts::PasswordAttempt, auth::sign_in_throttle::From,
};
use crate::passkeys::SignInAnswer;
use domain::authorise::action;
use domain::handle;
use domain::network;
use store::{Granted, Resource, SessionId, StoreError, View};

/// How a signed-in person reauthenticates.
pub enum Reauthentication {
    Password(String),
    /// The answer to [`Actions::begin_passkey_confirmation`].
    Passkey(Box<SignInAnswer>),
}

/// For this long after sign-in, no reauthentication is needed.
const JUST_NOW: Duration = Duration::from_mins(10);

impl Actions {
    /// Reauthenticates the member by password, unless they have just signed in.
    ///
    /// # Errors
    /// As [`Actions::check_password`].
    pub(crate) async fn reauthenticate(
        &self,
        actor: &Actor,
        password: String,
    ) -> Result<(), ErrorReply> {
        let session = actor.session;
        let is_recent = self
            .request(action::ManageSessions, actor, Resource::Workspace)
            .read(move |view, granted| signed_in_recently(view, granted, session).boxed());
        if is_recent.await? {
            return Ok(());
        }
        if password.is_empty() {
            return Err(ErrorReply::new(
                ErrorCode::Unauthenticated,
                "Enter your password first. If there is no field for it, reload the page.",
            ));
        }
        self.check_password(actor, password).await
    }

    /// Reauthenticates the member by password.
    ///
    /// # Errors
    /// `unauthenticated` if the password is wrong, `rate_limited`, `storage_unavailable`.
    pub(crate) async fn check_password(
        &self,
        actor: &Actor,
        password: String,
    ) -> Result<(), ErrorReply> {
        let key = actor.handle.as_ref().map(handle::skeleton);
        let account = key.as_deref().unwrap_or_default();
        self.accounts.check_sign_in(account, actor.address)?;
        // Their session is from this network.
        let network = network::prefix(actor.address);
        let from = From::KnownNetwork(&network);
        let known = self.accounts.check_account(account, actor.address, from)?;
        let stored = self
            .request(action::ManageSessions, actor, Resource::Workspace)
            .read(|view, granted| view.own_password(granted).boxed())
            .await?;
        let guess = PasswordAttempt {
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
                "The password is incorrect. Try again.",
            ))
        }
    }
}

/// Whether the session was opened within the last ten minutes. That took a password, a passkey, or
/// a link that was created after one of these.
pub(crate) async fn signed_in_recently(
    view: &mut View<'_>,
    granted: &Granted<action::ManageSessions>,
    session: SessionId,
) -> Result<bool, StoreError> {
    let age = view.session_age(granted, session).await?;
    Ok(age.is_some_and(|age| age < JUST_NOW))
}
