//! What a reply shows of the message that it answers. It is made whenever it is shown, on both sides,
//! so that an edit shows and a deletion erases.

use serde::{Deserialize, Serialize};

use super::{Message, MessageContent, json_text_bytes};
use crate::{
    ids::{MessageId, Seq},
    limits::MAX_EXCERPT_CHARS,
    member::Member,
};

/// The message that a reply answers, as it is now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Quote {
    /// Which message.
    pub message: MessageId,
    /// Its position in the room.
    pub seq: Seq,
    /// Its author, with their current name.
    pub author: Member,
    /// The beginning of its text: one line without markup, of at most [`MAX_EXCERPT_CHARS`], with
    /// spoilers blocked out. Left out if the message was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
}

impl Quote {
    /// The quote of a message as it is now.
    pub fn of(message: &Message) -> Self {
        Self {
            message: message.id,
            seq: message.seq,
            author: message.author.clone(),
            excerpt: match &message.content {
                MessageContent::Text(body) => Some(excerpt(body.as_str(), message.html.as_deref())),
                MessageContent::Poll(poll) => Some(excerpt(&poll.question, None)),
                MessageContent::Deleted => None,
            },
        }
    }

    /// Upper bound of its bytes in JSON.
    pub(super) fn max_json_bytes(&self) -> usize {
        /// Ids, numbers, the longest profile, keys.
        const AROUND: usize = 320;
        AROUND
            + json_text_bytes(self.author.name.as_str())
            + self.excerpt.as_deref().map_or(0, json_text_bytes)
    }
}

/// The beginning of a text as one line. `html` is what the server made of it, if it has markup.
pub fn excerpt(body: &str, html: Option<&str>) -> String {
    let mut line = Line::default();
    match html {
        Some(html) => read_html(&mut line, html),
        None => line.push_all(body),
    }
    line.text
}

/// One line of limited length, in which white space is one space.
#[derive(Default)]
struct Line {
    text: String,
    chars: usize,
    has_space: bool,
}

impl Line {
    fn is_full(&self) -> bool {
        self.chars >= MAX_EXCERPT_CHARS
    }

    fn push(&mut self, c: char) {
        if c.is_whitespace() {
            self.has_space = true;
            return;
        }
        let with_space = usize::from(std::mem::take(&mut self.has_space) && self.chars > 0);
        if self.chars + with_space + 1 >= MAX_EXCERPT_CHARS {
            self.chars = MAX_EXCERPT_CHARS;
            self.text.push('…');
            return;
        }
        if with_space > 0 {
            self.text.push(' ');
        }
        self.text.push(c);
        self.chars += with_space + 1;
    }

    fn push_all(&mut self, text: &str) {
        for c in text.chars() {
            if self.is_full() {
                return;
            }
            self.push(c);
        }
    }
}

/// Reads the text of HTML that Natter's server has made: well-formed, and of known elements.
fn read_html(line: &mut Line, html: &str) {
    let (mut rest, mut spans, mut spoiler) = (html, 0_u32, None);
    while !line.is_full() && !rest.is_empty() {
        if let Some(tag) = rest.strip_prefix('<') {
            let (tag, after) = tag.split_once('>').unwrap_or((tag, ""));
            rest = after;
            match element(tag) {
                "span" => {
                    spans += 1;
                    if spoiler.is_none() && tag.contains("class=\"spoiler\"") {
                        spoiler = Some(spans);
                    }
                }
                "/span" => {
                    if spoiler == Some(spans) {
                        spoiler = None;
                    }
                    spans = spans.saturating_sub(1);
                }
                "img" => {
                    let alt = tag
                        .split_once("alt=\"")
                        .and_then(|(_, alt)| alt.split_once('"'));
                    push_text(line, alt.map_or("", |(alt, _)| alt), spoiler.is_some());
                }
                // By what was typed, which stays through new names.
                "a" if tag.contains("class=\"mention\" data-member") => {
                    let typed = tag.split_once("title=\"");
                    let typed = typed.and_then(|(_, typed)| typed.split_once('"'));
                    push_text(
                        line,
                        typed.map_or("", |(typed, _)| typed),
                        spoiler.is_some(),
                    );
                    rest = rest.split_once("</a>").map_or("", |(_, after)| after);
                }
                "a" | "/a" | "strong" | "/strong" | "em" | "/em" | "del" | "/del" | "code"
                | "/code" => {}
                // All others begin or end a line or a cell.
                _ => line.push(' '),
            }
        } else {
            let (text, after) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
            rest = after;
            push_text(line, text, spoiler.is_some());
        }
    }
}

/// The name of a tag's element, with the slash of an end tag.
fn element(tag: &str) -> &str {
    tag.split([' ', '\n']).next().unwrap_or_default()
}

/// Text with the entities that the server writes.
fn push_text(line: &mut Line, text: &str, is_hidden: bool) {
    const ENTITIES: [(&str, char); 6] = [
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&#39;", '\''),
        ("&nbsp;", ' '),
        ("&amp;", '&'),
    ];
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if line.is_full() {
            return;
        }
        let entity = ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity));
        let (c, bytes) = entity.map_or((first, first.len_utf8()), |(entity, c)| (*c, entity.len()));
        line.push(if is_hidden && !c.is_whitespace() {
            '█'
        } else {
            c
        });
        rest = rest.get(bytes..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_excerpt_is_one_line_without_markup() {
        for (body, html, line) in [
            ("two\n\n  lines\tor so", None, "two lines or so"),
            ("a < b", None, "a < b"),
            (
                "**b** & `<i>`",
                Some("<p><strong>b</strong> &amp; <code>&lt;i&gt;</code></p>"),
                "b & <i>",
            ),
            (
                "hi @ada!",
                Some("<p>hi <a class=\"mention\" data-member=\"1\" title=\"@ada\">@Ada L</a>!</p>"),
                "hi @ada!",
            ),
            (
                "- one\n- two",
                Some("<ul><li>one</li><li>two</li></ul>"),
                "one two",
            ),
            (
                "see ||the **end**|| now",
                Some(
                    "<p>see <span class=\"spoiler\" tabindex=\"0\">the \
                     <strong>end</strong></span> now</p>",
                ),
                "see ███ ███ now",
            ),
            (
                "||`x`|| y",
                Some(
                    "<p><span class=\"spoiler\"><code><span class=\"hl-k\">x</span></code></span> \
                     y</p>",
                ),
                "█ y",
            ),
            (
                ":ferris:",
                Some("<p><img class=\"emoji\" src=\"/e\" alt=\":ferris:\" title=\":ferris:\"></p>"),
                ":ferris:",
            ),
        ] {
            assert_eq!(excerpt(body, html), line, "{body}");
        }
    }

    #[test]
    fn a_long_text_ends_in_an_ellipsis() {
        let line = excerpt(&"word ".repeat(100), None);
        assert!(
            line.ends_with('…') && line.starts_with("word word"),
            "{line}"
        );
        assert!(line.chars().count() <= MAX_EXCERPT_CHARS);
    }

    proptest! {
        #[test]
        fn an_excerpt_is_never_longer_than_the_limit(
            body in "\\PC{0,300}",
            html in proptest::option::of("(<(/?(span|p|b)|img alt=\"x)( class=\"spoiler\")?>?|&amp;|\\PC){0,80}"),
        ) {
            let line = excerpt(&body, html.as_deref());
            prop_assert!(line.chars().count() <= MAX_EXCERPT_CHARS);
            prop_assert!(!line.contains('\n'));
        }
    }
}
