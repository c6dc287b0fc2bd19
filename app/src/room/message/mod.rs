//! One message: who wrote it, what it says, and the toolbar with what can be done with it.

mod edit_box;
mod extras;
pub(crate) mod poll;
mod reactions;
mod toolbar;

use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use protocol::{AccountStatus, Member, Role, Timestamp};

use crate::{
    live::{
        Live,
        timeline::rows::{Fold, Grouping, MessageRow, RowContent, RowState},
    },
    text::{
        clock::{self, Zone},
        initials::{colour, initials},
    },
};

use edit_box::EditBox;
pub(super) use extras::push_quote;
use poll::PollForm;
use reactions::reactions;
use toolbar::toolbar;

/// Author, time and text, what it replies to, and why it was not sent, if it was refused.
#[component]
pub fn MessageView(
    /// What to show.
    row: MessageRow,
    /// Whose time to show.
    zone: Zone,
) -> impl IntoView {
    let class = class(&row);
    let pinned = row
        .is_pinned
        .then(|| view! { <p class="mark" inner_html=extras::pinned()></p> });
    let reactions = reactions(&row);
    let reactions = reactions.map(|html| view! { <div class="extras" inner_html=html></div> });
    let live = expect_context::<Live>();
    let is_in_log = live.timeline.root().is_none();
    let anchor = if is_in_log { "m-" } else { "t-" };
    let tools = live
        .quick
        .with_value(|quick| toolbar(&row, is_in_log, quick));
    let tools = tools.map(|html| {
        view! {
            <div class="tools" role="toolbar" aria-label="Message actions" inner_html=html></div>
        }
    });
    let quote = row.reply.map(|reply| {
        let room = expect_context::<Live>().rooms.current();
        let html = room.with_untracked(|room| extras::quote(&reply, anchor, &room.slug));
        view! { <p class="in-reply" inner_html=html></p> }
    });
    let thread = row.thread.map(|thread| {
        let html = extras::thread(&thread, zone);
        view! { <p class="extras" inner_html=html></p> }
    });
    let id = row.client_id.to_string();
    let (seq, client_id, reason) = match row.state {
        RowState::Sent { seq, .. } => (Some(seq), None, None),
        RowState::Sending => (None, Some(id.clone()), None),
        RowState::Failed(reason) => (None, Some(id.clone()), Some(reason)),
    };
    let send_state = reason.map(|reason| view! { <Failed id reason /> });
    let head = match row.grouping {
        Grouping::First => {
            let avatar = colour(&row.author);
            Either::Left(view! {
                <span class=format!("avatar {avatar}") aria-hidden="true">
                    {initials(row.author.name.as_str())}
                </span>
                <header>
                    <Author member=row.author />
                    <Time at=row.sent_at zone />
                </header>
            })
        }
        Grouping::Continued => Either::Right(view! {
            <header class="continued">
                <b class="who visually-hidden">
                    {row.author.name.to_string()} {visitor_mark(&row.author)}
                </b>
                <Time at=row.sent_at zone />
            </header>
        }),
    };
    view! {
        <article
            class=class
            id=seq.map(|seq| format!("{anchor}{seq}"))
            data-seq=seq.map(|seq| seq.to_string())
            data-client-id=client_id
            tabindex="-1"
        >
            {pinned}
            {head}
            {quote}
            {content(row.content, row.fold, zone)}
            {reactions}
            {thread}
            {send_state}
            {tools}
        </article>
    }
}

/// Whose a message is, leading to their page.
#[component]
fn Author(member: Member) -> impl IntoView {
    let status = match member.account_status {
        AccountStatus::Deactivated => " (deactivated)",
        AccountStatus::Active | AccountStatus::Deleted => "",
    };
    let name = format!("{}{status}", member.name);
    // Visitors see nobody's page, and who has deleted their account has none.
    let reader = expect_context::<Live>().rooms.role();
    if reader == Role::Visitor || member.account_status == AccountStatus::Deleted {
        return Either::Left(view! {
            <b class="who" dir="auto">
                {name}
            </b>
            {visitor_mark(&member)}
        });
    }
    Either::Right(view! {
        <a class="who" dir="auto" href=format!("/people/{}", member.id)>
            {name}
        </a>
        {visitor_mark(&member)}
    })
}

/// Tells somebody without an account, who may be called anything, from those with one.
fn visitor_mark(member: &Member) -> impl IntoView + use<> {
    member
        .visitor
        .then(|| view! { <span class="tag">"Visitor"</span> })
}

fn class(row: &MessageRow) -> &'static str {
    match (row.grouping, &row.state) {
        (Grouping::First, RowState::Sent { .. }) => "msg",
        (Grouping::First, RowState::Sending) => "msg sending",
        (Grouping::First, RowState::Failed(..)) => "msg failed",
        (Grouping::Continued, RowState::Sent { .. }) => "msg cont",
        (Grouping::Continued, RowState::Sending) => "msg cont sending",
        (Grouping::Continued, RowState::Failed(..)) => "msg cont failed",
    }
}

#[component]
fn Time(at: i64, zone: Zone) -> impl IntoView {
    view! { <time datetime=clock::machine(at)>{clock::time(at, zone)}</time> }
}

fn content(content: RowContent, fold: Fold, zone: Zone) -> impl IntoView {
    match content {
        RowContent::Text { html, is_edited } => {
            EitherOf3::A(view! { <Body html fold is_edited /> })
        }
        RowContent::Poll { id, poll } => {
            let form = PollForm {
                id,
                poll: &poll,
                now: Timestamp(clock::now()),
                zone,
                next: "",
                is_offered: true,
            };
            let html = form.html();
            EitherOf3::A(view! { <Body html fold is_edited=false /> })
        }
        RowContent::Deleted { undo } => {
            let html = extras::deleted(undo);
            EitherOf3::B(view! { <div class="body deleted" inner_html=html></div> })
        }
        RowContent::Editing { id, text } => EitherOf3::C(view! { <EditBox id text /> }),
    }
}

/// After the last line of a text.
const EDITED: &str = " <small class=\"edited\">(edited)</small>";

/// The server has rendered the text, and made sure that nothing else is in it.
#[component]
fn Body(mut html: String, fold: Fold, is_edited: bool) -> impl IntoView {
    if is_edited {
        html.push_str(EDITED);
    }
    let body = view! { <div class="body" dir="auto" inner_html=html /> };
    match fold {
        Fold::Open => Either::Left(body),
        Fold::Folded => Either::Right(view! {
            <details class="folded">
                <summary>"Message from someone you ignore"</summary>
                {body}
            </details>
        }),
    }
}

#[component]
fn Failed(id: String, reason: String) -> impl IntoView {
    let live = expect_context::<Live>();
    let (again, gone) = (id.clone(), id);
    view! {
        <p class="send-state" role="alert">
            {format!("Not sent: {reason} ")}
            <button type="button" on:click=move |_| live.outbox.retry(&again)>
                "Retry"
            </button>
            <button type="button" on:click=move |_| live.outbox.discard(&gone)>
                "Discard"
            </button>
        </p>
    }
}
