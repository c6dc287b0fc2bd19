//! The strength of a password while it is being chosen.

use serde::{Deserialize, Serialize};

/// Body of `POST /password-strength`. Nothing of it is stored or logged.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrengthRequest {
    /// The password.
    pub password: String,
    /// What others know of the person: name, handle, the workspace's name. At most
    /// [`MAX_ABOUT`](crate::limits::MAX_ABOUT) texts.
    #[serde(default)]
    pub about: Vec<String>,
}

/// Answer to `POST /password-strength`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StrengthHint {
    /// The rating.
    pub strength: Strength,
    /// What is wrong with it or would improve it, as a sentence. `None` if it is strong.
    pub advice: Option<String>,
}

/// Roughly how long a password withstands guessing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// It cannot be chosen.
    Refused,
    /// Somebody who stole the hashes would soon guess it.
    Weak,
    /// Sufficient if guesses are rate limited, as they are here.
    Fair,
    /// Also withstands somebody who stole the hashes.
    Strong,
}

// Keeps typed passwords out of logs.
impl core::fmt::Debug for StrengthRequest {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("StrengthRequest").finish_non_exhaustive()
    }
}
