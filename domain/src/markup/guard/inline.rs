//! Rewrites what is in a line: links, mentions and emoji become tokens; delimiters act or not by
//! [`flanking`]; entities, HTML and backslashes never reach the parser.

use super::{
    Guarded, Names, Token, TokenKind,
    flanking::{self, Flanking, Run},
    lines,
    placeholders::{
        ESCAPE, LETTER_JOINER, PUNCTUATION_JOINER, TOKEN, is_reserved, placeholder, token_char,
    },
};
use crate::markup::{
    emoji, links,
    mentions::{self, Lookup},
};

pub struct Lexer<'a, 'c> {
    text: String,
    tokens: Vec<Token<'a>>,
    lookup: Lookup<'a>,
    names: &'c dyn Names,
    /// The character before, of the source.
    before: Option<char>,
    /// The delimiters that were opened in this line.
    opened: Vec<char>,
    /// How many `_` of them are still open.
    underscores: usize,
}

/// What a backslash has to know of its line.
struct Line<'a> {
    text: &'a str,
    /// For each run of backticks: where it is, its length, and where the next of that length ends.
    backticks: Vec<(usize, usize, Option<usize>)>,
    last_link: Option<usize>,
    is_row: bool,
}

impl<'a, 'c> Lexer<'a, 'c> {
    pub fn new(length: usize, lookup: Lookup<'a>, names: &'c dyn Names) -> Self {
        Self {
            text: String::with_capacity(length + length / 4),
            tokens: Vec::new(),
            lookup,
            names,
            before: None,
            opened: Vec::new(),
            underscores: 0,
        }
    }

    pub fn finish(self) -> Guarded<'a> {
        Guarded {
            text: self.text,
            tokens: self.tokens,
        }
    }

    /// Text that the parser shall see as it is.
    pub fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub fn push(&mut self, c: char) {
        self.text.push(c);
    }

    /// Text in which nothing acts but backticks.
    pub fn code(&mut self, text: &'a str) {
        for (at, c) in text.char_indices() {
            self.plain(text, at, c);
        }
    }

    /// A line after whatever it began with.
    pub fn line(&mut self, text: &'a str) {
        self.lex(text, 0, false);
    }

    /// A line of a table.
    pub fn row(&mut self, text: &'a str) {
        self.lex(text, 0, true);
    }

    /// A line that begins with a sign which is no markup.
    pub fn line_after_sign(&mut self, text: &'a str) {
        self.before = None;
        let is_mention = self.token(text, 0).is_some();
        let sign = text.chars().next().filter(|_| !is_mention);
        if let Some(sign) = sign {
            self.push(placeholder(sign));
        }
        self.before = sign;
        self.lex(text, sign.map_or(0, char::len_utf8), false);
    }

    fn lex(&mut self, text: &'a str, from: usize, is_row: bool) {
        if from == 0 {
            self.before = None;
        }
        self.opened.clear();
        self.underscores = 0;
        let line = Line {
            text,
            backticks: backticks(text),
            last_link: text.rfind("]("),
            is_row,
        };
        let mut at = from;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let length = self.step(&line, at, rest).max(1);
            self.before = text
                .get(..at + length)
                .and_then(|done| done.chars().next_back());
            at += length;
        }
    }

    /// Rewrites what is at a position, and returns its length.
    fn step(&mut self, line: &Line<'a>, at: usize, rest: &'a str) -> usize {
        let Some(c) = rest.chars().next() else {
            return 1;
        };
        if let Some(written) =
            flanking::face(rest, self.before).and_then(|length| rest.get(..length))
        {
            return self.push_token(Token {
                written,
                kind: TokenKind::Text,
            });
        }
        match c {
            '`' => self.backtick(line, at, rest),
            '\\' => self.backslash(line, at, rest),
            '*' | '_' | '~' | '|' => self.delimiters(rest, c),
            ']' if rest.starts_with("]:") => {
                self.text.push(']');
                self.text.push(placeholder(':'));
                2
            }
            // The destination of a link may stand in angle brackets.
            '<' if line
                .text
                .get(..at)
                .is_some_and(|before| before.ends_with("](")) =>
            {
                self.text.push('<');
                1
            }
            _ => match self.token(line.text, at) {
                Some(token) => self.push_token(token),
                None => self.plain(line.text, at, c),
            },
        }
    }

    /// A character that is not looked at further.
    fn plain(&mut self, text: &'a str, at: usize, c: char) -> usize {
        let length = c.len_utf8();
        if is_reserved(c) {
            let written = text.get(at..at + length).unwrap_or_default();
            self.push_token(Token {
                written,
                kind: TokenKind::Text,
            });
        } else if matches!(c, '&' | '<' | '\\' | '^') {
            self.text.push(placeholder(c));
        } else {
            self.text.push(c);
        }
        length
    }

    fn push_token(&mut self, token: Token<'a>) -> usize {
        let length = token.written.len();
        if let Some(number) = token_char(self.tokens.len()) {
            self.text.push(TOKEN);
            self.text.push(number);
            self.tokens.push(token);
        } else {
            self.text.push('\u{FFFD}');
        }
        length
    }

    /// The token at a position.
    fn token(&self, text: &'a str, at: usize) -> Option<Token<'a>> {
        let rest = text.get(at..)?;
        let is_emphasis = |c: &char| *c == '_' && self.opened.contains(c);
        let before = self.before.filter(|c| !is_emphasis(c));
        let (length, kind) = match rest.chars().next()? {
            'h' | 'H' | 'm' | 'M' => {
                let length = links::at_start(rest, before, self.underscores)?;
                (length, TokenKind::Link(rest.get(..length)?))
            }
            '<' => {
                let inner = rest.get(1..)?;
                let length = links::at_start(inner, None, 0)?;
                let is_closed = inner.get(length..)?.starts_with('>');
                let link = inner.get(..length).filter(|_| is_closed)?;
                (length + 2, TokenKind::Link(link))
            }
            '@' | '#' => mentions::at_start(rest, before, self.lookup)?,
            ':' => {
                let follows = self.text.chars().rev().nth(1) == Some(TOKEN);
                let before = before.filter(|c| *c != ':' || !follows);
                emoji::at_start(rest, before, self.names)?
            }
            _ => return None,
        };
        let written = rest.get(..length)?;
        Some(Token { written, kind })
    }

    fn backtick(&mut self, line: &Line<'a>, at: usize, rest: &'a str) -> usize {
        let run = line.backticks.binary_search_by_key(&at, |run| run.0);
        let end = match run.ok().and_then(|run| line.backticks.get(run)) {
            Some((start, length, end)) => end.unwrap_or(start + length),
            None => at + 1,
        };
        let code = rest.get(..end - at).unwrap_or_default();
        // In a table, a bar within code has a backslash before it.
        let bars = if line.is_row { r"\|" } else { "\u{FDD0}" };
        for (number, part) in code.split(bars).enumerate() {
            if number > 0 {
                self.text.push(placeholder('|'));
            }
            self.code(part);
        }
        code.len()
    }

    fn delimiters(&mut self, rest: &'a str, delimiter: char) -> usize {
        if delimiter == '_'
            && !self.before.is_some_and(flanking::is_word)
            && let Some(length) = flanking::dunder(rest)
            && let Some(written) = rest.get(..length)
        {
            return self.push_token(Token {
                written,
                kind: TokenKind::Text,
            });
        }
        let after = rest.trim_start_matches(delimiter);
        let length = rest.len() - after.len();
        let run = self.run(delimiter, length, after);
        let mut flanking = flanking::of(&run);
        if delimiter == '_' {
            self.underscores = run.open_behind(self.underscores);
        }
        // What was opened may be closed within a word: `**Haus**tür`.
        flanking.closes |= length == 2
            && delimiter != '_'
            && self.opened.contains(&delimiter)
            && after.starts_with(char::is_alphabetic)
            && self.before.is_some_and(|c| !c.is_whitespace() && c != '/');
        let run = rest.get(..length).unwrap_or_default();
        // The parser has no spoilers: they are what it calls superscript.
        let acting = if delimiter == '|' { "^" } else { run };
        let (before, behind) = match flanking {
            Flanking {
                opens: true,
                closes: true,
            } => (PUNCTUATION_JOINER, PUNCTUATION_JOINER),
            Flanking { opens: true, .. } => (PUNCTUATION_JOINER, LETTER_JOINER),
            Flanking { closes: true, .. } => (LETTER_JOINER, PUNCTUATION_JOINER),
            _ if delimiter == '|' => {
                self.text.push_str(run);
                return length;
            }
            _ => {
                self.text.extend(run.chars().map(placeholder));
                return length;
            }
        };
        if flanking.opens {
            self.open(delimiter);
        }
        self.text.push(before);
        self.text.push_str(acting);
        self.text.push(behind);
        length
    }

    fn open(&mut self, delimiter: char) {
        if !self.opened.contains(&delimiter) {
            self.opened.push(delimiter);
        }
    }

    fn run(&self, delimiter: char, length: usize, after: &str) -> Run {
        let mut after = after.chars();
        Run {
            delimiter,
            length,
            before: self.before,
            after: after.next(),
            second: after.next(),
        }
    }

    fn backslash(&mut self, line: &Line<'a>, at: usize, rest: &'a str) -> usize {
        let escaped = rest.get(1..).unwrap_or_default();
        match escaped.chars().next() {
            Some(c) if self.would_act(line, at, escaped, c) => {
                self.open(c);
                self.underscores += usize::from(c == '_');
                self.text.push(ESCAPE);
                self.text.push(placeholder(c));
                1 + c.len_utf8()
            }
            _ => {
                self.text.push(placeholder('\\'));
                1
            }
        }
    }

    /// Whether a character would be markup without the backslash before it: only then is it one.
    fn would_act(&self, line: &Line<'a>, at: usize, escaped: &'a str, c: char) -> bool {
        let is_first = at == 0;
        match c {
            '|' if line.is_row => true,
            '*' | '_' | '~' | '|' => {
                let (length, after) = escaped_run(escaped, c);
                let flanking = flanking::of(&self.run(c, length, after));
                let opens = flanking.opens && after.contains(c) && self.before != Some(':');
                opens
                    || (flanking.closes && self.opened.contains(&c))
                    || (is_first && lines::marker(escaped).is_some_and(|(_, has_item)| has_item))
            }
            '`' => line.backticks.len() > 1,
            '[' => line.last_link > Some(at),
            '#' if is_first && lines::heading(escaped).is_some() => true,
            '>' => is_first && lines::quotes(escaped, 1).0 > 0,
            '-' | '+' => is_first && lines::marker(escaped).is_some_and(|(_, has_item)| has_item),
            '.' | ')' => {
                let number = line.text.get(..at).unwrap_or_default();
                (1..=3).contains(&number.len())
                    && number.bytes().all(|b| b.is_ascii_digit())
                    && escaped.get(1..).is_some_and(|rest| rest.starts_with(' '))
            }
            '@' | '#' | ':' => self.token(escaped, 0).is_some(),
            _ => false,
        }
    }
}

/// A run of delimiters that may each have a backslash before them, and what is behind it.
fn escaped_run(text: &str, delimiter: char) -> (usize, &str) {
    let mut rest = text;
    let mut length = 0;
    while length < 4 {
        let next = rest
            .strip_prefix('\\')
            .filter(|_| length > 0)
            .unwrap_or(rest);
        match next.strip_prefix(delimiter) {
            Some(after) => rest = after,
            None => break,
        }
        length += 1;
    }
    (length, rest)
}

/// The runs of backticks of a line.
fn backticks(text: &str) -> Vec<(usize, usize, Option<usize>)> {
    let mut runs: Vec<(usize, usize, Option<usize>)> = Vec::new();
    for (at, _) in text.match_indices('`') {
        match runs.last_mut() {
            Some((start, length, _)) if *start + *length == at => *length += 1,
            _ => runs.push((at, 1, None)),
        }
    }
    let mut next: std::collections::HashMap<usize, usize> = std::collections::HashMap::new();
    for (start, length, end) in runs.iter_mut().rev() {
        *end = next.insert(*length, *start + *length);
    }
    runs
}
