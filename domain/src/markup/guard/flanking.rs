//! Whether a run of `*`, `_`, `~~` or `||` can begin or end something, by what is around it.
//!
//! CommonMark lets `*` act inside of words, and knows no scripts without spaces. Here a run is
//! markup if words begin or end beside it: `2*3*4`, `/path/*.rs` and `__main__.py` are none.

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Flanking {
    pub opens: bool,
    pub closes: bool,
}

/// A run of the same delimiter, and the characters around it.
pub struct Run {
    pub delimiter: char,
    pub length: usize,
    pub before: Option<char>,
    pub after: Option<char>,
    /// The one after that.
    pub second: Option<char>,
}

impl Run {
    /// The run that a text starts with.
    pub fn at_start(text: &str, delimiter: char, before: Option<char>) -> Self {
        let rest = text.trim_start_matches(delimiter);
        let mut after = rest.chars();
        Self {
            delimiter,
            length: text.len() - rest.len(),
            before,
            after: after.next(),
            second: after.next(),
        }
    }

    /// How many of the delimiters are open behind it, if so many are before it.
    pub fn open_behind(&self, open: usize) -> usize {
        let Flanking { opens, closes } = of(self);
        if closes && open >= self.length {
            open - self.length
        } else if opens {
            open + self.length
        } else {
            open
        }
    }
}

/// Whether a character is of a script that is written without spaces, or whose words take endings
/// that are not part of what is marked: markup may begin and end beside any of them.
pub fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1100}'..='\u{11FF}'
        | '\u{1780}'..='\u{17FF}' | '\u{2E80}'..='\u{2FDF}' | '\u{3005}'..='\u{3007}'
        | '\u{3021}'..='\u{318F}' | '\u{31A0}'..='\u{31BF}' | '\u{31F0}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{A960}'..='\u{A97F}'
        | '\u{AC00}'..='\u{D7FF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF66}'..='\u{FFDC}'
        | '\u{1B000}'..='\u{1B16F}' | '\u{20000}'..='\u{3FFFF}')
}

/// Whether a character is of a word that goes on beside it.
pub fn is_word(c: char) -> bool {
    c.is_alphanumeric() && !is_unspaced(c)
}

pub fn of(run: &Run) -> Flanking {
    let most = if matches!(run.delimiter, '*' | '_') {
        3
    } else {
        2
    };
    let least = if matches!(run.delimiter, '~' | '|') {
        2
    } else {
        1
    };
    if !(least..=most).contains(&run.length) {
        return Flanking::default();
    }
    Flanking {
        opens: opens(run),
        closes: closes(run),
    }
}

fn opens(run: &Run) -> bool {
    let is_single = run.length == 1;
    let before = match run.before {
        None => true,
        Some('/') => !is_single,
        Some(c) => {
            !is_word(c)
                && !matches!(
                    c,
                    '\\' | '.'
                        | ')'
                        | ']'
                        | '}'
                        | '$'
                        | '%'
                        | '@'
                        | '#'
                        | '&'
                        | '='
                        | '^'
                        | '`'
                        | '¯'
                )
        }
    };
    let after = match run.after {
        None | Some(',' | ';' | ')' | ']' | '}' | '=' | '\\') => false,
        Some('/') => !is_single && run.before != Some('/'),
        Some('.') => !is_single || run.second == Some('.'),
        Some(c) => !c.is_whitespace(),
    };
    before && after
}

fn closes(run: &Run) -> bool {
    let is_single = run.length == 1;
    let before = match run.before {
        None | Some('(' | '[' | '{' | '/') => false,
        Some(c) => !c.is_whitespace(),
    };
    let goes_on = run.second.is_some_and(is_word);
    let after = match run.after {
        None => true,
        Some('.' | ':' | '-') if run.delimiter == '_' || is_single => !goes_on,
        Some('(' | '[') => run.delimiter != '_',
        Some('/') => !is_single && run.delimiter != '_',
        Some('=' | '+' | '<' | '&' | '%' | '$' | '#' | '@' | '\\' | '{' | '^') => false,
        Some(c) => !is_word(c),
    };
    before && after
}

/// Names of Python and C with underscores around them, that people write as words.
const DUNDERS: [&str; 40] = [
    "DATE",
    "FILE",
    "FUNCTION",
    "LINE",
    "TIME",
    "VA_ARGS",
    "add",
    "all",
    "annotations",
    "author",
    "bool",
    "call",
    "class",
    "contains",
    "del",
    "dict",
    "dirname",
    "doc",
    "enter",
    "eq",
    "exit",
    "file",
    "filename",
    "func",
    "getattr",
    "getitem",
    "hash",
    "init",
    "iter",
    "len",
    "lt",
    "main",
    "name",
    "new",
    "next",
    "proto",
    "pycache",
    "repr",
    "slots",
    "str",
];

/// The length of a name such as `__init__` at the start of a text.
pub fn dunder(text: &str) -> Option<usize> {
    let name = text.strip_prefix("__")?;
    let end = name.find("__")?;
    let known = DUNDERS.binary_search(&name.get(..end)?).is_ok();
    let whole = !name.get(end + 2..)?.starts_with('_');
    (known && whole).then_some(end + 4)
}

/// The length of a face such as `*_*` or `-_-` at the start of a text.
pub fn face(text: &str, before: Option<char>) -> Option<usize> {
    let is_eye = |c: &char| {
        matches!(
            c,
            '*' | '-' | '^' | '>' | '<' | ';' | '.' | '=' | '~' | '@' | '$' | '+'
        )
    };
    let mut chars = text.chars();
    chars.next().filter(is_eye)?;
    chars
        .next()
        .filter(|c| matches!(c, '_' | '-' | '^' | '.'))?;
    chars.next().filter(is_eye)?;
    let is_alone = before.is_none_or(char::is_whitespace)
        && chars
            .next()
            .is_none_or(|c| c.is_whitespace() || matches!(c, '.' | ',' | '!' | '?' | ')' | '\''));
    is_alone.then_some(3)
}
