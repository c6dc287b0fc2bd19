//! A form for each address that takes one, and somebody whose form is taken.

use protocol::Posting;
use uuid::Uuid;

use super::{About, WITH_A_DEVICE};
use crate::{
    permissions::fixture::{Fixture, POLLSTERS},
    support::people::PASSWORD,
};

/// An invitation that is made and taken back.
pub(super) const INVITE: &str = "7f1b1c3e-9d0a-4c57-8f8e-0c7a3b1d2e4f";

/// A form that is filled in well, so that nothing but a lack of permission stands in its way.
pub(super) fn form(fixture: &Fixture, path: &str, about: About<'_>, by: &str) -> String {
    let id = |name: &str| fixture.person(name).id;
    let room = match about {
        About::Room(room) => Some(room),
        About::Workspace | About::Person(_) | About::Message(..) => None,
    };
    let new = Uuid::new_v4();
    match path {
        "/r/{slug}/messages" => format!("client_id={new}&body=Hello"),
        "/r/{slug}/schedule" => format!("client_id={new}&body=Hello&when=hour"),
        "/scheduled/change" => format!("id={new}&body=Hello&when=hour"),
        "/m/{id}/remind" => "when=hour".into(),
        "/reminders/done" => format!("message={new}"),
        "/scheduled/send" | "/scheduled/cancel" => format!("id={new}"),
        "/r/{slug}/draft" => "body=half+a".into(),
        "/r/{slug}/preferences" => "muted=on&level=mentions".into(),
        "/r/{slug}/edit" => format!("name={}", room.expect("a room").name),
        "/r/{slug}/posting" => match room.expect("a room").case.posting {
            Posting::All => "posting=all".into(),
            Posting::Admins => "posting=admins".into(),
        },
        "/r/{slug}/kind" => match room.expect("a room").case.kind {
            "public" => "kind=public".into(),
            _ => "kind=private".into(),
        },
        "/r/{slug}/add" => "person=member-out".into(),
        "/r/{slug}/remove" => format!("person={}", id("guest-in")),
        "/r/{slug}/role" => format!("person={}&role=member", id("member-in")),
        "/r/{slug}/delete" => format!("confirm={}", room.expect("a room").name),
        "/r/{slug}/poll" => format!("client_id={new}&question=Tea&option=Yes&option=No"),
        "/m/{id}/vote" => "option=1".into(),
        "/m/{id}/react" => "add=%F0%9F%91%8D".into(),
        "/m/{id}/forward" => {
            let lobby = fixture.room("lobby").id;
            format!("client_id={new}&room={lobby}&leaves_room=yes")
        }
        "/m/{id}/save" => "saved=yes".into(),
        "/m/{id}/pin" => "pinned=yes".into(),
        "/m/{id}/follow" => "follow=yes".into(),
        "/m/{id}/edit" => "body=Hello+again".into(),
        "/people/{handle}/role" => "role=member".into(),
        "/people/{handle}/ban" => "reason=a+test&days=1".into(),
        "/direct" => match about {
            About::Person(whom) => format!("person={}", whom.id),
            About::Workspace | About::Room(_) | About::Message(..) => {
                panic!("talks with somebody")
            }
        },
        "/rooms" => format!("id={new}&name=New&kind=public"),
        "/name" | "/settings/profile" => format!("name={by}"),
        "/settings/contact" => "contact=shared".into(),
        "/settings/password" => format!("old={PASSWORD}&new=another+lamp+that+hums"),
        "/settings/sessions/end" => format!("session={new}"),
        "/settings/phone" => format!("password={PASSWORD}"),
        "/settings/data/delete" => format!("confirm={by}&password={PASSWORD}"),
        "/settings/passkeys/remove" => "passkey=00".into(),
        "/workspace/invites" => format!("id={INVITE}&role=member&uses=&days=7"),
        "/workspace/invites/revoke" => format!("invite={INVITE}"),
        "/workspace/settings" => "workspace=The+Fixture&joining=invite&open_lobby=on".into(),
        // Whoever has just signed in is asked for nothing more.
        "/passkeys/register/start" => "{}".into(),
        // These ask for nothing.
        "/r/{slug}/join"
        | "/r/{slug}/leave"
        | "/r/{slug}/archive"
        | "/r/{slug}/unarchive"
        | "/m/{id}/delete"
        | "/m/{id}/restore"
        | "/m/{id}/close"
        | "/people/{handle}/ignore"
        | "/people/{handle}/unignore"
        | "/people/{handle}/reset-link"
        | "/people/{handle}/end-sessions"
        | "/people/{handle}/deactivate"
        | "/people/{handle}/reactivate"
        | "/people/{handle}/unban"
        | "/settings/sessions/end-others"
        | "/settings/data/export"
        | "/passkeys/phone/start"
        | WITH_A_DEVICE => String::new(),
        new => panic!("{new} is new: give it a form here, and somebody in DOERS"),
    }
    .replace(' ', "+")
}

/// For each address that changes something somebody who may, and with what: their forms must be
/// taken, or the refusals of others would prove nothing.
pub(super) const DOERS: [(&str, &str, &str); 57] = [
    ("/rooms", "member-in", ""),
    ("/direct", "member-in", "member-out"),
    ("/r/{slug}/messages", "member-in", "private"),
    ("/r/{slug}/draft", "guest-in", "private"),
    ("/r/{slug}/schedule", "guest-in", "private"),
    ("/scheduled/change", "guest-in", ""),
    ("/scheduled/send", "guest-in", ""),
    ("/scheduled/cancel", "guest-in", ""),
    ("/r/{slug}/poll", "member-in", "private"),
    ("/m/{id}/react", "member-in", "private"),
    ("/m/{id}/remind", "guest-in", "private"),
    ("/reminders/done", "guest-in", ""),
    ("/m/{id}/pin", "guest-in", "private"),
    ("/m/{id}/save", "guest-in", "private"),
    ("/m/{id}/forward", "member-in", "private"),
    ("/m/{id}/vote", POLLSTERS[0], "private"),
    ("/m/{id}/close", POLLSTERS[0], "private"),
    ("/m/{id}/follow", "guest-in", "private"),
    ("/m/{id}/edit", "member-in", "private"),
    ("/m/{id}/delete", "member-in", "private"),
    ("/m/{id}/restore", "member-in", "private"),
    ("/r/{slug}/join", "member-out", "public"),
    ("/r/{slug}/preferences", "guest-in", "private"),
    ("/r/{slug}/edit", "keeper", "private"),
    ("/r/{slug}/posting", "keeper", "private"),
    ("/r/{slug}/kind", "keeper", "private"),
    ("/r/{slug}/add", "member-in", "private"),
    ("/r/{slug}/role", "owner-in", "private"),
    ("/r/{slug}/remove", "admin-out", "public"),
    ("/r/{slug}/leave", "guest-in", "private"),
    ("/r/{slug}/archive", "admin-in", "private"),
    ("/r/{slug}/unarchive", "admin-in", "private"),
    ("/r/{slug}/delete", "owner-out", "public"),
    ("/people/{handle}/ignore", "guest-in", "admin-in"),
    ("/people/{handle}/unignore", "guest-in", "admin-in"),
    ("/people/{handle}/role", "admin-in", "member-out"),
    ("/people/{handle}/reset-link", "admin-in", "member-out"),
    ("/people/{handle}/end-sessions", "admin-in", "member-out"),
    ("/people/{handle}/ban", "admin-in", "member-out"),
    ("/people/{handle}/unban", "admin-in", "member-out"),
    ("/people/{handle}/deactivate", "admin-in", "member-out"),
    ("/people/{handle}/reactivate", "admin-in", "member-out"),
    ("/name", "visitor", ""),
    ("/settings/profile", "guest-in", ""),
    ("/settings/contact", "guest-in", ""),
    ("/settings/password", "guest-in", ""),
    ("/settings/sessions/end", "guest-in", ""),
    ("/settings/sessions/end-others", "guest-in", ""),
    ("/settings/passkeys/remove", "guest-in", ""),
    ("/passkeys/register/start", "guest-in", ""),
    ("/settings/phone", "member-in", ""),
    ("/passkeys/phone/start", "member-in", ""),
    ("/settings/data/export", "guest-in", ""),
    ("/settings/data/delete", "removed", ""),
    ("/workspace/invites", "admin-in", ""),
    ("/workspace/invites/revoke", "admin-in", ""),
    ("/workspace/settings", "admin-in", ""),
];
