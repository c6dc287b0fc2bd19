use leptos::prelude::*;
use protocol::MemberId;

use super::{SavedMessage, SavedPage};
use crate::{
    pages::{
        Page,
        form::{Form, address},
        html::{Html, IntoHtml as _},
        messages::{
            NEXT, in_room,
            message::{MessagePage, form::SaveMessage},
            quoted,
        },
        parts::{framed, pager, post_button, when_exact},
    },
    text::room_name::label,
};

impl Page for SavedPage {
    fn title(&self) -> String {
        format!("Saved messages · {}", self.frame.workspace)
    }

    fn view(self) -> Html {
        let me = self.frame.me.id;
        let here = format!("{}?after={}", Self::PATH, self.after);
        let none = self.messages.is_empty().then(|| {
            view! {
                <p class="empty">
                    "Nothing is saved here. To save a message for later, open “More actions” on it. Only you see this list."
                </p>
            }
        });
        let messages = self.messages.iter().map(|one| saved(one, me, &here));
        let next = self.next.map(|next| next.to_string());
        let body = view! {
            {none}
            {messages.collect_view()}
            {pager(Self::PATH, "", "after", next, "Saved earlier")}
        };
        framed(&self.frame, Self::PATH, "Saved messages", body)
    }
}

fn saved(one: &SavedMessage, me: MemberId, here: &str) -> Html {
    let id = one.message.id.to_string();
    let fields = [SaveMessage::field(false), (NEXT, here.to_owned())];
    let remove = address(SaveMessage::ROUTE, &id);
    view! {
        <section class="listed">
            {quoted(&one.message)}
            <p class="hint">"Saved " {when_exact(one.at)}</p>
            <div class="buttons">
                <a class="button quiet" href=in_room(&one.room, &one.message)>
                    "Show in " <bdi>{label(&one.room, me)}</bdi>
                </a>
                {post_button(remove, "Remove from saved", "button quiet", &fields)}
                <a class="button quiet" href=address(MessagePage::ROUTE, &id)>
                    "More actions"
                </a>
            </div>
        </section>
    }
    .into_html()
}
