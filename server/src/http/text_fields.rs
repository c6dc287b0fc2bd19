//! Normalisation of text fields in forms.

use protocol::visible;

/// A single line, which may be empty: trimmed, with single spaces.
pub(crate) fn one_line(text: &str, most: usize) -> Result<String, String> {
    within(visible::line(text), most)
}

/// Several lines, which may be empty.
pub(crate) fn some_lines(text: &str, most: usize) -> Result<String, String> {
    within(visible::lines(text), most)
}

fn within(text: String, most: usize) -> Result<String, String> {
    if text.chars().count() > most {
        return Err(format!("It is too long: at most {most} characters."));
    }
    Ok(text)
}
