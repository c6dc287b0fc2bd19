//! Normalisation of text fields in forms.

use protocol::visible;

/// A single line, which may be empty: trimmed, with single spaces.
pub(crate) fn one_line(text: &str, most: usize) -> Result<String, String> {
    if text
        .chars()
        .any(|c| visible::is_forbidden(c) && !c.is_whitespace())
    {
        return Err(UNSEEN.into());
    }
    within(visible::line(text), most)
}

/// Several lines, which may be empty.
pub(crate) fn some_lines(text: &str, most: usize) -> Result<String, String> {
    let is_break = |c: char| matches!(c, '\n' | '\r' | '\t');
    if text
        .chars()
        .any(|c| visible::is_forbidden(c) && !is_break(c))
    {
        return Err(UNSEEN.into());
    }
    within(visible::lines(text), most)
}

const UNSEEN: &str = "It contains invisible characters. Type it again.";

fn within(text: String, most: usize) -> Result<String, String> {
    if text.chars().count() > most {
        return Err(format!("It is too long: at most {most} characters."));
    }
    Ok(text)
}
