//! Who is kept out.

use leptos::prelude::*;
use protocol::Timestamp;

use crate::pages::{
    Page,
    form::address,
    html::{Html, IntoHtml as _},
    parts::{Avatar, action, framed, notice, pager, person_link, when},
    people::person::form::LIFT_BAN,
    workspace::bans::{BanRow, BansPage},
};

impl Page for BansPage {
    fn title(&self) -> String {
        "Bans · Admin · Natter".into()
    }

    fn view(self) -> Html {
        let now = self.now;
        let rows = self
            .bans
            .into_iter()
            .map(|ban| row(ban, now))
            .collect_view();
        let list = if rows.is_empty() {
            view! { <p class="empty">"No one is banned."</p> }.into_html()
        } else {
            view! { <ul class="rows">{rows}</ul> }.into_html()
        };
        let body = view! {
            <p class="intro">"To ban someone, open their profile: find them under People, or select their name above one of their messages."</p>
            {notice(self.notice)}
            {list}
            {pager("/workspace/bans", "", "after", self.next, "More bans")}
        };
        framed(&self.frame, Self::PATH, "Bans", body)
    }
}

fn row(ban: BanRow, now: Timestamp) -> Html {
    let until = ban.until.map_or_else(
        || "permanent".into_html(),
        |until| view! { "ends " {when(now, until)} }.into_html(),
    );
    let addresses = (!ban.addresses.is_empty())
        .then(|| view! { <small>{format!("Addresses: {}", ban.addresses.join(", "))}</small> });
    let unban = ban
        .person
        .path_name()
        .map(|path| action(address(LIFT_BAN, &path), "Lift ban", "button quiet"));
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
    .into_html()
}
