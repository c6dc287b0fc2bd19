//! One-time links: for a new password, and for signing in on another device.

use futures_util::FutureExt as _;
use protocol::ErrorReply;

use crate::actions::{
    Actions, Actor, Origin, auth::accounts::new_token, auth::reauthentication::Reauthentication,
};
use crate::{heavy_work::Known, passkeys::Deed, passwords::Password};
use domain::authorise::action;
use domain::token::Token;
use store::{Caller, LinkOwner, Named, Purpose, Resource};

impl Actions {
    /// A one-time link with which a person sets a new password; valid for a day, and as long as its
    /// maker may help that person.
    ///
    /// # Errors
    /// As [`Actions::action`], `rate_limited`.
    pub async fn link_for_password(&self, actor: &Actor, name: Named) -> Result<Token, ErrorReply> {
        self.check_running()?;
        self.accounts.check_reset_link(actor.member.id)?;
        let code = new_token()?;
        let hash = code.hash();
        self.request(action::HelpPerson, actor, name)
            .change(move |change, granted| change.link_for_password(granted, hash).boxed())
            .await?;
        Ok(code)
    }

    /// A one-time link with which the member signs in on another device; valid for five minutes.
    ///
    /// # Errors
    /// `unauthenticated` if the password or passkey is wrong, `rate_limited`, `shutting_down`,
    /// `storage_unavailable`.
    pub async fn link_for_device(
        &self,
        actor: &Actor,
        reauthentication: Reauthentication,
    ) -> Result<Token, ErrorReply> {
        self.check_running()?;
        let passkey = match reauthentication {
            Reauthentication::Password(password) => {
                self.check_password(actor, password).await?;
                None
            }
            Reauthentication::Passkey(answer) => {
                let used = self.check_passkey(actor, Deed::LinkDevice, *answer);
                Some(used.await?)
            }
        };
        let (session, code) = (actor.session, new_token()?);
        let hash = code.hash();
        self.request(action::ManageSessions, actor, Resource::Workspace)
            .change(move |change, granted| {
                async move {
                    if let Some(passkey) = &passkey {
                        change.confirmed_by_passkey(granted, passkey).await?;
                    }
                    change.link_for_device(granted, session, hash).await
                }
                .boxed()
            })
            .await?;
        Ok(code)
    }

    /// The person whom a link is for; `None` if it is not valid any more.
    ///
    /// # Errors
    /// `storage_unavailable`.
    pub async fn link_owner(
        &self,
        purpose: Purpose,
        code: &Token,
    ) -> Result<Option<LinkOwner>, ErrorReply> {
        let code = code.clone();
        self.request(action::UseLink, Caller::Nobody, Resource::Workspace)
            .read(move |view, granted| {
                async move { view.link_owner(granted, purpose, &code).await }.boxed()
            })
            .await
    }

    /// The session that a link opened for the same browser a moment ago, if its form was submitted
    /// twice.
    pub fn opened_just_now(&self, origin: &Origin, code: &Token) -> Option<Token> {
        self.replays.find(code, origin)
    }

    /// Sets a new password by a link, and signs in. Also returns whether there are passkeys that
    /// sign in to the account.
    ///
    /// # Errors
    /// `spent`, `forbidden` for somebody who is banned, `rate_limited`, `shutting_down`,
    /// `storage_unavailable`.
    pub async fn new_password_by_link(
        &self,
        origin: &Origin,
        code: &Token,
        password: Password,
    ) -> Result<(Token, bool), ErrorReply> {
        self.check_running()?;
        self.accounts.check_join(origin.address)?;
        let hash = self.hash(origin.address, Known::No, password).await?;
        let (link, token, device) = (code.clone(), new_token()?, origin.device());
        let token_hash = token.hash();
        let changed = self
            .request(action::UseLink, Caller::Nobody, Resource::Workspace)
            .change(move |change, granted| {
                async move {
                    change
                        .new_password_by_link(granted, &link, hash.as_str(), token_hash, &device)
                        .await
                }
                .boxed()
            });
        let has_passkeys = self.replayable(origin, code, &token, changed).await?;
        Ok((token, has_passkeys))
    }

    /// Signs in by a link of another device.
    ///
    /// # Errors
    /// `spent`, `forbidden` for somebody who is banned, `rate_limited`, `shutting_down`,
    /// `storage_unavailable`.
    pub async fn sign_in_by_link(
        &self,
        origin: &Origin,
        code: &Token,
    ) -> Result<Token, ErrorReply> {
        self.check_running()?;
        self.accounts.check_join(origin.address)?;
        let (link, token, device) = (code.clone(), new_token()?, origin.device());
        let hash = token.hash();
        let opened = self
            .request(action::UseLink, Caller::Nobody, Resource::Workspace)
            .change(move |change, granted| {
                async move { change.sign_in_by_link(granted, &link, hash, &device).await }.boxed()
            });
        self.replayable(origin, code, &token, opened).await?;
        Ok(token)
    }

    /// Stores that a link opens a session, which the same browser gets again if it submits twice.
    async fn replayable<T>(
        &self,
        origin: &Origin,
        code: &Token,
        session: &Token,
        stored: impl Future<Output = Result<T, ErrorReply>>,
    ) -> Result<T, ErrorReply> {
        self.replays.note(code, origin, session);
        stored.await.inspect_err(|_| self.replays.forget(session))
    }
}
