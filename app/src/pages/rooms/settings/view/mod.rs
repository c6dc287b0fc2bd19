//! The settings of one room: several forms on one page, each with its own result.

mod about;
mod leave_archive_delete;
mod people;

use leptos::prelude::*;
use protocol::{Level, RoomKind, RoomState};

use super::form::{
    ChangeKind, ChangePosting, FAVOURITE, KIND, LEVEL, MUTED, POSTING, SetPreference,
};
use crate::{
    pages::{
        Page,
        form::{Form, RawForm, address},
        html::{Html, IntoHtml as _},
        parts::{Check, Choice, Radios, framed_with, part, section},
        rooms::{
            copy,
            settings::{RoomSection, RoomSettingsPage},
        },
    },
    text::room_name::label,
};

impl Page for RoomSettingsPage {
    fn title(&self) -> String {
        let room = label(&self.room, self.frame.me.id);
        format!("Settings for {room} · {}", self.frame.workspace)
    }

    fn view(self) -> Html {
        let name = label(&self.room, self.frame.me.id);
        // Forms name the room for good: its address may lead to another one when they are sent.
        let path = self.room.id.to_string();
        let archived = (self.room.state == RoomState::Archived)
            .then(|| view! { <p class="banner">"This room is archived. You can read it, but no one can post."</p> });
        // Refused where there is no form, or no more: it would be told nowhere else.
        let astray = self
            .sent
            .as_ref()
            .filter(|one| !has_form(&self, one.section));
        let astray = astray.map(|one| section(Some(one), one.section, RawForm::default()).view);
        let body = view! {
            {archived}
            {astray}
            {for_you(&self, &path)}
            {about::about(&self, &path)}
            {posting(&self, &path)}
            {kind(&self, &path)}
            {people::people(&self, &path)}
            {leave_archive_delete::leave(&self, &path)}
            {leave_archive_delete::archive(&self, &path)}
            {leave_archive_delete::delete(&self, &path)}
        };
        let back = (format!("/r/{}", self.room.slug), format!("Back to {name}"));
        framed_with(
            &self.frame,
            &self.path(),
            format!("Settings for {name}"),
            back,
            body,
        )
    }
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

fn for_you(page: &RoomSettingsPage, path: &str) -> Html {
    if !page.powers.prefer {
        return ().into_html();
    }
    let initial = SetPreference::of(&page.preference);
    let result = section(page.sent.as_ref(), RoomSection::ForYou, initial);
    let form = &result.form;
    let words = |level: Level| match level {
        Level::Everything => Choice::new(level.as_str(), "All messages", ""),
        Level::Mentions => Choice::new(level.as_str(), "Only mentions", ""),
        Level::Nothing => Choice::new(level.as_str(), "Nothing", ""),
    };
    let form = view! {
        <form method="post" action=address(SetPreference::ROUTE, path)>
            <Check
                name=FAVOURITE.name
                label="Favourite"
                hint="Shown at the top of your room list."
                checked=form.fields.is_checked(FAVOURITE)
            />
            <Check
                name=MUTED.name
                label="Muted"
                hint="Shown at the end of your room list."
                checked=form.fields.is_checked(MUTED)
            />
            <Radios
                field=form.field(LEVEL)
                legend="Notify me about (once Natter has notifications)"
                choices=Level::ALL.into_iter().map(words).collect()
            />
            <button class="button">"Save"</button>
        </form>
    };
    part("for-you", "Your preferences", result.view, form)
}

fn posting(page: &RoomSettingsPage, path: &str) -> Html {
    if !page.powers.posting {
        return ().into_html();
    }
    let initial = RawForm::default().with(POSTING, page.room.posting.as_str());
    let result = section(page.sent.as_ref(), RoomSection::Posting, initial);
    let form = &result.form;
    let form = view! {
        <form method="post" action=address(ChangePosting::ROUTE, path)>
            <Radios
                field=form.field(POSTING)
                legend="Who can post"
                choices=copy::posting()
            />
            <button class="button">"Save"</button>
        </form>
    };
    part("posting", "Posting", result.view, form)
}

fn kind(page: &RoomSettingsPage, path: &str) -> Html {
    if page.powers.kinds.is_empty() {
        return ().into_html();
    }
    let initial = RawForm::default().with(KIND, page.room.kind.as_str());
    let result = section(page.sent.as_ref(), RoomSection::Kind, initial);
    let form = &result.form;
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
        <form method="post" action=address(ChangeKind::ROUTE, path)>
            <Radios
                field=form.field(KIND)
                legend="Who can see it"
                choices=copy::kinds(kinds)
            />
            <button class="button">"Change visibility"</button>
        </form>
    };
    part("kind", "Visibility", result.view, form)
}
