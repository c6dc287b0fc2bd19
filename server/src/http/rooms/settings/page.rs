//! The data of the page: the room, the people in it, and the forms that the viewer may use.

use app::pages::{
    parts::Person,
    rooms::settings::{RoomPerson, RoomPowers, RoomSettingsPage},
};
use domain::authorise::Action;
use protocol::{ErrorReply, Role, RoomKind, RoomRole};
use store::PersonRow;

use crate::{
    actions::rooms::page::RoomSettings,
    http::{HttpState, rooms::page::slug_of, viewer::Viewer},
};

/// Which part of the list of people is shown.
#[derive(Default)]
pub(crate) struct Listed {
    /// Search text.
    pub query: String,
    /// How many people are skipped.
    pub after: u32,
}

/// The settings of the room at this address.
pub(crate) async fn page(
    state: &HttpState,
    viewer: &Viewer,
    slug: &str,
    listed: Listed,
) -> Result<RoomSettingsPage, ErrorReply> {
    let (actor, actions) = (&viewer.actor, &state.actions);
    let page = actions.room_settings(actor, slug_of(slug)?, listed.query.clone(), listed.after);
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
        query: listed.query,
        after: listed.after,
        next: found.page.next.map(|next| next.to_string()),
        candidates: found.addable.into_iter().map(person).collect(),
        preference,
        powers,
        description: seen.description,
        is_in: seen.is_in,
        room: seen.room,
        sent: None,
    })
}

fn person(row: PersonRow) -> Person {
    Person {
        member: row.member,
        handle: row.handle,
    }
}
