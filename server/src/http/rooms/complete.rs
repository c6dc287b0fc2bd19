//! What the message box offers while a name is typed: a part of a page, for its script.

use app::pages::rooms::completion::{self, Completion};
use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{Html, IntoResponse},
};
use domain::{command::COMMANDS, emoji_search};
use protocol::{ErrorReply, RoomKind, Slug};
use serde::Deserialize;
use store::PersonRow;

use super::page::slug_of;
use crate::http::{
    HttpState,
    error::PageResult,
    extract::{Path, Query},
    viewer::Viewer,
};

/// Most emoji that are offered.
const MOST_EMOJI: usize = 8;

/// Longest text that is completed, in characters: no name is longer.
const MOST_TYPED: usize = 64;

#[derive(Deserialize)]
pub(crate) struct Typed {
    /// With its sign.
    #[serde(default)]
    q: String,
}

pub(crate) async fn complete(
    State(state): State<HttpState>,
    viewer: Viewer,
    Path(slug): Path<String>,
    Query(typed): Query<Typed>,
) -> PageResult {
    let found = find(&state, &viewer, slug_of(&slug)?, &typed.q).await?;
    let no_store = HeaderValue::from_static("no-store");
    let headers = [(header::CACHE_CONTROL, no_store)];
    Ok((headers, Html(completion::html(&found))).into_response())
}

async fn find(
    state: &HttpState,
    viewer: &Viewer,
    room: Slug,
    typed: &str,
) -> Result<Vec<Completion>, ErrorReply> {
    let (actions, actor) = (&state.actions, &viewer.actor);
    let letters: String = typed.chars().skip(1).take(MOST_TYPED).collect();
    match typed.chars().next() {
        Some('@') => {
            let people = actions
                .complete_people(actor, room, letters.clone())
                .await?;
            let everyone = people.may_mention_all.then(|| everyone(&letters));
            let inside = people
                .inside
                .into_iter()
                .filter_map(|one| person(one, true));
            let outside = people
                .outside
                .into_iter()
                .filter_map(|one| person(one, false));
            Ok(inside
                .chain(everyone.into_iter().flatten())
                .chain(outside)
                .collect())
        }
        Some('#') => {
            let rooms = actions.complete_rooms(actor, room, letters).await?;
            let rooms = rooms.into_iter().map(|room| Completion::Room {
                slug: room.slug.into(),
                name: room.name,
                hint: match room.kind {
                    RoomKind::Open => "everyone",
                    _ => "",
                },
            });
            Ok(rooms.collect())
        }
        Some(':') => {
            actions.may_complete(actor, room).await?;
            let found = emoji_search::find(&letters, MOST_EMOJI).into_iter();
            let found = found.map(|one| Completion::Emoji {
                emoji: one.emoji,
                name: one.name,
            });
            Ok(found.collect())
        }
        Some('/') => {
            actions.may_complete(actor, room).await?;
            let found = COMMANDS
                .into_iter()
                .filter(|one| one.name.starts_with(&letters));
            let found = found.map(|one| Completion::Command {
                name: one.name,
                arguments: one.arguments,
                does: one.does,
            });
            Ok(found.collect())
        }
        _ => {
            actions.may_complete(actor, room).await?;
            Ok(Vec::new())
        }
    }
}

fn person(person: PersonRow, is_in: bool) -> Option<Completion> {
    Some(Completion::Person {
        handle: person.handle?,
        member: person.member,
        is_in,
    })
}

fn everyone(letters: &str) -> Vec<Completion> {
    let all = [
        ("here", "Everyone who is online in this room"),
        ("all", "Everyone in this room"),
    ];
    let letters = letters.to_lowercase();
    let found = all
        .into_iter()
        .filter(|(name, _)| name.starts_with(&letters));
    found
        .map(|(name, hint)| Completion::Everyone { name, hint })
        .collect()
}
