use leptos::prelude::*;

use super::NewPasswordPage;
use crate::pages::{
    Page,
    form::why,
    parts::{NewPassword, card, sign_in_link, summary},
};

impl Page for NewPasswordPage {
    fn title(&self) -> String {
        "Set a new password · Natter".into()
    }

    fn view(self) -> AnyView {
        match self {
            NewPasswordPage::Form {
                code,
                workspace,
                handle,
                name,
                errors,
            } => {
                let body = view! {
                    <form method="post" action=format!("/reset/{code}")>
                        {summary(&errors, "")}
                        <input
                            type="text"
                            name="username"
                            autocomplete="username"
                            value=handle.to_string()
                            hidden
                            readonly
                        />
                        <NewPassword
                            name="password"
                            label="New password"
                            why=why(&errors, "password")
                            about=vec![workspace.clone(), name.to_string()]
                        />
                        <button class="button wide">"Set password"</button>
                    </form>
                };
                card(
                    "Set a new password",
                    format!("For @{handle} at {workspace}. This signs you out everywhere else."),
                    body,
                )
            }
            NewPasswordPage::Invalid => card(
                "This link does not work",
                "It was already used, or it has expired. Ask an admin for a new one.",
                sign_in_link(),
            ),
        }
    }
}
