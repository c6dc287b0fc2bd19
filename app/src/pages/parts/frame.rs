//! What stands around the pages of people with an account: a list at the left, the page beside it.
//! On a phone the list is a page of its own, as the rooms are.

use leptos::prelude::*;
use protocol::{Member, Role};

use crate::{
    chrome::icon::{BACK, Icon, MENU},
    pages::{
        account::{
            own_data::DataPage, passkeys::PasskeysPage, password::PasswordPage,
            profile::ProfilePage, sessions::SessionsPage,
        },
        html::{Html, IntoHtml as _},
        later::{reminders::RemindersPage, scheduled::ScheduledPage},
        messages::saved::SavedPage,
        parts::sign_out,
        rooms::{
            directory::DirectoryPage, new_direct::NewDirectPage, new_room::NewRoomPage,
            own_rooms::OwnRoomsPage,
        },
        workspace::{
            audit::AuditPage, bans::BansPage, invites::InvitesPage, people::PeoplePage,
            settings::WorkspacePage,
        },
    },
};

/// Who is looking, and at which workspace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Frame {
    /// What the workspace is called.
    pub workspace: String,
    /// Who is looking.
    pub me: Member,
    /// What they are to the workspace. Owners and admins see the admins' pages.
    pub role: Role,
    /// Whether they may create rooms.
    pub may_create_rooms: bool,
}

/// A line of the list: an address, and what it is called.
type Entry = (&'static str, &'static str);

const ROOMS: [Entry; 7] = [
    (OwnRoomsPage::PATH, "Your rooms"),
    (DirectoryPage::PATH, "Browse rooms"),
    (NewRoomPage::PATH, "Create a room"),
    (NewDirectPage::PATH, "New message"),
    (ScheduledPage::PATH, "Scheduled messages"),
    (RemindersPage::PATH, "Reminders"),
    (SavedPage::PATH, "Saved messages"),
];

const YOU: [Entry; 5] = [
    (ProfilePage::PATH, "Profile"),
    (PasswordPage::PATH, "Password"),
    (PasskeysPage::PATH, "Passkeys"),
    (SessionsPage::PATH, "Sessions"),
    (DataPage::PATH, "Your data"),
];

const WORKSPACE: [Entry; 5] = [
    (PeoplePage::PATH, "People"),
    (InvitesPage::PATH, "Invitations"),
    (WorkspacePage::PATH, "Workspace settings"),
    (AuditPage::PATH, "Audit log"),
    (BansPage::PATH, "Bans"),
];

/// A page with its heading. The entry of its address is marked in the list.
pub fn framed(
    frame: &Frame,
    address: &str,
    heading: impl Into<String>,
    body: impl IntoView,
) -> Html {
    framed_with(
        frame,
        address,
        heading,
        ("/", "Back to the conversation"),
        body,
    )
}

/// The same with another way back.
pub fn framed_with(
    frame: &Frame,
    address: &str,
    heading: impl Into<String>,
    (back, back_words): (impl Into<String>, impl Into<String>),
    body: impl IntoView,
) -> Html {
    let is_admin = frame.role.is_admin();
    let rooms = ROOMS.into_iter().filter(|(path, _)| match *path {
        DirectoryPage::PATH => frame.role.is_full_member(),
        NewRoomPage::PATH => frame.may_create_rooms,
        _ => true,
    });
    let workspace = is_admin.then(|| list(frame.workspace.clone(), WORKSPACE, address));
    let (body, heading) = (body.into_html(), heading.into());
    view! {
        <a class="skip" href="#page">
            "Skip to content"
        </a>
        <div class="settings">
            <nav class="settings-nav" id="menu" aria-label="Settings">
                <a class="icon only-phone" href="#page" aria-label="Back to the page">
                    <Icon path=BACK />
                </a>
                <a class="room" href=back.into()>
                    <i aria-hidden="true">"←"</i>
                    {back_words.into()}
                </a>
                {list("Rooms".into(), rooms, address)}
                {list("You".into(), YOU, address)}
                {workspace}
                <div class="sign-out">{sign_out()}</div>
            </nav>
            <main class="page" id="page" tabindex="-1">
                <div class="page-head">
                    <a class="icon only-phone" href="#menu" aria-label="Menu">
                        <Icon path=MENU />
                    </a>
                    <h1 dir="auto">{heading}</h1>
                </div>
                {body}
            </main>
        </div>
    }
    .into_html()
}

fn list(heading: String, entries: impl IntoIterator<Item = Entry>, address: &str) -> Html {
    let entries = entries.into_iter().map(|(href, words)| {
        let is_current = href == address;
        view! {
            <li>
                <a
                    class=if is_current { "room current" } else { "room" }
                    aria-current=is_current.then_some("page")
                    href=href
                >
                    {words}
                </a>
            </li>
        }
    });
    view! {
        <section>
            <h2 dir="auto">{heading}</h2>
            <ul>{entries.collect_view()}</ul>
        </section>
    }
    .into_html()
}
