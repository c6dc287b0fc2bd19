//! What stands around the pages of people with an account: a list at the left, the page beside it.
//! On a phone the list is a page of its own, as the rooms are.

use leptos::prelude::*;

use super::sign_out;
use crate::{
    chrome::icon::{BACK, Icon, MENU},
    page_data::Frame,
};

/// Where in the list one is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// At none of its entries.
    Elsewhere,
    /// `/rooms/mine`
    OwnRooms,
    /// `/rooms`
    Directory,
    /// `/rooms/new`
    NewRoom,
    /// `/direct/new`
    NewDirect,
    /// `/settings`
    Profile,
    /// `/settings/password`
    Password,
    /// `/settings/sessions`
    Sessions,
    /// `/settings/passkeys`
    Passkeys,
    /// `/settings/data`
    Data,
    /// `/workspace/people`
    People,
    /// `/workspace/invites`
    Invites,
    /// `/workspace/settings`
    Workspace,
    /// `/workspace/audit`
    Audit,
    /// `/workspace/bans`
    Bans,
}

const ROOMS: [(Spot, &str, &str); 4] = [
    (Spot::OwnRooms, "/rooms/mine", "Your rooms"),
    (Spot::Directory, "/rooms", "Browse rooms"),
    (Spot::NewRoom, "/rooms/new", "Create a room"),
    (Spot::NewDirect, "/direct/new", "New message"),
];

const YOU: [(Spot, &str, &str); 5] = [
    (Spot::Profile, "/settings", "Profile"),
    (Spot::Password, "/settings/password", "Password"),
    (Spot::Passkeys, "/settings/passkeys", "Passkeys"),
    (Spot::Sessions, "/settings/sessions", "Sessions"),
    (Spot::Data, "/settings/data", "Your data"),
];

const WORKSPACE: [(Spot, &str, &str); 5] = [
    (Spot::People, "/workspace/people", "People"),
    (Spot::Invites, "/workspace/invites", "Invitations"),
    (Spot::Workspace, "/workspace/settings", "Workspace settings"),
    (Spot::Audit, "/workspace/audit", "Audit log"),
    (Spot::Bans, "/workspace/bans", "Bans"),
];

/// A page with its heading.
pub fn framed(
    frame: &Frame,
    spot: Spot,
    heading: impl Into<String>,
    body: impl IntoView,
) -> AnyView {
    framed_with(
        frame,
        spot,
        heading,
        ("/", "Back to the conversation"),
        body,
    )
}

/// The same with another way back.
pub fn framed_with(
    frame: &Frame,
    spot: Spot,
    heading: impl Into<String>,
    (back, back_words): (impl Into<String>, impl Into<String>),
    body: impl IntoView,
) -> AnyView {
    let is_admin = frame.role.is_admin();
    let rooms = ROOMS.into_iter().filter(|(entry, ..)| match entry {
        Spot::Directory => frame.role.is_full_member(),
        Spot::NewRoom => frame.may_create_rooms,
        _ => true,
    });
    let workspace = is_admin.then(|| list(frame.workspace.clone(), WORKSPACE, spot));
    let (body, heading) = (body.into_any(), heading.into());
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
                {list("Rooms".into(), rooms, spot)}
                {list("You".into(), YOU, spot)}
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
    .into_any()
}

fn list(
    heading: String,
    entries: impl IntoIterator<Item = (Spot, &'static str, &'static str)>,
    spot: Spot,
) -> AnyView {
    let entries = entries.into_iter().map(|(entry, href, words)| {
        let is_current = entry == spot;
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
    .into_any()
}
