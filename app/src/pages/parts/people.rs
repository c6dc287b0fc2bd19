//! People in lists.

use leptos::prelude::*;
use protocol::{AccountStatus, Handle, Member, Role};

use crate::{
    pages::{
        form::address,
        html::{Html, IntoHtml as _},
        people::person::{PersonPage, path_name},
    },
    text::initials::{colour, initials},
};

/// A person in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// As others see them.
    pub member: Member,
    /// Their handle; visitors and deleted people have none.
    pub handle: Option<Handle>,
}

impl Person {
    /// Their name in addresses; deleted people have none.
    pub fn path_name(&self) -> Option<String> {
        let is_there = self.member.account_status != AccountStatus::Deleted;
        is_there.then(|| path_name(&self.member, self.handle.as_ref()))
    }

    /// The address of their page; deleted people have none.
    pub fn path(&self) -> Option<String> {
        let name = self.path_name()?;
        Some(address(PersonPage::ROUTE, &name))
    }
}

/// The square that stands for somebody.
#[component]
pub fn Avatar(member: Member) -> Html {
    let class = format!("avatar {}", colour(&member));
    view! {
        <span class=class aria-hidden="true">
            {initials(member.name.as_str())}
        </span>
    }
    .into_html()
}

/// Name and handle, leading to the person's page.
pub fn person_link(person: &Person) -> Html {
    let name = person.member.name.to_string();
    let handle = person.handle.as_ref().map(|handle| {
        view! {
            " "
            <span class="handle">{format!("@{handle}")}</span>
        }
    });
    let visitor = person
        .member
        .visitor
        .then(|| view! { <span class="tag">{role_word(Role::Visitor)}</span> });
    match person.path() {
        Some(path) => view! {
            <a class="person" href=path>
                <b dir="auto">{name}</b>
                {handle}
            </a>
            {visitor}
        }
        .into_html(),
        None => view! {
            <b dir="auto">{name}</b>
            {visitor}
        }
        .into_html(),
    }
}

/// A role in a word.
pub const fn role_word(role: Role) -> &'static str {
    match role {
        Role::Owner => "Owner",
        Role::Admin => "Admin",
        Role::Member => "Member",
        Role::Guest => "Guest",
        Role::Visitor => "Visitor",
    }
}

/// What a role may do.
pub const fn role_meaning(role: Role) -> &'static str {
    match role {
        Role::Owner => "Has full control of the workspace.",
        Role::Admin => "Manages people and rooms.",
        Role::Member => "Can see public rooms, and join and create rooms.",
        Role::Guest => "Can see only the rooms they are added to, and the people in them.",
        Role::Visitor => "Has no account.",
    }
}
