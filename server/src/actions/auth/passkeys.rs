//! Passkeys: registering them, signing in, and reauthentication.

use futures_util::FutureExt as _;
use protocol::{ErrorCode, ErrorReply};

use crate::actions::{
    Actions, Actor, Origin,
    auth::accounts::{NewSession, new_token},
    auth::reauthentication::signed_in_recently,
    refusal,
};
use crate::passkeys::{
    Confirmation, Deed, Owner, Passkey, PasskeyRefused, RegistrationAnswer, SignInAnswer, Task,
};
use domain::authorise::action;
use domain::copy::sentence;
use store::{Caller, PasskeyRow, Resource, StoreError};

/// What the page of one's passkeys shows.
pub struct PasskeysPage {
    /// The latest first.
    pub passkeys: Vec<PasskeyRow>,
    pub signed_in_recently: bool,
}

impl Actions {
    /// The member's passkeys, the latest first.
    ///
    /// # Errors
    /// `forbidden` for visitors, `storage_unavailable`.
    pub async fn own_passkeys(&self, actor: &Actor) -> Result<Vec<PasskeyRow>, ErrorReply> {
        self.request(action::EditAccount, actor, Resource::Workspace)
            .read(|view, granted| view.own_passkeys(granted).boxed())
            .await
    }

    /// The member's passkeys, the latest first, and whether they signed in so recently that they
    /// may add one without their password.
    ///
    /// # Errors
    /// `forbidden` for visitors, `storage_unavailable`.
    pub async fn passkeys_page(&self, actor: &Actor) -> Result<PasskeysPage, ErrorReply> {
        let session = actor.session;
        self.request(action::EditAccount, actor, Resource::Workspace)
            .read(move |view, granted| {
                async move {
                    let own = granted.also(action::ManageSessions)?;
                    Ok(PasskeysPage {
                        passkeys: view.own_passkeys(granted).await?,
                        signed_in_recently: signed_in_recently(view, &own, session).await?,
                    })
                }
                .boxed()
            })
            .await
    }

    /// Starts the registration of a passkey; returns the options for the browser. As a passkey is a
    /// lasting credential, somebody who has not just signed in has to reauthenticate by password.
    ///
    /// # Errors
    /// `unauthenticated` if the password is wrong, `forbidden` for visitors and if passkeys are not
    /// available, `rate_limited`, `storage_unavailable`.
    pub async fn begin_passkey(
        &self,
        actor: &Actor,
        workspace: &str,
        password: String,
    ) -> Result<Task, ErrorReply> {
        let passkeys = self.passkeys()?;
        self.reauthenticate(actor, password).await?;
        let known = self.own_passkeys(actor).await?;
        let known = read(&known);
        let handle = actor.handle.as_ref().ok_or_else(|| {
            ErrorReply::new(
                ErrorCode::Forbidden,
                "Passkeys are for accounts. Sign in to your account first.",
            )
        })?;
        let owner = Owner {
            id: actor.member.id,
            handle,
            name: &actor.member.name,
        };
        passkeys
            .start_registration(workspace, owner, &known)
            .map_err(refused)
    }

    /// Stores a passkey that the member's browser has created.
    ///
    /// # Errors
    /// `invalid_payload` if it is not what was requested, `limit_reached`, `shutting_down`,
    /// `storage_unavailable`.
    pub async fn add_passkey(
        &self,
        actor: &Actor,
        answer: &RegistrationAnswer,
        name: String,
    ) -> Result<(), ErrorReply> {
        self.check_running()?;
        let made = self
            .passkeys()?
            .finish_registration(actor.member.id, answer);
        let made = made.map_err(refused)?;
        let data = made
            .to_json()
            .ok_or_else(|| refused(PasskeyRefused::Invalid))?;
        self.request(action::EditAccount, actor, Resource::Workspace)
            .try_change(move |change, granted| {
                async move {
                    change
                        .add_passkey(granted, made.credential_id(), &name, &data)
                        .await
                }
                .boxed()
            })
            .await
            .map_err(|error| match error {
                StoreError::NameTaken => {
                    ErrorReply::new(ErrorCode::Taken, "This passkey was already added.")
                }
                error => refusal(error),
            })
    }

    /// Removes a passkey from the member's account.
    ///
    /// # Errors
    /// `not_found`, `shutting_down`, `storage_unavailable`.
    pub async fn remove_passkey(
        &self,
        actor: &Actor,
        credential: Vec<u8>,
    ) -> Result<(), ErrorReply> {
        self.request(action::EditAccount, actor, Resource::Workspace)
            .change(move |change, granted| {
                async move { change.remove_passkey(granted, &credential).await }.boxed()
            })
            .await
    }

    /// Starts a sign-in by passkey; returns the options for the browser.
    ///
    /// # Errors
    /// `rate_limited`, `forbidden` if passkeys are not available.
    pub fn begin_passkey_sign_in(&self, origin: &Origin) -> Result<Task, ErrorReply> {
        self.accounts.check_passkey(origin.address)?;
        let from = origin.address;
        self.passkeys()?.start_sign_in(from).map_err(refused)
    }

    /// Signs in by passkey.
    ///
    /// # Errors
    /// `unauthenticated` if it is not valid, `forbidden` for somebody who is banned,
    /// `rate_limited`, `shutting_down`, `storage_unavailable`.
    pub async fn sign_in_by_passkey(
        &self,
        origin: &Origin,
        answer: SignInAnswer,
    ) -> Result<NewSession, ErrorReply> {
        self.check_running()?;
        let passkeys = self.passkeys()?;
        let claim = passkeys.claim(answer).map_err(refused)?;
        let credential = claim.credential_id().to_vec();
        let stored = self
            .request(action::SignIn, Caller::Nobody, Resource::Workspace)
            .read(move |view, granted| {
                async move { view.passkey(granted, &credential).await }.boxed()
            })
            .await?;
        let unfit = || refused(PasskeyRefused::Invalid);
        let mut row = stored.ok_or_else(unfit)?;
        let passkey = Passkey::from_json(&row.data).ok_or_else(unfit)?;
        let used = passkeys.finish_sign_in(&claim, &passkey, row.member);
        row.data = used.map_err(refused)?.to_json().ok_or_else(unfit)?;
        let (token, device) = (new_token()?, origin.device());
        let hash = token.hash();
        let signed_in = self
            .request(action::SignIn, Caller::Nobody, Resource::Workspace)
            .change(move |change, granted| {
                async move {
                    let signed = change
                        .sign_in_by_passkey(granted, &row, hash, &device)
                        .await?;
                    change
                        .check_admitted(granted, row.member, signed.session, &device)
                        .await?;
                    Ok(signed)
                }
                .boxed()
            })
            .await?;
        Ok(NewSession { token, signed_in })
    }

    /// Starts reauthentication by passkey for what the member is about to do; returns the options
    /// for the browser.
    ///
    /// # Errors
    /// `not_found` for somebody without a passkey, `forbidden` for visitors and if passkeys are not
    /// available, `storage_unavailable`.
    pub async fn begin_passkey_confirmation(
        &self,
        actor: &Actor,
        deed: Deed,
    ) -> Result<Task, ErrorReply> {
        let passkeys = self.passkeys()?;
        let own = read(&self.confirming_passkeys(actor).await?);
        if own.is_empty() {
            return Err(ErrorReply::new(
                ErrorCode::NotFound,
                "You have no passkey here. Use your password.",
            ));
        }
        let what = confirmation(actor, deed);
        passkeys.start_confirmation(what, &own).map_err(refused)
    }

    /// Reauthenticates the member by one of their passkeys. The returned row has to be stored
    /// together with the confirmed action.
    ///
    /// # Errors
    /// `unauthenticated` if it is not valid, `forbidden`, `storage_unavailable`.
    pub(crate) async fn check_passkey(
        &self,
        actor: &Actor,
        deed: Deed,
        answer: SignInAnswer,
    ) -> Result<PasskeyRow, ErrorReply> {
        let passkeys = self.passkeys()?;
        let rows = self.confirming_passkeys(actor).await?;
        let what = confirmation(actor, deed);
        let used = passkeys.confirm(what, answer, &read(&rows));
        let used = used.map_err(refused)?;
        let row = rows
            .into_iter()
            .find(|one| one.credential == used.credential_id());
        let (Some(mut row), Some(data)) = (row, used.to_json()) else {
            return Err(refused(PasskeyRefused::Invalid));
        };
        row.data = data;
        Ok(row)
    }

    async fn confirming_passkeys(&self, actor: &Actor) -> Result<Vec<PasskeyRow>, ErrorReply> {
        self.request(action::ManageSessions, actor, Resource::Workspace)
            .read(|view, granted| view.confirming_passkeys(granted).boxed())
            .await
    }

    /// The passkeys, if they are available at this address.
    ///
    /// # Errors
    /// `forbidden`, with what to do.
    pub fn passkeys(&self) -> Result<&crate::passkeys::Passkeys, ErrorReply> {
        let passkeys = self.passkeys.as_ref().as_ref();
        passkeys.map_err(|reason| ErrorReply::new(ErrorCode::Forbidden, sentence(reason)))
    }
}

fn read(rows: &[PasskeyRow]) -> Vec<Passkey> {
    rows.iter()
        .filter_map(|one| Passkey::from_json(&one.data))
        .collect()
}

fn confirmation(actor: &Actor, deed: Deed) -> Confirmation {
    Confirmation {
        deed,
        member: actor.member.id,
        session: actor.session.0,
    }
}

fn refused(reason: PasskeyRefused) -> ErrorReply {
    ErrorReply::new(ErrorCode::Unauthenticated, sentence(&reason))
}
