//! Addresses in a text, and where a link may lead.
//!
//! An address ends where the rules of [`end`] say, in every script; [`host`] finds links that show
//! another host than theirs. Links by markup are found by the parser: here is only asked whether
//! they are [`allowed`].

mod characters;
mod end;
mod host;

use std::ops::Range;

pub use host::{host_to_show, userinfo_host};
use url::Url;

use super::guard::Run;

/// Longest host, with whoever is named before it, or mail address.
const MOST_AUTHORITY: usize = 350;

const SCHEMES: [&str; 3] = ["https://", "http://", "mailto:"];

/// Where the addresses are in a text.
pub fn find(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut before = None;
    let mut skip_to = 0;
    let mut underscores = 0;
    for (at, c) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        if at < skip_to {
            // Within an address.
        } else if c == '\n' {
            underscores = 0;
        } else if c == '_' {
            if before != Some('_') || at == skip_to {
                underscores = Run::at_start(rest, c, before).open_behind(underscores);
            }
        } else if let Some(length) = at_start(rest, before, underscores) {
            found.push(at..at + length);
            skip_to = at + length;
        }
        before = Some(c);
    }
    found
}

/// The length of the address at the start of a text, if there is one. In scripts without spaces
/// any letter may stand before it; one of ASCII makes another scheme. As many `_` at its end as are
/// open before it belong to the emphasis: `_https://a.example_`.
pub fn at_start(text: &str, before: Option<char>, underscores: usize) -> Option<usize> {
    if !matches!(text.as_bytes().first(), Some(b'h' | b'H' | b'm' | b'M')) {
        return None;
    }
    let scheme = scheme(text)?;
    if before.is_some_and(|c| c.is_ascii_alphanumeric()) || !has_authority(text, scheme) {
        return None;
    }
    let end = end::latest(text, scheme.len());
    let length = end::trimmed(text.get(..end)?, scheme.len(), underscores);
    let address = text.get(..length)?;
    allowed(address).then_some(length)
}

fn scheme(text: &str) -> Option<&'static str> {
    SCHEMES.into_iter().find(|scheme| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// Whether an address leads somewhere; looked at before its end is searched for, so that texts of
/// many addresses that lead nowhere are read once.
fn has_authority(text: &str, scheme: &str) -> bool {
    let rest = text.get(scheme.len()..).unwrap_or_default();
    if scheme != "mailto:" && !rest.starts_with(starts_host) {
        return false;
    }
    let is_end = |(number, (_, c)): &(usize, (usize, char))| {
        *number > MOST_AUTHORITY || matches!(c, '/' | '?' | '#') || c.is_whitespace()
    };
    let found = rest.char_indices().enumerate().find(is_end);
    let (number, length) = found.map_or((0, rest.len()), |(number, (at, _))| (number, at));
    let start = text.get(..scheme.len() + length).unwrap_or_default();
    let end = end::latest(start, scheme.len());
    let address = start.get(..end).unwrap_or_default();
    let length = end::trimmed(address, scheme.len(), 0);
    number <= MOST_AUTHORITY && address.get(..length).is_some_and(allowed)
}

fn starts_host(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '[' | '_' | '-' | '%') || !c.is_ascii()
}

/// Whether a link may lead there: http, https or mailto, as it stands, with somewhere to lead.
pub fn allowed(address: &str) -> bool {
    let Some(scheme) = scheme(address) else {
        return false;
    };
    let hidden = |c: char| c.is_whitespace() || c.is_control() || is_direction_control(c);
    if address.contains(hidden) {
        return false;
    }
    let rest = address.get(scheme.len()..).unwrap_or_default();
    if scheme == "mailto:" {
        let to = rest.split('?').next().unwrap_or_default();
        return to
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    }
    rest.starts_with(starts_host) && Url::parse(address).is_ok_and(|url| url.has_host())
}

fn is_direction_control(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
