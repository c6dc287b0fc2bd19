//! The text of a message together with what was made of it.

use protocol::MessageBody;

use super::{Context, render};

/// A message's text and its HTML.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RenderedBody {
    body: MessageBody,
    html: Option<String>,
}

impl RenderedBody {
    /// Renders a text: up to some 2 µs for each of its bytes.
    pub fn new(body: MessageBody) -> Self {
        let html = html(body.as_str());
        Self { body, html }
    }

    pub fn body(&self) -> &MessageBody {
        &self.body
    }

    /// `None` if the text is shown as it is.
    pub fn html(&self) -> Option<&str> {
        self.html.as_deref()
    }
}

/// A text as HTML, unless that is only the text, escaped. Nothing but emoji is shown large.
pub fn html(body: &str) -> Option<String> {
    let rendered = render(body, &Context::default());
    if rendered.is_emoji_only {
        Some(format!(
            "<span class=\"large-emoji\">{}</span>",
            rendered.html
        ))
    } else {
        rendered.has_markup.then_some(rendered.html)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_markup_has_html() {
        let of = |body| html(body);
        assert_eq!(of("a < b && c"), None);
        assert_eq!(of("two\nlines"), None);
        assert_eq!(of("**b**").as_deref(), Some("<p><strong>b</strong></p>"));
        assert_eq!(
            of("🎉🎉").as_deref(),
            Some("<span class=\"large-emoji\">🎉🎉</span>")
        );
        assert_eq!(of("🎉 done"), None);
    }
}
