//! What a line begins with.

/// A marker of a list item, with the blanks after it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Marker {
    /// `-`, `*`, `+`, `.` or `)`.
    pub sign: char,
    /// Where the sign is.
    pub at: usize,
    /// Where the item begins.
    pub end: usize,
}

/// The start of a fenced block of code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FenceStart<'a> {
    pub sign: char,
    pub length: usize,
    pub info: &'a str,
}

/// Digits of the highest number that begins an item: what follows `2024.` is a sentence.
const MOST_DIGITS: usize = 3;

pub fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t')
}

/// The blanks at the start of a line, and the rest.
pub fn indentation(line: &str) -> (&str, &str) {
    line.split_at(line.len() - line.trim_start_matches(is_blank).len())
}

/// A marker at the start of a line without indentation, and whether an item follows it on the line.
pub fn marker(line: &str) -> Option<(Marker, bool)> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line.get(digits..)?;
    let sign = rest.chars().next()?;
    let is_sign = match digits {
        0 => matches!(sign, '-' | '*' | '+'),
        _ => matches!(sign, '.' | ')'),
    };
    let after = rest.get(sign.len_utf8()..)?;
    let (blanks, item) = indentation(after);
    if !is_sign || (blanks.is_empty() && !item.is_empty()) {
        return None;
    }
    let marker = Marker {
        sign,
        at: digits,
        end: digits + 1 + blanks.len(),
    };
    Some((marker, !item.is_empty() && digits <= MOST_DIGITS))
}

/// How many `>` begin a line, with what follows: a blank, or nothing at all.
pub fn quotes(line: &str, most: usize) -> (usize, &str) {
    let mut depth = 0;
    let mut rest = line;
    while depth < most {
        let (_, inner) = indentation(rest);
        let signs = inner.len() - inner.trim_start_matches('>').len();
        let after = inner.get(signs..).unwrap_or_default();
        if signs == 0 || depth + signs > most || !(after.is_empty() || after.starts_with(is_blank))
        {
            break;
        }
        depth += signs;
        rest = after.strip_prefix(is_blank).unwrap_or(after);
    }
    (depth, rest)
}

/// The length of the `#`s of a heading and the blank after them.
pub fn heading(line: &str) -> Option<usize> {
    let level = line.bytes().take_while(|b| *b == b'#').count();
    let after = line.get(level..)?;
    let has_text = after.starts_with(is_blank) && !after.trim_matches(['#', ' ', '\t']).is_empty();
    ((1..=6).contains(&level) && has_text).then_some(level + 1)
}

pub fn fence(line: &str) -> Option<FenceStart<'_>> {
    let sign = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let info = line.trim_start_matches(sign);
    let length = line.len() - info.len();
    if length < 3 || info.contains('`') {
        return None;
    }
    Some(FenceStart { sign, length, info })
}

/// Whether what follows a fence says a language, and is not the first line of the code.
pub fn is_info(info: &str) -> bool {
    let (language, rest) = match info.trim().split_once([' ', ',', '{', ':']) {
        Some((language, rest)) => (language, rest),
        None => (info.trim(), ""),
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '-' | '_' | '.');
    let is_option = |word: &str| word.trim_matches('=').contains('=');
    language.len() <= 30
        && language.chars().all(is_name)
        && (info.contains('{') || rest.chars().all(is_name) || rest.split(' ').all(is_option))
        && (!info.trim().contains(' ') || rest.contains(['=', '{']))
}

pub fn closes(line: &str, sign: char, length: usize) -> bool {
    let line = line.trim();
    line.len() >= length && line.chars().all(|c| c == sign)
}

/// A line of nothing but signs that CommonMark takes for rules, headings or empty items.
pub fn is_signs(line: &str) -> bool {
    line.chars()
        .all(|c| matches!(c, '-' | '*' | '_' | '=' | '+' | ' ' | '\t'))
}

/// The line below the head of a table.
pub fn is_delimiter_row(line: &str) -> bool {
    line.chars()
        .all(|c| matches!(c, '|' | ':' | '-' | ' ' | '\t'))
        && line.contains('-')
        && line.contains(['|', ':'])
}
