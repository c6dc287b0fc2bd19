//! Text that is put into HTML, as browsers write it.

/// Text between tags.
pub fn push_escaped(html: &mut String, text: &str) {
    push(html, text, |c| match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '\u{A0}' => Some("&nbsp;"),
        _ => None,
    });
}

/// The value of an attribute, in double quotes.
pub fn push_attribute(html: &mut String, text: &str) {
    push(html, text, |c| match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\u{A0}' => Some("&nbsp;"),
        _ => None,
    });
}

fn push(html: &mut String, text: &str, entity: impl Fn(char) -> Option<&'static str>) {
    let mut from = 0;
    for (at, c) in text.char_indices() {
        if let Some(entity) = entity(c) {
            html.push_str(text.get(from..at).unwrap_or_default());
            html.push_str(entity);
            from = at + c.len_utf8();
        }
    }
    html.push_str(text.get(from..).unwrap_or_default());
}
