//! The sidebar's lists as HTML. They are text and not views, as a view of so many pieces would bring
//! a tenth of the browser's module along. All that people wrote goes through
//! [`push_escaped`].

use protocol::RoomId;

use super::icon::LOCK;
use crate::{
    live::rooms::sections::{Mark, Section, SidebarEntry},
    text::{
        html::push_escaped,
        initials::{colour, initials},
    },
};

/// The sections, with the room on show marked.
pub fn html(sections: &[Section], current: RoomId) -> String {
    let mut html = String::new();
    for section in sections {
        push(&mut html, &["<section><h2>", section.title, "</h2><ul>"]);
        for entry in &section.entries {
            link(&mut html, entry, entry.id == current);
        }
        if section.is_cut {
            html.push_str("<li><a class=\"room\" href=\"/rooms/mine\"><i></i>More rooms…</a></li>");
        }
        html.push_str("</ul></section>");
    }
    html
}

fn link(html: &mut String, entry: &SidebarEntry, is_current: bool) {
    let class = match (is_current, entry.is_muted) {
        (true, _) => "room current\" aria-current=\"page",
        (false, true) => "room muted",
        (false, false) => "room",
    };
    let words = match (entry.mark == Mark::Lock, entry.is_muted) {
        (false, false) => "",
        (true, false) => " (private)",
        (false, true) => " (muted)",
        (true, true) => " (private, muted)",
    };
    push(html, &["<li><a class=\"", class, "\" href=\"/r/"]);
    push_escaped(html, &entry.slug);
    html.push_str("\"><i aria-hidden=\"true\">");
    match &entry.mark {
        Mark::Hash => html.push('#'),
        Mark::Lock => push(
            html,
            &[
                "<svg class=\"line-icon\" viewBox=\"0 0 20 20\"><path d=\"",
                LOCK,
                "\"/></svg>",
            ],
        ),
        Mark::Person(person) => {
            push(
                html,
                &["<span class=\"avatar small ", colour(person), "\">"],
            );
            push_escaped(html, &initials(person.name.as_str()));
            html.push_str("</span>");
        }
    }
    html.push_str("</i><span class=\"room-name\" dir=\"auto\">");
    push_escaped(html, &entry.title);
    html.push_str("</span>");
    if !words.is_empty() {
        push(
            html,
            &["<span class=\"visually-hidden\">", words, "</span>"],
        );
    }
    html.push_str("</a></li>");
}

fn push(html: &mut String, pieces: &[&str]) {
    for piece in pieces {
        html.push_str(piece);
    }
}

#[cfg(test)]
mod tests {
    use protocol::{DisplayName, Member, MemberId};
    use uuid::Uuid;

    use super::*;

    fn entry(id: u128, title: &str, mark: Mark) -> SidebarEntry {
        SidebarEntry {
            id: RoomId(Uuid::from_u128(id)),
            slug: format!("room-{id}"),
            title: title.into(),
            mark,
            is_muted: false,
        }
    }

    #[test]
    fn names_are_text_whatever_stands_in_them() {
        let name = DisplayName::parse("<img src=x onerror=alert(1)>").expect("valid");
        let person = Member::new(MemberId(Uuid::from_u128(1)), name);
        let sections = [Section {
            title: "Rooms",
            entries: vec![
                entry(1, "\"><script>'&", Mark::Lock),
                entry(2, "<b>", Mark::Person(person)),
            ],
            is_cut: false,
        }];
        let html = html(&sections, RoomId(Uuid::from_u128(2)));
        assert!(
            html.contains("&quot;&gt;&lt;script&gt;&#39;&amp;</span>"),
            "{html}"
        );
        assert!(html.contains("&lt;b&gt;"), "{html}");
        for bad in ["<script", "<img", "<b>"] {
            assert!(!html.contains(bad), "{html}");
        }
    }

    #[test]
    fn the_room_on_show_is_the_current_page() {
        let sections = [Section {
            title: "Rooms",
            entries: vec![entry(1, "one", Mark::Hash), entry(2, "two", Mark::Hash)],
            is_cut: true,
        }];
        let html = html(&sections, RoomId(Uuid::from_u128(2)));
        assert_eq!(html.matches("aria-current=\"page\"").count(), 1);
        assert!(
            html.contains("aria-current=\"page\" href=\"/r/room-2\""),
            "{html}"
        );
    }
}
