//! What a message shows beside its text: that it is pinned, what it replies to, and the thread about
//! it. Texts of HTML, which cost the browser's module next to nothing.

use protocol::{MessageId, Quote, Slug};

use crate::{
    chrome::icon::PIN,
    live::timeline::rows::{ReplyRow, ThreadRow, reply_count},
    text::{
        clock::{self, Zone},
        html::{push_all, push_escaped},
        initials::{colour, initials},
    },
};

/// That it is pinned.
pub(super) fn pinned() -> String {
    let icon = "<svg class=\"line-icon\" viewBox=\"0 0 20 20\" aria-hidden=\"true\"><path d=\"";
    [icon, PIN, "\"/></svg>Pinned"].concat()
}

/// The line that leads to the message that another one replies to: in the list, where the ids of
/// messages begin with `anchor`, or around it.
pub(super) fn quote(reply: &ReplyRow, anchor: &str, slug: &Slug) -> String {
    let seq = reply.quote.seq.to_string();
    if reply.quote.excerpt.is_none() && !reply.is_shown {
        // Nothing is there to be looked at.
        let mut html = String::from("<span class=\"quote\">");
        push_quote(&mut html, &reply.quote);
        html.push_str("</span>");
        return html;
    }
    let mut html = String::from("<a class=\"quote\" href=\"");
    if reply.is_shown {
        push_all(&mut html, &["#", anchor]);
    } else {
        push_all(&mut html, &["/r/", slug.as_str(), "?around=", &seq, "#m-"]);
    }
    push_all(&mut html, &[&seq, "\">"]);
    push_quote(&mut html, &reply.quote);
    html.push_str("</a>");
    html
}

/// Author and text of a quoted message.
pub(in crate::room) fn push_quote(html: &mut String, quote: &Quote) {
    html.push_str("<b dir=\"auto\">");
    push_escaped(html, quote.author.name.as_str());
    html.push_str("</b> ");
    match &quote.excerpt {
        Some(excerpt) => {
            html.push_str("<span dir=\"auto\">");
            push_escaped(html, excerpt);
            html.push_str("</span>");
        }
        None => html.push_str("<i>Message deleted</i>"),
    }
}

/// The link to the thread about a message: who wrote in it, how much, and when last.
pub(super) fn thread(ThreadRow { root, replies }: &ThreadRow, zone: Zone) -> String {
    if replies.count == 0 {
        return String::new();
    }
    let mut html = String::from("<a class=\"thread\" data-act=\"thread\" href=\"/m/");
    push_all(&mut html, &[&root.to_string(), "/thread\">"]);
    for face in &replies.faces {
        push_all(
            &mut html,
            &[
                "<span class=\"avatar tiny ",
                colour(face),
                "\" aria-hidden=\"true\">",
            ],
        );
        push_escaped(&mut html, &initials(face.name.as_str()));
        html.push_str("</span>");
    }
    let last_at = replies.last_at.millis();
    push_all(
        &mut html,
        &[
            "<b>",
            &reply_count(replies.count),
            "</b> <small>last at <time datetime=\"",
            &clock::machine(last_at),
            "\">",
        ],
    );
    push_escaped(&mut html, &clock::time(last_at, zone));
    html.push_str("</time></small></a>");
    html
}

/// What stands for a deleted message, with the button for its author to restore it.
pub(super) fn deleted(undo: Option<MessageId>) -> String {
    let mut html = String::from("Message deleted");
    if let Some(id) = undo {
        push_all(
            &mut html,
            &[
                " <form method=\"post\" data-sheet data-announce=\"Message restored\" action=\"/m/",
                &id.to_string(),
                "/restore\"><button data-key=\"u\">Undo</button></form>",
            ],
        );
    }
    html
}

#[cfg(test)]
mod tests {
    use protocol::{DisplayName, Member, MemberId, MessageId, Seq, ThreadSummary, Timestamp};
    use uuid::Uuid;

    use super::*;

    fn ada() -> Member {
        let name = DisplayName::parse("Ada <3").expect("valid");
        Member::new(MemberId(Uuid::from_u128(1)), name)
    }

    #[test]
    fn a_quote_leads_to_its_message_and_holds_no_markup() {
        let slug = Slug::parse("design").expect("valid");
        let mut reply = ReplyRow {
            quote: Quote {
                message: MessageId(Uuid::from_u128(7)),
                seq: Seq::new(4).expect("small"),
                author: ada(),
                excerpt: Some("a < b".into()),
            },
            is_shown: true,
        };
        assert_eq!(
            quote(&reply, "m-", &slug),
            "<a class=\"quote\" href=\"#m-4\"><b dir=\"auto\">Ada &lt;3</b> \
             <span dir=\"auto\">a &lt; b</span></a>"
        );
        reply.quote.excerpt = None;
        assert_eq!(
            quote(&reply, "m-", &slug),
            "<a class=\"quote\" href=\"#m-4\"><b dir=\"auto\">Ada &lt;3</b> \
             <i>Message deleted</i></a>"
        );
        reply.is_shown = false;
        assert_eq!(
            quote(&reply, "m-", &slug),
            "<span class=\"quote\"><b dir=\"auto\">Ada &lt;3</b> <i>Message deleted</i></span>"
        );
        reply.quote.excerpt = Some("there".into());
        assert_eq!(
            quote(&reply, "m-", &slug),
            "<a class=\"quote\" href=\"/r/design?around=4#m-4\"><b dir=\"auto\">Ada &lt;3</b> \
             <span dir=\"auto\">there</span></a>"
        );
    }

    #[test]
    fn a_thread_is_shown_as_long_as_something_is_in_it() {
        let id = MessageId(Uuid::from_u128(7));
        let mut row = ThreadRow {
            root: id,
            replies: Box::new(ThreadSummary::empty()),
        };
        assert_eq!(thread(&row, Zone::Utc), "");
        *row.replies = ThreadSummary::empty().with(&ada(), Timestamp(0));
        let html = thread(&row, Zone::Utc);
        assert!(
            html.contains("<b>1 reply</b> <small>last at <time"),
            "{html}"
        );
        assert!(html.contains(&format!("href=\"/m/{id}/thread\"")), "{html}");
    }
}
