//! All rooms that one may see.

use leptos::prelude::*;
use protocol::{RoomKind, RoomState};

use super::form::JOIN;
use crate::{
    chrome::icon::{Icon, LOCK},
    pages::{
        Page,
        form::address,
        html::{Html, IntoHtml as _},
        parts::{action, empty, framed, notice, pager, search},
        rooms::{
            copy::{kind_meaning, kind_word},
            directory::{DirectoryPage, DirectoryRoom, Standing},
        },
    },
    text::relative_time::count,
};

impl Page for DirectoryPage {
    fn title(&self) -> String {
        "Rooms · Natter".into()
    }

    fn view(self) -> Html {
        let create = self.frame.may_create_rooms.then(|| {
            view! {
                <a class="button" href="/rooms/new">
                    "Create room"
                </a>
            }
        });
        let nothing = self
            .rooms
            .is_empty()
            .then(|| empty("rooms", &self.query, "/rooms"));
        let rooms = self.rooms.into_iter().map(entry).collect_view();
        let list = (!rooms.is_empty()).then(|| view! { <ul class="rows">{rooms}</ul> });
        let body = view! {
            {notice(self.notice)}
            <div class="tools-row">
                {search("/rooms", "Search rooms", self.query.clone())} {create}
            </div>
            {nothing}
            {list}
            {pager("/rooms", &self.query, "after", self.next, "More rooms")}
        };
        framed(&self.frame, Self::PATH, "Rooms", body)
    }
}

fn entry(entry: DirectoryRoom) -> Html {
    let DirectoryRoom {
        room,
        description,
        people,
        standing,
    } = entry;
    let href = format!("/r/{}", room.slug);
    let mark = if room.kind == RoomKind::Private {
        view! { <Icon path=LOCK /> }.into_html()
    } else {
        "#".into_html()
    };
    let about = if description.is_empty() {
        room.topic.clone()
    } else {
        description
    };
    let about = (!about.is_empty()).then(|| view! { <p class="about" dir="auto">{about}</p> });
    let archived = (room.state == RoomState::Archived).then_some(" · archived");
    let standing = match standing {
        Standing::In => view! { <span class="tag">"Joined"</span> }.into_html(),
        Standing::MayJoin => action(address(JOIN, &room.id.to_string()), "Join", "button quiet"),
        Standing::MayLook => ().into_html(),
    };
    let facts = view! {
        <small>
            <span title=kind_meaning(room.kind)>{kind_word(room.kind)}</span>
            {format!(" · {}", people_words(people))}
            {archived}
        </small>
    };
    view! {
        <li>
            <i class="room-mark" aria-hidden="true">
                {mark}
            </i>
            <div>
                <a class="row-title" href=href dir="auto">
                    {room.name.to_string()}
                </a>
                {facts}
                {about}
            </div>
            {standing}
        </li>
    }
    .into_html()
}

/// "1 person", "12 people".
pub fn people_words(number: u32) -> String {
    match number {
        1 => count(1, "person"),
        _ => format!("{number} people"),
    }
}
