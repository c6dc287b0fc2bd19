//! The first run.

use leptos::prelude::*;

use super::form::{CODE, OPEN_LOBBY, SetUp, WORKSPACE};
use crate::pages::{
    Page,
    auth::{
        registration::{PASSWORD, name_and_handle, own_time_zone},
        setup::SetupPage,
    },
    form::{Form, FormState},
    html::Html,
    parts::{Check, NewPassword, TextField, card, summary},
};

impl Page for SetupPage {
    fn title(&self) -> String {
        "Set up your workspace · Natter".into()
    }

    fn view(self) -> Html {
        match self {
            SetupPage::Form(form) => form_card(&form),
            SetupPage::CodeNeeded(form) => code_card(&form),
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

fn form_card(form: &FormState) -> Html {
    let body = view! {
        <form method="post" action=SetUp::ROUTE>
            {summary(&form.errors)}
            <input type="hidden" name=CODE.name value=form.fields.get(CODE).to_owned() />
            <TextField
                field=form.field(WORKSPACE)
                label="Workspace name"
                autocomplete="organization"
            />
            {name_and_handle(form)}
            <NewPassword
                field=form.field(PASSWORD)
                label="Password"
            />
            {own_time_zone()}
            <Check
                name=OPEN_LOBBY.name
                label="People without an account can post in #lobby"
                hint="Anyone who can reach this server can read and post there."
                checked=form.fields.is_checked(OPEN_LOBBY)
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

fn code_card(form: &FormState) -> Html {
    let body = view! {
        <form method="get" action=SetupPage::PATH>
            {summary(&form.errors)}
            <TextField
                field=form.field(CODE)
                label="One-time code"
                hint="Copy it from the line that “natter serve” printed when it started."
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
