use domain::local_time::Zone;
use leptos::prelude::*;
use protocol::NotSent;

use super::{
    EditedMessage, ScheduledPage, ScheduledRow,
    form::{BODY, CancelScheduled, ChangeScheduled, ID, SendScheduled},
};
use crate::{
    pages::{
        Page,
        form::Form,
        html::{Html, IntoHtml as _},
        later::time::{self, CHOSEN, WHEN},
        parts::{TextArea, framed, notice, post_button, summary},
    },
    text::clock,
};

impl Page for ScheduledPage {
    fn title(&self) -> String {
        format!("Scheduled messages · {}", self.frame.workspace)
    }

    fn view(self) -> Html {
        let zone = self.zone.clone();
        let is_empty = self.messages.is_empty();
        let rows = self.messages.into_iter().map(|one| row(one, &zone));
        let list = match is_empty {
            true => view! { <p class="empty">"You have no scheduled messages."</p> }.into_html(),
            false => view! { <ul class="rows scheduled">{rows.collect_view()}</ul> }.into_html(),
        };
        let next = self.next.map(|next| {
            view! {
                <p class="pager">
                    <a class="button quiet" rel="next" href=next data-sheet="">
                        "More scheduled messages"
                    </a>
                </p>
            }
        });
        let took = self.took_text.then(|| view! { <span data-took=""></span> });
        let body = view! {
            <p class="intro">
                "Each is sent for you at its time, if you can post in its room then. Only you see them here."
            </p>
            {notice(self.notice)}
            {took}
            {list}
            {next}
            <p class="hint">{format!("Times are in the time zone {}.", zone.name())}</p>
        };
        framed(&self.frame, Self::PATH, "Scheduled messages", body)
    }
}

fn row(message: ScheduledRow, zone: &Zone) -> Html {
    let room = match message.room {
        Some((path, name)) => view! {
            <a class="row-title" href=path dir="auto">
                {name}
            </a>
        }
        .into_html(),
        None => view! { <b>"A room that you cannot see"</b> }.into_html(),
    };
    let at = message.at;
    let when = view! {
        <time datetime=clock::machine(at.millis())>{zone.words(at.millis())}</time>
    };
    let state = match message.not_sent {
        Some(reason) => view! {
            <p class="why">{format!("Not sent: {}.", not_sent(reason))}</p>
        }
        .into_html(),
        None => ().into_html(),
    };
    let fields = [(ID, message.id.clone())];
    let (text, buttons) = match (message.text, message.edited) {
        (_, Some(EditedMessage(form))) => {
            let form = view! {
                <form class="form" method="post" action=ChangeScheduled::ROUTE>
                    {summary(&form.errors)}
                    <input type="hidden" name=ID.name value=message.id.clone() />
                    <TextArea field=form.field(BODY) label="Message" />
                    {time::fields(&form)}
                    <input type="hidden" name=time::TIME_ZONE.name value=zone.name().to_owned() />
                    <div class="buttons">
                        <button class="button" name=WHEN.name value=CHOSEN>
                            "Save"
                        </button>
                        <a class="button quiet" href=ScheduledPage::PATH data-sheet="">
                            "Cancel editing"
                        </a>
                    </div>
                </form>
            };
            (form.into_html(), ().into_html())
        }
        (Some(text), None) => {
            let edit = format!("{}?edit={}", ScheduledPage::PATH, message.id);
            let buttons = view! {
                <div class="buttons">
                    <a class="button quiet" href=edit data-sheet="">
                        "Edit"
                    </a>
                    {post_button(SendScheduled::ROUTE, "Send now", "button quiet", &fields)}
                    {post_button(CancelScheduled::ROUTE, "Cancel message", "button quiet", &fields)}
                </div>
            };
            let text = view! {
                <p class="about" dir="auto">
                    {text}
                </p>
            };
            (text.into_html(), buttons.into_html())
        }
        (None, None) => {
            let remove = post_button(CancelScheduled::ROUTE, "Remove", "button quiet", &fields);
            (().into_html(), remove)
        }
    };
    view! {
        <li>
            <div>
                {room}
                <small>{when}</small>
                {state}
                {text}
                {buttons}
            </div>
        </li>
    }
    .into_html()
}

/// Why, as the end of a sentence.
const fn not_sent(reason: NotSent) -> &'static str {
    match reason {
        NotSent::Banned => "you were banned",
        NotSent::AccountInactive => "your account was deactivated",
        NotSent::NotInRoom => "you were no longer in the room",
        NotSent::Archived => "the room was archived",
        NotSent::NotAllowed => "you could not post in the room",
        NotSent::RoomDeleted => "the room was deleted",
        NotSent::MessageGone => "the message that it belongs to is gone",
        NotSent::ClientIdReused => "another message was sent in its place",
        NotSent::Failed | NotSent::Unknown => "the server could not send it",
    }
}
