//! The people of the workspace.

use leptos::prelude::*;
use protocol::Timestamp;

use crate::{
    page_data::{
        AccountState,
        workspace::{PeoplePage, PersonRow},
    },
    pages::{
        parts::{Avatar, Spot, framed, notice, person_link, role_word, when},
        search::{empty, pager, search},
    },
};

/// `/workspace/people`.
pub fn people(page: PeoplePage) -> AnyView {
    let now = page.now;
    let nothing = page
        .people
        .is_empty()
        .then(|| empty("people", &page.query, "/workspace/people"));
    let rows = page.people.into_iter().map(|person| row(person, now));
    let rows = rows.collect_view();
    let table = (!rows.is_empty()).then(|| {
        view! {
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Person"</th>
                        <th scope="col">"Role"</th>
                        <th scope="col">"Last seen"</th>
                        <th scope="col">"Account"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
    });
    let body = view! {
        {notice(page.notice)}
        <div class="tools-row">
            {search("/workspace/people", "Search people", page.query.clone())}
            <a class="button" href="/workspace/invites">
                "Invite people"
            </a>
        </div>
        {nothing}
        {table}
        {pager("/workspace/people", &page.query, "after", page.next, "More people")}
    };
    framed(&page.frame, Spot::People, "People", body)
}

fn row(row: PersonRow, now: Timestamp) -> AnyView {
    let seen = row
        .last_seen
        .map_or_else(|| "never".into_any(), |seen| when(now, seen));
    let state = match row.account {
        AccountState::Active => "Active",
        AccountState::Deactivated => "Deactivated",
        AccountState::Banned { .. } => "Banned",
        AccountState::Deleted => "Deleted",
    };
    view! {
        <tr>
            <th scope="row">
                <span class="who-row">
                    <Avatar member=row.person.member.clone() />
                    {person_link(&row.person)}
                </span>
            </th>
            <td data-label="Role">{role_word(row.role)}</td>
            <td data-label="Last seen">{seen}</td>
            <td data-label="Account">{state}</td>
        </tr>
    }
    .into_any()
}
