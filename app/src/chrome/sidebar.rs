//! The rooms, and the ways to others.

use leptos::{either::EitherOf3, prelude::*};
use protocol::{Role, RoomId};

use super::{
    icon::{BACK, COMPASS, Icon, LOCK, Logo, PENCIL},
    me::Me,
};
use crate::{
    live::{
        Live,
        sections::{Entry, Mark},
    },
    text::initials::{colour, initials},
};

/// On a phone this is a page of its own, reached by its address (`#rooms`), so that the browser's
/// way back works and no script is needed.
#[component]
pub fn Sidebar(
    /// What the place is called.
    place: String,
    /// What the reader is to it. Visitors see the rooms alone.
    role: Role,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let (sections, current) = (live.sections(), live.room());
    let is_visitor = role == Role::Visitor;
    let lists = move || {
        let current = current.with(|room| room.id);
        let sections = sections.get().into_iter();
        let lists = sections.map(|section| {
            let entries = section.entries.into_iter();
            let entries = entries.map(|entry| view! { <RoomEntry entry current /> });
            view! {
                <section>
                    <h2>{section.title}</h2>
                    <ul>{entries.collect_view()}</ul>
                </section>
            }
        });
        lists.collect_view()
    };
    view! {
        <nav class="sidebar" id="rooms" aria-label="Rooms">
            <header class="place">
                <a class="icon only-phone" href="#composer" aria-label="Back to the room">
                    <Icon path=BACK />
                </a>
                <Logo />
                <b class="place-name">{place}</b>
                {(!is_visitor)
                    .then(|| {
                        view! {
                            <a class="icon" href="/direct/new" aria-label="New message">
                                <Icon path=PENCIL />
                            </a>
                        }
                    })}
            </header>
            {lists}
            {(!is_visitor)
                .then(|| {
                    view! {
                        <a class="room browse" href="/rooms">
                            <i aria-hidden="true">
                                <Icon path=COMPASS />
                            </i>
                            "Browse rooms"
                        </a>
                    }
                })}
            <Me is_visitor />
        </nav>
    }
}

#[component]
fn RoomEntry(entry: Entry, current: RoomId) -> impl IntoView {
    let is_current = entry.id == current;
    let class = match (is_current, entry.is_muted) {
        (true, _) => "room current",
        (false, true) => "room muted",
        (false, false) => "room",
    };
    let is_private = entry.mark == Mark::Lock;
    let mark = match entry.mark {
        Mark::Hash => EitherOf3::A("#"),
        Mark::Lock => EitherOf3::B(view! { <Icon path=LOCK /> }),
        Mark::Person(person) => EitherOf3::C(view! {
            <span class=format!(
                "avatar small {}",
                colour(&person),
            )>{initials(person.name.as_str())}</span>
        }),
    };
    let words = match (is_private, entry.is_muted) {
        (false, false) => None,
        (true, false) => Some(" (private)"),
        (false, true) => Some(" (muted)"),
        (true, true) => Some(" (private, muted)"),
    };
    let words = words.map(|words| view! { <span class="visually-hidden">{words}</span> });
    view! {
        <li>
            <a
                class=class
                aria-current=is_current.then_some("page")
                href=format!("/r/{}", entry.slug)
            >
                <i aria-hidden="true">{mark}</i>
                <span class="room-name" dir="auto">
                    {entry.title}
                </span>
                {words}
            </a>
        </li>
    }
}
