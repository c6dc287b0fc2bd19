//! Headings, lists, tables and blocks of code.

use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, HeadingLevel};

use super::{Walk, inline::typed};
use crate::markup::code;

/// A list that is open: the number of its next item, if it has numbers.
pub struct List {
    next: Option<u64>,
}

#[derive(Default)]
pub struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    /// Empty cells that are drawn only if another follows in the row.
    empty: usize,
    is_head: bool,
}

/// A block of code that is open.
pub struct Code {
    language: Option<String>,
    /// Indented, which is not code in a chat.
    is_text: bool,
    pub text: String,
}

impl Walk<'_, '_> {
    pub(super) fn heading(&mut self, level: HeadingLevel) {
        self.new_line();
        let (start, end) = match level {
            HeadingLevel::H1 => ("<h4 class=\"heading heading-1\">", "</h4>"),
            HeadingLevel::H2 => ("<h5 class=\"heading heading-2\">", "</h5>"),
            HeadingLevel::H3 => ("<h6 class=\"heading heading-3\">", "</h6>"),
            HeadingLevel::H4 => ("<h6 class=\"heading heading-4\">", "</h6>"),
            HeadingLevel::H5 => ("<h6 class=\"heading heading-5\">", "</h6>"),
            HeadingLevel::H6 => ("<h6 class=\"heading heading-6\">", "</h6>"),
        };
        self.element(start, end);
    }

    pub(super) fn start_list(&mut self, first: Option<u64>) {
        self.new_line();
        self.lists.push(List { next: first });
        match first {
            None => self.element("<ul>", "</ul>"),
            Some(1) => self.element("<ol>", "</ol>"),
            Some(first) => self.element(&format!("<ol start=\"{first}\">"), "</ol>"),
        }
    }

    /// Begins an item, with the number that was typed.
    pub(super) fn start_item(&mut self, range: Range<usize>) {
        self.new_line();
        let depth = self.lists.len().saturating_sub(1);
        let source = self
            .guarded
            .text
            .get(range)
            .unwrap_or_default()
            .trim_start();
        let digits = source.bytes().take_while(u8::is_ascii_digit).count();
        let typed: Option<u64> = source.get(..digits).and_then(|digits| digits.parse().ok());
        let expected = self.lists.last().and_then(|list| list.next);
        self.plain.extend(std::iter::repeat_n("  ", depth));
        match (expected, typed) {
            (Some(expected), Some(number)) => {
                if expected == number {
                    self.element("<li>", "</li>");
                } else {
                    self.element(&format!("<li value=\"{number}\">"), "</li>");
                }
                self.plain.push_str(&format!("{number}. "));
                if let Some(list) = self.lists.last_mut() {
                    list.next = Some(number + 1);
                }
            }
            _ => {
                self.element("<li>", "</li>");
                self.plain.push_str("- ");
            }
        }
    }

    pub(super) fn task(&mut self, is_done: bool) {
        let (html, plain) = if is_done {
            (
                "<input type=\"checkbox\" disabled=\"\" checked=\"\"> ",
                "[x] ",
            )
        } else {
            ("<input type=\"checkbox\" disabled=\"\"> ", "[ ] ")
        };
        self.html.push_str(html);
        self.plain.push_str(plain);
    }

    pub(super) fn start_table(&mut self, alignments: Vec<Alignment>) {
        self.new_line();
        self.table = Table {
            alignments,
            ..Table::default()
        };
        self.element("<table>", "</tbody></table>");
    }

    pub(super) fn start_head(&mut self) {
        self.table.is_head = true;
        self.start_cells("<thead><tr>", "</tr></thead>");
    }

    pub(super) fn end_head(&mut self) {
        self.table.is_head = false;
        self.close();
        if self.open.last().is_some_and(|end| !end.is_empty()) {
            self.html.push_str("<tbody>");
        }
    }

    pub(super) fn start_row(&mut self) {
        self.start_cells("<tr>", "</tr>");
    }

    fn start_cells(&mut self, start: &str, end: &'static str) {
        self.new_line();
        self.table.column = 0;
        self.table.empty = 0;
        self.element(start, end);
    }

    /// Begins a cell. The parser fills rows up with empty ones, which are not drawn.
    pub(super) fn start_cell(&mut self, range: &Range<usize>) {
        if range.is_empty() {
            self.table.empty += 1;
            self.table.column += 1;
            self.open.push("");
            return;
        }
        let first = self.table.column - self.table.empty;
        for column in first..self.table.column {
            self.cell(column);
            self.close();
        }
        self.table.empty = 0;
        let column = self.table.column;
        self.table.column += 1;
        if column > 0 {
            self.plain.push('\t');
        }
        self.cell(column);
    }

    pub(super) fn end_cell(&mut self) {
        self.close();
    }

    fn cell(&mut self, column: usize) {
        let alignment = self.table.alignments.get(column);
        let (head, cell) = match alignment.unwrap_or(&Alignment::None) {
            Alignment::None => ("<th>", "<td>"),
            Alignment::Left => ("<th class=\"left\">", "<td class=\"left\">"),
            Alignment::Center => ("<th class=\"center\">", "<td class=\"center\">"),
            Alignment::Right => ("<th class=\"right\">", "<td class=\"right\">"),
        };
        if self.table.is_head {
            self.element(head, "</th>");
        } else {
            self.element(cell, "</td>");
        }
    }

    pub(super) fn start_code(&mut self, kind: &CodeBlockKind<'_>) {
        self.new_line();
        let language = match kind {
            CodeBlockKind::Fenced(info) => code::language(&typed(self.guarded, info)),
            CodeBlockKind::Indented => None,
        };
        self.code = Some(Code {
            language,
            is_text: !kind.is_fenced(),
            text: String::new(),
        });
    }

    pub(super) fn end_code(&mut self) {
        let Some(Code {
            language,
            is_text,
            text,
        }) = self.code.take()
        else {
            return;
        };
        let text = text.strip_suffix('\n').unwrap_or(&text);
        if is_text {
            self.html.push_str("<p>");
            self.push_lines(text);
            self.html.push_str("</p>");
            return;
        }
        self.push_plain(text);
        match &language {
            Some(language) => {
                let start = format!("<pre><code class=\"language-{language}\">");
                self.html.push_str(&start);
            }
            None => self.html.push_str("<pre><code>"),
        }
        code::push(&mut self.html, text, language.as_deref());
        self.html.push_str("</code></pre>");
    }
}
