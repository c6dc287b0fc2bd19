//! Texts of forms, tidied up.

/// A line that may be empty: trimmed, with single spaces.
pub(super) fn one_line(text: &str, most: usize) -> Result<String, String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    within(line, most)
}

/// Some lines that may be empty.
pub(super) fn some_lines(text: &str, most: usize) -> Result<String, String> {
    within(text.replace("\r\n", "\n").trim().to_owned(), most)
}

fn within(text: String, most: usize) -> Result<String, String> {
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err("It holds characters that nobody can see. Write it again.".into());
    }
    if text.chars().count() > most {
        return Err(format!("It is too long: at most {most} characters."));
    }
    Ok(text)
}
