//! The workspace itself.

use leptos::prelude::*;
use protocol::limits::MAX_ROOM_NAME_CHARS;

use crate::{
    page_data::workspace::{Joining, WorkspacePage},
    pages::{
        parts::{Check, Choice, Radios, Spot, TextField, framed, notice, summary},
        why,
    },
};

/// `/workspace/settings`.
pub fn workspace(page: WorkspacePage) -> AnyView {
    let errors = &page.errors;
    let joining = Joining::ALL.into_iter().map(|joining| {
        let (label, hint) = match joining {
            Joining::Invite => ("Invited people only", "Admins create the invite links."),
            Joining::Open => ("Anyone", "Everyone who can reach this server."),
            Joining::Domains => (
                "People with an email address at certain domains",
                "The email domains listed below.",
            ),
        };
        Choice::new(joining.as_str(), label, hint)
    });
    let body = view! {
        {notice(page.notice)}
        <form class="form" method="post" action="/workspace/settings">
            {summary(errors, "")}
            <TextField
                name="workspace"
                label="Workspace name"
                value=page.workspace
                why=why(errors, "workspace")
                autocomplete="organization"
                max=MAX_ROOM_NAME_CHARS
            />
            <Radios
                name="joining"
                legend="Who can create an account"
                choices=joining.collect()
                chosen=page.joining.as_str()
                why=why(errors, "joining")
            />
            <TextField
                name="domains"
                label="Email domains"
                hint="For example: harbour.example, works.example"
                value=page.domains
                why=why(errors, "domains")
                may_be_empty=true
            />
            <Check
                name="open_lobby"
                label="People without an account can post in #lobby"
                hint="Anyone who can reach this server can read and post there."
                checked=page.open_lobby
            />
            <button class="button">"Save"</button>
        </form>
    };
    framed(&page.frame, Spot::Workspace, "Workspace settings", body)
}
