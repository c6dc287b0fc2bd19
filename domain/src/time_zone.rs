//! Names of time zones, such as `Europe/Paris`.

/// Longest name, in bytes (it is ASCII).
pub const MAX_TIME_ZONE_BYTES: usize = 64;

#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("that is not a time zone. Enter one such as Europe/Paris")]
pub struct InvalidTimeZone;

/// Reads a name, or `None` from an empty text. Whether there is such a time zone only browsers
/// know.
///
/// # Errors
/// [`InvalidTimeZone`].
pub fn read(text: &str) -> Result<Option<String>, InvalidTimeZone> {
    let text = text.trim();
    let is_name = text.len() <= MAX_TIME_ZONE_BYTES
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"/_+-".contains(&b));
    match (text.is_empty(), is_name) {
        (true, _) => Ok(None),
        (false, true) => Ok(Some(text.into())),
        (false, false) => Err(InvalidTimeZone),
    }
}
