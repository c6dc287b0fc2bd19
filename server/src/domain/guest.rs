//! What a guest starts with: a name that can be said, and a secret that cannot be guessed.

use protocol::DisplayName;
use sha2::{Digest, Sha256};

const FIRST: [&str; 32] = [
    "Amber", "Bold", "Brave", "Bright", "Calm", "Clever", "Coral", "Cosy", "Eager", "Early",
    "Fair", "Fond", "Gentle", "Glad", "Golden", "Happy", "Honest", "Jolly", "Kind", "Light",
    "Lively", "Lucky", "Merry", "Mild", "Neat", "Noble", "Quick", "Quiet", "Silver", "Sunny",
    "Warm", "Witty",
];

const SECOND: [&str; 32] = [
    "Badger", "Beaver", "Bison", "Crane", "Curlew", "Dolphin", "Falcon", "Ferret", "Finch", "Fox",
    "Gecko", "Hare", "Heron", "Ibis", "Jackdaw", "Koala", "Lark", "Lemur", "Lynx", "Magpie",
    "Marten", "Otter", "Owl", "Panda", "Plover", "Puffin", "Raven", "Robin", "Seal", "Swift",
    "Tern", "Wren",
];

/// The secret of a session: 128 random bits, written as 32 hex digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Writes random bits as a token.
    pub fn from_bits(bits: u128) -> Self {
        Self(format!("{bits:032x}"))
    }

    /// Reads what a client says is its token; None if it cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let is_token = text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
        is_token.then(|| Self(text.to_ascii_lowercase()))
    }

    /// The text that the client keeps.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form that the server keeps.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0.as_bytes()).into())
    }
}

/// Hash (SHA-256) of a session's secret: the only form in which secrets are kept.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);

/// A name like "Merry Otter 42", from 24 random bits: short enough to say, and seldom the same.
pub fn name(bits: u32) -> Option<DisplayName> {
    let pick =
        |words: &[&'static str; 32], shift: u32| words.get((bits >> shift & 31) as usize).copied();
    let (first, second) = (pick(&FIRST, 0)?, pick(&SECOND, 5)?);
    let number = 2 + (bits >> 10) % 98;
    DisplayName::parse(&format!("{first} {second} {number}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_of_bits_makes_a_name() {
        for bits in (0..u32::MAX).step_by(99_991) {
            assert!(name(bits).is_some(), "{bits}");
        }
        assert_eq!(name(0).map(String::from), Some("Amber Badger 2".into()));
    }

    #[test]
    fn a_token_survives_being_written_and_nothing_else_is_one() {
        let token = Token::from_bits(7);
        assert_eq!(token.as_str().len(), 32);
        assert!(Token::parse(token.as_str()) == Some(token));
        for bad in ["", "7", &"g".repeat(32), &"0".repeat(33)] {
            assert!(Token::parse(bad).is_none(), "{bad}");
        }
    }
}
