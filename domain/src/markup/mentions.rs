//! Mentions: `@ada`, `#design`, `@here`.
//!
//! A handle may hold `.`, `-` and `_`, and what follows it may too, so several names can be meant:
//! the longest that exists wins.

use protocol::limits::HANDLE_CHARS;
use unicode_normalization::char::is_combining_mark;

use super::{
    context::{Mention, Reach, Target},
    guard::{TokenKind, is_unspaced, is_word},
};

/// Longest name of a room's address or a handle, in characters.
const MOST_CHARS: usize = 2 * *HANDLE_CHARS.end();

/// What kind of name it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Sigil {
    /// `@`: a person, a group, `here` or `all`.
    At,
    /// `#`: a room.
    Hash,
}

impl Sigil {
    pub fn as_char(self) -> char {
        match self {
            Self::At => '@',
            Self::Hash => '#',
        }
    }
}

/// A place in a text that may mention somebody.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Candidate {
    pub sigil: Sigil,
    text: String,
}

impl Candidate {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let sigil = sigil(text)?;
        Some(Self {
            sigil,
            text: text.get(1..)?.to_owned(),
        })
    }

    /// The names that may be meant, without the sign, the longest first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        ends(&self.text).filter_map(|end| self.text.get(..end))
    }
}

/// The mentions to be stored beside a source: for each candidate the longest name that exists.
pub fn resolve(
    candidates: &[Candidate],
    mut lookup: impl FnMut(Sigil, &str) -> Option<Target>,
) -> Vec<Mention> {
    let mut mentions: Vec<Mention> = Vec::new();
    for candidate in candidates {
        let found = candidate
            .names()
            .find_map(|name| Some((name, lookup(candidate.sigil, name)?)));
        if let Some((name, target)) = found {
            let text = format!("{}{name}", candidate.sigil.as_char());
            if mentions.iter().all(|mention| mention.text != text) {
                mentions.push(Mention {
                    text,
                    target,
                    reach: Reach::Notified,
                });
            }
        }
    }
    mentions
}

/// How a mention is found while a source is read.
#[derive(Clone, Copy)]
pub enum Lookup<'a> {
    Stored(&'a [Mention]),
    Candidates,
}

/// The mention at the start of a text.
pub fn at_start<'a>(
    text: &'a str,
    before: Option<char>,
    lookup: Lookup<'_>,
) -> Option<(usize, TokenKind<'a>)> {
    let sigil = sigil(text)?;
    let is_part = |c: char| is_word(c) || matches!(c, '.' | '-' | '_' | '/' | '@' | '#' | '&');
    if before.is_some_and(is_part) {
        return None;
    }
    if let Lookup::Stored([]) = lookup {
        return None;
    }
    let rest = text.get(1..)?;
    let run = run(rest);
    // An address such as `@ada@example.org`.
    let is_address = rest
        .get(run.len()..)
        .is_some_and(|after| after.starts_with('@') && sigil == Sigil::At);
    if is_address {
        return None;
    }
    match lookup {
        Lookup::Candidates => Some((1 + ends(run).next()?, TokenKind::Unresolved)),
        Lookup::Stored(mentions) => ends(run).find_map(|end| {
            let typed = text.get(..=end)?;
            let found = mentions.iter().find(|mention| mention.text == typed)?;
            let kind = match found.reach {
                Reach::Notified | Reach::Quoted => TokenKind::Mention(found.target),
                Reach::Hidden => TokenKind::Unresolved,
            };
            Some((typed.len(), kind))
        }),
    }
}

fn sigil(text: &str) -> Option<Sigil> {
    match text.chars().next()? {
        '@' => Some(Sigil::At),
        '#' => Some(Sigil::Hash),
        _ => None,
    }
}

/// All that can be part of a name, from its start.
fn run(text: &str) -> &str {
    if !text.starts_with(char::is_alphanumeric) {
        return "";
    }
    let is_part =
        |c: char| c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '.' | '-' | '_');
    let end = text
        .char_indices()
        .enumerate()
        .find(|(number, (_, c))| *number == MOST_CHARS || !is_part(*c))
        .map_or(text.len(), |(_, (at, _))| at);
    text.get(..end).unwrap_or_default()
}

/// Where a name may end in a run, the longest first: not within a word, but anywhere in a script
/// without spaces.
fn ends(run: &str) -> impl Iterator<Item = usize> {
    let mut ends = Vec::new();
    let mut chars = run.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let is_last = match chars.peek() {
            None => true,
            Some((_, next)) if is_combining_mark(*next) => false,
            Some((_, next)) => {
                matches!(next, '.' | '-' | '_') || is_unspaced(*next) || is_unspaced(c)
            }
        };
        if is_last && (c.is_alphanumeric() || is_combining_mark(c)) {
            ends.push(at + c.len_utf8());
        }
    }
    ends.into_iter().rev()
}
