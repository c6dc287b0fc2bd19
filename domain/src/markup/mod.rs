//! Messages as people type them, made into HTML, and into plain text for notifications and search.
//!
//! A message is Markdown, changed for chat: what was probably not meant as markup comes out as it
//! was written, raw HTML is text, a line break is a line break. The steps:
//!
//! 1. [`guard`] rewrites the source, so that `pulldown-cmark` sees only what shall act: everything
//!    else is replaced by placeholders, and links, mentions and emoji by tokens. Nothing is lost.
//! 2. [`walk`] turns the parser's events into HTML and plain text, and placeholders back.
//! 3. [`fence`] is the second fence: `ammonia` removes whatever is not on its list.
//!
//! The HTML is for an element with `white-space: pre-wrap`. It is stored beside the source together
//! with [`VERSION`], and made anew when that changes; the source never changes. Who a mention means
//! is found once, when the message is written ([`candidates`], [`resolve`]), and stored beside the
//! source as ids ([`Mention`]), so that it follows a person through renames.
//!
//! No I/O lives here: names and addresses of those mentioned come from the caller by [`Names`].

mod body;
mod code;
mod context;
mod emoji;
mod fence;
mod guard;
mod links;
mod mentions;
mod output;
mod walk;

use std::borrow::Cow;

pub use body::{RenderedBody, html};
pub use context::{Context, GroupId, Mention, Named, Names, NoNames, Reach, Target};
pub use links::find as find_links;
pub use mentions::{Candidate, Sigil, resolve};
use output::push_escaped;

/// Counts up with each change of what [`render`] makes of a source.
pub const VERSION: u32 = 2;

/// What became of a source.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rendered {
    /// HTML; the same as [`escaped`] if there is no markup.
    pub html: String,
    pub has_markup: bool,
    /// Text without markup, for notifications and search; spoilers are blocked out.
    pub plain: String,
    /// Who is notified: in the order of the text, once each; not those in quotes.
    pub mentions: Vec<Target>,
    /// Whether there is nothing but a few emoji.
    pub is_emoji_only: bool,
    /// Where the links lead, once each.
    pub links: Vec<String>,
}

/// Makes HTML and plain text of what somebody wrote.
pub fn render(source: &str, context: &Context<'_>) -> Rendered {
    let source = normalised(source);
    let guarded = guard::guard(&source, context);
    let mut rendered = walk::walk(&guarded, context);
    rendered.is_emoji_only = emoji::is_emoji_only(&source, context.names);
    if rendered.has_markup {
        let cleaned = fence::clean(&rendered.html);
        debug_assert_eq!(cleaned, rendered.html, "the second fence found something");
        rendered.html = cleaned;
    } else {
        rendered.html = escaped(&source);
        rendered.plain = source.into_owned();
    }
    rendered
}

/// The HTML of a text without any markup.
pub fn escaped(source: &str) -> String {
    let mut html = String::with_capacity(source.len() + source.len() / 8);
    for (number, line) in normalised(source).split('\n').enumerate() {
        if number > 0 {
            html.push_str("<br>");
        }
        push_escaped(&mut html, line);
    }
    html
}

/// Whether there may be [`candidates`] in a source: most have none, and that is seen at once.
pub fn may_mention(source: &str) -> bool {
    let mut rest = source;
    while let Some(at) = rest.find(['@', '#']) {
        rest = rest.get(at + 1..).unwrap_or_default();
        if rest.starts_with(char::is_alphanumeric) {
            return true;
        }
    }
    false
}

/// Whoever may be mentioned in a source, to be looked up before it is stored.
pub fn candidates(source: &str) -> Vec<Candidate> {
    let source = normalised(source);
    walk::mentioned(&guard::guard_for_candidates(&source))
}

/// Lines end with `\n`, and no control characters but tabs: `protocol::MessageBody` is so already.
fn normalised(source: &str) -> Cow<'_, str> {
    let is_control = |c: char| c.is_control() && c != '\n' && c != '\t';
    if !source.contains(is_control) {
        return Cow::Borrowed(source);
    }
    let lines = source.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(lines.replace(is_control, "\u{FFFD}"))
}
