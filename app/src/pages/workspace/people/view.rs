//! The people of the workspace.

use leptos::prelude::*;
use protocol::Timestamp;

use crate::pages::{
    Page,
    html::{Html, IntoHtml as _},
    parts::{Avatar, empty, framed, notice, pager, person_link, role_word, search, when},
    people::person::AccountState,
    workspace::people::{PeoplePage, PersonRow},
};

impl Page for PeoplePage {
    fn title(&self) -> String {
        "People · Admin · Natter".into()
    }

    fn view(self) -> Html {
        let now = self.now;
        let nothing = self
            .people
            .is_empty()
            .then(|| empty("people", &self.query, "/workspace/people"));
        let rows = self.people.into_iter().map(|person| row(person, now));
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
            {notice(self.notice)}
            <div class="tools-row">
                {search("/workspace/people", "Search people", self.query.clone())}
                <a class="button" href="/workspace/invites">
                    "Invite people"
                </a>
            </div>
            {nothing}
            {table}
            {pager("/workspace/people", &self.query, "after", self.next, "More people")}
        };
        framed(&self.frame, Self::PATH, "People", body)
    }
}

fn row(row: PersonRow, now: Timestamp) -> Html {
    let seen = row
        .last_seen
        .map_or_else(|| "never".into_html(), |seen| when(now, seen));
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
    .into_html()
}
