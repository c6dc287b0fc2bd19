//! The hosts that links show and that they lead to.

use unicode_normalization::UnicodeNormalization;
use url::Url;

use super::is_direction_control;

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
