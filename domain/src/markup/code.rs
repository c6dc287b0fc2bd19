//! Blocks of code.

use super::output::push_escaped;

/// The language that is said after a fence, as part of a class name.
pub fn language(info: &str) -> Option<String> {
    let first = info.trim().split([' ', ',', '{', ':']).next()?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '-' | '_' | '.');
    (!first.is_empty() && first.len() <= 30 && first.chars().all(is_name))
        .then(|| first.to_ascii_lowercase())
}

/// Code as HTML, with classes for what is known of its language.
pub fn push(html: &mut String, text: &str, _language: Option<&str>) {
    push_escaped(html, text);
}
