//! The list of bans.

use app::pages::{
    parts::Person,
    workspace::bans::{BanRow, BansPage},
};
use axum::{extract::State, http::StatusCode};
use protocol::Timestamp;
use store::BANS;

use super::{Done, next, person};
use crate::clock::now;
use crate::http::{HttpState, error::PageResult, extract::Query, pages, viewer::Viewer};

/// The list of bans.
pub(crate) async fn bans(
    State(state): State<HttpState>,
    viewer: Viewer,
    Query(list): Query<Done>,
) -> PageResult {
    let bans = state
        .actions
        .bans(viewer.actor.caller(), list.after)
        .await?;
    let next = next(bans.len(), list.after, BANS);
    let mut rows: Vec<BanRow> = Vec::new();
    for ban in bans {
        let Some((member, handle)) = ban.member else {
            continue;
        };
        let known = rows
            .iter_mut()
            .find(|row| row.person.member.id == member.id);
        match (known, ban.network) {
            (Some(row), Some(network)) => row.addresses.push(network),
            (Some(_), None) => {}
            (None, network) => rows.push(BanRow {
                person: Person { member, handle },
                addresses: network.into_iter().collect(),
                reason: ban.reason,
                by: person(ban.creator),
                since: Timestamp(ban.created_at),
                until: ban.ends_at.map(Timestamp),
            }),
        }
    }
    let page = BansPage {
        frame: viewer.frame(),
        now: now(),
        bans: rows,
        next,
        notice: None,
    };
    Ok(pages::render(&state, StatusCode::OK, page).await)
}
