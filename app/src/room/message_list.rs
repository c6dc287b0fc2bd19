//! The log.

use leptos::{either::Either, ev, html, prelude::*, task::spawn_local};
use protocol::{MemberId, Room};

use super::{dom, message::MessageView};
use crate::{
    chrome::icon::{DOWN, Icon},
    live::{
        Live,
        timeline::{rows::Row, tracked::TrackedRow},
    },
    text::room_name,
};

/// Messages, oldest first. New ones are announced elsewhere (`#announcements`), as not all that
/// changes here is new. The scroller is laid out from its end (style sheet), so that it starts
/// at the last message without a script, and older messages above move nothing.
#[component]
pub fn MessageList(
    /// Whether the page shows an older part of the room.
    is_older_page: bool,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let Live {
        rooms, timeline, ..
    } = live;
    let log = NodeRef::<html::Div>::new();
    let on_scroll = move |_: ev::Event| {
        if let Some(log) = log.get_untracked() {
            dom::scrolled(&log, timeline);
        }
    };
    let on_key = move |event: ev::KeyboardEvent| dom::log_key(&event, timeline);
    let on_click = move |event: ev::MouseEvent| dom::log_clicked(&event, live);
    Effect::new(move |earlier: Option<()>| {
        timeline.rows().track();
        if let Some(log) = log.get_untracked() {
            match earlier {
                None => dom::came_to_life(&log, timeline),
                // Rows that changed are drawn by tasks that wait before this one.
                Some(()) => spawn_local(async move { dom::rows_changed(&log, timeline) }),
            }
        }
    });
    let rows = move || timeline.rows().with(|rows| rows.rows.clone());
    let older = timeline.older_than();
    let (room, me) = (rooms.current(), rooms.reader());
    let start_words = move || room.with(|room| start_of(room, me));
    let (is_log, label) = match timeline.root() {
        Some(_) => (false, "Thread"),
        None => (true, "Messages"),
    };
    let path = match timeline.root() {
        Some(root) => format!("/m/{root}/thread"),
        None => room.with_untracked(|room| format!("/r/{}", room.slug)),
    };
    let newest_path = path.clone();
    let start = move || {
        older.get().map_or_else(
            || Either::Left(is_log.then(|| view! { <p class="start">{start_words}</p> })),
            |seq| {
                Either::Right(view! {
                    <p class="older">
                        <a
                            rel="prev"
                            href=format!("{path}?before={seq}")
                        >
                            "Older messages"
                        </a>
                    </p>
                })
            },
        )
    };
    let newest = is_older_page.then(|| {
        view! {
            <p class="older">
                <a href=newest_path>"Newest messages"</a>
            </p>
        }
    });
    view! {
        <div class="log-frame">
            <div
                class="log"
                id=timeline.log_id()
                role="log"
                aria-label=label
                aria-live="off"
                tabindex="0"
                node_ref=log
                on:scroll=on_scroll
                on:keydown=on_key
                on:click=on_click
            >
                <div class="log-rows">
                    {start} <For each=rows key=|row| row.key.clone() let:row>
                        <RowView row />
                    </For> {newest}
                </div>
            </div>
            <p class="log-problem" role="status">
                {timeline.problem()}
            </p>
            <JumpButton />
        </div>
    }
}

fn start_of(room: &Room, me: MemberId) -> String {
    if room.kind.is_direct() {
        format!(
            "This is the start of your conversation with {}.",
            room_name::label(room, me)
        )
    } else {
        format!("This is the start of {}.", room_name::label(room, me))
    }
}

/// A row that changes is drawn anew within its element.
#[component]
fn RowView(row: TrackedRow) -> impl IntoView {
    let zone = expect_context::<Live>().timeline.zone();
    move || match row.row.get() {
        Row::Day(day) => Either::Left(view! {
            <div class="day">
                <span>{day}</span>
            </div>
        }),
        Row::Message(row) => Either::Right(view! { <MessageView row=*row zone=zone.get() /> }),
    }
}

/// "3 new", while older messages are read.
#[component]
fn JumpButton() -> impl IntoView {
    let timeline = expect_context::<Live>().timeline;
    let (unseen, at_end) = (timeline.unseen(), timeline.at_end());
    let has_newer = timeline.has_newer();
    let is_shown = Memo::new(move |_| !at_end.get() && (unseen.get() > 0 || has_newer.get()));
    let words = move || match unseen.get() {
        0 => "Jump to latest".to_owned(),
        count => format!("{count} new"),
    };
    let on_click = move |_| {
        timeline.jump_to_latest();
        dom::scroll_to_end(timeline);
    };
    move || {
        is_shown.get().then(|| {
            view! {
                <button class="jump-new" type="button" on:click=on_click>
                    <Icon path=DOWN />
                    {words}
                </button>
            }
        })
    }
}
