//! All pages: which address shows what, and what its window is called. All but the room are links
//! and forms without a script, drawn on the server alone, so types may be erased here at will.

mod account;
mod join;
mod links;
mod notice;
mod parts;
mod person;
mod person_powers;
mod rooms;
mod search;
mod setup;
mod sign_in;
mod workspace;
mod you;

use leptos::{either::Either, prelude::*};

use crate::{
    page_data::{FormErrors, Page},
    room::{RoomPage, RoomPageProps},
    text::room_name::{label, window_title},
};

/// What stands in `<body>`. The room is the browser's own view and stays as it is.
pub fn page(page: Page) -> impl IntoView {
    match page {
        Page::Room(data) => Either::Left(RoomPage(RoomPageProps { data: *data })),
        other => Either::Right(plain(other)),
    }
}

fn plain(page: Page) -> AnyView {
    match page {
        Page::Room(_) | Page::NotFound => notice::not_found(),
        Page::Problem(problem) => notice::problem(problem),
        Page::Setup(page) => setup::setup(page),
        Page::SignIn(page) => sign_in::sign_in(page),
        Page::Join(page) => join::join(page),
        Page::SignUp(form) => join::sign_up(form),
        Page::NewPassword(page) => links::new_password(page),
        Page::LinkDevice(page) => links::link_device(page),
        Page::Directory(page) => rooms::directory(page),
        Page::OwnRooms(page) => rooms::own_rooms(page),
        Page::NewRoom(page) => rooms::new_room(page),
        Page::NewDirect(page) => rooms::new_direct(page),
        Page::RoomSettings(page) => rooms::room_settings(*page),
        Page::Person(page) => person::person(*page),
        Page::Profile(page) => you::profile(*page),
        Page::Password(page) => you::password(page),
        Page::Sessions(page) => you::sessions(page),
        Page::Passkeys(page) => you::passkeys(page),
        Page::Data(page) => you::data(page),
        Page::WorkspacePeople(page) => workspace::people(page),
        Page::WorkspaceInvites(page) => workspace::invites(*page),
        Page::WorkspaceSettings(page) => workspace::workspace(page),
        Page::WorkspaceAudit(page) => workspace::audit(page),
        Page::WorkspaceBans(page) => workspace::bans(page),
    }
}

/// Title of the window.
pub fn title(page: &Page) -> String {
    let title = match page {
        Page::Room(data) => return window_title(&data.room, data.me.id, &data.workspace),
        Page::RoomSettings(page) => {
            return format!(
                "Settings for {} · {}",
                label(&page.room, page.frame.me.id),
                page.frame.workspace
            );
        }
        Page::Person(page) => return format!("{} · {}", page.member.name, page.frame.workspace),
        Page::SignIn(page) => {
            let workspace = page.workspace.as_deref().unwrap_or("Natter");
            return format!("Sign in · {workspace}");
        }
        Page::NotFound => "Not found",
        Page::Problem(_) => "Something went wrong",
        Page::Setup(_) => "Set up your workspace",
        Page::Join(_) => "You are invited",
        Page::SignUp(_) => "Create an account",
        Page::NewPassword(_) => "Set a new password",
        Page::LinkDevice(_) => "Sign in on this device",
        Page::Directory(_) => "Rooms",
        Page::OwnRooms(_) => "Your rooms",
        Page::NewRoom(_) => "Create a room",
        Page::NewDirect(_) => "New message",
        Page::Profile(_) => "Profile · Settings",
        Page::Password(_) => "Password · Settings",
        Page::Sessions(_) => "Sessions · Settings",
        Page::Passkeys(_) => "Passkeys · Settings",
        Page::Data(_) => "Your data · Settings",
        Page::WorkspacePeople(_) => "People · Admin",
        Page::WorkspaceInvites(_) => "Invitations · Admin",
        Page::WorkspaceSettings(_) => "Workspace settings · Admin",
        Page::WorkspaceAudit(_) => "Audit log · Admin",
        Page::WorkspaceBans(_) => "Bans · Admin",
    };
    format!("{title} · Natter")
}

/// What is wrong with a field.
fn why(errors: &FormErrors, field: &str) -> Option<String> {
    errors.get(field).map(str::to_owned)
}
