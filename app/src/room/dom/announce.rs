//! Tells screen readers of new messages. The list itself is no live region: in it also history that is
//! loaded, edits and names would be read out, and a message of one's own twice.

use std::time::Duration;

use leptos::{leptos_dom::helpers::set_timeout, prelude::document};
use protocol::Member;

/// How long a message stays for screen readers: longer than they need to notice it, and no longer than
/// it is of use, as it is in the list too.
const STAY: Duration = Duration::from_secs(5);

pub(super) fn announce(author: &Member, text: &str) {
    let document = document();
    let region = document.get_element_by_id("announcements");
    // Each is an element of its own, so that one that follows at once replaces none.
    let Some((region, line)) = region.zip(document.create_element("p").ok()) else {
        return;
    };
    line.set_text_content(Some(&[author.name.as_str(), ": ", text].concat()));
    let _ = region.append_child(&line);
    set_timeout(move || line.remove(), STAY);
}
