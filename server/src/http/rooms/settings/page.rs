//! The data of the page: the room, the people in it, and the forms that the viewer may use.

use app::pages::{
    form::Outcome,
    parts::Person,
    rooms::settings::{RoomPerson, RoomPowers, RoomSection, RoomSettingsPage, RoomTyped},
};
use axum::{http::StatusCode, response::Response};
use domain::authorise::Action;
use protocol::{ErrorReply, Role, RoomKind, RoomRole};
use store::PersonRow;

use crate::actions::rooms::page::RoomSettings;
use crate::http::{HttpState, pages, rooms::page::slug_of, viewer::Viewer};

/// What the page shows besides the room itself.
#[derive(Default)]
pub(crate) struct Shown {
    /// Values of the form that was refused.
    pub typed: RoomTyped,
    /// Result of the submitted form.
    pub outcome: Option<Outcome<RoomSection>>,
    /// Search text for the list of people.
    pub query: String,
    /// How many people of the list are skipped.
    pub after: u32,
}

/// The settings of the room at this address, or why they are not shown.
pub(crate) async fn page(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    status: StatusCode,
    shown: Shown,
) -> Response {
    match data(state, viewer, slug, shown).await {
        Ok(data) => pages::render(state, status, data).await,
        Err(error) => pages::failed(state, &error).await,
    }
}

/// The data of that page.
pub(crate) async fn data(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    shown: Shown,
) -> Result<RoomSettingsPage, ErrorReply> {
    let (actor, actions) = (&viewer.actor, &state.actions);
    let page = actions.room_settings(actor, slug_of(slug)?, shown.query.clone(), shown.after);
    let RoomSettings {
        seen,
        people: found,
        preference,
    } = page.await?;
    let may = seen.powers(actor.role);
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
    let (may_remove, may_change_role) = (may(Action::RemoveFromRoom), may(Action::ChangeRoomRole));
    Ok(RoomSettingsPage {
        frame: viewer.frame(),
        people_count: found.page.count,
        people: found
            .page
            .people
            .into_iter()
            .map(|one| RoomPerson {
                // Everyone but guests is always in an open room, so they cannot be removed. To
                // leave a room oneself there is a form of its own.
                may_remove: may_remove
                    && one.person.member.id != actor.member.id
                    && !(is_open && one.person.role != Role::Guest),
                may_change_role: may_change_role && one.person.role != Role::Guest,
                // Guests cannot administer a room, even if their membership has that role.
                role: match one.person.role {
                    Role::Guest => RoomRole::Member,
                    _ => one.room_role,
                },
                person: person(one.person),
            })
            .collect(),
        query: shown.query,
        after: shown.after,
        next: found.page.next.map(|next| next.to_string()),
        candidates: found.addable.into_iter().map(person).collect(),
        preference,
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
