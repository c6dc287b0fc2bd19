//! Rewrites the lines of a source: which of them begin a quote, a list, a heading, code or a table.
//!
//! Differences to CommonMark: each line is for itself, so a quote, list or table ends before the
//! first line that does not go on with it; indented code, headings by underlines, rules, and
//! definitions of links do not exist; a list of `*` or `+` has at least two items.

use super::{
    Guarded, Names, inline, lines,
    lines::{FenceStart, Marker},
    placeholders::placeholder,
};
use crate::markup::mentions::Lookup;

/// Deepest nesting of quotes.
const MOST_QUOTES: usize = 5;
/// A larger table is text.
const MOST_COLUMNS: usize = 50;
const MOST_ROWS: usize = 500;

#[derive(Clone, Copy)]
struct Fence {
    sign: char,
    length: usize,
    quotes: usize,
    is_in_list: bool,
}

/// What the lines so far have begun.
#[derive(Default)]
struct State {
    fence: Option<Fence>,
    quotes: usize,
    is_list: bool,
    /// Blanks before the first item of the list, which are left out.
    list_indentation: usize,
    /// Where the text of the last outer item begins, and what is added to lines within it that are
    /// indented by less.
    item_indentation: usize,
    added_indentation: usize,
    is_table: bool,
    rows: usize,
    /// Whether the last line was one of text, on which the next would go on.
    is_text: bool,
}

struct Blocks<'a, 'c> {
    source: Vec<&'a str>,
    /// The last line that can only be the end of code.
    last_fence: usize,
    state: State,
    inline: inline::Lexer<'a, 'c>,
}

pub fn guard<'a>(source: &'a str, lookup: Lookup<'a>, names: &'a dyn Names) -> Guarded<'a> {
    let source_lines: Vec<&str> = source.split('\n').collect();
    let is_fence = |line: &&str| lines::closes(line, '`', 3);
    let mut blocks = Blocks {
        last_fence: source_lines.iter().rposition(is_fence).unwrap_or(0),
        source: source_lines,
        state: State::default(),
        inline: inline::Lexer::new(source.len(), lookup, names),
    };
    for number in 0..blocks.source.len() {
        if number > 0 {
            blocks.inline.raw("\n");
        }
        blocks.line(number);
    }
    blocks.inline.finish()
}

impl<'a> Blocks<'a, '_> {
    fn line(&mut self, number: usize) {
        let whole = self.source_line(number);
        if self.state.fence.is_some() && self.code(number, whole) {
            return;
        }
        let (quotes, line) = self.quotes(number, whole);
        let (indentation, text) = lines::indentation(line);
        if text.is_empty() {
            self.break_lines(quotes);
            self.prefix(quotes);
            self.state.is_text = false;
            self.state.is_table = false;
            return;
        }
        let marker =
            lines::marker(text).filter(|(marker, _)| !lines::is_signs(text) || marker.at > 0);
        let item = marker.filter(|(marker, has_item)| *has_item && self.is_item(number, marker));
        let inner = indentation
            .len()
            .saturating_sub(self.state.list_indentation);
        let goes_on = self.state.is_list && (item.is_some() || inner > 1);
        let indentation = if goes_on {
            indentation
                .get(indentation.len() - inner..)
                .unwrap_or_default()
        } else {
            indentation
        };
        let ends_list = self.state.is_list && !goes_on;
        self.state.rows += 1;
        let is_row = text.contains('|') && self.state.rows < MOST_ROWS;
        let ends_table = self.state.is_table && !is_row;
        if quotes == self.state.quotes && self.state.is_text && (ends_list || ends_table) {
            self.break_line(quotes);
        }
        self.state.is_table &= !ends_table;
        self.break_lines(quotes);
        self.prefix(quotes);
        if let Some((marker, _)) = item {
            if goes_on {
                self.indent_item(indentation);
            } else {
                self.state.list_indentation = indentation.len();
            }
            if !goes_on || inner < 2 {
                self.state.item_indentation = marker.at + 2;
                self.state.added_indentation = 0;
            }
            self.state.is_list = true;
            self.item(number, text, marker);
        } else {
            self.state.is_list = goes_on;
            self.indent(indentation, text, goes_on);
            if let Some((marker, _)) = marker {
                self.unmarked(text, marker);
            } else {
                self.content(number, text);
            }
        }
        self.state.is_text = true;
    }

    fn source_line(&self, number: usize) -> &'a str {
        self.source.get(number).copied().unwrap_or_default()
    }

    /// The depth of a line's quotes and what is in them. `>` alone and a prompt such as `>>> x` are
    /// quotes only beside other lines of a quote.
    fn quotes(&self, number: usize, line: &'a str) -> (usize, &'a str) {
        let (depth, rest) = lines::quotes(line, MOST_QUOTES);
        let is_prompt = line.trim_start().starts_with(">>>") && self.state.quotes < 2;
        let is_beside = self.state.quotes > 0
            || (number + 1 < self.source.len()
                && lines::quotes(self.source_line(number + 1), MOST_QUOTES).0 > 0);
        let is_deep = lines::indentation(line).0.len() > 3;
        if is_prompt || is_deep || (rest.is_empty() && !is_beside) {
            return (0, line);
        }
        (depth, rest)
    }

    /// Ends the quotes that a line is not in, where the parser would go on with them.
    fn break_lines(&mut self, quotes: usize) {
        if quotes != self.state.quotes {
            if quotes < self.state.quotes && self.state.is_text {
                self.break_line(quotes);
            }
            self.state.is_list = false;
            self.state.is_table = false;
            self.state.quotes = quotes;
        }
    }

    fn break_line(&mut self, quotes: usize) {
        self.prefix(quotes);
        self.inline.raw("\n");
    }

    fn prefix(&mut self, quotes: usize) {
        for _ in 0..quotes {
            self.inline.raw("> ");
        }
    }

    /// Whether a marker begins an item: a single line after `*` or `+` is none.
    fn is_item(&self, number: usize, marker: &Marker) -> bool {
        if self.state.is_list || !matches!(marker.sign, '*' | '+') {
            return true;
        }
        let (_, next) = lines::quotes(self.source_line(number + 1), MOST_QUOTES);
        let (_, next) = lines::indentation(next);
        lines::marker(next).is_some_and(|(next, has_item)| has_item && next.sign == marker.sign)
    }

    fn item(&mut self, number: usize, text: &'a str, marker: Marker) {
        let (sign, rest) = text.split_at(marker.at + 1);
        let (blanks, rest) = rest.split_at(marker.end - marker.at - 1);
        self.inline.raw(sign);
        self.inline.raw(" ");
        for blank in blanks.chars().skip(1) {
            self.inline.push(placeholder(blank));
        }
        let is_task = ["[ ] ", "[x] ", "[X] "]
            .iter()
            .any(|task| rest.starts_with(task));
        if is_task && blanks.len() == 1 {
            let (task, rest) = rest.split_at(4);
            self.inline.raw(task);
            self.inline.line(rest);
        } else if let Some((marker, _)) = lines::marker(rest) {
            self.unmarked(rest, marker);
        } else if rest.starts_with('>') {
            self.literal_start(rest);
        } else {
            self.content(number, rest);
        }
    }

    /// A line that CommonMark would make an item.
    fn unmarked(&mut self, text: &'a str, marker: Marker) {
        let (number, rest) = text.split_at(marker.at);
        self.inline.raw(number);
        self.inline.push(placeholder(marker.sign));
        self.inline.line(rest.get(1..).unwrap_or_default());
    }

    /// A line whose first character does not act.
    fn literal_start(&mut self, text: &'a str) {
        let mut chars = text.chars();
        if let Some(first) = chars.next() {
            self.inline.push(placeholder(first));
        }
        self.inline.line(chars.as_str());
    }

    /// Blanks at the start are part of the text, and never make it code.
    fn indent(&mut self, indentation: &'a str, text: &str, is_in_item: bool) {
        let acts = lines::heading(text).is_some() || lines::fence(text).is_some();
        if is_in_item {
            self.indent_item(indentation);
        } else if !acts {
            for blank in indentation.chars() {
                self.inline.push(placeholder(blank));
            }
        }
    }

    /// Lists within `1. item` may be indented by two blanks, though its text begins after three.
    fn indent_item(&mut self, indentation: &'a str) {
        let length = indentation.len();
        if (2..self.state.item_indentation).contains(&length) {
            self.state.added_indentation = self.state.item_indentation - length;
        }
        self.inline.raw(indentation);
        if length > 1 && !indentation.contains('\t') {
            for _ in 0..self.state.added_indentation {
                self.inline.raw(" ");
            }
        }
    }

    fn content(&mut self, number: usize, text: &'a str) {
        if let Some(fence) = lines::fence(text) {
            if number + 1 < self.source.len() {
                self.open_fence(fence, text);
            } else {
                let (signs, rest) = text.split_at(fence.length);
                for sign in signs.chars() {
                    self.inline.push(placeholder(sign));
                }
                self.inline.line(rest);
            }
        } else if let Some(length) = lines::heading(text) {
            let (signs, rest) = text.split_at(length);
            self.inline.raw(signs);
            self.inline.line(rest);
        } else if lines::is_signs(text) {
            for c in text.chars() {
                self.inline.push(placeholder(c));
            }
        } else if lines::is_delimiter_row(text) {
            self.delimiter_row(text);
        } else if text.starts_with(['#', '>']) {
            // Not markup as it stands, as what follows it is not.
            self.inline.line_after_sign(text);
        } else if self.state.is_table || self.is_table_head(number) {
            self.inline.row(text);
        } else {
            self.inline.line(text);
        }
    }

    fn is_table_head(&self, number: usize) -> bool {
        let (_, next) = lines::quotes(self.source_line(number + 1), MOST_QUOTES);
        lines::is_delimiter_row(next)
    }

    fn delimiter_row(&mut self, text: &'a str) {
        if text.matches('|').count() > MOST_COLUMNS {
            self.literal_start(text);
        } else {
            self.state.is_table = true;
            self.state.rows = 0;
            self.inline.raw(text);
        }
    }

    fn open_fence(&mut self, fence: FenceStart<'a>, text: &'a str) {
        let quotes = self.state.quotes;
        self.state.fence = Some(Fence {
            sign: fence.sign,
            length: fence.length,
            quotes,
            is_in_list: self.state.is_list,
        });
        let (signs, info) = text.split_at(fence.length);
        self.inline.raw(signs);
        if !lines::is_info(fence.info) {
            self.inline.raw("\n");
            self.prefix(quotes);
        }
        self.inline.code(info);
    }

    /// A line within a fence; false if the fence ends before it.
    fn code(&mut self, number: usize, whole: &'a str) -> bool {
        let Some(fence) = self.state.fence else {
            return false;
        };
        let mut line = whole;
        for _ in 0..fence.quotes {
            let Some(inner) = lines::indentation(line).1.strip_prefix('>') else {
                self.state.fence = None;
                return false;
            };
            line = inner.strip_prefix(' ').unwrap_or(inner);
        }
        let (indentation, text) = lines::indentation(line);
        if fence.is_in_list && indentation.len() < 2 && !text.is_empty() {
            self.state.fence = None;
            return false;
        }
        self.prefix(fence.quotes);
        if lines::closes(line, fence.sign, fence.length)
            && (indentation.len() < 4 || fence.is_in_list)
        {
            self.state.fence = None;
            self.state.is_text = false;
        }
        let signs = "`".repeat(fence.length);
        match line.strip_suffix(&signs) {
            // The end of the code stands in its last line.
            Some(code) if self.state.fence.is_some() && number > self.last_fence => {
                self.state.fence = None;
                self.state.is_text = false;
                self.inline.code(code);
                self.inline.raw("\n");
                self.prefix(fence.quotes);
                self.inline.raw(&signs);
            }
            _ => self.inline.code(line),
        }
        true
    }
}
