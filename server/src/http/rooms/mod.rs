//! Rooms: their pages, lists and settings.

pub(crate) mod list;
pub(crate) mod own;
pub(crate) mod page;
pub(crate) mod settings;

use crate::http::routes::Routes;
use domain::authorise::Action;

/// The addresses of this feature.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/", &[Action::SeeOwnRooms], page::first)
        .get("/rooms", &[Action::BrowseRooms], list::directory)
        .post(
            "/rooms",
            &[Action::CreateRoom, Action::CreateOpenRoom],
            list::create_room,
        )
        .get("/rooms/mine", &[Action::SeeOwnRooms], own::list)
        .get("/rooms/new", &[Action::CreateRoom], list::new_room)
        .post("/direct", &[Action::OpenDirect], list::talk)
        .get("/direct/new", &[Action::BrowsePeople], list::new_direct)
        .get("/r/{slug}", &[Action::ReadRoom], page::by_slug)
        .post("/r/{slug}/messages", &[Action::Post], page::post_message)
        .post("/r/{slug}/join", &[Action::JoinRoom], list::join)
        .get(
            "/r/{slug}/settings",
            &[Action::SeeRoomMembers],
            settings::show,
        )
        .post(
            "/r/{slug}/preferences",
            &[Action::SetPreference],
            settings::preferences,
        )
        .post("/r/{slug}/edit", &[Action::EditRoom], settings::edit)
        .post(
            "/r/{slug}/posting",
            &[Action::ChangePosting],
            settings::posting,
        )
        .post("/r/{slug}/kind", &[Action::ChangeKind], settings::kind)
        .post("/r/{slug}/add", &[Action::AddToRoom], settings::add)
        .post(
            "/r/{slug}/remove",
            &[Action::RemoveFromRoom],
            settings::remove,
        )
        .post("/r/{slug}/role", &[Action::ChangeRoomRole], settings::role)
        .post("/r/{slug}/leave", &[Action::LeaveRoom], settings::leave)
        .post(
            "/r/{slug}/archive",
            &[Action::ArchiveRoom],
            settings::archive,
        )
        .post(
            "/r/{slug}/unarchive",
            &[Action::ArchiveRoom],
            settings::unarchive,
        )
        .post("/r/{slug}/delete", &[Action::DeleteRoom], settings::delete)
}
