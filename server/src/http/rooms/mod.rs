//! Rooms: their pages, lists and settings.

mod complete;
mod directory;
mod draft;
mod emoji;
mod new_direct;
mod new_poll;
mod new_room;
mod own_rooms;
pub(crate) mod page;
mod pins;
pub(crate) mod settings;

use app::pages::{
    emoji::EMOJI,
    form::Form,
    rooms::{
        completion::COMPLETE,
        directory::{DirectoryPage, form::JOIN},
        new_direct::{NewDirectPage, form::OpenDirect},
        new_poll::form::CreatePoll,
        new_room::{NewRoomPage, form::CreateRoom},
        own_rooms::OwnRoomsPage,
        pins::PinsPage,
        room::form::{PostMessage, SaveDraft},
        settings::{
            RoomSettingsPage,
            form::{
                ARCHIVE, AddPerson, ChangeKind, ChangePosting, ChangeRoomRole, DeleteRoom,
                EditRoom, LEAVE, RemovePerson, SetPreference, UNARCHIVE,
            },
        },
    },
};
use domain::authorise::Action;

use crate::http::routes::Routes;

/// The addresses of this feature.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/", &[Action::SeeOwnRooms], page::first)
        .get(
            DirectoryPage::PATH,
            &[Action::BrowseRooms],
            directory::directory,
        )
        .post(
            CreateRoom::ROUTE,
            &[Action::CreateRoom, Action::CreateOpenRoom],
            new_room::create_room,
        )
        .get(OwnRoomsPage::PATH, &[Action::SeeOwnRooms], own_rooms::list)
        .get(NewRoomPage::PATH, &[Action::CreateRoom], new_room::new_room)
        .post(OpenDirect::ROUTE, &[Action::OpenDirect], new_direct::talk)
        .get(
            NewDirectPage::PATH,
            &[Action::BrowsePeople],
            new_direct::new_direct,
        )
        .get("/r/{slug}", &[Action::ReadRoom], page::by_slug)
        .post(PostMessage::ROUTE, &[Action::Post], page::post_message)
        .post(SaveDraft::ROUTE, &[Action::SaveDraft], draft::save)
        .get(CreatePoll::ROUTE, &[Action::Post], new_poll::show)
        .post(CreatePoll::ROUTE, &[Action::Post], new_poll::create)
        .get(EMOJI, &[Action::SeeOwnRooms], emoji::list)
        .get(COMPLETE, &[Action::SeeRoom], complete::complete)
        .get(PinsPage::ROUTE, &[Action::ReadRoom], pins::list)
        .post(JOIN, &[Action::JoinRoom], directory::join)
        .get(
            RoomSettingsPage::ROUTE,
            &[Action::SeeRoomMembers],
            settings::show,
        )
        .post(
            SetPreference::ROUTE,
            &[Action::SetPreference],
            settings::preferences,
        )
        .post(EditRoom::ROUTE, &[Action::EditRoom], settings::edit)
        .post(
            ChangePosting::ROUTE,
            &[Action::ChangePosting],
            settings::posting,
        )
        .post(ChangeKind::ROUTE, &[Action::ChangeKind], settings::kind)
        .post(AddPerson::ROUTE, &[Action::AddToRoom], settings::add)
        .post(
            RemovePerson::ROUTE,
            &[Action::RemoveFromRoom],
            settings::remove,
        )
        .post(
            ChangeRoomRole::ROUTE,
            &[Action::ChangeRoomRole],
            settings::role,
        )
        .post(LEAVE, &[Action::LeaveRoom], settings::leave)
        .post(ARCHIVE, &[Action::ArchiveRoom], settings::archive)
        .post(UNARCHIVE, &[Action::ArchiveRoom], settings::unarchive)
        .post(DeleteRoom::ROUTE, &[Action::DeleteRoom], settings::delete)
}
