//! Passkeys: a second way in.

use protocol::{ErrorCode, ErrorReply};

use super::{
    Actions, Actor, Origin,
    accounts::{Welcome, new_token},
    refusal,
};
use crate::{
    passkeys::{
        Confirmation, Deed, Owner, Passkey, PasskeyRefused, RegistrationAnswer, SignInAnswer, Task,
    },
    store::{Caller, On, PasskeyRow, StoreError},
};
use domain::authorise::act;
use domain::copy::sentence;

impl Actions {
    /// The member's passkeys, the latest first.
    ///
    /// # Errors
    /// `forbidden` for visitors, `storage_unavailable`.
    pub async fn own_passkeys(&self, actor: &Actor) -> Result<Vec<PasskeyRow>, ErrorReply> {
        let caller = actor.caller();
        let passkeys = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view.allow(act::EditAccount, caller, On::Place).await?;
                view.own_passkeys(&granted).await
            })
        });
        passkeys.await.map_err(refusal)
    }

    /// Begins to make a passkey; the answer is for the browser. As a passkey is a way in that stays,
    /// who has not just come shows by their password that it is still they.
    ///
    /// # Errors
    /// `unauthenticated` when the password is wrong, `forbidden` for visitors and where there are no
    /// passkeys, `rate_limited`, `storage_unavailable`.
    pub async fn begin_passkey(
        &self,
        actor: &Actor,
        place: &str,
        password: String,
    ) -> Result<Task, ErrorReply> {
        let passkeys = self.passkeys()?;
        self.check_that_it_is_they(actor, password).await?;
        let known = self.own_passkeys(actor).await?;
        let known = read(&known);
        let handle = actor.handle.as_ref().ok_or_else(|| {
            ErrorReply::new(ErrorCode::Forbidden, "A passkey belongs to an account.")
        })?;
        let owner = Owner {
            id: actor.member.id,
            handle,
            name: &actor.member.name,
        };
        passkeys
            .start_registration(place, owner, &known)
            .map_err(refused)
    }

    /// Keeps a passkey that the member's browser has made.
    ///
    /// # Errors
    /// `invalid_payload` if it is not what was asked for, `limit_reached`,
    /// `shutting_down`, `storage_unavailable`.
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
        let caller = actor.caller();
        let added = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change.allow(act::EditAccount, caller, On::Place).await?;
                change
                    .add_passkey(&granted, made.credential_id(), &name, &data)
                    .await
            })
        });
        added.await.map_err(|error| match error {
            StoreError::NameTaken => {
                ErrorReply::new(ErrorCode::Taken, "This passkey is there already.")
            }
            error => refusal(error),
        })
    }

    /// Takes a passkey off the member's account.
    ///
    /// # Errors
    /// `not_found`, `shutting_down`, `storage_unavailable`.
    pub async fn remove_passkey(
        &self,
        actor: &Actor,
        credential: Vec<u8>,
    ) -> Result<(), ErrorReply> {
        self.check_running()?;
        let caller = actor.caller();
        let removed = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change.allow(act::EditAccount, caller, On::Place).await?;
                change.remove_passkey(&granted, &credential).await
            })
        });
        removed.await.map_err(refusal)
    }

    /// Begins to sign somebody in by passkey; the answer is for the browser.
    ///
    /// # Errors
    /// `rate_limited`, `forbidden` where there are no passkeys.
    pub fn begin_passkey_sign_in(&self, origin: &Origin) -> Result<Task, ErrorReply> {
        self.accounts.check_passkey(origin.address)?;
        let from = origin.address;
        self.passkeys()?.start_sign_in(from).map_err(refused)
    }

    /// Signs in by passkey.
    ///
    /// # Errors
    /// `unauthenticated` when it does not fit, `forbidden` for who is banned, `rate_limited`,
    /// `shutting_down`, `storage_unavailable`.
    pub async fn sign_in_by_passkey(
        &self,
        origin: &Origin,
        answer: SignInAnswer,
    ) -> Result<Welcome, ErrorReply> {
        self.check_running()?;
        let passkeys = self.passkeys()?;
        let claim = passkeys.claim(answer).map_err(refused)?;
        let credential = claim.credential_id().to_vec();
        let stored = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view.allow(act::SignIn, Caller::Nobody, On::Place).await?;
                view.passkey(&granted, &credential).await
            })
        });
        let unfit = || refused(PasskeyRefused::Invalid);
        let mut row = stored.await.map_err(refusal)?.ok_or_else(unfit)?;
        let passkey = Passkey::from_json(&row.data).ok_or_else(unfit)?;
        let used = passkeys.finish_sign_in(&claim, &passkey, row.member);
        row.data = used.map_err(refused)?.to_json().ok_or_else(unfit)?;
        let (token, device) = (new_token()?, origin.device());
        let hash = token.hash();
        let opened = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change.allow(act::SignIn, Caller::Nobody, On::Place).await?;
                let signed = change
                    .sign_in_by_passkey(&granted, &row, hash, &device)
                    .await?;
                change
                    .let_in(&granted, row.member, signed.session, &device)
                    .await?;
                Ok(signed)
            })
        });
        let signed = opened.await.map_err(refusal)?;
        Ok(Welcome::new(token, signed))
    }

    /// Whether the member has a passkey to confirm with.
    ///
    /// # Errors
    /// `forbidden` for visitors, `storage_unavailable`.
    pub async fn may_confirm_by_passkey(&self, actor: &Actor) -> Result<bool, ErrorReply> {
        Ok(self.passkeys.is_ok() && !self.confirming_passkeys(actor).await?.is_empty())
    }

    /// Begins to confirm by passkey what the member is about to do; the answer is for the browser.
    ///
    /// # Errors
    /// `not_found` for who has no passkey, `forbidden` for visitors and where there
    /// are no passkeys, `storage_unavailable`.
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

    /// Checks that it is the member, by a passkey of theirs. What is returned is to be stored with
    /// the deed.
    ///
    /// # Errors
    /// `unauthenticated` when it does not fit, `forbidden`, `storage_unavailable`.
    pub(super) async fn check_passkey(
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
        let caller = actor.caller();
        let passkeys = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view.allow(act::ManageSessions, caller, On::Place).await?;
                view.confirming_passkeys(&granted).await
            })
        });
        passkeys.await.map_err(refusal)
    }

    /// Whether passkeys work at this address, or why not.
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
