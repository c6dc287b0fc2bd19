//! What a list is searched for.

use protocol::limits::MAX_SEARCH_CHARS;
use serde::Deserialize;

/// The words that somebody looks for: as many as anything that is found could hold, on one line. What
/// is too long is cut, as it finds nothing else than its begin does, or nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(from = "String")]
pub struct SearchText(String);

impl SearchText {
    /// As it is looked for, and shown.
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
        let visible = text.chars().map(|c| if c.is_control() { ' ' } else { c });
        let cut: String = visible.take(MAX_SEARCH_CHARS).collect();
        Self(cut.trim().to_owned())
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
            SearchText::from(" ada\0lovelace\n").as_str(),
            "ada lovelace"
        );
        let long = "\u{10ffff}".repeat(50_001);
        assert_eq!(
            SearchText::from(long.as_str()).as_str().chars().count(),
            MAX_SEARCH_CHARS
        );
    }
}
