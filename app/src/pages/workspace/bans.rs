//! Who is kept out.

use leptos::prelude::*;
use protocol::Timestamp;

use crate::{
    page_data::workspace::{BanRow, BansPage},
    pages::{
        parts::{Avatar, Spot, framed, notice, person_link, post_button, when},
        search::pager,
    },
};

/// `/workspace/bans`.
pub fn bans(page: BansPage) -> AnyView {
    let now = page.now;
    let rows = page
        .bans
        .into_iter()
        .map(|ban| row(ban, now))
        .collect_view();
    let list = if rows.is_empty() {
        view! { <p class="empty">"No one is banned."</p> }.into_any()
    } else {
        view! { <ul class="rows">{rows}</ul> }.into_any()
    };
    let body = view! {
        <p class="intro">"To ban someone, open their profile: find them under People, or select their name above one of their messages."</p>
        {notice(page.notice)}
        {list}
        {pager("/workspace/bans", "", "after", page.next, "More bans")}
    };
    framed(&page.frame, Spot::Bans, "Bans", body)
}

fn row(ban: BanRow, now: Timestamp) -> AnyView {
    let until = ban.until.map_or_else(
        || "permanent".into_any(),
        |until| view! { "ends " {when(now, until)} }.into_any(),
    );
    let addresses = (!ban.addresses.is_empty())
        .then(|| view! { <small>{format!("Addresses: {}", ban.addresses.join(", "))}</small> });
    let unban = ban
        .person
        .path()
        .map(|path| post_button(format!("{path}/unban"), "Lift ban", "button quiet", &[]));
    view! {
        <li>
            <Avatar member=ban.person.member.clone() />
            <div>
                {person_link(&ban.person)} <p class="about" dir="auto">
                    {ban.reason}
                </p> {addresses} <small>
                    "since " {when(now, ban.since)} " by " {person_link(&ban.by)} " · " {until}
                </small>
            </div>
            {unban}
        </li>
    }
    .into_any()
}
