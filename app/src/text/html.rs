//! Texts in HTML.

/// Text between tags.
pub fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            _ => html.push(c),
        }
    }
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
