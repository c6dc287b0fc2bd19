//! The place itself.

use leptos::prelude::*;
use protocol::limits::MAX_ROOM_NAME_CHARS;

use crate::{
    page_data::admin::{InstancePage, Joining},
    pages::{
        parts::{Check, Choice, Radios, Spot, TextField, framed, notice, summary},
        why,
    },
};

/// `/admin/instance`.
pub fn instance(page: InstancePage) -> AnyView {
    let errors = &page.errors;
    let joining = Joining::ALL.into_iter().map(|joining| {
        let (label, hint) = match joining {
            Joining::Invite => ("Who is invited", "Admins make the invites."),
            Joining::Open => ("Anybody", "Whoever can reach this server."),
            Joining::Domains => (
                "Who has an address of certain domains",
                "By e-mail; those that are named below.",
            ),
        };
        Choice::new(joining.as_str(), label, hint)
    });
    let body = view! {
        {notice(page.notice)}
        <form class="form" method="post" action="/admin/instance">
            {summary(errors, "")}
            <TextField
                name="place"
                label="Name of the place"
                value=page.place
                why=why(errors, "place")
                autocomplete="organization"
                max=MAX_ROOM_NAME_CHARS
            />
            <Radios
                name="joining"
                legend="Who may make an account"
                choices=joining.collect()
                chosen=page.joining.as_str()
                why=why(errors, "joining")
            />
            <TextField
                name="domains"
                label="E-mail domains"
                hint="As in: harbour.example, works.example"
                value=page.domains
                why=why(errors, "domains")
                may_be_empty=true
            />
            <Check
                name="open_lobby"
                label="People without an account may talk in #lobby"
                hint="Anyone who can reach this server could read and write there."
                checked=page.open_lobby
            />
            <button class="button">"Save"</button>
        </form>
    };
    framed(&page.frame, Spot::Instance, "The place", body)
}
