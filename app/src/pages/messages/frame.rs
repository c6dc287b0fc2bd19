use leptos::prelude::*;
use protocol::{MemberId, Message, MessageContent, Room, Seq};

use crate::{
    pages::{
        form::{Field, address},
        html::{Html, IntoHtml as _},
        parts::{Avatar, over_room, when_exact},
    },
    text::{escaped::escaped, html, room_name::label},
};

/// Hidden: where a form leads when it is done. A path of our own.
pub const NEXT: Field = Field::text("next").optional();

/// Where a deletion is undone: one button, here and in the room.
pub const RESTORE: &str = "/m/{id}/restore";

/// What all pages about one message know.
#[derive(Clone, PartialEq, Debug)]
pub struct MessageFrame {
    /// What the workspace is called.
    pub workspace: String,
    /// Who is looking.
    pub me: MemberId,
    /// Where the message was posted.
    pub room: Room,
    pub message: Message,
    /// Where the forms lead, if not to the message in its room.
    pub next: Option<String>,
}

impl MessageFrame {
    /// The message in its room.
    pub fn in_room(&self) -> String {
        in_room(&self.room, &self.message)
    }

    /// Where forms lead when they are done.
    pub fn after(&self) -> String {
        self.next.clone().unwrap_or_else(|| self.in_room())
    }

    /// A page about the message, which leads on as this one does.
    pub fn page(&self, route: &str) -> String {
        let path = self.path(route);
        match &self.next {
            Some(next) => format!("{path}?next={}", escaped(next)),
            None => path,
        }
    }

    /// The address of a route for this message.
    pub fn path(&self, route: &str) -> String {
        address(route, &self.message.id.to_string())
    }

    /// What the room is called.
    pub fn room_label(&self) -> String {
        label(&self.room, self.me)
    }

    pub fn title(&self, heading: &str) -> String {
        format!("{heading} · {} · {}", self.room_label(), self.workspace)
    }
}

/// The address of a message in its room.
pub fn in_room(room: &Room, message: &Message) -> String {
    in_room_at(room, message.seq)
}

/// The same of the message with that position.
pub fn in_room_at(room: &Room, seq: Seq) -> String {
    let slug = &room.slug;
    format!("/r/{slug}?around={seq}#m-{seq}")
}

/// A page about a message over its room.
pub fn sheet_page(frame: &MessageFrame, heading: &'static str, body: impl IntoView) -> Html {
    let body = body.into_html();
    over_room(frame.in_room(), &frame.room_label(), heading, body)
}

/// The message as it is.
pub fn quoted(message: &Message) -> Html {
    let content = match &message.content {
        MessageContent::Text(body) => {
            let html = message.html.clone();
            let html = html.unwrap_or_else(|| html::escaped(body.as_str()));
            view! { <div class="body" dir="auto" inner_html=html></div> }.into_html()
        }
        MessageContent::Poll(poll) => {
            let options = poll.options.iter().map(|option| {
                let text = option.text.clone();
                view! { <li dir="auto">{text}</li> }
            });
            view! {
                <div class="body" dir="auto">
                    <p>
                        <b>{poll.question.clone()}</b>
                    </p>
                    <ul>{options.collect_view()}</ul>
                </div>
            }
            .into_html()
        }
        MessageContent::Deleted => {
            view! { <p class="body deleted">"Message deleted"</p> }.into_html()
        }
    };
    quoted_with(message, content)
}

/// The same with this in place of its text.
pub fn quoted_with(message: &Message, content: Html) -> Html {
    let edited = message.edited_at.map(|at| {
        view! {
            <small class="edited">"Edited " {when_exact(at)}</small>
        }
    });
    let author = message.author.clone();
    view! {
        <article class="msg quoted">
            <Avatar member=author.clone() />
            <header>
                <b class="who" dir="auto">
                    {author.name.to_string()}
                </b>
                {when_exact(message.sent_at)}
            </header>
            {content}
            {edited}
        </article>
    }
    .into_html()
}
