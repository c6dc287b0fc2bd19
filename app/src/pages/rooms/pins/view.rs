use leptos::prelude::*;

use super::{PinnedMessage, PinsPage};
use crate::{
    pages::{
        Page,
        form::{Form, address},
        html::{Html, IntoHtml as _},
        messages::{
            NEXT, in_room,
            message::{MessagePage, form::PinMessage},
            quoted,
        },
        parts::{over_room, post_button, when_exact},
    },
    text::room_name::label,
};

impl Page for PinsPage {
    fn title(&self) -> String {
        let room = label(&self.room, self.me);
        format!("Pinned messages · {room} · {}", self.workspace)
    }

    fn view(self) -> Html {
        let path = address(Self::ROUTE, self.room.slug.as_str());
        let none = self.pins.is_empty().then(|| {
            view! {
                <p class="empty">
                    "Nothing is pinned here. To pin a message, open “More actions” on it."
                </p>
            }
        });
        let pins = self.pins.iter().map(|pin| pinned(&self, pin, &path));
        let pins = pins.collect_view();
        let next = self.next.map(|next| {
            view! {
                <p class="pager">
                    <a class="button quiet" rel="next" href=format!("{path}?after={next}") data-sheet="">
                        "Earlier pins"
                    </a>
                </p>
            }
        });
        let body = view! {
            {none}
            {pins}
            {next}
        };
        let (back, room) = (format!("/r/{}", self.room.slug), label(&self.room, self.me));
        over_room(back, &room, "Pinned messages", body)
    }
}

fn pinned(page: &PinsPage, pin: &PinnedMessage, path: &str) -> Html {
    let id = pin.message.id.to_string();
    let unpin = page.may_unpin.then(|| {
        let fields = [PinMessage::field(false), (NEXT, path.to_owned())];
        let action = address(PinMessage::ROUTE, &id);
        post_button(action, "Unpin", "button quiet", &fields)
    });
    view! {
        <section class="listed">
            {quoted(&pin.message)}
            <p class="hint">
                "Pinned by " <bdi>{pin.by.name.to_string()}</bdi> ", " {when_exact(pin.at)}
            </p>
            <div class="buttons">
                <a class="button quiet" href=in_room(&page.room, &pin.message)>
                    "Show in room"
                </a>
                {unpin}
                <a class="button quiet" href=address(MessagePage::ROUTE, &id) data-sheet="">
                    "More actions"
                </a>
            </div>
        </section>
    }
    .into_html()
}
