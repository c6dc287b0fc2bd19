//! A new direct message.

use leptos::prelude::*;

use super::form::{OpenDirect, PERSON, QUERY};
use crate::pages::{
    Page,
    form::Form,
    html::{Html, IntoHtml as _},
    parts::{Avatar, empty, framed, summary},
    rooms::new_direct::{NewDirectPage, PersonChoice},
};

impl Page for NewDirectPage {
    fn title(&self) -> String {
        "New message · Natter".into()
    }

    fn view(self) -> Html {
        let is_empty = self.people.is_empty();
        let nothing = is_empty.then(|| empty("people", &self.query, "/direct/new"));
        let more = self.has_more.then(|| {
            view! { <p class="hint">"Not everyone is listed. Search for a name or handle."</p> }
        });
        let people = self.people.into_iter().map(choice).collect_view();
        let list = (!is_empty).then(|| {
            view! {
                <fieldset class="people-choice" id=PERSON.id()>
                    <legend class="visually-hidden">"People"</legend>
                    <ul class="rows">{people}</ul>
                </fieldset>
                {more}
                <div class="bottom-bar">
                    <button class="button">"Start conversation"</button>
                </div>
            }
        });
        let body = view! {
            <p class="intro">"Choose one person, or up to eight for a group."</p>
            <form class="form-wide" method="post" action=OpenDirect::ROUTE>
                {summary(&self.errors)} <div class="search">
                    <label class="visually-hidden" for=QUERY.id()>
                        "Search people"
                    </label>
                    <input
                        type="search"
                        id=QUERY.id()
                        name=QUERY.name
                        dir="auto"
                        value=self.query
                        placeholder="Search people"
                        autocomplete="off"
                    />
                    <button class="button quiet" formmethod="get" formaction=Self::PATH>
                        "Search"
                    </button>
                </div> {nothing} {list}
            </form>
        };
        framed(&self.frame, Self::PATH, "New message", body)
    }
}

fn choice(choice: PersonChoice) -> Html {
    let PersonChoice { person, is_chosen } = choice;
    let handle = person.handle.map(|handle| format!("@{handle}"));
    view! {
        <li>
            <label class="person-choice">
                <input
                    type="checkbox"
                    name=PERSON.name
                    value=person.member.id.to_string()
                    checked=is_chosen
                />
                <Avatar member=person.member.clone() />
                <span>
                    <b dir="auto">{person.member.name.to_string()}</b>
                    <small>{handle}</small>
                </span>
            </label>
        </li>
    }
    .into_html()
}
