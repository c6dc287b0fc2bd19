//! What the page shows: the room, those who are in it, and the forms that the viewer may use.

use app::page_data::{
    Outcome, Page, Person, RoomPerson, RoomPowers, RoomSection, RoomSettingsPage, RoomTyped,
};
use axum::{http::StatusCode, response::Response};
use protocol::{ErrorReply, MemberId, Role, RoomKind};

use crate::{
    domain::authorise::Action,
    http::{HttpState, pages, room::slug_of, viewer::Viewer},
    store::no_preference,
};

/// The settings of the room at that address, or why they are not shown.
pub(super) async fn page(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    status: StatusCode,
    typed: RoomTyped,
    outcome: Option<Outcome<RoomSection>>,
) -> Response {
    match data(state, viewer, slug, typed, outcome).await {
        Ok(data) => pages::render(state, status, Page::RoomSettings(Box::new(data))).await,
        Err(error) => pages::failed(state, &error).await,
    }
}

async fn data(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    typed: RoomTyped,
    outcome: Option<Outcome<RoomSection>>,
) -> Result<RoomSettingsPage, ErrorReply> {
    let (actor, actions) = (&viewer.actor, &state.actions);
    let seen = actions.room_by_slug(actor, &slug_of(slug)?).await?;
    let may = seen.powers(actor.role);
    let people = actions.participants(actor, seen.room.id).await?;
    let own = actions.own_rooms(actor).await?;
    let preference = own
        .iter()
        .find(|one| one.room.id == seen.room.id)
        .and_then(|one| one.preference)
        .unwrap_or_else(|| no_preference(seen.room.id));
    let candidates = if may(Action::AddToRoom) {
        let in_it: Vec<MemberId> = people.iter().map(|one| one.person.member.id).collect();
        let all = actions.people(actor, String::new()).await?;
        all.into_iter()
            .filter(|one| !in_it.contains(&one.member.id))
            .map(|one| Person {
                member: one.member,
                handle: one.handle,
            })
            .collect()
    } else {
        Vec::new()
    };
    let powers = RoomPowers {
        prefer: may(Action::SetPreference),
        edit: may(Action::EditRoom),
        posting: may(Action::ChangePosting),
        kinds: if may(Action::ChangeKind) {
            vec![RoomKind::Public, RoomKind::Private]
        } else {
            Vec::new()
        },
        add: may(Action::AddToRoom),
        leave: may(Action::LeaveRoom),
        archive: may(Action::ArchiveRoom),
        delete: may(Action::DeleteRoom),
    };
    let is_open = seen.room.kind == RoomKind::Open;
    let (may_remove, may_place) = (may(Action::RemoveFromRoom), may(Action::ChangePlace));
    Ok(RoomSettingsPage {
        frame: viewer.frame(),
        people_count: u32::try_from(people.len()).unwrap_or(u32::MAX),
        people: people
            .into_iter()
            .map(|one| RoomPerson {
                // In an open room all but guests are, whether anybody likes it or not.
                may_remove: may_remove && !(is_open && one.person.role != Role::Guest),
                may_place: may_place && one.person.role != Role::Guest,
                place: one.place,
                person: Person {
                    member: one.person.member,
                    handle: one.person.handle,
                },
            })
            .collect(),
        next: None,
        candidates,
        preference,
        powers,
        description: seen.description,
        room: seen.room,
        typed,
        outcome,
    })
}
