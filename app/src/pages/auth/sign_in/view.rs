//! Signing in.

use leptos::{nonce::use_nonce, prelude::*};

use super::form::{HANDLE, NEXT, PASSWORD, SignIn, VISIT};
use crate::pages::{
    Page,
    auth::{
        sign_in::{LobbyAccess, LocalData, SignInPage, SignUpAccess},
        sign_up::SignUpPage,
    },
    form::Form,
    html::{Html, IntoHtml as _},
    parts::{TextField, action, card, local_data_script, notice, summary},
};

impl Page for SignInPage {
    fn title(&self) -> String {
        let workspace = self.workspace.as_deref().unwrap_or("Natter");
        format!("Sign in · {workspace}")
    }

    fn view(self) -> Html {
        let form = &self.form;
        let sign_up = (self.sign_up == SignUpAccess::Open).then(|| {
            view! {
                <p class="aside">
                    "No account yet? " <a href=SignUpPage::PATH>"Create one"</a> "."
                </p>
            }
        });
        let lobby = (self.lobby == LobbyAccess::Open).then(|| {
            action(
                VISIT,
                "Visit #lobby without an account",
                "button quiet wide",
            )
        });
        let body = view! {
            {notice(self.notice)}
            {unsent(self.local_data)}
            <form method="post" action=SignIn::ROUTE>
                {summary(&form.errors)}
                <input type="hidden" name=NEXT.name value=form.fields.get(NEXT).to_owned() />
                <TextField
                    field=form.field(HANDLE)
                    label="Your handle"
                    autocomplete="username"
                    prefix="@"
                />
                <TextField
                    field=form.field(PASSWORD)
                    label="Password"
                    autocomplete="current-password"
                />
                <button class="button wide">"Sign in"</button>
                <button
                    type="button"
                    class="button quiet wide"
                    hidden
                    data-passkey="sign-in"
                    aria-describedby="passkey-result"
                >
                    "Sign in with a passkey"
                </button>
                <p class="why" id="passkey-result" role="alert"></p>
            </form>
            <p class="aside">"Forgot your password? Ask an admin for a reset link."</p>
            {sign_up}
            {lobby}
            <script type="module" src="/passkeys.js" nonce=use_nonce()></script>
        };
        let title = match self.workspace {
            Some(workspace) => format!("Sign in to {workspace}"),
            None => "Sign in".into(),
        };
        card(title, "", body)
    }
}

/// Where the script tells of messages that an ended session left unsent, and clears the rest.
fn unsent(local_data: LocalData) -> Html {
    let ended = match local_data {
        LocalData::Stays => return ().into_html(),
        LocalData::Ended => "ended",
        LocalData::SignedOut => "signed-out",
    };
    view! {
        <div class="unsent" role="status" hidden data-ended=ended>
            <p></p>
            <button type="button" class="button danger">
                "Discard"
            </button>
        </div>
        {local_data_script()}
    }
    .into_html()
}
