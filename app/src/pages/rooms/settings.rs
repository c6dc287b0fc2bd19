//! The settings of one room: several forms on one page, each with its own result.

use leptos::prelude::*;
use protocol::{Level, RoomKind, RoomState};

use super::{about, copy, leave_archive_delete, people};
use crate::{
    page_data::{RoomSection, RoomSettingsPage},
    pages::parts::{Check, Choice, Radios, Spot, framed_with, section},
    text::room_name::label,
};

/// `/r/{slug}/settings`.
pub fn room_settings(page: RoomSettingsPage) -> AnyView {
    let name = label(&page.room, page.frame.me.id);
    // Forms name the room for good: its address may lead to another one when they are sent.
    let path = format!("/r/{}", page.room.id);
    let archived = (page.room.state == RoomState::Archived)
        .then(|| view! { <p class="banner">"This room is archived. You can read it, but no one can post."</p> });
    // Refused where there is no form, or no more: it would be told nowhere else.
    let astray = page
        .outcome
        .as_ref()
        .filter(|one| !has_form(&page, one.section));
    let astray = astray.map(|one| section(Some(one), one.section, "").view);
    let body = view! {
        {archived}
        {astray}
        {for_you(&page, &path)}
        {about::about(&page, &path)}
        {posting(&page, &path)}
        {kind(&page, &path)}
        {people::people(&page, &path)}
        {leave_archive_delete::leave(&page, &path)}
        {leave_archive_delete::archive(&page, &path)}
        {leave_archive_delete::delete(&page, &path)}
    };
    let back = (format!("/r/{}", page.room.slug), format!("Back to {name}"));
    framed_with(
        &page.frame,
        Spot::Elsewhere,
        format!("Settings for {name}"),
        back,
        body,
    )
}

fn has_form(page: &RoomSettingsPage, section: RoomSection) -> bool {
    let powers = &page.powers;
    match section {
        RoomSection::ForYou => powers.prefer,
        RoomSection::About => powers.edit,
        RoomSection::Posting => powers.posting,
        RoomSection::Kind => !powers.kinds.is_empty(),
        RoomSection::People => true,
        RoomSection::Leave => powers.leave,
        RoomSection::Archive => powers.archive,
        RoomSection::Delete => powers.delete,
    }
}

/// A form with its heading and its result.
pub fn part(
    id: &'static str,
    heading: impl Into<String>,
    result: AnyView,
    body: impl IntoView,
) -> AnyView {
    let body = body.into_any();
    view! {
        <section class="part" id=id aria-labelledby=format!("{id}-heading")>
            <h2 id=format!("{id}-heading")>{heading.into()}</h2>
            {result}
            {body}
        </section>
    }
    .into_any()
}

fn for_you(page: &RoomSettingsPage, path: &str) -> AnyView {
    if !page.powers.prefer {
        return ().into_any();
    }
    let result = section(page.outcome.as_ref(), RoomSection::ForYou, "for-you");
    let words = |level: Level| match level {
        Level::Everything => Choice::new(level.as_str(), "All messages", ""),
        Level::Mentions => Choice::new(level.as_str(), "Only mentions", ""),
        Level::Nothing => Choice::new(level.as_str(), "Nothing", ""),
    };
    let form = view! {
        <form method="post" action=format!("{path}/preferences")>
            <Check
                name="favourite"
                label="Favourite"
                hint="Shown at the top of your room list."
                checked=page.preference.favourite
            />
            <Check
                name="muted"
                label="Muted"
                hint="Shown at the end of your room list."
                checked=page.preference.muted
            />
            <Radios
                name="level"
                legend="Notify me about (once Natter has notifications)"
                scope="for-you"
                choices=Level::ALL.into_iter().map(words).collect()
                chosen=page.preference.level.as_str()
            />
            <button class="button">"Save"</button>
        </form>
    };
    part("for-you", "Your preferences", result.view, form)
}

fn posting(page: &RoomSettingsPage, path: &str) -> AnyView {
    if !page.powers.posting {
        return ().into_any();
    }
    let result = section(page.outcome.as_ref(), RoomSection::Posting, "posting");
    let form = view! {
        <form method="post" action=format!("{path}/posting")>
            <Radios
                name="posting"
                legend="Who can post"
                scope="posting"
                choices=copy::posting()
                chosen=page.room.posting.as_str()
            />
            <button class="button">"Save"</button>
        </form>
    };
    part("posting", "Posting", result.view, form)
}

fn kind(page: &RoomSettingsPage, path: &str) -> AnyView {
    if page.powers.kinds.is_empty() {
        return ().into_any();
    }
    let result = section(page.outcome.as_ref(), RoomSection::Kind, "kind");
    let mut kinds = page.powers.kinds.clone();
    if !kinds.contains(&page.room.kind) {
        kinds.insert(0, page.room.kind);
    }
    let history = copy::moved(page.room.kind);
    // Whoever looks after a public room need not be in it.
    let outside = (page.room.kind == RoomKind::Public && !page.is_in)
        .then_some(" You are not a room member, so you will no longer see it either.");
    let form = view! {
        <p class="banner">{history} {outside}</p>
        <form method="post" action=format!("{path}/kind")>
            <Radios
                name="kind"
                legend="Who can see it"
                scope="kind"
                choices=copy::kinds(kinds)
                chosen=page.room.kind.as_str()
            />
            <button class="button">"Change visibility"</button>
        </form>
    };
    part("kind", "Visibility", result.view, form)
}
