//! Hashes of passwords, computed on threads of their own.

use std::{fmt, sync::Arc};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::phc::{self, Output, ParamsString, Salt},
};

use super::{Password, memory::Memory};
use crate::heavy_work::{Kind, WorkPermit, Workers};

/// A password's hash as the store keeps it: a PHC string, which names algorithm, settings and salt.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(Box<str>);

impl PasswordHash {
    /// Reads what the store kept. None if it is no such hash.
    pub fn parse(text: &str) -> Option<Self> {
        phc::PasswordHash::new(text).ok()?;
        Some(Self(text.into()))
    }

    /// The PHC string.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// What computing a hash costs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    pub lanes: u32,
}

impl Cost {
    /// What OWASP's cheat sheet on password storage asks for at least: 19 MiB, two passes, one lane.
    pub const OWASP: Self = Self {
        memory_kib: 19 * 1024,
        passes: 2,
        lanes: 1,
    };

    /// The least there is, for tests that are about something else.
    pub const LEAST: Self = Self {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };

    fn params(self) -> Result<Params, argon2::Error> {
        let length = Some(Params::DEFAULT_OUTPUT_LEN);
        Params::new(self.memory_kib, self.passes, self.lanes, length)
    }
}

/// What came of comparing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It is not the account's password, or there is no such account.
    Wrong,
    Right,
    /// It is; its hash was made at another cost than today's: hash it again and keep that.
    RightAndOutdated,
}

/// A password could not be hashed, for want of memory or randomness.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("passwords cannot be checked at the moment; wait a few seconds and try again")]
pub struct Busy;

/// Hashes and compares; cheap to clone. Who may is decided by a [`Gate`](crate::heavy_work::Gate).
#[derive(Clone)]
pub struct Passwords(Arc<Shared>);

struct Shared {
    hasher: Argon2<'static>,
    nobodys: PasswordHash,
    workers: Workers<Memory>,
}

/// The cost is none that argon2 can have.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("argon2 cannot work with these settings: {0}")]
pub struct ImpossibleCost(argon2::Error);

impl Passwords {
    /// With a cost for new hashes.
    ///
    /// # Errors
    /// [`ImpossibleCost`] for settings outside of argon2's bounds.
    pub fn new(cost: Cost) -> Result<Self, ImpossibleCost> {
        let params = cost.params().map_err(ImpossibleCost)?;
        let nobodys = nobodys(&params).ok_or(ImpossibleCost(argon2::Error::OutputTooShort))?;
        Ok(Self(Arc::new(Shared {
            hasher: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            nobodys,
            workers: Workers::start("passwords", Kind::Hash.at_once()),
        })))
    }

    /// Hashes a new password, with a new salt.
    ///
    /// # Errors
    /// [`Busy`].
    pub async fn hash(&self, pass: WorkPermit, password: Password) -> Result<PasswordHash, Busy> {
        let mut salt = [0; Salt::RECOMMENDED_LENGTH];
        getrandom::fill(&mut salt).map_err(|_| Busy)?;
        self.compute(pass, move |shared, memory| {
            let (hasher, password) = (&shared.hasher, password.as_str().as_bytes());
            let salt = Salt::new(&salt).map_err(|_| Busy)?;
            let output = memory.output(hasher, password, &salt)?;
            let hash = phc_of(hasher.params(), salt, output).ok_or(Busy)?;
            Ok(PasswordHash(hash.to_string().into()))
        })
        .await
    }

    /// Compares with the account's hash. Where there is no such account, or it has no password, give
    /// None: that takes as long and is always wrong.
    ///
    /// # Errors
    /// [`Busy`].
    pub async fn verify(
        &self,
        pass: WorkPermit,
        password: Password,
        hash: Option<PasswordHash>,
    ) -> Result<Verdict, Busy> {
        self.compute(pass, move |shared, memory| {
            let is_account = hash.is_some();
            let hash = hash.as_ref().unwrap_or(&shared.nobodys);
            let Ok(hash) = phc::PasswordHash::new(hash.as_str()) else {
                return Ok(Verdict::Wrong);
            };
            let matches = matches(&hash, password.as_str().as_bytes(), memory)?;
            Ok(match (matches && is_account, shared.is_todays(&hash)) {
                (false, _) => Verdict::Wrong,
                (true, true) => Verdict::Right,
                (true, false) => Verdict::RightAndOutdated,
            })
        })
        .await
    }

    /// Does the work; once begun it goes on.
    async fn compute<T: Send + 'static>(
        &self,
        pass: WorkPermit,
        work: impl FnOnce(&Shared, &mut Memory) -> Result<T, Busy> + Send + 'static,
    ) -> Result<T, Busy> {
        let shared = Arc::clone(&self.0);
        let done = pass.spend(&self.0.workers, move |memory| work(&shared, memory));
        done.await.ok_or(Busy)?
    }
}

impl Shared {
    fn is_todays(&self, hash: &phc::PasswordHash) -> bool {
        let params = self.hasher.params();
        hash.algorithm == Algorithm::Argon2id.ident()
            && hash.version == Some(Version::V0x13.into())
            && Params::try_from(hash).is_ok_and(|of_hash| {
                (of_hash.m_cost(), of_hash.t_cost(), of_hash.p_cost())
                    == (params.m_cost(), params.t_cost(), params.p_cost())
            })
    }
}

/// Whether the hash is the password's, at whatever cost it was made. Outputs are compared in constant
/// time.
fn matches(hash: &phc::PasswordHash, password: &[u8], memory: &mut Memory) -> Result<bool, Busy> {
    let settings = || {
        let algorithm = Algorithm::try_from(hash.algorithm.as_str()).ok()?;
        let version = Version::try_from(hash.version?).ok()?;
        Some(Argon2::new(
            algorithm,
            version,
            Params::try_from(hash).ok()?,
        ))
    };
    let (Some(hasher), Some(salt), Some(output)) = (settings(), &hash.salt, &hash.hash) else {
        return Ok(false);
    };
    Ok(memory.output(&hasher, password, salt)? == *output)
}

fn phc_of(params: &Params, salt: Salt, output: Output) -> Option<phc::PasswordHash> {
    Some(phc::PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params).ok()?,
        salt: Some(salt),
        hash: Some(output),
    })
}

/// A hash that costs what another does to compare with. It is of no password: its output is chosen.
fn nobodys(params: &Params) -> Option<PasswordHash> {
    let salt = Salt::new(&[0; Salt::RECOMMENDED_LENGTH]).ok()?;
    let output = Output::new(&[0; Params::DEFAULT_OUTPUT_LEN]).ok()?;
    let hash = phc_of(params, salt, output)?;
    Some(PasswordHash(hash.to_string().into()))
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;
    use crate::heavy_work::{Gate, Known};

    fn cheap() -> Passwords {
        Passwords::new(Cost::LEAST).expect("possible")
    }

    async fn pass() -> WorkPermit {
        let gate = Gate::default();
        let pass = gate.enter(Ipv4Addr::LOCALHOST, Kind::Hash, Known::No);
        pass.await.expect("nobody else is there")
    }

    fn typed(text: &str) -> Password {
        Password::typed(text)
    }

    #[tokio::test]
    async fn a_password_is_right_and_another_is_wrong() {
        let passwords = cheap();
        let hash = passwords
            .hash(pass().await, typed("marmalade"))
            .await
            .expect("hashes");
        let right = passwords.verify(pass().await, typed("marmalade"), Some(hash.clone()));
        assert_eq!(right.await, Ok(Verdict::Right));
        let wrong = passwords.verify(pass().await, typed("Marmalade"), Some(hash));
        assert_eq!(wrong.await, Ok(Verdict::Wrong));
    }

    #[tokio::test]
    async fn nobodys_password_is_always_wrong_and_costs_the_same() {
        let passwords = cheap();
        let verdict = passwords
            .verify(pass().await, typed("marmalade"), None)
            .await;
        assert_eq!(verdict, Ok(Verdict::Wrong));
        let real = passwords
            .hash(pass().await, typed("marmalade"))
            .await
            .expect("hashes");
        let settings = |hash: &PasswordHash| {
            let hash = phc::PasswordHash::new(hash.as_str()).expect("reads");
            let output = hash.hash.map(|output| output.as_bytes().len());
            let salt = hash.salt.map(|salt| salt.as_ref().len());
            (hash.algorithm, hash.version, hash.params, salt, output)
        };
        assert_eq!(settings(&passwords.0.nobodys), settings(&real));
    }

    #[tokio::test]
    async fn a_hash_is_what_owasp_asks_for() {
        let passwords = Passwords::new(Cost::OWASP).expect("possible");
        let hash = passwords
            .hash(pass().await, typed("marmalade"))
            .await
            .expect("hashes");
        let start = "$argon2id$v=19$m=19456,t=2,p=1$";
        assert!(hash.as_str().starts_with(start), "{}", hash.as_str());
        assert_eq!(PasswordHash::parse(hash.as_str()), Some(hash.clone()));
        let verdict = passwords
            .verify(pass().await, typed("marmalade"), Some(hash))
            .await;
        assert_eq!(verdict, Ok(Verdict::Right));
    }

    #[tokio::test]
    async fn a_hash_of_another_cost_is_right_and_outdated() {
        let dearer = Cost {
            passes: 2,
            ..Cost::LEAST
        };
        let old = cheap()
            .hash(pass().await, typed("marmalade"))
            .await
            .expect("hashes");
        let passwords = Passwords::new(dearer).expect("possible");
        let verdict = passwords
            .verify(pass().await, typed("marmalade"), Some(old))
            .await;
        assert_eq!(verdict, Ok(Verdict::RightAndOutdated));
    }

    #[tokio::test]
    async fn the_same_password_is_hashed_differently_each_time() {
        let passwords = cheap();
        let one = passwords.hash(pass().await, typed("marmalade")).await;
        assert_ne!(one, passwords.hash(pass().await, typed("marmalade")).await);
    }

    #[test]
    fn what_is_no_hash_is_not_read_as_one() {
        for bad in ["", "marmalade", "$argon2id$", "$2b$12$abc"] {
            assert_eq!(PasswordHash::parse(bad), None, "{bad}");
        }
    }
}
