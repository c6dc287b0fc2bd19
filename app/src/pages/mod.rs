//! All pages: which address shows what, and what its window is called. All but the room are links
//! and forms without a script, drawn on the server alone, so types may be erased here at will.

mod account;
mod join;
mod links;
mod notice;
mod parts;
mod person;
mod person_powers;
mod place;
mod rooms;
mod search;
mod setup;
mod sign_in;
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
        Page::AdminPeople(page) => place::people(page),
        Page::AdminInvites(page) => place::invites(*page),
        Page::AdminInstance(page) => place::instance(page),
        Page::AdminAudit(page) => place::audit(page),
        Page::AdminBans(page) => place::bans(page),
    }
}

/// Title of the window.
pub fn title(page: &Page) -> String {
    let title = match page {
        Page::Room(data) => return window_title(&data.room, data.me.id, &data.place),
        Page::RoomSettings(page) => {
            return format!(
                "Settings of {} · {}",
                label(&page.room, page.frame.me.id),
                page.frame.place
            );
        }
        Page::Person(page) => return format!("{} · {}", page.member.name, page.frame.place),
        Page::SignIn(page) => {
            let place = page.place.as_deref().unwrap_or("Natter");
            return format!("Sign in · {place}");
        }
        Page::NotFound => "Not found",
        Page::Problem(_) => "Something went wrong",
        Page::Setup(_) => "Set up your place",
        Page::Join(_) => "You are invited",
        Page::SignUp(_) => "Make an account",
        Page::NewPassword(_) => "A new password",
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
        Page::AdminPeople(_) => "People · Admin",
        Page::AdminInvites(_) => "Invites · Admin",
        Page::AdminInstance(_) => "The place · Admin",
        Page::AdminAudit(_) => "Audit log · Admin",
        Page::AdminBans(_) => "Bans · Admin",
    };
    format!("{title} · Natter")
}

/// What is wrong with a field.
fn why(errors: &FormErrors, field: &str) -> Option<String> {
    errors.get(field).map(str::to_owned)
}
