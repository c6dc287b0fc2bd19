//! Another password.

use leptos::prelude::*;

use crate::pages::{
    Page,
    account::password::PasswordPage,
    form::why,
    parts::{NewPassword, TextField, framed, notice, summary},
};

impl Page for PasswordPage {
    fn title(&self) -> String {
        "Password · Settings · Natter".into()
    }

    fn view(self) -> AnyView {
        let errors = &self.errors;
        let about = vec![self.frame.workspace.clone(), self.frame.me.name.to_string()];
        let body = view! {
            <p class="intro">"Changing your password ends all your other sessions."</p>
            {notice(self.notice)}
            <form class="form" method="post" action="/settings/password">
                {summary(errors, "")}
                <input
                    type="text"
                    name="username"
                    autocomplete="username"
                    value=self.handle.to_string()
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
        framed(&self.frame, Self::PATH, "Password", body)
    }
}
