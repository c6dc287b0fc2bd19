//! Rewrites a source, so that the parser sees only what shall act.
//!
//! [`blocks`] looks at lines and [`inline`] at what is in them. Whatever would be markup by
//! CommonMark and shall not be in a chat becomes a [placeholder](placeholders).

mod blocks;
mod flanking;
mod inline;
mod lines;
pub mod placeholders;

pub use flanking::{Run, is_unspaced, is_word};

use super::{
    context::{Context, Names, NoNames, Target},
    mentions::Lookup,
};

/// A source, rewritten.
pub struct Guarded<'a> {
    pub text: String,
    pub tokens: Vec<Token<'a>>,
}

/// Something that the parser takes for a word.
pub struct Token<'a> {
    /// As it was typed.
    pub written: &'a str,
    pub kind: TokenKind<'a>,
}

pub enum TokenKind<'a> {
    /// Only what was typed.
    Text,
    /// Where it leads; what is shown is the same.
    Link(&'a str),
    Mention(Target),
    /// Somebody or something that has not been looked up, or is not to be shown as a mention.
    Unresolved,
    Emoji(&'static str),
    /// The path of its image.
    CustomEmoji(String),
}

pub fn guard<'a>(source: &'a str, context: &Context<'a>) -> Guarded<'a> {
    blocks::guard(source, Lookup::Stored(context.mentions), context.names)
}

/// Every text that may be a mention is a token.
pub fn guard_for_candidates(source: &str) -> Guarded<'_> {
    blocks::guard(source, Lookup::Candidates, &NoNames)
}
