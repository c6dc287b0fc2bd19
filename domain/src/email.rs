//! Email addresses. Only sending mail could show whether one exists.

/// Longest address, in bytes (RFC 5321).
pub const MAX_EMAIL_BYTES: usize = 254;

#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("that is not an email address. Enter one such as ada@example.org, or leave it empty")]
pub struct InvalidEmail;

/// Reads an address, or `None` from an empty text.
///
/// # Errors
/// [`InvalidEmail`].
pub fn read(text: &str) -> Result<Option<String>, InvalidEmail> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let is_address = text.len() <= MAX_EMAIL_BYTES
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
        && text
            .rsplit_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    is_address.then(|| Some(text.into())).ok_or(InvalidEmail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_name_and_a_host() {
        assert_eq!(
            read(" ada@example.org "),
            Ok(Some("ada@example.org".into()))
        );
        assert_eq!(read(" "), Ok(None));
        for bad in ["ada", "@example.org", "ada@host", "a b@example.org"] {
            assert_eq!(read(bad), Err(InvalidEmail), "{bad}");
        }
    }
}
