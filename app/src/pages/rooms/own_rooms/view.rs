//! All rooms that one is in.

use leptos::prelude::*;
use protocol::{MemberId, RoomKind, RoomState};

use crate::{
    chrome::icon::{Icon, LOCK},
    pages::{
        Page,
        html::{Html, IntoHtml as _},
        parts::{Avatar, empty, framed, notice, pager, search},
        rooms::{
            copy::{kind_meaning, kind_word},
            own_rooms::{OwnRoomEntry, OwnRoomsPage},
        },
    },
    text::room_name::title,
};

impl Page for OwnRoomsPage {
    fn title(&self) -> String {
        "Your rooms · Natter".into()
    }

    fn view(self) -> Html {
        let me = self.frame.me.id;
        let nothing = self
            .rooms
            .is_empty()
            .then(|| empty("rooms", &self.query, "/rooms/mine"));
        let rooms = self.rooms.into_iter().map(|one| entry(one, me));
        let rooms = rooms.collect_view();
        let list = (!rooms.is_empty()).then(|| view! { <ul class="rows">{rooms}</ul> });
        let body = view! {
            {notice(self.notice)}
            <div class="tools-row">{search("/rooms/mine", "Search your rooms", self.query.clone())}</div>
            {nothing}
            {list}
            {pager("/rooms/mine", &self.query, "after", self.next, "More rooms")}
        };
        framed(&self.frame, Self::PATH, "Your rooms", body)
    }
}

fn entry(entry: OwnRoomEntry, me: MemberId) -> Html {
    let OwnRoomEntry { room, preference } = entry;
    let other = room.people.iter().find(|person| person.id != me).cloned();
    let mark = match (room.kind, other) {
        (RoomKind::Private, _) => view! { <Icon path=LOCK /> }.into_html(),
        (_, Some(member)) => view! { <Avatar member /> }.into_html(),
        (_, None) => "#".into_html(),
    };
    let about = room.topic.clone();
    let about = (!about.is_empty()).then(|| view! { <p class="about" dir="auto">{about}</p> });
    let (favourite, muted) = preference.map_or((false, false), |set| (set.favourite, set.muted));
    let facts = [
        favourite.then_some(" · favourite"),
        muted.then_some(" · muted"),
        (room.state == RoomState::Archived).then_some(" · archived"),
    ];
    view! {
        <li>
            <i class="room-mark" aria-hidden="true">
                {mark}
            </i>
            <div>
                <a class="row-title" href=format!("/r/{}", room.slug) dir="auto">
                    {title(&room, me)}
                </a>
                <small>
                    <span title=kind_meaning(room.kind)>{kind_word(room.kind)}</span>
                    {facts.into_iter().flatten().collect_view()}
                </small>
                {about}
            </div>
        </li>
    }
    .into_html()
}
