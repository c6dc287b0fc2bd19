//! A message that is passed on to another room: a quote of it, with its author's name and a link to it.

use protocol::{MessageBody, limits::MAX_BODY_CHARS, message::InvalidBody};

/// Left free for what is put into a text when it is read, such as the ends of directions.
const MARGIN: usize = 200;

/// What is posted: a comment, which may be empty, and below it the quote. A text that has no room in
/// the message is cut; the link leads to all of it.
///
/// # Errors
/// [`InvalidBody::TooLong`] for a comment that leaves no room.
pub fn forwarded(
    comment: &str,
    author: &str,
    text: &str,
    link: &str,
) -> Result<MessageBody, InvalidBody> {
    let mut body = with_closed_fence(comment.trim_end());
    if !body.is_empty() {
        body.push_str("\n\n");
    }
    // Before the text, as what that leaves open would go on in it.
    body.push_str(&format!("> {} · [Show message]({link})\n>", name(author)));
    let mut left = MAX_BODY_CHARS.saturating_sub(body.chars().count() + MARGIN);
    for line in text.lines() {
        let chars = line.chars().count() + "\n> ".len();
        if chars > left {
            body.push_str("\n> ");
            body.extend(line.chars().take(left.saturating_sub("\n> …".len())));
            body.push('…');
            break;
        }
        left -= chars;
        body.push_str("\n> ");
        body.push_str(line);
    }
    MessageBody::parse(&body)
}

/// A name in bold; as code if something in it would be markup.
fn name(author: &str) -> String {
    let is_plain = |c: char| !c.is_ascii_punctuation() || matches!(c, '.' | ',' | '-' | '\'');
    let has_ends =
        author.starts_with(char::is_alphanumeric) && author.ends_with(char::is_alphanumeric);
    if has_ends && author.chars().all(is_plain) {
        format!("**{author}**")
    } else {
        format!("`{}`", author.replace('`', "'"))
    }
}

/// A block of code that is left open ends with the text.
fn with_closed_fence(text: &str) -> String {
    let mut open: Option<&str> = None;
    for line in text.lines() {
        let line = line.trim_start();
        let sign = |sign| line.starts_with(sign).then_some(sign);
        match (open, sign("```").or_else(|| sign("~~~"))) {
            (None, Some(sign)) => open = Some(sign),
            (Some(begun), Some(sign)) if begun == sign => open = None,
            _ => {}
        }
    }
    match open {
        Some(sign) => format!("{text}\n{sign}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup;

    const LINK: &str = "https://chat.example.org/m/0190b1c2";

    fn body(comment: &str, author: &str, text: &str) -> String {
        forwarded(comment, author, text, LINK).expect("fits").into()
    }

    #[test]
    fn the_comment_stands_above_a_quote_with_author_and_link() {
        assert_eq!(
            body("Look:", "Ada", "one\n\n- two"),
            format!("Look:\n\n> **Ada** · [Show message]({LINK})\n>\n> one\n> \n> - two")
        );
        assert!(body("", "Ada", "one").starts_with("> **Ada**"));
    }

    #[test]
    fn neither_a_name_nor_what_is_left_open_changes_what_the_quote_is() {
        let of = |comment: &str, author: &str, text: &str| {
            let body = body(comment, author, text);
            markup::html(&body, &[]).expect("markup")
        };
        let html = of("", "**A** `[x](y)` |@all|", "hi");
        assert!(
            html.contains("<code>**A** '[x](y)' |@all|</code>"),
            "{html}"
        );
        for name in ["J.-P. O'Hara", "Жанна", "王 小明"] {
            let html = of("", name, "hi");
            assert!(html.contains(&format!("<strong>{name}</strong>")), "{html}");
        }
        for (comment, text) in [
            ("```\ncode", "hi"),
            ("~~~\ncode", "hi"),
            ("", "```\ncode"),
            ("||x", "||y"),
        ] {
            let html = of(comment, "Ada", text);
            assert!(html.contains("<blockquote>"), "{html}");
            assert!(html.contains("<strong>Ada</strong>"), "{html}");
            assert!(html.contains(&format!("href=\"{LINK}\"")), "{html}");
        }
    }

    #[test]
    fn what_has_no_room_is_cut() {
        for text in ["x".repeat(MAX_BODY_CHARS), "y\n".repeat(MAX_BODY_CHARS / 2)] {
            let body = body("a comment", "Ada", &text);
            assert!(body.ends_with('…'));
            let chars = body.chars().count();
            assert!(
                (MAX_BODY_CHARS - 2 * MARGIN..=MAX_BODY_CHARS).contains(&chars),
                "{chars}"
            );
        }
        let long = "x".repeat(MAX_BODY_CHARS);
        assert_eq!(
            forwarded(&long, "Ada", "hi", LINK),
            Err(InvalidBody::TooLong)
        );
    }
}
