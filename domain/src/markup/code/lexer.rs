//! Cuts code into pieces of one class each, in one pass.

use super::languages::{Language, Syntax};

/// What a piece of code is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    Comment,
    Deleted,
    Function,
    Inserted,
    Keyword,
    Meta,
    Number,
    String,
    Type,
}

impl Class {
    /// The class in HTML.
    pub fn name(self) -> &'static str {
        match self {
            Self::Comment => "hl-c",
            Self::Deleted => "hl-d",
            Self::Function => "hl-f",
            Self::Inserted => "hl-i",
            Self::Keyword => "hl-k",
            Self::Meta => "hl-m",
            Self::Number => "hl-n",
            Self::String => "hl-s",
            Self::Type => "hl-t",
        }
    }
}

/// Longest string in single quotes, which may be an apostrophe without an end.
const MOST_QUOTED: usize = 500;

/// The pieces of a text in order; together they are the text.
pub struct Lexer<'a> {
    rest: &'a str,
    language: &'static Language,
    before: Option<char>,
    is_line_start: bool,
    /// Whether the position is between `<` and `>`.
    is_in_tag: bool,
}

impl<'a> Lexer<'a> {
    pub fn new(text: &'a str, language: &'static Language) -> Self {
        Self {
            rest: text,
            language,
            before: None,
            is_line_start: true,
            is_in_tag: false,
        }
    }

    /// The class and length of what is next.
    fn piece(&mut self) -> (Option<Class>, usize) {
        let rest = self.rest;
        let Some(c) = rest.chars().next() else {
            return (None, 0);
        };
        if self.language.syntax == Syntax::Diff {
            return diff(rest);
        }
        if let Some(length) = self.comment(rest) {
            return (Some(Class::Comment), length);
        }
        if self.language.syntax == Syntax::Tags {
            return self.tag(rest, c);
        }
        if self.language.quotes.contains(c)
            && let Some(length) = string(rest, c)
        {
            let is_key = self.language.syntax == Syntax::Keys && is_key(rest.get(length..));
            return (
                Some(if is_key { Class::Type } else { Class::String }),
                length,
            );
        }
        if c.is_ascii_digit() && !self.before.is_some_and(is_word) {
            return (
                Some(Class::Number),
                length_while(rest, |c| is_word(c) || c == '.'),
            );
        }
        if is_word(c) {
            return self.word(rest);
        }
        if self.language.meta.contains(c) {
            let after = rest.get(c.len_utf8()..).unwrap_or_default();
            let word = length_while(after, |c| is_word(c) || c == '-');
            if word > 0 {
                return (Some(Class::Meta), c.len_utf8() + word);
            }
        }
        (None, c.len_utf8())
    }

    fn comment(&self, rest: &str) -> Option<usize> {
        if let Some((start, end)) = self.language.block
            && let Some(inner) = rest.strip_prefix(start)
        {
            return Some(
                inner
                    .find(end)
                    .map_or(rest.len(), |at| start.len() + at + end.len()),
            );
        }
        let is_comment = self
            .language
            .comments
            .iter()
            .any(|start| rest.starts_with(start));
        // `$#`, `a#b` and `http://` are none.
        let is_free = self
            .before
            .is_none_or(|c| c.is_whitespace() || ";{}(),".contains(c));
        (is_comment && is_free).then(|| length_while(rest, |c| c != '\n'))
    }

    fn word(&self, rest: &str) -> (Option<Class>, usize) {
        let is_keys = self.language.syntax == Syntax::Keys;
        let length = length_while(rest, |c| is_word(c) || (is_keys && matches!(c, '-' | '.')));
        let word = rest.get(..length).unwrap_or_default();
        let after = rest.get(length..);
        let is_any_case = self.language.syntax == Syntax::AnyCase;
        let is_keyword =
            self.language.keywords.split(' ').any(|keyword| {
                keyword == word || (is_any_case && keyword.eq_ignore_ascii_case(word))
            });
        let class = if is_keys && self.is_line_start && is_key(after) {
            Some(Class::Type)
        } else if is_keyword {
            Some(Class::Keyword)
        } else if is_keys {
            None
        } else if after.is_some_and(|after| after.starts_with('(') || after.starts_with("!(")) {
            Some(Class::Function)
        } else if word.starts_with(char::is_uppercase) {
            Some(Class::Type)
        } else {
            None
        };
        (class, length)
    }

    /// A piece of text with tags, and what is in these.
    fn tag(&mut self, rest: &str, c: char) -> (Option<Class>, usize) {
        if !self.is_in_tag {
            let start = if rest.starts_with("</") { 2 } else { 1 };
            let name = rest.get(start..).unwrap_or_default();
            if c == '<' && name.starts_with(|c: char| c.is_alphabetic() || matches!(c, '!' | '?')) {
                self.is_in_tag = true;
                let sign = usize::from(name.starts_with(['!', '?']));
                let name = name.get(sign..).unwrap_or_default();
                let length = start + sign + length_while(name, is_name);
                return (Some(Class::Keyword), length);
            }
            return (None, length_while(rest, |c| c != '<').max(c.len_utf8()));
        }
        match c {
            '>' => {
                self.is_in_tag = false;
                (Some(Class::Keyword), 1)
            }
            '"' | '\'' => match rest.get(1..).and_then(|inner| inner.find(c)) {
                Some(end) => (Some(Class::String), end + 2),
                None => (None, rest.len()),
            },
            _ if is_name(c) => (Some(Class::Type), length_while(rest, is_name)),
            _ => (None, c.len_utf8()),
        }
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = (Option<Class>, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let (class, length) = self.piece();
        let (piece, rest) = self.rest.split_at(length);
        self.rest = rest;
        self.before = piece.chars().next_back().or(self.before);
        let line = piece.rsplit('\n').next().unwrap_or_default();
        let is_blank = line.chars().all(|c| c.is_whitespace() || c == '-');
        self.is_line_start = is_blank && (self.is_line_start || piece.contains('\n'));
        Some((class, piece))
    }
}

/// A line of a list of changes.
fn diff(rest: &str) -> (Option<Class>, usize) {
    let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
    let is_head = ["+++", "---", "@@", "diff ", "index "]
        .iter()
        .any(|start| rest.starts_with(start));
    let class = match rest.as_bytes().first() {
        _ if is_head => Some(Class::Meta),
        Some(b'+') => Some(Class::Inserted),
        Some(b'-') => Some(Class::Deleted),
        _ => None,
    };
    (class, length)
}

/// The length of the string at the start of a text: to its end, or that of its line. A single quote
/// without another in its line is an apostrophe, and one in `&'a str` begins a lifetime.
fn string(rest: &str, quote: char) -> Option<usize> {
    let inner = rest.get(1..)?;
    let three = if quote == '"' { "\"\"\"" } else { "'''" };
    if let Some(inner) = rest.strip_prefix(three) {
        return Some(inner.find(three).map_or(rest.len(), |at| at + 6));
    }
    if quote == '\'' && is_lifetime(inner) {
        return None;
    }
    let mut is_escaped = false;
    for (at, c) in inner.char_indices() {
        if quote == '\'' && at > MOST_QUOTED {
            return None;
        }
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '\n' if quote != '`' => return (quote != '\'').then_some(at + 1),
            _ if c == quote => return Some(at + 2),
            _ => {}
        }
    }
    (quote != '\'').then_some(rest.len())
}

fn is_lifetime(inner: &str) -> bool {
    let word = length_while(inner, is_word);
    let mut after = inner.get(word..).unwrap_or_default().chars();
    let is_end = match after.next() {
        Some('>' | ',' | ')' | '+' | ';') => true,
        Some(' ') => inner.starts_with(|c: char| c.is_lowercase()) && word == 1,
        _ => false,
    };
    word > 0 && is_end && inner.starts_with(char::is_alphabetic)
}

/// Whether what was before is a key.
fn is_key(after: Option<&str>) -> bool {
    let after = after.unwrap_or_default().trim_start_matches([' ', '\t']);
    after.starts_with([':', '='])
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_name(c: char) -> bool {
    is_word(c) || matches!(c, '-' | ':' | '.' | '@')
}

fn length_while(text: &str, part: impl Fn(char) -> bool) -> usize {
    text.find(|c| !part(c)).unwrap_or(text.len())
}
