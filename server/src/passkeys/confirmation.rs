//! Confirming with a passkey, by somebody who is signed in: before something is done that a borrowed
//! browser must not do.

use passki::{AuthenticationOptions, AuthenticationState, Passki, UserVerificationRequirement};
use protocol::MemberId;
use uuid::Uuid;

use super::{
    Passkey, PasskeyRefused, Passkeys, SignInAnswer, StoredPasskey, Task, challenge, challenges,
    to_task,
};

/// What is confirmed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Deed {
    /// Making a link that signs another device in.
    LinkDevice,
}

/// What is confirmed, by whom and where. An answer is good for this, and for nothing else: a
/// challenge to sign in confirms nothing, and the other way round.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Confirmation {
    /// What is to be done.
    pub deed: Deed,
    /// Who does it.
    pub member: MemberId,
    /// The session in which they do.
    pub session: Uuid,
}

/// A confirmation that waits for its answer.
pub(super) struct Begun {
    what: Confirmation,
    state: AuthenticationState,
}

impl Passkeys {
    /// Begins to confirm. `own` are the member's passkeys, and no other will do.
    ///
    /// # Errors
    /// [`PasskeyRefused::Invalid`] if there are none.
    pub fn start_confirmation(
        &self,
        what: Confirmation,
        own: &[Passkey],
    ) -> Result<Task, PasskeyRefused> {
        // To the library, none stands for any.
        if own.is_empty() {
            return Err(PasskeyRefused::Invalid);
        }
        let own: Vec<StoredPasskey> = own.iter().map(|one| one.0.clone()).collect();
        let mut options = AuthenticationOptions::default();
        options.timeout = challenges::lifetime_ms();
        options.user_verification = UserVerificationRequirement::Required;
        let library = &self.0.library;
        let (task, state) = library.start_passkey_authentication(&own, options)?;
        let (by, challenge) = (what.member, task.challenge.clone());
        let begun = Begun { what, state };
        self.0.confirmations.put(by, challenge, begun);
        to_task(&task)
    }

    /// Checks the answer with the member's passkeys. The passkey that is returned is to be stored in
    /// the workspace of the one that was used, as after signing in.
    ///
    /// # Errors
    /// [`PasskeyRefused`]. The challenge is used up in any case.
    pub fn confirm(
        &self,
        what: Confirmation,
        answer: SignInAnswer,
        own: &[Passkey],
    ) -> Result<Passkey, PasskeyRefused> {
        let credential = answer.0;
        let challenge = challenge(&credential.response.client_data_json)?;
        let begun = self.0.confirmations.take(&challenge);
        let begun = begun.filter(|begun| begun.what == what);
        let begun = begun.ok_or(PasskeyRefused::Expired)?;
        // A device that was told which passkeys to use need not say whose they are.
        if let Some(handle) = credential.response.user_handle.as_deref()
            && Passki::base64_decode(handle)? != what.member.0.as_bytes()
        {
            return Err(PasskeyRefused::Invalid);
        }
        let id = Passki::base64_decode(&credential.raw_id)?;
        let stored = own.iter().find(|one| one.credential_id() == id);
        let stored = stored.ok_or(PasskeyRefused::Invalid)?;
        self.check(&credential, &begun.state, stored, what.member)
    }
}
