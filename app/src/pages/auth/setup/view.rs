//! The first run.

use leptos::prelude::*;
use protocol::limits::{HANDLE_CHARS, MAX_NAME_CHARS, MAX_ROOM_NAME_CHARS};

use crate::pages::{
    Page,
    auth::{
        registration::{HANDLE_HINT, own_time_zone},
        setup::{CodeForm, SetupForm, SetupPage},
    },
    form::why,
    parts::{Check, NewPassword, TextField, card, summary},
};

impl Page for SetupPage {
    fn title(&self) -> String {
        "Set up your workspace · Natter".into()
    }

    fn view(self) -> AnyView {
        match self {
            SetupPage::Form(form) => form_card(*form),
            SetupPage::CodeNeeded(form) => code_card(form),
            SetupPage::AlreadyDone => card(
                "This workspace is already set up",
                "It already has an owner. If you do not know who that is, check the server.",
                view! {
                    <a class="button wide" href="/sign-in">
                        "Sign in"
                    </a>
                },
            ),
        }
    }
}

fn form_card(form: SetupForm) -> AnyView {
    let errors = form.errors;
    let body = view! {
        <form method="post" action="/setup">
            {summary(&errors, "")}
            <input type="hidden" name="code" value=form.code />
            <TextField
                name="workspace"
                label="Workspace name"
                value=form.workspace
                why=why(&errors, "workspace")
                autocomplete="organization"
                max=MAX_ROOM_NAME_CHARS
            />
            <TextField
                name="name"
                label="Your name"
                value=form.name
                why=why(&errors, "name")
                autocomplete="name"
                max=MAX_NAME_CHARS
            />
            <TextField
                name="handle"
                label="Your handle"
                hint=HANDLE_HINT
                value=form.handle
                why=why(&errors, "handle")
                autocomplete="username"
                max=*HANDLE_CHARS.end()
                prefix="@"
            />
            <NewPassword
                name="password"
                label="Password"
                why=why(&errors, "password")
            />
            {own_time_zone()}
            <Check
                name="open_lobby"
                label="People without an account can post in #lobby"
                hint="Anyone who can reach this server can read and post there."
                checked=form.open_lobby
            />
            <button class="button wide">"Create workspace"</button>
        </form>
    };
    card(
        "Set up your workspace",
        "You will be its owner. You can change everything except your handle later.",
        body,
    )
}

fn code_card(form: CodeForm) -> AnyView {
    let body = view! {
        <form method="get" action="/setup">
            {summary(&form.errors, "")}
            <TextField
                name="code"
                label="One-time code"
                hint="Copy it from the line that “natter serve” printed when it started."
                value=form.code
                why=why(&form.errors, "code")
            />
            <button class="button wide">"Continue"</button>
        </form>
    };
    card(
        "Set up your workspace",
        "Enter the code that your server printed, so that no one else can take the workspace.",
        body,
    )
}
