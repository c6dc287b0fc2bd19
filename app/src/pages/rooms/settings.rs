//! The settings of one room: several forms on one page, each with its own result.

use leptos::prelude::*;
use protocol::{Level, RoomKind, RoomState};

use super::{about, people, way_out, words};
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
        .then(|| view! { <p class="banner">"This room is archived: it can be read, and nothing new is said in it."</p> });
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
        {way_out::leave(&page, &path)}
        {way_out::archive(&page, &path)}
        {way_out::delete(&page, &path)}
    };
    let back = (format!("/r/{}", page.room.slug), format!("Back to {name}"));
    framed_with(
        &page.frame,
        Spot::Elsewhere,
        format!("Settings of {name}"),
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
        Level::Everything => Choice::new(level.as_str(), "Everything", ""),
        Level::Mentions => Choice::new(level.as_str(), "Only when you are mentioned", ""),
        Level::Nothing => Choice::new(level.as_str(), "Nothing", ""),
    };
    let form = view! {
        <form method="post" action=format!("{path}/preferences")>
            <Check
                name="favourite"
                label="Favourite"
                hint="It stands at the top of your rooms."
                checked=page.preference.favourite
            />
            <Check
                name="muted"
                label="Muted"
                hint="It stands last among your rooms."
                checked=page.preference.muted
            />
            <Radios
                name="level"
                legend="Tell me of (as soon as Natter tells of messages)"
                scope="for-you"
                choices=Level::ALL.into_iter().map(words).collect()
                chosen=page.preference.level.as_str()
            />
            <button class="button">"Save"</button>
        </form>
    };
    part("for-you", "For you", result.view, form)
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
                legend="Who may write here"
                scope="posting"
                choices=words::posting()
                chosen=page.room.posting.as_str()
            />
            <button class="button">"Save"</button>
        </form>
    };
    part("posting", "Who may post", result.view, form)
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
    let history = words::moved(page.room.kind);
    // Whoever looks after a public room need not be in it.
    let outside = (page.room.kind == RoomKind::Public && !page.is_in)
        .then_some(" You are not in it: you lose sight of it too.");
    let form = view! {
        <p class="banner">{history} {outside}</p>
        <form method="post" action=format!("{path}/kind")>
            <Radios
                name="kind"
                legend="Who may see it"
                scope="kind"
                choices=words::kinds(kinds)
                chosen=page.room.kind.as_str()
            />
            <button class="button">"Change the kind"</button>
        </form>
    };
    part("kind", "Kind", result.view, form)
}
