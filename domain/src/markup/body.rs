//! The text of a message together with what was made of it.

use protocol::{GroupId, MemberId, MessageBody, RoomId};

use super::{Context, Mention, Named, Names, Reach, Rendered, Target, render};

/// A message's text, whom it mentions, and its HTML.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RenderedBody {
    body: MessageBody,
    html: Option<String>,
    mentions: Vec<Mention>,
}

impl RenderedBody {
    /// Renders a text in which nobody is mentioned: up to some 2 µs for each of its bytes.
    pub fn new(body: MessageBody) -> Self {
        Self::with_mentions(body, Vec::new())
    }

    /// Renders a text, in which these were found. Those in quotes are marked.
    pub fn with_mentions(body: MessageBody, mut mentions: Vec<Mention>) -> Self {
        let rendered = rendered(body.as_str(), &mentions);
        for mention in &mut mentions {
            if mention.reach == Reach::Notified && !rendered.mentions.contains(&mention.target) {
                mention.reach = Reach::Quoted;
            }
        }
        Self {
            body,
            html: whole(rendered),
            mentions,
        }
    }

    pub fn body(&self) -> &MessageBody {
        &self.body
    }

    /// `None` if the text is shown as it is. Those who are mentioned are called as was typed.
    pub fn html(&self) -> Option<&str> {
        self.html.as_deref()
    }

    pub fn mentions(&self) -> &[Mention] {
        &self.mentions
    }
}

/// A text as HTML, unless that is only the text, escaped. Nothing but emoji is shown large.
pub fn html(body: &str, mentions: &[Mention]) -> Option<String> {
    whole(rendered(body, mentions))
}

fn rendered(body: &str, mentions: &[Mention]) -> Rendered {
    let names = AsTyped(mentions);
    render(
        body,
        &Context {
            mentions,
            names: &names,
        },
    )
}

fn whole(rendered: Rendered) -> Option<String> {
    if rendered.is_emoji_only {
        Some(format!(
            "<span class=\"large-emoji\">{}</span>",
            rendered.html
        ))
    } else {
        rendered.has_markup.then_some(rendered.html)
    }
}

/// What is stored has no names in it: they are put in when it is read, so that it follows people
/// through renames, and that the name of whoever deletes their account is nowhere.
struct AsTyped<'a>(&'a [Mention]);

impl AsTyped<'_> {
    fn named(&self, target: Target, href: String) -> Option<Named> {
        let mention = self.0.iter().find(|mention| mention.target == target)?;
        Some(Named {
            name: mention.text.get(1..)?.to_owned(),
            href,
        })
    }
}

impl Names for AsTyped<'_> {
    fn member(&self, id: MemberId) -> Option<Named> {
        self.named(Target::Member(id), format!("/people/{id}"))
    }

    fn room(&self, id: RoomId) -> Option<Named> {
        self.named(Target::Room(id), format!("/r/{id}"))
    }

    fn group(&self, id: GroupId) -> Option<Named> {
        self.named(Target::Group(id), format!("/people/groups/{id}"))
    }

    fn emoji(&self, _: &str) -> Option<String> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_markup_has_html() {
        let of = |body| html(body, &[]);
        assert_eq!(of("a < b && c"), None);
        assert_eq!(of("two\nlines"), None);
        assert_eq!(of("**b**").as_deref(), Some("<p><strong>b</strong></p>"));
        assert_eq!(
            of("🎉🎉").as_deref(),
            Some("<span class=\"large-emoji\">🎉🎉</span>")
        );
        assert_eq!(of("🎉 done"), None);
    }

    #[test]
    fn a_mention_is_as_typed_until_it_is_read_and_those_in_quotes_notify_nobody() {
        let mention = |text: &str, number| Mention {
            text: text.into(),
            target: Target::Member(MemberId(uuid::Uuid::from_u128(number))),
            reach: Reach::Notified,
        };
        let body = MessageBody::parse("> @ada\n\n@bob").expect("valid");
        let mentions = vec![mention("@ada", 1), mention("@bob", 2)];
        let rendered = RenderedBody::with_mentions(body, mentions);
        let reach: Vec<_> = rendered.mentions().iter().map(|one| one.reach).collect();
        assert_eq!(reach, [Reach::Quoted, Reach::Notified]);
        let html = rendered.html().expect("markup");
        let bob = "00000000-0000-0000-0000-000000000002";
        let expected = format!("href=\"/people/{bob}\">@bob</a>");
        assert!(html.contains(&expected), "{html}");
        assert_eq!(html.matches("class=\"mention\"").count(), 2);
    }

    #[test]
    fn a_hidden_mention_is_only_its_text() {
        let hidden = Mention {
            text: "@bob-x".into(),
            target: Target::Member(MemberId(uuid::Uuid::from_u128(2))),
            reach: Reach::Hidden,
        };
        let bob = Mention {
            text: "@bob".into(),
            reach: Reach::Notified,
            ..hidden.clone()
        };
        assert_eq!(html("hi @bob-x", &[hidden.clone(), bob]), None);
        let body = MessageBody::parse("hi @bob-x").expect("valid");
        let rendered = RenderedBody::with_mentions(body, vec![hidden.clone()]);
        assert_eq!(
            (rendered.html(), rendered.mentions()),
            (None, &[hidden][..])
        );
    }
}
