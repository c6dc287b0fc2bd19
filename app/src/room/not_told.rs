//! Whom the last message mentions in vain, and what its author can do about it.

use protocol::{NotTold, NotToldReason, Role, Room, RoomKind};

use crate::text::html::push_escaped;

/// A sentence for each, with a button where the author can add them.
pub fn html(not_told: &[NotTold], room: &Room, role: Role) -> String {
    let may_add = match room.kind {
        RoomKind::Public | RoomKind::Private => role.is_full_member(),
        RoomKind::Open => matches!(role, Role::Owner | Role::Admin),
        RoomKind::Direct | RoomKind::Group => false,
    };
    let mut html = String::new();
    for one in not_told {
        html.push_str("<p><b dir=\"auto\">");
        push_escaped(&mut html, &one.text);
        html.push_str(match one.reason {
            NotToldReason::NotInRoom => "</b> is not in this room, and was not notified.",
            NotToldReason::NotAllowed => "</b> notified no one: you cannot mention everyone here.",
        });
        let handle = one.text.strip_prefix('@');
        if let Some(handle) = handle.filter(|_| may_add && one.reason == NotToldReason::NotInRoom) {
            html.push_str(" <form method=\"post\" action=\"/r/");
            html.push_str(&room.id.to_string());
            html.push_str("/add\"><input type=\"hidden\" name=\"back\" value=\"yes\">");
            html.push_str("<input type=\"hidden\" name=\"person\" value=\"");
            push_escaped(&mut html, handle);
            html.push_str("\"><button class=\"link\">Add ");
            push_escaped(&mut html, &one.text);
            html.push_str("</button></form>");
        }
        html.push_str("</p>");
    }
    html
}

#[cfg(test)]
mod tests {
    use protocol::{Posting, RoomId, RoomName, RoomState, Slug};

    use super::*;

    fn room(kind: RoomKind) -> Room {
        Room {
            id: RoomId(uuid::Uuid::nil()),
            slug: Slug::lobby(),
            name: RoomName::parse("plans").expect("valid"),
            topic: String::new(),
            kind,
            posting: Posting::All,
            state: RoomState::Active,
            people: Vec::new(),
            pins: 0,
        }
    }

    #[test]
    fn who_may_add_people_is_offered_to_do_so() {
        let bob = |reason| NotTold {
            text: "@b<ob".into(),
            reason,
        };
        let outside = [bob(NotToldReason::NotInRoom)];
        let offered = html(&outside, &room(RoomKind::Private), Role::Member);
        assert!(offered.contains("value=\"b&lt;ob\""), "{offered}");
        assert!(!offered.contains("b<ob"));
        for (kind, role) in [
            (RoomKind::Private, Role::Guest),
            (RoomKind::Open, Role::Member),
            (RoomKind::Direct, Role::Owner),
        ] {
            assert!(!html(&outside, &room(kind), role).contains("<form"));
        }
        let refused = [bob(NotToldReason::NotAllowed)];
        assert!(!html(&refused, &room(RoomKind::Private), Role::Owner).contains("<form"));
        assert_eq!(html(&[], &room(RoomKind::Private), Role::Owner), "");
    }
}
