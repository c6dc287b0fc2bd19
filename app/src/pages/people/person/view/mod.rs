//! A person.

mod powers;

use leptos::prelude::*;

use super::form::{IGNORE, UNIGNORE};
use crate::pages::{
    Page,
    account::profile::ProfilePage,
    form::{Form, RawForm, address},
    html::{Html, IntoHtml as _},
    parts::{
        Avatar, action, framed, post_button, role_word, section, time_zone_script, when_exact,
    },
    people::person::{AccountState, PersonPage, PersonSection},
    rooms::new_direct::form::{OpenDirect, PERSON},
};

impl Page for PersonPage {
    fn title(&self) -> String {
        format!("{} · {}", self.member.name, self.frame.workspace)
    }

    fn view(self) -> Html {
        let body = view! { {card(&self)} {powers::all(&self)} };
        framed(
            &self.frame,
            &self.path(),
            self.member.name.to_string(),
            body,
        )
    }
}

fn card(page: &PersonPage) -> Html {
    let result = section(page.sent.as_ref(), PersonSection::Card, RawForm::default());
    let name = page.path_name();
    let handle = page
        .handle
        .as_ref()
        .map(|handle| view! { <span class="handle">{format!("@{handle}")}</span> });
    let pronouns = (!page.pronouns.is_empty()).then(|| format!(" · {}", page.pronouns));
    let bio = (!page.bio.is_empty())
        .then(|| view! { <p class="about" dir="auto">{page.bio.clone()}</p> });
    let time = (!page.time_zone.is_empty()).then(|| {
        let (zone, words) = (page.time_zone.clone(), page.time_zone.clone());
        view! {
            <p class="hint" data-time-zone=zone>
                {words}
            </p>
            {time_zone_script()}
        }
    });
    let message = page.powers.message.then(|| {
        let fields = [(PERSON, page.member.id.to_string())];
        let words = if page.is_me {
            "Notes to yourself"
        } else {
            "Message"
        };
        post_button(OpenDirect::ROUTE, words, "button", &fields)
    });
    let ignore = page.powers.ignore.then(|| {
        let (route, words) = if page.is_ignored {
            (UNIGNORE, "Stop ignoring")
        } else {
            (IGNORE, "Ignore")
        };
        action(address(route, &name), words, "button quiet")
    });
    let ignored = page.is_ignored.then(|| {
        view! { <p class="hint">"You ignore this person: their messages are collapsed, for you only."</p> }
    });
    let edit = page.is_me.then(|| {
        view! {
            <a class="button quiet" href=ProfilePage::PATH>
                "Edit your profile"
            </a>
        }
    });
    view! {
        {account(&page.account)}
        {result.view}
        <div class="profile">
            <Avatar member=page.member.clone() />
            <div>
                <p>
                    {handle}
                    {pronouns}
                    <span class="tag">{role_word(page.role)}</span>
                </p>
                {time}
            </div>
        </div>
        {bio}
        <div class="buttons">{message} {ignore} {edit}</div>
        {ignored}
    }
    .into_html()
}

fn account(account: &AccountState) -> Html {
    let words = match account {
        AccountState::Active => return ().into_html(),
        AccountState::Deactivated => "This account is deactivated.".into_html(),
        AccountState::Deleted => "This account is deleted.".into_html(),
        AccountState::Banned { reason, until } => {
            let until = until.map_or_else(
                || "permanently".into_html(),
                |until| view! { "until " {when_exact(until)} }.into_html(),
            );
            let reason = (!reason.is_empty()).then(|| format!(" Reason: {reason}"));
            view! { "Banned " {until} "." {reason} }.into_html()
        }
    };
    view! { <p class="banner">{words}</p> }.into_html()
}
