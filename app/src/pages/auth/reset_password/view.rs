use leptos::prelude::*;

use super::{
    NewPasswordPage,
    form::{PASSWORD, SetPassword},
};
use crate::pages::{
    Page,
    form::{Form, address},
    html::Html,
    parts::{NewPassword, card, sign_in_link, summary},
};

impl Page for NewPasswordPage {
    fn title(&self) -> String {
        "Set a new password · Natter".into()
    }

    fn view(self) -> Html {
        match self {
            NewPasswordPage::Form {
                code,
                workspace,
                handle,
                name,
                form,
            } => {
                let body = view! {
                    <form method="post" action=address(SetPassword::ROUTE, &code)>
                        {summary(&form.errors)}
                        <input
                            type="text"
                            name="username"
                            autocomplete="username"
                            value=handle.to_string()
                            hidden
                            readonly
                        />
                        <NewPassword
                            field=form.field(PASSWORD)
                            label="New password"
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
