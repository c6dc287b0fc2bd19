//! Turns the parser's events into HTML and plain text.
//!
//! [`blocks`] draws lists, tables, code and headings; [`inline`] text, links, mentions and emoji.

mod blocks;
mod inline;

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{
    Rendered,
    context::Context,
    guard::{Guarded, TokenKind, placeholders},
    mentions::Candidate,
    output::push_escaped,
};

/// Deepest nesting of elements; what is deeper is drawn without its own.
const MOST_NESTED: usize = 30;

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SUPERSCRIPT
}

/// HTML and plain text of a source. The HTML is empty if nothing in it is markup.
pub fn walk(guarded: &Guarded<'_>, context: &Context<'_>) -> Rendered {
    let mut walk = Walk::new(guarded, context);
    for (event, range) in Parser::new_ext(&guarded.text, options()).into_offset_iter() {
        walk.event(event, range);
    }
    walk.finish()
}

/// Whoever is mentioned in a source that was [guarded](super::guard::guard_for_candidates).
pub fn mentioned(guarded: &Guarded<'_>) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let mut code_or_link = 0_usize;
    for event in Parser::new_ext(&guarded.text, options()) {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::Link { .. } | Tag::Image { .. }) => {
                code_or_link += 1;
            }
            Event::End(TagEnd::CodeBlock | TagEnd::Link | TagEnd::Image) => code_or_link -= 1,
            Event::Text(text) if code_or_link == 0 => {
                for token in inline::tokens(guarded, &text) {
                    if let TokenKind::Unresolved = token.kind
                        && let Some(candidate) = Candidate::parse(token.written)
                        && !found.contains(&candidate)
                    {
                        found.push(candidate);
                    }
                }
            }
            _ => {}
        }
    }
    found
}

struct Walk<'a, 'c> {
    guarded: &'c Guarded<'a>,
    context: &'c Context<'c>,
    html: String,
    plain: String,
    /// Whether anything but text was drawn.
    is_marked_up: bool,
    /// What ends the elements that are open.
    open: Vec<&'static str>,
    quotes: usize,
    spoilers: usize,
    lists: Vec<blocks::List>,
    table: blocks::Table,
    code: Option<blocks::Code>,
    link: Option<inline::Link>,
    /// How many elements are open within one that is not drawn.
    skipped: usize,
    mentions_drawn: usize,
    rendered: Rendered,
}

impl<'a, 'c> Walk<'a, 'c> {
    fn new(guarded: &'c Guarded<'a>, context: &'c Context<'c>) -> Self {
        Self {
            guarded,
            context,
            html: String::with_capacity(guarded.text.len() * 2),
            plain: String::with_capacity(guarded.text.len()),
            is_marked_up: false,
            open: Vec::new(),
            quotes: 0,
            spoilers: 0,
            lists: Vec::new(),
            table: blocks::Table::default(),
            code: None,
            link: None,
            skipped: 0,
            mentions_drawn: 0,
            rendered: Rendered::default(),
        }
    }

    fn finish(mut self) -> Rendered {
        self.rendered.has_markup = self.is_marked_up && !self.html.is_empty();
        if self.rendered.has_markup {
            self.rendered.html = self.html;
            self.rendered.plain = self.plain.trim_end().to_owned();
        }
        self.rendered
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.skipped > 0 {
            match event {
                Event::Start(_) => self.skipped += 1,
                Event::End(_) => self.skipped -= 1,
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::InlineHtml(text) | Event::Html(text) => self.text(&text),
            Event::Code(code) => self.inline_code(&code),
            Event::SoftBreak | Event::HardBreak => {
                self.html.push_str("<br>");
                self.push_plain("\n");
            }
            Event::TaskListMarker(is_done) => self.task(is_done),
            // These are not in the options, or are guarded.
            Event::Rule
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => {
                self.new_line();
                self.element("<p>", "</p>");
                return;
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.start_link(&dest_url, range);
                return;
            }
            _ => self.is_marked_up = true,
        }
        match tag {
            Tag::Emphasis => self.element("<em>", "</em>"),
            Tag::Strong => self.element("<strong>", "</strong>"),
            Tag::Strikethrough => self.element("<del>", "</del>"),
            Tag::Superscript => {
                self.spoilers += 1;
                self.element(r#"<span class="spoiler" tabindex="0">"#, "</span>");
            }
            Tag::BlockQuote(_) => {
                self.new_line();
                self.quotes += 1;
                self.element("<blockquote>", "</blockquote>");
            }
            Tag::Heading { level, .. } => self.heading(level),
            Tag::CodeBlock(kind) => self.start_code(&kind),
            Tag::List(first) => self.start_list(first),
            Tag::Item => self.start_item(range),
            Tag::Table(alignments) => self.start_table(alignments),
            Tag::TableHead => self.start_head(),
            Tag::TableRow => self.start_row(),
            Tag::TableCell => self.start_cell(&range),
            _ => self.element("", ""),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Link | TagEnd::Image => return self.end_link(),
            TagEnd::CodeBlock => return self.end_code(),
            TagEnd::Superscript => self.spoilers = self.spoilers.saturating_sub(1),
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::TableCell => return self.end_cell(),
            TagEnd::TableHead => return self.end_head(),
            _ => {}
        }
        self.close();
    }

    /// Begins an element, which [`close`](Self::close) ends.
    fn element(&mut self, start: &str, end: &'static str) {
        if self.open.len() < MOST_NESTED {
            self.html.push_str(start);
            self.open.push(end);
        } else {
            self.open.push("");
        }
    }

    fn close(&mut self) {
        if let Some(end) = self.open.pop() {
            self.html.push_str(end);
        }
    }

    /// Begins a new line of the plain text, unless it is at the beginning of one.
    fn new_line(&mut self) {
        if !self.plain.is_empty() && !self.plain.ends_with(['\n', ' ']) {
            self.plain.push('\n');
        }
    }

    /// Plain text; blocked out within a spoiler.
    fn push_plain(&mut self, text: &str) {
        if self.spoilers == 0 {
            self.plain.push_str(text);
        } else {
            let blocked = |c: char| if c.is_whitespace() { c } else { '\u{2588}' };
            self.plain.extend(text.chars().map(blocked));
        }
    }

    /// Text in both forms.
    fn push_text(&mut self, text: &str) {
        push_escaped(&mut self.html, text);
        self.push_plain(text);
        if let Some(link) = &mut self.link {
            link.shown.push_str(text);
        }
    }

    /// What was typed at a position of what was guarded.
    fn source(&self, range: Range<usize>) -> String {
        inline::typed(
            self.guarded,
            self.guarded.text.get(range).unwrap_or_default(),
        )
    }
}
