//! Texts in HTML.

/// Text as it may stand in an element, and in an attribute with double quotes.
pub fn push_escaped(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            _ => html.push(c),
        }
    }
}

/// Parts that are HTML already.
pub fn push_all(html: &mut String, parts: &[&str]) {
    for part in parts {
        html.push_str(part);
    }
}

/// A text as [`push_escaped`] writes it.
pub fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    push_escaped(&mut html, text);
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_no_tags() {
        assert_eq!(escaped("<b>&amp;\n"), "&lt;b&gt;&amp;amp;\n");
    }
}
