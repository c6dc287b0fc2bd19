use domain::local_time::Zone;
use leptos::prelude::*;

use super::{
    ReminderRow, RemindersPage,
    form::{MESSAGE, RemoveReminder},
};
use crate::{
    pages::{
        Page,
        form::{Form, address},
        html::{Html, IntoHtml as _},
        messages::{message::MessagePage, remind::RemindPage},
        parts::{framed, notice, post_button},
    },
    text::clock,
};

impl Page for RemindersPage {
    fn title(&self) -> String {
        format!("Reminders · {}", self.frame.workspace)
    }

    fn view(self) -> Html {
        let zone = self.zone.clone();
        let is_empty = self.reminders.is_empty();
        let rows = self.reminders.into_iter().map(|one| row(one, &zone));
        let list = match is_empty {
            true => view! {
                <p class="empty">"You have no reminders. The page of each message has “Remind me”."</p>
            }
            .into_html(),
            false => view! { <ul class="rows">{rows.collect_view()}</ul> }.into_html(),
        };
        let body = view! {
            <p class="intro">"Only you see your reminders."</p>
            {notice(self.notice)}
            {list}
            <p class="hint">{format!("Times are in the time zone {}.", zone.name())}</p>
        };
        framed(&self.frame, Self::PATH, "Reminders", body)
    }
}

fn row(reminder: ReminderRow, zone: &Zone) -> Html {
    let id = &reminder.message;
    let (title, about) = match reminder.seen {
        Some(seen) => {
            let title = view! {
                <a class="row-title" href=address(MessagePage::ROUTE, id) data-sheet="" dir="auto">
                    {format!("{} in {}", seen.author, seen.room)}
                </a>
            };
            let excerpt = seen
                .excerpt
                .unwrap_or_else(|| "This message was deleted.".into());
            let about = view! {
                <p class="about" dir="auto">
                    {excerpt}
                </p>
            };
            (title.into_html(), about.into_html())
        }
        None => (
            view! { <b>"A message that you cannot see"</b> }.into_html(),
            ().into_html(),
        ),
    };
    let due = reminder
        .is_due
        .then(|| view! { <span class="tag">"Due"</span> });
    let at = reminder.at.millis();
    let fields = [(MESSAGE, reminder.message.clone())];
    let done = if reminder.is_due { "Done" } else { "Remove" };
    view! {
        <li>
            <div>
                {title}
                {due}
                <small>
                    <time datetime=clock::machine(at)>{zone.words(at)}</time>
                </small>
                {about}
            </div>
            <a class="button quiet" href=address(RemindPage::ROUTE, id) data-sheet="">
                "Change"
            </a>
            {post_button(RemoveReminder::ROUTE, done, "button quiet", &fields)}
        </li>
    }
    .into_html()
}
