//! Passkeys (WebAuthn level 3): a second way in, with which no password is typed and no page of
//! another site can do anything.
//!
//! A passkey is made and used in two steps: this server hands out a challenge, the browser has the
//! person's device sign it, and the answer is checked. Challenges wait in memory, so many and so
//! long, and each is good for one answer. As a passkey stands for handle and password together, the
//! device has to make sure who holds it (a finger, a face, a PIN), and has to know by itself whose
//! account the passkey is of.
//!
//! The signatures and formats are checked by the crate `passki`; what a ceremony means for Natter is
//! decided here, and nothing of the crate is seen outside. No attestation is asked for: what make a
//! device is of is nobody's business.

mod challenges;
mod confirmation;

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::Arc,
};

use passki::{
    AuthenticationCredential, AuthenticationOptions, AuthenticationState, ClientData, Passki,
    PasskiError, RegistrationCredential, RegistrationOptions, RegistrationState,
    ResidentKeyRequirement, StoredPasskey, UserVerificationRequirement,
};
use protocol::{DisplayName, Handle, MemberId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use challenges::Challenges;
pub use confirmation::{Confirmation, Deed};
use domain::network::Network;
use domain::source::Source;

/// Ceremonies of one member that wait for their answer, as in several tabs.
const MOST_OF_A_MEMBER: usize = 3;

/// Sign-ins that wait from one network. Offices share one.
const MOST_OF_A_NETWORK: usize = 2_000;

/// Why there are no passkeys here. The texts say what to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unavailable {
    /// The public address has no name, and passkeys belong to a name.
    #[error(
        "passkeys need an address with a name, such as https://chat.example.org or http://localhost:3000"
    )]
    BareAddress,
    /// The public address is not https.
    #[error("passkeys need an https address; put a proxy with a certificate in front of Natter")]
    Insecure,
    /// The public address is none.
    #[error("passkeys need to know the public address; start Natter with --public-url")]
    NoOrigin,
}

/// Why an answer of a browser is refused. The texts say what to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PasskeyRefused {
    /// The challenge was never made, is too old, or was answered already.
    #[error("this took too long; try again")]
    Expired,
    /// The device did not make sure who holds it.
    #[error("unlock the passkey with your fingerprint, face or PIN, and try again")]
    NotVerified,
    /// The passkey counts its uses on the one device that it is on, and was used elsewhere with a
    /// later number: it was copied. Those that are synced live on several devices.
    #[error("this passkey may have been copied; use your password, and remove it")]
    Copied,
    /// It is not what a browser answers here, or not signed by this passkey.
    #[error("this passkey does not match; try again, or use your password")]
    Invalid,
}

impl From<PasskiError> for PasskeyRefused {
    fn from(error: PasskiError) -> Self {
        tracing::debug!(%error, "a passkey is refused");
        match error {
            PasskiError::UserVerificationRequired | PasskiError::UserNotPresent => {
                Self::NotVerified
            }
            PasskiError::CounterRegression => Self::Copied,
            _ => Self::Invalid,
        }
    }
}

/// A passkey as the store keeps it: what its signatures are checked with. Nothing in it is secret.
#[derive(Clone, Debug)]
pub struct Passkey(StoredPasskey);

impl Passkey {
    /// Reads what [`Passkey::to_json`] wrote. None if it is something else.
    pub fn from_json(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().map(Self)
    }

    /// For the store. None cannot happen with what was read or made here.
    pub fn to_json(&self) -> Option<String> {
        serde_json::to_string(&self.0).ok()
    }

    /// What tells it from all others, up to 1,023 bytes.
    pub fn credential_id(&self) -> &[u8] {
        &self.0.credential_id
    }

    /// Whether it is kept on several devices, so that losing one does not lose it.
    pub fn is_synced(&self) -> bool {
        self.0.bs
    }
}

/// Who makes a passkey.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    /// Their id, which the passkey holds: it says who signs in.
    pub id: MemberId,
    /// Their handle, which the device shows.
    pub handle: &'a Handle,
    /// Their name, which the device shows.
    pub name: &'a DisplayName,
}

/// What the browser is told to do: to be sent as JSON, as it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(transparent)]
pub struct Task(serde_json::Value);

/// A browser's answer to [`Passkeys::start_registration`]; the body of its request.
#[derive(Deserialize)]
#[serde(transparent)]
pub struct RegistrationAnswer(RegistrationCredential);

/// A browser's answer to [`Passkeys::start_sign_in`] or [`Passkeys::start_confirmation`]; the body of
/// its request.
#[derive(Deserialize)]
#[serde(transparent)]
pub struct SignInAnswer(AuthenticationCredential);

/// A sign-in whose challenge was good, before its signature is checked: it tells which passkey to
/// look up.
pub struct Claim {
    credential: AuthenticationCredential,
    state: AuthenticationState,
    credential_id: Vec<u8>,
    member: MemberId,
}

impl Claim {
    /// The passkey that it says it is of.
    pub fn credential_id(&self) -> &[u8] {
        &self.credential_id
    }

    /// Whose it says it is.
    pub fn member(&self) -> MemberId {
        self.member
    }
}

/// Makes and checks passkeys; cheap to clone.
#[derive(Clone)]
pub struct Passkeys(Arc<Shared>);

struct Shared {
    library: Passki,
    registrations: Challenges<MemberId, RegistrationState>,
    /// By the widest network around whoever begins, as it is not known who it is.
    sign_ins: Challenges<Option<Network>, AuthenticationState>,
    confirmations: Challenges<MemberId, confirmation::Begun>,
}

impl Passkeys {
    /// Passkeys of the public origin, such as `https://chat.example.org`. They hold for the host,
    /// whatever the port, and are lost when it gets another name.
    ///
    /// # Errors
    /// [`Unavailable`]: browsers have passkeys for names alone, over https or on `localhost`.
    pub fn new(origin: &str) -> Result<Self, Unavailable> {
        let (scheme, authority) = origin.split_once("://").ok_or(Unavailable::NoOrigin)?;
        if authority.starts_with('[') {
            return Err(Unavailable::BareAddress);
        }
        let host = authority.split(':').next().unwrap_or_default();
        if host.is_empty() || host.contains(['/', '@', '?', '#']) {
            return Err(Unavailable::NoOrigin);
        }
        if host.parse::<Ipv4Addr>().is_ok() || host.parse::<Ipv6Addr>().is_ok() {
            return Err(Unavailable::BareAddress);
        }
        let is_local = host == "localhost" || host.ends_with(".localhost");
        if scheme != "https" && !(scheme == "http" && is_local) {
            return Err(Unavailable::Insecure);
        }
        Ok(Self(Arc::new(Shared {
            library: Passki::new(host, &[origin], host),
            registrations: Challenges::new(MOST_OF_A_MEMBER),
            sign_ins: Challenges::new(MOST_OF_A_NETWORK),
            confirmations: Challenges::new(MOST_OF_A_MEMBER),
        })))
    }

    /// Begins to make a passkey for a member who is signed in. `workspace` is what the device shows it
    /// is for, `existing` are the member's passkeys: a device that has one makes no second.
    ///
    /// # Errors
    /// [`PasskeyRefused::Invalid`] cannot happen with what is known of a member.
    pub fn start_registration(
        &self,
        workspace: &str,
        owner: Owner<'_>,
        existing: &[Passkey],
    ) -> Result<Task, PasskeyRefused> {
        let existing: Vec<StoredPasskey> = existing.iter().map(|one| one.0.clone()).collect();
        let mut options = RegistrationOptions::default();
        options.timeout = challenges::lifetime_ms();
        options.resident_key = ResidentKeyRequirement::Required;
        options.user_verification = UserVerificationRequirement::Required;
        options.exclude_credentials = Some(&existing);
        let (mut task, state) = self.0.library.start_passkey_registration(
            owner.id.0.as_bytes(),
            owner.handle.as_str(),
            owner.name.as_str(),
            options,
        )?;
        workspace.clone_into(&mut task.rp.name);
        self.0
            .registrations
            .put(owner.id, task.challenge.clone(), state);
        to_task(&task)
    }

    /// Makes the passkey that the browser answered with. It has to be the member who began.
    ///
    /// # Errors
    /// [`PasskeyRefused`]. The challenge is used up in any case.
    pub fn finish_registration(
        &self,
        owner: MemberId,
        answer: &RegistrationAnswer,
    ) -> Result<Passkey, PasskeyRefused> {
        let credential = &answer.0;
        let challenge = challenge(&credential.response.client_data_json)?;
        let state = self.0.registrations.take(&challenge);
        let state = state.ok_or(PasskeyRefused::Expired)?;
        if state.user.id != Passki::base64_encode(owner.0.as_bytes()) {
            return Err(PasskeyRefused::Expired);
        }
        let library = &self.0.library;
        let made = library.finish_passkey_registration(credential, &state)?;
        if !ALGORITHMS.contains(&made.algorithm) || made.credential_id.len() > MOST_ID_BYTES {
            return Err(PasskeyRefused::Invalid);
        }
        Ok(Passkey(made))
    }

    /// Begins to sign somebody in, whoever it is, who comes from there.
    ///
    /// # Errors
    /// [`PasskeyRefused::Invalid`] cannot happen.
    pub fn start_sign_in(&self, from: IpAddr) -> Result<Task, PasskeyRefused> {
        let mut options = AuthenticationOptions::default();
        options.timeout = challenges::lifetime_ms();
        options.user_verification = UserVerificationRequirement::Required;
        let library = &self.0.library;
        let (task, state) = library.start_passkey_authentication(&[], options)?;
        let network = Source::from(from).networks().last();
        self.0.sign_ins.put(network, task.challenge.clone(), state);
        to_task(&task)
    }

    /// Reads the answer to a sign-in. Look up the passkey that it [claims](Claim::credential_id) to
    /// be of, and give both to [`Passkeys::finish_sign_in`].
    ///
    /// # Errors
    /// [`PasskeyRefused`]. The challenge is used up in any case.
    pub fn claim(&self, answer: SignInAnswer) -> Result<Claim, PasskeyRefused> {
        let credential = answer.0;
        let challenge = challenge(&credential.response.client_data_json)?;
        let state = self.0.sign_ins.take(&challenge);
        let state = state.ok_or(PasskeyRefused::Expired)?;
        let credential_id = Passki::base64_decode(&credential.raw_id)?;
        let handle = credential.response.user_handle.as_deref();
        let handle = Passki::base64_decode(handle.ok_or(PasskeyRefused::Invalid)?)?;
        let member = Uuid::from_slice(&handle).map_err(|_| PasskeyRefused::Invalid)?;
        Ok(Claim {
            credential,
            state,
            credential_id,
            member: MemberId(member),
        })
    }

    /// Checks a sign-in with the stored passkey and the member that the store says it is of. The
    /// passkey that is returned is to be stored in its workspace: its counter and whether it is synced
    /// may have changed.
    ///
    /// # Errors
    /// [`PasskeyRefused`].
    pub fn finish_sign_in(
        &self,
        claim: &Claim,
        stored: &Passkey,
        owner: MemberId,
    ) -> Result<Passkey, PasskeyRefused> {
        if claim.credential_id != stored.0.credential_id || claim.member != owner {
            return Err(PasskeyRefused::Invalid);
        }
        self.check(&claim.credential, &claim.state, stored, owner)
    }

    fn check(
        &self,
        credential: &AuthenticationCredential,
        state: &AuthenticationState,
        stored: &Passkey,
        owner: MemberId,
    ) -> Result<Passkey, PasskeyRefused> {
        let library = &self.0.library;
        let mut expected = stored.0.clone();
        if stored.0.be {
            // Each device that a passkey is synced to may count by itself (WebAuthn, 6.1.1).
            expected.counter = 0;
        }
        let checked = library.finish_passkey_authentication(credential, state, &expected)?;
        if checked.counter <= stored.0.counter && stored.0.counter > 0 {
            tracing::info!(
                member = %owner,
                "a synced passkey was used with a counter that did not rise; this is normal on \
                 several devices",
            );
        }
        let data = Passki::base64_decode(&credential.response.authenticator_data)?;
        let flags = data.get(FLAGS_AT).copied().unwrap_or_default();
        // Whether it can be synced is settled for good when it is made (WebAuthn, 7.2).
        if (flags & BACKUP_ELIGIBLE != 0) != stored.0.be {
            return Err(PasskeyRefused::Invalid);
        }
        let mut used = stored.0.clone();
        used.counter = checked.counter;
        used.bs = flags & BACKED_UP != 0;
        Ok(Passkey(used))
    }
}

/// EdDSA, ES256, ES384, RS256, RS384 (RFC 9053, RFC 8812): what the library checks and asks for.
const ALGORITHMS: [i32; 5] = [-8, -7, -35, -257, -258];

/// WebAuthn's bound of a credential's id.
const MOST_ID_BYTES: usize = 1023;

/// Where the flags are in the authenticator's data, and which they are (WebAuthn, 6.1).
const FLAGS_AT: usize = 32;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;

/// The challenge that an answer is to, as it says itself.
fn challenge(client_data: &str) -> Result<String, PasskeyRefused> {
    Ok(ClientData::from_base64(client_data)?.challenge)
}

fn to_task(task: &impl Serialize) -> Result<Task, PasskeyRefused> {
    serde_json::to_value(task)
        .map(Task)
        .map_err(|_| PasskeyRefused::Invalid)
}

#[cfg(test)]
mod tests;
