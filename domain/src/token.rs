//! Secrets that grant access: to a session, an invitation, a one-time link.

use sha2::{Digest, Sha256};

/// A secret that cannot be guessed: 128 random bits, written as 32 hex digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A new token; `None` if the operating system provides no randomness.
    pub fn random() -> Option<Self> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).ok()?;
        Some(Self::from_bits(u128::from_ne_bytes(bytes)))
    }

    /// The secret derived for a name, always the same; it cannot be guessed without this token.
    pub fn derived(&self, name: [u8; 16]) -> Self {
        // Both have fixed lengths, and half of the hash is discarded: no length extension is
        // possible.
        let hash = Sha256::new_with_prefix(self.0.as_bytes()).chain_update(name);
        let hash: [u8; 32] = hash.finalize().into();
        let (half, _) = hash.split_at(16);
        Self::from_bits(
            half.iter()
                .fold(0, |bits, byte| bits << 8 | u128::from(*byte)),
        )
    }

    /// Writes random bits as a token.
    pub fn from_bits(bits: u128) -> Self {
        Self(format!("{bits:032x}"))
    }

    /// Reads a token sent by a client; `None` if it is not valid.
    pub fn parse(text: &str) -> Option<Self> {
        let is_token = text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
        is_token.then(|| Self(text.to_ascii_lowercase()))
    }

    /// The text that the client stores.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form that the server stores.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0.as_bytes()).into())
    }
}

/// Hash (SHA-256) of a secret: the only form in which the server stores it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct TokenHash(pub [u8; 32]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derived_token_is_the_same_for_the_same_name_alone() {
        let secret = Token::from_bits(7);
        let one = secret.derived([1; 16]);
        assert!(one == secret.derived([1; 16]));
        assert!(one != secret.derived([2; 16]));
        assert!(one != Token::from_bits(8).derived([1; 16]));
        assert!(Token::parse(one.as_str()) == Some(one));
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
