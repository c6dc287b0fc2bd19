//! How good a password is, told while somebody chooses it.

use serde::{Deserialize, Serialize};

/// Body of `POST /password-strength`. Nothing of it is kept or logged.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrengthRequest {
    /// What is to be chosen.
    pub password: String,
    /// What everybody knows of the person: name, handle, what the place is called. At most
    /// [`MAX_ABOUT`](crate::limits::MAX_ABOUT) texts.
    #[serde(default)]
    pub about: Vec<String>,
}

/// Answer to `POST /password-strength`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StrengthHint {
    /// In a word.
    pub strength: Strength,
    /// What is wrong with it or would help, as a sentence. None where it is strong.
    pub advice: Option<String>,
}

/// How long a password withstands guessing, roughly.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// It cannot be chosen.
    Refused,
    /// Guessed soon by somebody who stole the hashes.
    Weak,
    /// Good where guesses are throttled, as they are here.
    Fair,
    /// Good against somebody who stole the hashes too.
    Strong,
}

// What somebody types stays out of logs.
impl core::fmt::Debug for StrengthRequest {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("StrengthRequest").finish_non_exhaustive()
    }
}
