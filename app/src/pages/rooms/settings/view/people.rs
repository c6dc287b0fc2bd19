//! Who is in a room.

use leptos::prelude::*;
use protocol::RoomRole;

use super::super::form::{
    ADDED, AFTER, AddPerson, ChangeRoomRole, PERSON, QUERY, ROLE, RemovePerson,
};
use crate::pages::{
    form::{Field, Form, RawForm, address},
    html::{Html, IntoHtml as _},
    parts::{Avatar, TextField, empty, pager, part, person_link, post_button, search, section},
    rooms::{
        directory::people_words,
        settings::{RoomPerson, RoomSection, RoomSettingsPage},
    },
};

/// With more people than this a room has a search.
const MANY: u32 = 20;

/// The list, with what the reader may do with each, and the field for one more.
pub fn people(page: &RoomSettingsPage, path: &str) -> Html {
    let result = section(page.sent.as_ref(), RoomSection::People, RawForm::default());
    let form = &result.form;
    let mut list = Vec::new();
    if page.after > 0 {
        list.push((AFTER, page.after.to_string()));
    }
    if !page.query.is_empty() {
        list.push((QUERY, page.query.clone()));
    }
    let rows = page.people.iter().map(|person| row(person, path, &list));
    let rows = rows.collect_view();
    let add = page.powers.add.then(|| {
        let candidates = page.candidates.iter().filter_map(|person| {
            let handle = person.handle.as_ref()?.to_string();
            Some(view! { <option value=handle>{person.member.name.to_string()}</option> })
        });
        view! {
            <form class="one-line" method="post" action=address(AddPerson::ROUTE, path)>
                <TextField
                    field=form.field(ADDED)
                    label="Add a person"
                    prefix="@"
                    list="people-candidates"
                />
                <button class="button">"Add"</button>
                <datalist id="people-candidates">{candidates.collect_view()}</datalist>
            </form>
        }
    });
    // The next page, and a search, come back to the list and not to the top of the page.
    let here = format!("/r/{}/settings#people", page.room.slug);
    let is_large = page.people_count > MANY || !page.query.is_empty();
    let find = is_large.then(|| search(here.clone(), "Search people", page.query.clone()));
    let nothing = page.people.is_empty().then(|| {
        if page.query.is_empty() && page.after > 0 {
            // Those who stood here have gone meanwhile.
            return view! {
                <p class="empty">
                    "There is no one on this page any more. " <a href=here.clone()>"See all"</a> "."
                </p>
            }
            .into_html();
        }
        empty("people", &page.query, here.clone())
    });
    let shown = (!page.people.is_empty()).then(|| view! { <ul class="rows">{rows}</ul> });
    let body = view! {
        {find}
        {nothing}
        {shown}
        {pager(&here, &page.query, "after", page.next.clone(), "More people")}
        {add}
    };
    let heading = people_words(page.people_count);
    part("people", heading, result.view, body)
}

/// `list` is what leads back to the list in which they stand.
fn row(entry: &RoomPerson, path: &str, list: &[(Field, String)]) -> Html {
    let with_list = |own: &[(Field, String)]| [own, list].concat();
    let id = entry.person.member.id.to_string();
    let tag =
        (entry.role == RoomRole::Admin).then(|| view! { <span class="tag">"Room admin"</span> });
    let role = entry.may_change_role.then(|| {
        let (to, words) = match entry.role {
            RoomRole::Admin => (RoomRole::Member, "Make room member"),
            RoomRole::Member => (RoomRole::Admin, "Make room admin"),
        };
        let fields = with_list(&[(PERSON, id.clone()), (ROLE, to.as_str().to_owned())]);
        post_button(
            address(ChangeRoomRole::ROUTE, path),
            words,
            "button quiet",
            &fields,
        )
    });
    let remove = entry.may_remove.then(|| {
        let fields = with_list(&[(PERSON, id.clone())]);
        post_button(
            address(RemovePerson::ROUTE, path),
            "Remove from room",
            "button danger",
            &fields,
        )
    });
    view! {
        <li>
            <Avatar member=entry.person.member.clone() />
            <div>{person_link(&entry.person)} {tag}</div>
            {role}
            {remove}
        </li>
    }
    .into_html()
}
