//! The workspace itself.

use leptos::prelude::*;
use protocol::limits::MAX_ROOM_NAME_CHARS;

use crate::pages::{
    Page,
    form::why,
    parts::{Check, Choice, Radios, TextField, framed, notice, summary},
    workspace::settings::{Joining, WorkspacePage},
};

impl Page for WorkspacePage {
    fn title(&self) -> String {
        "Workspace settings · Admin · Natter".into()
    }

    fn view(self) -> AnyView {
        let errors = &self.errors;
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
            {notice(self.notice)}
            {self.untrusted_proxy.map(untrusted_proxy)}
            <form class="form" method="post" action="/workspace/settings">
                {summary(errors, "")}
                <TextField
                    name="workspace"
                    label="Workspace name"
                    value=self.workspace
                    why=why(errors, "workspace")
                    autocomplete="organization"
                    max=MAX_ROOM_NAME_CHARS
                />
                <Radios
                    name="joining"
                    legend="Who can create an account"
                    choices=joining.collect()
                    chosen=self.joining.as_str()
                    why=why(errors, "joining")
                />
                <TextField
                    name="domains"
                    label="Email domains"
                    hint="For example: harbour.example, works.example"
                    value=self.domains
                    why=why(errors, "domains")
                    may_be_empty=true
                />
                <Check
                    name="open_lobby"
                    label="People without an account can post in #lobby"
                    hint="Anyone who can reach this server can read and post there."
                    checked=self.open_lobby
                />
                <button class="button">"Save"</button>
            </form>
        };
        framed(&self.frame, Self::PATH, "Workspace settings", body)
    }
}

fn untrusted_proxy(address: String) -> impl IntoView {
    view! {
        <p class="done" role="status">
            {format!(
                "Requests come from {address} with the header X-Forwarded-For, but Natter does not \
                 trust this address, so everybody behind it counts as one client for rate limits. \
                 If it is your reverse proxy, restart Natter with ",
            )} <code>{format!("--trusted-proxy {address}")}</code> "."
        </p>
    }
}
