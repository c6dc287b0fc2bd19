//! The workspace itself.

use domain::joining::Joining;
use leptos::prelude::*;
use protocol::EditWindow;

use super::form::{ChangeWorkspace, DOMAINS, EDIT_WINDOW, JOINING, OPEN_LOBBY, WORKSPACE};
use crate::pages::{
    Page,
    form::Form,
    html::Html,
    parts::{Check, Choice, Radios, TextField, framed, notice, summary},
    workspace::settings::WorkspacePage,
};

impl Page for WorkspacePage {
    fn title(&self) -> String {
        "Workspace settings · Admin · Natter".into()
    }

    fn view(self) -> Html {
        let form = &self.form;
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
            <form class="form" method="post" action=ChangeWorkspace::ROUTE>
                {summary(&form.errors)}
                <TextField
                    field=form.field(WORKSPACE)
                    label="Workspace name"
                    autocomplete="organization"
                />
                <Radios
                    field=form.field(JOINING)
                    legend="Who can create an account"
                    choices=joining.collect()
                />
                <TextField
                    field=form.field(DOMAINS)
                    label="Email domains"
                    hint="For example: harbour.example, works.example"
                />
                <Check
                    name=OPEN_LOBBY.name
                    label="People without an account can post in #lobby"
                    hint="Anyone who can reach this server can read and post there."
                    checked=form.fields.is_checked(OPEN_LOBBY)
                />
                <Radios
                    field=form.field(EDIT_WINDOW)
                    legend="People can edit their own messages"
                    choices=EditWindow::ALL.map(edit_window).into()
                />
                <button class="button">"Save"</button>
            </form>
        };
        framed(&self.frame, Self::PATH, "Workspace settings", body)
    }
}

fn edit_window(window: EditWindow) -> Choice {
    let (label, hint) = match window {
        EditWindow::Always => (
            "At any time",
            "Earlier versions can be seen by everyone who sees the message.",
        ),
        EditWindow::Hour => ("For an hour after sending", ""),
        EditWindow::Never => ("Never", "They can still delete them."),
    };
    Choice::new(window.as_str(), label, hint)
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
