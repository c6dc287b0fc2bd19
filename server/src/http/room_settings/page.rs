//! What the page shows: the room, those who are in it, and the forms that the viewer may use.

use app::page_data::{
    Outcome, Page, Person, RoomPerson, RoomPowers, RoomSection, RoomSettingsPage, RoomTyped,
};
use axum::{http::StatusCode, response::Response};
use protocol::{ErrorReply, Place, Role, RoomKind};

use crate::{
    http::{HttpState, pages, room::slug_of, viewer::Viewer},
    store::PersonRow,
};
use domain::authorise::Action;

/// What the page shows besides the room itself.
#[derive(Default)]
pub(super) struct Shown {
    /// Values of the refused form.
    pub typed: RoomTyped,
    /// What became of the form that was sent.
    pub outcome: Option<Outcome<RoomSection>>,
    /// What is searched for among the people.
    pub query: String,
    /// After how many of them the list begins.
    pub after: u32,
}

/// The settings of the room at that address, or why they are not shown.
pub(super) async fn page(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    status: StatusCode,
    shown: Shown,
) -> Response {
    match data(state, viewer, slug, shown).await {
        Ok(data) => pages::render(state, status, Page::RoomSettings(Box::new(data))).await,
        Err(error) => pages::failed(state, &error).await,
    }
}

/// What stands on that page.
pub(super) async fn data(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    shown: Shown,
) -> Result<RoomSettingsPage, ErrorReply> {
    let (actor, actions) = (&viewer.actor, &state.actions);
    let seen = actions.room_by_slug(actor, &slug_of(slug)?).await?;
    let may = seen.powers(actor.role);
    let room = seen.room.id;
    let found = actions.room_people(actor, room, shown.query.clone(), shown.after);
    let found = found.await?;
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
        people_count: found.page.count,
        people: found
            .page
            .people
            .into_iter()
            .map(|one| RoomPerson {
                // In an open room all but guests are, whether anybody likes it or not. Whoever
                // wants to go leaves.
                may_remove: may_remove
                    && one.person.member.id != actor.member.id
                    && !(is_open && one.person.role != Role::Guest),
                may_place: may_place && one.person.role != Role::Guest,
                // Guests look after no room, be they next in line or not.
                place: match one.person.role {
                    Role::Guest => Place::Participant,
                    _ => one.place,
                },
                person: person(one.person),
            })
            .collect(),
        query: shown.query,
        after: shown.after,
        next: found.page.next.map(|next| next.to_string()),
        candidates: found.addable.into_iter().map(person).collect(),
        preference: actions.preference(actor, room).await?,
        powers,
        description: seen.description,
        is_in: seen.is_in,
        room: seen.room,
        typed: shown.typed,
        outcome: shown.outcome,
    })
}

fn person(row: PersonRow) -> Person {
    Person {
        member: row.member,
        handle: row.handle,
    }
}
