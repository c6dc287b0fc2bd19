//! Search texts for lists.

use protocol::{limits::MAX_SEARCH_CHARS, visible};
use serde::Deserialize;

/// The words that somebody searches for, on one line, and no longer than any searchable text. A
/// longer text is truncated: it finds nothing, or what its start finds.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(from = "String")]
pub struct SearchText(String);

impl SearchText {
    /// As searched for and displayed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<SearchText> for String {
    fn from(words: SearchText) -> Self {
        words.0
    }
}

impl From<&str> for SearchText {
    fn from(text: &str) -> Self {
        // Before it is read closely, as it may be very long.
        let start: String = text.chars().take(4 * MAX_SEARCH_CHARS).collect();
        let line: String = visible::line(&start)
            .chars()
            .take(MAX_SEARCH_CHARS)
            .collect();
        Self(line.trim_end().to_owned())
    }
}

impl From<String> for SearchText {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_one_short_line() {
        assert_eq!(
            SearchText::from(" ada\u{b}love\0lace\u{200F}\n").as_str(),
            "ada lovelace"
        );
        let long = "\u{10fffd}".repeat(50_001);
        assert_eq!(
            SearchText::from(long.as_str()).as_str().chars().count(),
            MAX_SEARCH_CHARS
        );
    }
}
