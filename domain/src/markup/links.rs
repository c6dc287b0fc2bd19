//! Addresses in a text, and where a link may lead.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use url::Url;

use super::guard::is_word;

/// Longest host, with whoever is named before it, or mail address.
const MOST_AUTHORITY: usize = 350;

const SCHEMES: [&str; 3] = ["https://", "http://", "mailto:"];

/// Where the addresses are in a text.
pub fn find(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut before = None;
    let mut skip_to = 0;
    for (at, c) in text.char_indices() {
        if at >= skip_to
            && let Some(length) = at_start(text.get(at..).unwrap_or_default(), before, false)
        {
            found.push(at..at + length);
            skip_to = at + length;
        }
        before = Some(c);
    }
    found
}

/// The length of the address at the start of a text, if there is one and nothing before it that
/// makes it part of a word. In an emphasised text (`_https://a.example_`) the last `_` is outside.
pub fn at_start(text: &str, before: Option<char>, is_emphasised: bool) -> Option<usize> {
    if !matches!(text.as_bytes().first(), Some(b'h' | b'H' | b'm' | b'M')) {
        return None;
    }
    let scheme = scheme(text)?;
    if before.is_some_and(is_word) {
        return None;
    }
    if !has_authority(text, scheme) {
        return None;
    }
    let end = end(text, scheme.len());
    let length = trimmed(text.get(..end)?, scheme.len(), is_emphasised);
    let address = text.get(..length)?;
    allowed(address).then_some(length)
}

fn scheme(text: &str) -> Option<&'static str> {
    SCHEMES.into_iter().find(|scheme| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// Where an address ends at the latest: at white space, what is never in one, punctuation of any
/// script but ASCII, controls of direction, or a bracket that was not opened in it.
fn end(text: &str, from: usize) -> usize {
    let mut round = 0_usize;
    let mut square = 0_usize;
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < from) {
        let is_end = match c {
            '<' | '>' | '"' | '`' | '|' | '\\' | '^' | '{' | '}' => true,
            '(' => {
                round += 1;
                false
            }
            '[' => {
                square += 1;
                false
            }
            ')' => step_out(&mut round),
            ']' => step_out(&mut square),
            _ => c.is_whitespace() || c.is_control() || is_outside(c),
        };
        if is_end {
            return at;
        }
    }
    text.len()
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
    let end = end(start, scheme.len());
    let address = start.get(..end).unwrap_or_default();
    let length = trimmed(address, scheme.len(), false);
    number <= MOST_AUTHORITY && address.get(..length).is_some_and(allowed)
}

fn starts_host(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '[' | '_' | '-' | '%') || !c.is_ascii()
}

fn step_out(depth: &mut usize) -> bool {
    let is_end = *depth == 0;
    *depth = depth.saturating_sub(1);
    is_end
}

/// Characters beyond ASCII that are not of an address: punctuation, signs, blanks, format controls.
/// Letters, marks and digits of every script are, and so are emoji and what joins them.
fn is_outside(c: char) -> bool {
    if c.is_ascii() || c.is_alphanumeric() {
        return false;
    }
    matches!(c,
        '\u{00A0}'..='\u{00BF}' | '\u{00D7}' | '\u{00F7}' | '\u{037E}' | '\u{0387}'
        | '\u{055A}'..='\u{055F}' | '\u{0589}' | '\u{058A}' | '\u{05BE}' | '\u{05C0}' | '\u{05C3}'
        | '\u{05C6}' | '\u{05F3}' | '\u{05F4}' | '\u{0600}'..='\u{060F}' | '\u{061B}'..='\u{061F}'
        | '\u{066A}'..='\u{066D}' | '\u{06D4}' | '\u{06DD}' | '\u{0700}'..='\u{070F}'
        | '\u{07F7}'..='\u{07F9}' | '\u{0830}'..='\u{083E}' | '\u{085E}' | '\u{0964}' | '\u{0965}'
        | '\u{0970}' | '\u{09FD}' | '\u{0A76}' | '\u{0AF0}' | '\u{0DF4}' | '\u{0E2F}' | '\u{0E4F}'
        | '\u{0E5A}' | '\u{0E5B}' | '\u{0F04}'..='\u{0F14}' | '\u{0F3A}'..='\u{0F3D}' | '\u{0F85}'
        | '\u{104A}'..='\u{104F}' | '\u{10FB}' | '\u{1360}'..='\u{1368}' | '\u{1400}' | '\u{166E}'
        | '\u{169B}' | '\u{169C}' | '\u{16EB}'..='\u{16ED}' | '\u{1735}' | '\u{1736}'
        | '\u{17D4}'..='\u{17DA}' | '\u{1800}'..='\u{180A}' | '\u{180E}' | '\u{1944}' | '\u{1945}'
        | '\u{1A1E}' | '\u{1A1F}' | '\u{1AA0}'..='\u{1AAD}' | '\u{1B5A}'..='\u{1B60}'
        | '\u{1BFC}'..='\u{1BFF}' | '\u{1C3B}'..='\u{1C3F}' | '\u{1C7E}' | '\u{1C7F}'
        | '\u{1CC0}'..='\u{1CC7}' | '\u{2000}'..='\u{200C}' | '\u{200E}'..='\u{206F}'
        | '\u{207D}' | '\u{207E}' | '\u{208D}' | '\u{208E}' | '\u{2308}'..='\u{230B}' | '\u{2329}'
        | '\u{232A}' | '\u{2768}'..='\u{2775}' | '\u{27E6}'..='\u{27EF}' | '\u{2983}'..='\u{2998}'
        | '\u{2CF9}'..='\u{2CFF}' | '\u{2D70}' | '\u{2E00}'..='\u{2E7F}' | '\u{3000}'..='\u{3004}'
        | '\u{3008}'..='\u{3020}' | '\u{3030}' | '\u{303D}' | '\u{30A0}' | '\u{30FB}'
        | '\u{A4FE}' | '\u{A4FF}' | '\u{A60D}'..='\u{A60F}' | '\u{A673}' | '\u{A67E}'
        | '\u{A6F2}'..='\u{A6F7}' | '\u{A874}'..='\u{A877}' | '\u{A8CE}' | '\u{A8CF}'
        | '\u{A92E}' | '\u{A92F}' | '\u{A95F}' | '\u{A9C1}'..='\u{A9CD}' | '\u{AA5C}'..='\u{AA5F}'
        | '\u{AADE}' | '\u{AADF}' | '\u{ABEB}' | '\u{FD3E}' | '\u{FD3F}' | '\u{FDD0}'..='\u{FDEF}'
        | '\u{FE10}'..='\u{FE1F}' | '\u{FE30}'..='\u{FE6F}' | '\u{FEFF}' | '\u{FF00}'..='\u{FF0F}'
        | '\u{FF1A}'..='\u{FF20}' | '\u{FF3B}'..='\u{FF40}' | '\u{FF5B}'..='\u{FF65}'
        | '\u{FFE0}'..='\u{FFFF}' | '\u{10100}'..='\u{10102}' | '\u{1D300}'..='\u{1D31F}'
        | '\u{E0000}'..='\u{10FFFF}')
}

/// Length of an address without the punctuation of the sentence around it.
fn trimmed(address: &str, scheme: usize, is_emphasised: bool) -> usize {
    let end = |c: char| match c {
        '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' => true,
        '_' => is_emphasised,
        '~' => address.ends_with('~'),
        _ => false,
    };
    address.trim_end_matches(end).len().max(scheme)
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

/// The host that is said beside a link, because what it shows looks like another.
pub fn host_to_show(shown: &str, address: &str) -> Option<String> {
    let host = host(address)?;
    let text: String = shown.nfkc().filter(|c| !is_invisible(*c)).collect();
    let is_other = text
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>' | '"' | ','))
        .filter_map(host_in_word)
        .any(|named| named != host);
    is_other.then_some(host)
}

fn is_invisible(c: char) -> bool {
    is_direction_control(c)
        || c.is_control()
        || matches!(c, '\u{00AD}' | '\u{034F}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
}

/// The host of an http address, as browsers show it; the one after the `@` of a mail address.
fn host(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let host = match url.host_str() {
        Some(host) => host.to_owned(),
        None => url.path().rsplit_once('@')?.1.to_lowercase(),
    };
    Some(without_www(&host).to_owned())
}

fn without_www(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}

/// The host that a word names, if it looks as if it did.
fn host_in_word(word: &str) -> Option<String> {
    let word = word.replace(['。', '｡', '．', '․'], ".");
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let (has_scheme, rest) = match word.split_once("://") {
        Some((_, rest)) => (true, rest),
        None => (false, word),
    };
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let named = authority.rsplit('@').next()?.split(':').next()?;
    let top = named.rsplit_once('.').map(|(_, top)| top);
    let is_host = has_scheme
        || top.is_some_and(|top| top.chars().count() > 1 && top.chars().all(char::is_alphabetic));
    if !is_host || named.is_empty() {
        return None;
    }
    Some(host(&format!("http://{named}/")).unwrap_or_else(|| named.to_lowercase()))
}

/// Whether an address names somebody before its host: `https://bank.example@evil.example`.
pub fn userinfo_host(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let has_userinfo = !url.username().is_empty() || url.password().is_some();
    url.host_str().filter(|_| has_userinfo).map(str::to_owned)
}
