//! Another password.

use leptos::prelude::*;

use crate::{
    page_data::settings::PasswordPage,
    pages::{
        parts::{NewPassword, Spot, TextField, framed, notice, summary},
        why,
    },
};

/// `/settings/password`.
pub fn password(page: PasswordPage) -> AnyView {
    let errors = &page.errors;
    let about = vec![page.frame.workspace.clone(), page.frame.me.name.to_string()];
    let body = view! {
        <p class="intro">"Changing your password ends all your other sessions."</p>
        {notice(page.notice)}
        <form class="form" method="post" action="/settings/password">
            {summary(errors, "")}
            <input
                type="text"
                name="username"
                autocomplete="username"
                value=page.handle.to_string()
                hidden
                readonly
            />
            <TextField
                name="old"
                label="Current password"
                why=why(errors, "old")
                kind="password"
                autocomplete="current-password"
            />
            <NewPassword
                name="new"
                label="New password"
                why=why(errors, "new")
                about=about
            />
            <button class="button">"Change password"</button>
        </form>
    };
    framed(&page.frame, Spot::Password, "Password", body)
}
