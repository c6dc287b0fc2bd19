//! The list of all accounts.

use app::pages::{
    parts::Person,
    workspace::people::{PeoplePage, PersonRow},
};
use axum::{extract::State, http::StatusCode};
use domain::search_text::SearchText;
use protocol::Timestamp;
use serde::Deserialize;
use store::PEOPLE;

use super::next;
use crate::clock::now;
use crate::http::{
    HttpState, error::PageResult, extract::Query, pages, people::account_state, viewer::Viewer,
};

#[derive(Deserialize)]
pub(crate) struct PeopleSearch {
    #[serde(default)]
    q: SearchText,
    #[serde(default)]
    after: u32,
}

pub(crate) async fn people(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(search): Query<PeopleSearch>,
) -> PageResult {
    let (caller, words) = (viewer.actor.caller(), search.q.as_str().to_owned());
    let people = state.actions.accounts(caller, words, search.after).await?;
    let next = next(people.len(), search.after, PEOPLE);
    let people = people.into_iter().map(|one| PersonRow {
        account: account_state(one.member.account_status, one.banned_until),
        role: one.role,
        last_seen: one.seen_at.map(Timestamp),
        person: Person {
            member: one.member,
            handle: one.handle,
        },
    });
    let page = PeoplePage {
        frame: viewer.frame(),
        now: now(),
        query: search.q.into(),
        people: people.collect(),
        next,
        notice: None,
    };
    Ok(pages::render(&state, StatusCode::OK, page).await)
}
