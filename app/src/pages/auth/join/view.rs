//! Becoming a member, by invitation or by oneself.

use domain::joining::InviteFault;
use leptos::prelude::*;
use protocol::Role;

use super::form::Join;
use crate::pages::{
    Page,
    auth::{
        join::{Invitation, JoinPage},
        registration::{self, EmailNeed},
    },
    form::{Form, FormState, address},
    html::{Html, IntoHtml as _},
    parts::{action, card, summary},
};

impl Page for JoinPage {
    fn title(&self) -> String {
        "You are invited · Natter".into()
    }

    fn view(self) -> Html {
        match self {
            JoinPage::Form { invitation, form } => form_card(&invitation, &form),
            JoinPage::As {
                me,
                invitation,
                errors,
            } => {
                let path = address(Join::ROUTE, &invitation.code);
                let label = format!("Join as {}", me.name);
                let body = view! {
                    {summary(&errors)}
                    {rooms(&invitation)}
                    {action(path, label, "button wide")}
                    <p class="aside">
                        <a href="/">"Not now"</a>
                    </p>
                };
                card(heading(&invitation), intro(&invitation), body)
            }
            JoinPage::Invalid(fault) => {
                card("This invite link does not work", fault_words(fault), ())
            }
        }
    }
}

fn form_card(invitation: &Invitation, form: &FormState) -> Html {
    let body = view! {
        {rooms(invitation)}
        <form method="post" action=address(Join::ROUTE, &invitation.code)>
            {summary(&form.errors)}
            {registration::fields(invitation.workspace.clone(), form, &EmailNeed::Optional)}
            <button class="button wide">"Join"</button>
        </form>
        <p class="aside">
            "Already have an account? "
            <a href=format!("/sign-in?next=/join/{}", invitation.code)>"Sign in"</a> " first."
        </p>
    };
    card(heading(invitation), intro(invitation), body)
}

fn heading(invitation: &Invitation) -> String {
    format!("Join {}", invitation.workspace)
}

fn intro(invitation: &Invitation) -> String {
    let role = match invitation.role {
        Role::Owner => "as an owner",
        Role::Admin => "as an admin",
        Role::Member => "as a member",
        Role::Guest => "as a guest",
        Role::Visitor => "as a visitor",
    };
    format!("{} invited you to join {role}.", invitation.inviter)
}

fn rooms(invitation: &Invitation) -> Html {
    if invitation.rooms.is_empty() {
        return ().into_html();
    }
    let rooms = invitation.rooms.iter();
    let rooms = rooms.map(|name| view! { <li dir="auto">{format!("#{name}")}</li> });
    view! {
        <p class="chips-label">"Rooms you will join"</p>
        <ul class="chips">{rooms.collect_view()}</ul>
    }
    .into_html()
}

const fn fault_words(fault: InviteFault) -> &'static str {
    match fault {
        InviteFault::Expired => "It has expired. Ask the person who sent it for a new one.",
        InviteFault::UsedUp => "It has no uses left. Ask the person who sent it for a new one.",
        InviteFault::Revoked => "It was revoked. Ask the person who sent it for a new one.",
        InviteFault::Unknown => {
            "There is no such invitation. Check that you copied the whole link."
        }
    }
}
