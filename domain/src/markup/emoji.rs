//! Emoji: `:name:`, and texts of nothing else.

use emojis::{Emoji, SkinTone};
use unicode_segmentation::UnicodeSegmentation;

use super::{
    context::Names,
    guard::{TokenKind, is_word},
};

/// Longest name between the colons.
const MOST_BYTES: usize = 64;
/// Most emoji that are shown large.
const MOST_ALONE: usize = 30;

/// The emoji at the start of a text, and its length: `:tada:`, `:wave::skin-tone-4:`.
pub fn at_start<'a>(
    text: &str,
    before: Option<char>,
    names: &dyn Names,
) -> Option<(usize, TokenKind<'a>)> {
    if before.is_some_and(|c| is_word(c) || matches!(c, ':' | '/' | '\\' | '_')) {
        return None;
    }
    let name = name(text)?;
    let length = name.len() + 2;
    let after = text.get(length..)?;
    if after.starts_with(is_word) {
        return None;
    }
    if let Some(path) = names.emoji(name) {
        return Some((length, TokenKind::CustomEmoji(path)));
    }
    let emoji = emojis::get_by_shortcode(name)?;
    match tone(after).and_then(|tone| emoji.with_skin_tone(tone)) {
        Some(toned) => Some((length + TONE_LENGTH, TokenKind::Emoji(toned.as_str()))),
        None => Some((length, TokenKind::Emoji(emoji.as_str()))),
    }
}

const TONE_LENGTH: usize = ":skin-tone-2:".len();

fn tone(text: &str) -> Option<SkinTone> {
    match text.strip_prefix(":skin-tone-")?.get(..2)? {
        "2:" => Some(SkinTone::Light),
        "3:" => Some(SkinTone::MediumLight),
        "4:" => Some(SkinTone::Medium),
        "5:" => Some(SkinTone::MediumDark),
        "6:" => Some(SkinTone::Dark),
        _ => None,
    }
}

fn name(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(':')?;
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+');
    let length = rest.bytes().take(MOST_BYTES).take_while(is_part).count();
    let is_closed = rest.as_bytes().get(length) == Some(&b':');
    rest.get(..length)
        .filter(|name| is_closed && !name.is_empty())
}

/// Whether a text is nothing but a few emoji.
pub fn is_emoji_only(text: &str, names: &dyn Names) -> bool {
    let mut rest = text.trim_start();
    let mut count = 0;
    while !rest.is_empty() && count <= MOST_ALONE {
        let length = match at_start(rest, None, names) {
            Some((length, _)) => Some(length),
            None => rest
                .graphemes(true)
                .next()
                .filter(|g| is_emoji(g))
                .map(str::len),
        };
        let Some(after) = length.and_then(|length| rest.get(length..)) else {
            return false;
        };
        count += 1;
        rest = after.trim_start();
    }
    (1..=MOST_ALONE).contains(&count)
}

/// Signs of text that could be emoji, as `©`, are not unless they are asked to be.
fn is_emoji(grapheme: &str) -> bool {
    !matches!(grapheme, "©" | "®" | "™") && emojis::get(grapheme).map(Emoji::as_str).is_some()
}
