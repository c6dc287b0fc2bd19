//! One-time links: for a new password, and for signing in on another device.

use protocol::ErrorReply;

use crate::actions::{
    Actions, Actor, Origin, auth::accounts::new_token, auth::reauthentication::Reauthentication,
    refusal,
};
use crate::{heavy_work::Known, passkeys::Deed, passwords::Password};
use domain::authorise::action;
use domain::token::Token;
use store::{Caller, LinkOwner, Named, Purpose, Resource, StoreError};

impl Actions {
    /// A one-time link with which a person sets a new password; valid for a day, and as long as its
    /// maker may help that person.
    ///
    /// # Errors
    /// As [`Actions::action`], `rate_limited`.
    pub async fn link_for_password(&self, actor: &Actor, name: Named) -> Result<Token, ErrorReply> {
        self.check_running()?;
        self.accounts.check_reset_link(actor.member.id)?;
        let (caller, code) = (actor.caller(), new_token()?);
        let hash = code.hash();
        let made = self.store.change(move |change| {
            Box::pin(async move {
                let on = Resource::Person(change.find_person(&name).await?);
                let granted = change.authorise(action::HelpPerson, caller, on).await?;
                change.link_for_password(&granted, hash).await
            })
        });
        made.await.map_err(refusal)?;
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
        let (caller, session, code) = (actor.caller(), actor.session, new_token()?);
        let hash = code.hash();
        let made = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change
                    .authorise(action::ManageSessions, caller, Resource::Workspace)
                    .await?;
                if let Some(passkey) = &passkey {
                    change.confirmed_by_passkey(&granted, passkey).await?;
                }
                change.link_for_device(&granted, session, hash).await
            })
        });
        made.await.map_err(refusal)?;
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
        let owner = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view
                    .authorise(action::UseLink, Caller::Nobody, Resource::Workspace)
                    .await?;
                view.link_owner(&granted, purpose, &code).await
            })
        });
        owner.await.map_err(refusal)
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
        let changed = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change
                    .authorise(action::UseLink, Caller::Nobody, Resource::Workspace)
                    .await?;
                change
                    .new_password_by_link(&granted, &link, hash.as_str(), token_hash, &device)
                    .await
            })
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
        let opened = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change
                    .authorise(action::UseLink, Caller::Nobody, Resource::Workspace)
                    .await?;
                change.sign_in_by_link(&granted, &link, hash, &device).await
            })
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
        stored: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, ErrorReply> {
        self.replays.note(code, origin, session);
        stored.await.map_err(|error| {
            self.replays.forget(session);
            refusal(error)
        })
    }
}
