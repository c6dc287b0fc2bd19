//! Links that work once: for a new password, and for signing in on another device.

use protocol::ErrorReply;

use super::{Actions, Actor, Origin, accounts::new_token, proof::Proof, refusal};
use crate::{
    heavy_work::Known,
    passkeys::Deed,
    passwords::Password,
    store::{Caller, LinkOwner, Named, On, Purpose, StoreError},
};
use domain::authorise::act;
use domain::token::Token;

impl Actions {
    /// A link by which a person takes a new password; it works once, for a day, and as long as
    /// whoever made it may help that person.
    ///
    /// # Errors
    /// As [`Actions::care`], `rate_limited`.
    pub async fn link_for_password(&self, actor: &Actor, name: Named) -> Result<Token, ErrorReply> {
        self.check_running()?;
        self.accounts.check_reset_link(actor.member.id)?;
        let (caller, code) = (actor.caller(), new_token()?);
        let hash = code.hash();
        let made = self.store.change(move |change| {
            Box::pin(async move {
                let on = On::Person(change.find_person(&name).await?);
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
        let (caller, session, code) = (actor.caller(), actor.session, new_token()?);
        let hash = code.hash();
        let made = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change.allow(act::ManageSessions, caller, On::Place).await?;
                if let Some(passkey) = &passkey {
                    change.confirmed_by_passkey(&granted, passkey).await?;
                }
                change.link_for_device(&granted, session, hash).await
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

    /// The session that a link has opened for the same browser a moment ago: it was pressed twice.
    pub fn opened_just_now(&self, origin: &Origin, code: &Token) -> Option<Token> {
        self.replays.find(code, origin)
    }

    /// Takes a new password by a link, and signs in. The answer tells too whether passkeys sign in to
    /// the account.
    ///
    /// # Errors
    /// `spent`, `forbidden` for who is banned, `rate_limited`, `shutting_down`,
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
                    .allow(act::UseLink, Caller::Nobody, On::Place)
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
    /// `spent`, `forbidden` for who is banned, `rate_limited`, `shutting_down`,
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
                    .allow(act::UseLink, Caller::Nobody, On::Place)
                    .await?;
                change.sign_in_by_link(&granted, &link, hash, &device).await
            })
        });
        self.replayable(origin, code, &token, opened).await?;
        Ok(token)
    }

    /// Stores that a link opens a session, which the same browser gets once more if it asks twice.
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
