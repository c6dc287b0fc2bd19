//! Text, code within it, links, mentions and emoji.

use std::ops::Range;

use super::{Guarded, TokenKind, Walk, placeholders};
use crate::markup::{
    context::{Named, Target},
    guard::Token,
    links,
    output::{push_attribute, push_escaped},
};

/// Most mentions and custom emoji that are drawn as such, as each has many more bytes than is typed.
const MOST_MENTIONS: usize = 100;

const REL: &str = r#"rel="noopener noreferrer nofollow ugc" target="_blank""#;

/// A link by markup that is open.
pub struct Link {
    address: String,
    /// The text of it so far.
    pub shown: String,
}

/// A piece of a guarded text.
enum Piece<'g, 'a> {
    Char(char),
    /// A delimiter that the parser has not paired.
    Bars,
    /// A backslash that has escaped what follows.
    Escape,
    Token(&'g Token<'a>),
}

fn pieces<'g, 'a>(guarded: &'g Guarded<'a>, text: &str) -> impl Iterator<Item = Piece<'g, 'a>> {
    let mut chars = text.chars();
    std::iter::from_fn(move || {
        loop {
            return Some(match chars.next()? {
                placeholders::LETTER_JOINER | placeholders::PUNCTUATION_JOINER => continue,
                placeholders::ESCAPE => Piece::Escape,
                placeholders::TOKEN => {
                    let number = chars.next().and_then(placeholders::token_number);
                    match number.and_then(|number| guarded.tokens.get(number)) {
                        Some(token) => Piece::Token(token),
                        None => continue,
                    }
                }
                '^' => Piece::Bars,
                c => Piece::Char(placeholders::original(c).unwrap_or(c)),
            });
        }
    })
}

/// What was typed.
pub fn typed(guarded: &Guarded<'_>, text: &str) -> String {
    let mut typed = String::with_capacity(text.len());
    for piece in pieces(guarded, text) {
        match piece {
            Piece::Char(c) => typed.push(c),
            Piece::Bars => typed.push_str("||"),
            Piece::Escape => typed.push('\\'),
            Piece::Token(token) => typed.push_str(token.written),
        }
    }
    typed
}

/// The tokens of a text.
pub fn tokens<'g, 'a>(guarded: &'g Guarded<'a>, text: &str) -> impl Iterator<Item = &'g Token<'a>> {
    pieces(guarded, text).filter_map(|piece| match piece {
        Piece::Token(token) => Some(token),
        _ => None,
    })
}

impl Walk<'_, '_> {
    pub(super) fn text(&mut self, text: &str) {
        let guarded = self.guarded;
        if let Some(code) = &mut self.code {
            code.text.push_str(&typed(guarded, text));
            return;
        }
        let mut run = String::with_capacity(text.len());
        for piece in pieces(guarded, text) {
            match piece {
                Piece::Char(c) => run.push(c),
                Piece::Bars => run.push_str("||"),
                Piece::Escape => self.is_marked_up = true,
                Piece::Token(token) => {
                    self.push_text(&std::mem::take(&mut run));
                    self.token(token);
                }
            }
        }
        self.push_text(&run);
    }

    fn token(&mut self, token: &Token<'_>) {
        let written = token.written;
        match &token.kind {
            TokenKind::Link(address) if self.link.is_none() => self.bare_link(address),
            TokenKind::Mention(target) if self.link.is_none() => self.mention(written, *target),
            TokenKind::Emoji(emoji) => {
                self.is_marked_up = true;
                self.push_text(emoji);
            }
            TokenKind::CustomEmoji(path) => self.custom_emoji(written, path),
            _ => self.push_text(written),
        }
    }

    pub(super) fn inline_code(&mut self, code: &str) {
        self.is_marked_up = true;
        self.html.push_str("<code>");
        self.push_text(&typed(self.guarded, code));
        self.html.push_str("</code>");
    }

    fn bare_link(&mut self, address: &str) {
        self.is_marked_up = true;
        self.add_link(address);
        self.html.push_str("<a href=\"");
        push_attribute(&mut self.html, address);
        self.html.push_str("\" dir=\"ltr\" ");
        self.html.push_str(REL);
        self.html.push('>');
        self.push_text(address);
        self.html.push_str("</a>");
        if let Some(host) = links::userinfo_host(address) {
            self.link_host(&host);
        }
    }

    /// Where a link really leads, beside it.
    fn link_host(&mut self, host: &str) {
        self.html
            .push_str(" <span class=\"link-host\" dir=\"ltr\">(");
        push_escaped(&mut self.html, host);
        self.html.push_str(")</span>");
        self.push_plain(&format!(" ({host})"));
    }

    fn add_link(&mut self, address: &str) {
        if !self.rendered.links.iter().any(|link| link == address) {
            self.rendered.links.push(address.to_owned());
        }
    }

    /// Begins a link, or writes it as it was typed if it may not lead there.
    pub(super) fn start_link(&mut self, destination: &str, range: Range<usize>) {
        let address = typed(self.guarded, destination);
        if self.link.is_some() || !links::allowed(&address) {
            self.skipped = 1;
            let source = self.source(range);
            self.push_lines(&source);
            return;
        }
        self.is_marked_up = true;
        self.html.push_str("<a href=\"");
        push_attribute(&mut self.html, &address);
        self.html.push_str("\" ");
        self.html.push_str(REL);
        self.html.push('>');
        self.link = Some(Link {
            address,
            shown: String::new(),
        });
    }

    pub(super) fn end_link(&mut self) {
        let Some(link) = self.link.take() else {
            return;
        };
        if link.shown.trim().is_empty() {
            self.push_text(&link.address);
        }
        self.html.push_str("</a>");
        if let Some(host) = links::host_to_show(&link.shown, &link.address)
            .or_else(|| links::userinfo_host(&link.address))
        {
            self.link_host(&host);
        }
        self.add_link(&link.address);
    }

    /// Text of several lines.
    pub(super) fn push_lines(&mut self, text: &str) {
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.html.push_str("<br>");
                self.push_plain("\n");
            }
            self.push_text(line);
        }
    }

    fn mention(&mut self, written: &str, target: Target) {
        self.mentions_drawn += 1;
        if self.mentions_drawn > MOST_MENTIONS {
            self.push_text(written);
            return;
        }
        self.is_marked_up = true;
        let names = self.context.names;
        let (attribute, named) = match target {
            Target::Member(id) => (format!("data-member=\"{id}\""), names.member(id)),
            Target::Room(id) => (format!("data-room=\"{id}\""), names.room(id)),
            Target::Group(id) => (format!("data-group=\"{}\"", id.0), names.group(id)),
            Target::Here => ("data-audience=\"here\"".to_owned(), None),
            Target::All => ("data-audience=\"all\"".to_owned(), None),
        };
        let sign = written.get(..1).unwrap_or_default();
        let (start, end, shown) = match named {
            Some(Named { name, href }) => {
                let mut start = format!("<a class=\"mention\" {attribute} dir=\"auto\"");
                if let Target::Member(_) = target {
                    // Whatever they are called when it is read.
                    start.push_str(" title=\"");
                    push_attribute(&mut start, written);
                    start.push('"');
                }
                start.push_str(" href=\"");
                push_attribute(&mut start, &href);
                start.push_str("\">");
                (start, "</a>", format!("{sign}{name}"))
            }
            None => (
                format!("<span class=\"mention\" {attribute} dir=\"auto\">"),
                "</span>",
                written.to_owned(),
            ),
        };
        self.html.push_str(&start);
        self.push_text(&shown);
        self.html.push_str(end);
        if self.quotes == 0 && !self.rendered.mentions.contains(&target) {
            self.rendered.mentions.push(target);
        }
    }

    fn custom_emoji(&mut self, written: &str, path: &str) {
        self.mentions_drawn += 1;
        if self.mentions_drawn > MOST_MENTIONS {
            self.push_text(written);
            return;
        }
        self.is_marked_up = true;
        self.html.push_str("<img class=\"emoji\" src=\"");
        push_attribute(&mut self.html, path);
        for attribute in ["\" alt=\"", "\" title=\""] {
            self.html.push_str(attribute);
            push_attribute(&mut self.html, written);
        }
        self.html.push_str("\">");
        self.push_plain(written);
        if let Some(link) = &mut self.link {
            link.shown.push_str(written);
        }
    }
}
