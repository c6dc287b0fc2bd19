//! The rooms, and the ways to others.

use leptos::prelude::*;
use protocol::Role;

use super::{
    icon::{BACK, BELL, BOOKMARK, COMPASS, INVITE, Icon, Logo, PENCIL},
    me::Me,
    room_links,
};
use crate::live::Live;

/// On a phone this is a page of its own, reached by its address (`#rooms`), so that the browser's
/// way back works and no script is needed.
#[component]
pub fn Sidebar(
    /// What the workspace is called.
    workspace: String,
    /// What the reader is to it. Visitors see the rooms alone.
    role: Role,
    /// How many reminders are due.
    reminders: u32,
) -> impl IntoView {
    let rooms = expect_context::<Live>().rooms;
    let lists = move || room_links::html(&rooms.sections(), rooms.current_id());
    let is_visitor = role == Role::Visitor;
    view! {
        <nav class="sidebar" id="rooms" aria-label="Rooms">
            <header class="workspace">
                <a class="icon only-phone" href="#composer" aria-label="Back to the room">
                    <Icon path=BACK />
                </a>
                <Logo />
                <b class="workspace-name">{workspace}</b>
                {(!is_visitor)
                    .then(|| {
                        view! {
                            <a class="icon" href="/direct/new" aria-label="New message">
                                <Icon path=PENCIL />
                            </a>
                        }
                    })}
            </header>
            <div class="room-lists" inner_html=lists></div>
            {(!is_visitor).then(|| view! { <Reminders due=reminders /> })}
            {(!is_visitor)
                .then(|| view! { <Way href="/saved" path=BOOKMARK words="Saved messages" /> })}
            {role
                .is_full_member()
                .then(|| view! { <Way href="/rooms" path=COMPASS words="Browse rooms" /> })}
            {role
                .is_admin()
                .then(|| {
                    view! { <Way href="/workspace/invites" path=INVITE words="Invite people" /> }
                })}
            <Me is_visitor />
        </nav>
    }
}

/// Below the rooms: a way to what is not one.
#[component]
fn Way(href: &'static str, path: &'static str, words: &'static str) -> impl IntoView {
    view! {
        <a class="room way" href=href>
            <i aria-hidden="true">
                <Icon path />
            </i>
            {words}
        </a>
    }
}

/// The way to the reminders; `public/later.js` keeps their number up to date.
#[component]
fn Reminders(due: u32) -> impl IntoView {
    view! {
        <a class="room way" href="/reminders">
            <i aria-hidden="true">
                <Icon path=BELL />
            </i>
            "Reminders"
            <b class="due" id="reminders-due" hidden={due == 0}>
                {due.to_string()}
            </b>
        </a>
    }
}
