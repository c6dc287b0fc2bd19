//! Passwords: which may be chosen, and how they are kept and checked.
//!
//! What is kept is an argon2id hash with OWASP's settings. Computing one takes much memory and time on
//! purpose, so it happens on threads of its own, for those whom the
//! [gate](crate::heavy_work) has let in: a flood of sign-ins makes sign-ins slow, and nothing else.
//! An unknown account costs what a known one does.

mod choice;
mod hashing;
mod memory;

pub use choice::{PasswordRefused, check, hint};
pub use hashing::{Busy, Cost, ImpossibleCost, PasswordHash, Passwords, Verdict};

use std::fmt;

use protocol::limits::PASSWORD_CHARS;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// A password as it is hashed; wiped from memory when it is dropped, and shown by nothing.
///
/// It is prepared as RFC 8265 says (profile OpaqueString): every kind of space is a plain space, and
/// the text is in NFC, so that another keyboard or system writes the same password. Letters keep
/// their case and width. NIST SP 800-63B asks for a stable form too; NFKC would make different
/// passwords the same, which here gains nothing.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

/// More characters than this are not looked at: a decomposed letter is of a few.
const MOST_TYPED: usize = 4 * *PASSWORD_CHARS.end();

impl Password {
    /// What somebody typed to sign in. Nothing is refused here, as it is compared and not chosen; of
    /// a text that is too long to be anybody's, enough is kept that it is still too long.
    pub fn typed(text: &str) -> Self {
        let spaces = |c: char| {
            if c.is_whitespace() && !c.is_control() {
                ' '
            } else {
                c
            }
        };
        // All at once, so that growing leaves no copies behind.
        let mut prepared = Zeroizing::new(String::with_capacity(8 * PASSWORD_CHARS.end()));
        let nfc = text.chars().take(MOST_TYPED).map(spaces).nfc();
        prepared.extend(nfc.take(PASSWORD_CHARS.end() + 1));
        Self(prepared)
    }

    fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_the_same_from_every_keyboard() {
        let one = Password::typed("caf\u{e9} au\u{a0}lait");
        let other = Password::typed("cafe\u{301} au lait");
        assert_eq!(one.as_str(), other.as_str());
        assert_ne!(one.as_str(), Password::typed("Caf\u{e9} au lait").as_str());
    }

    #[test]
    fn of_what_is_too_long_enough_is_kept_to_be_too_long() {
        let long = Password::typed(&"x".repeat(100_000));
        assert_eq!(long.as_str().chars().count(), PASSWORD_CHARS.end() + 1);
    }

    #[test]
    fn nothing_shows_a_password() {
        let password = Password::typed("correct horse battery");
        assert_eq!(format!("{password:?}"), "Password(…)");
    }
}
