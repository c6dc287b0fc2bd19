//! What the message box offers while a name is typed: the options of a list, as HTML without a page
//! around them. `public/composer/completion.js` shows them.

use protocol::{Handle, Member};

use crate::text::{
    html::push_escaped,
    initials::{colour, initials},
};

/// The address, in which `q` is what was typed, with its sign.
pub const COMPLETE: &str = "/r/{slug}/complete";

/// Something that can be put into the message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Completion {
    Person {
        member: Member,
        handle: Handle,
        is_in: bool,
    },
    /// `@all` or `@here`.
    Everyone {
        name: &'static str,
        hint: &'static str,
    },
    Room {
        slug: String,
        name: String,
        hint: &'static str,
    },
    Emoji {
        emoji: &'static str,
        name: &'static str,
    },
    Command {
        name: &'static str,
        arguments: &'static str,
        does: &'static str,
    },
}

/// The options, the best first.
pub fn html(found: &[Completion]) -> String {
    let mut html = String::new();
    for (at, one) in found.iter().enumerate() {
        let (insert, label, hint) = one.texts();
        html.push_str(
            "<div class=\"option\" role=\"option\" aria-selected=\"false\" id=\"completion-",
        );
        html.push_str(&at.to_string());
        html.push_str("\" data-insert=\"");
        push_escaped(&mut html, &insert);
        html.push_str("\">");
        one.push_picture(&mut html);
        html.push_str("<span class=\"name\" dir=\"auto\">");
        push_escaped(&mut html, &label);
        html.push_str("</span>");
        if !hint.is_empty() {
            html.push_str("<small dir=\"auto\">");
            push_escaped(&mut html, &hint);
            html.push_str("</small>");
        }
        html.push_str("</div>");
    }
    html
}

impl Completion {
    /// What it puts in, and what is read of it.
    fn texts(&self) -> (String, String, String) {
        match self {
            Self::Person {
                member,
                handle,
                is_in,
            } => {
                let outside = if *is_in { "" } else { " · not in this room" };
                let hint = format!("@{handle}{outside}");
                (format!("@{handle} "), member.name.to_string(), hint)
            }
            Self::Everyone { name, hint } => {
                (format!("@{name} "), format!("@{name}"), (*hint).to_owned())
            }
            Self::Room { slug, name, hint } => {
                (format!("#{slug} "), format!("#{name}"), (*hint).to_owned())
            }
            Self::Emoji { emoji, name } => {
                ((*emoji).to_owned(), format!(":{name}:"), String::new())
            }
            Self::Command {
                name,
                arguments,
                does,
            } => {
                let label = format!("/{name} {arguments}");
                (
                    format!("/{name} "),
                    label.trim_end().to_owned(),
                    (*does).to_owned(),
                )
            }
        }
    }

    fn push_picture(&self, html: &mut String) {
        match self {
            Self::Person { member, .. } => {
                html.push_str("<span class=\"avatar ");
                html.push_str(colour(member));
                html.push_str("\" aria-hidden=\"true\">");
                push_escaped(html, &initials(member.name.as_str()));
                html.push_str("</span>");
            }
            Self::Emoji { emoji, .. } => {
                html.push_str("<span class=\"picture\" aria-hidden=\"true\">");
                html.push_str(emoji);
                html.push_str("</span>");
            }
            Self::Everyone { .. } | Self::Room { .. } | Self::Command { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::{DisplayName, MemberId};

    use super::*;

    #[test]
    fn an_option_says_who_it_is_and_what_it_puts_in() {
        let name = DisplayName::parse("Ada <\"L\">").expect("valid");
        let person = Completion::Person {
            member: Member::new(MemberId(uuid::Uuid::nil()), name),
            handle: Handle::parse("ada").expect("valid"),
            is_in: false,
        };
        let html = html(&[person]);
        assert!(html.contains("data-insert=\"@ada \""), "{html}");
        assert!(html.contains("Ada &lt;&quot;L&quot;&gt;"), "{html}");
        assert!(html.contains("@ada · not in this room"), "{html}");
        assert_eq!(html.matches("role=\"option\"").count(), 1);
    }
}
