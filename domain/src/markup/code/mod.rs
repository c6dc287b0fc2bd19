//! Blocks of code: classes for comments, strings, numbers, keywords, types, calls and the like.
//!
//! What is known of a [language](languages) is a line of a table, and one [lexer] reads them all, in
//! one pass. That is less exact than a grammar for each, and a hundred times faster: those of
//! `syntect` take up to a second for their first line, and 50 to 200 ms for the longest message.

mod languages;
mod lexer;

use super::output::push_escaped;

/// Longer code is not highlighted.
const MOST_BYTES: usize = 20_000;
/// Nor is code of which there would be so many times as much.
const MOST_GROWTH: usize = 12;

/// The language that is named after a fence, as part of a class name.
pub fn language(info: &str) -> Option<String> {
    let first = info.trim().split([' ', ',', '{', ':']).next()?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '-' | '_' | '.');
    (!first.is_empty() && first.len() <= 30 && first.chars().all(is_name))
        .then(|| first.to_ascii_lowercase())
}

/// Code as HTML, with classes for what is known of its language.
pub fn push(html: &mut String, text: &str, language: Option<&str>) {
    let language = language
        .filter(|_| text.len() <= MOST_BYTES)
        .and_then(languages::find);
    let start = html.len();
    if let Some(language) = language {
        for (class, piece) in lexer::Lexer::new(text, language) {
            match class {
                None => push_escaped(html, piece),
                Some(class) => {
                    html.push_str("<span class=\"");
                    html.push_str(class.name());
                    html.push_str("\">");
                    push_escaped(html, piece);
                    html.push_str("</span>");
                }
            }
        }
        if html.len() - start <= MOST_GROWTH * text.len() {
            return;
        }
        html.truncate(start);
    }
    push_escaped(html, text);
}
