//! Another password.

use leptos::prelude::*;

use super::form::{ChangePassword, NEW, OLD};
use crate::pages::{
    Page,
    account::password::PasswordPage,
    form::Form,
    html::Html,
    parts::{NewPassword, TextField, framed, notice, summary},
};

impl Page for PasswordPage {
    fn title(&self) -> String {
        "Password · Settings · Natter".into()
    }

    fn view(self) -> Html {
        let form = &self.form;
        let about = vec![self.frame.workspace.clone(), self.frame.me.name.to_string()];
        let body = view! {
            <p class="intro">"Changing your password ends all your other sessions."</p>
            {notice(self.notice)}
            <form class="form" method="post" action=ChangePassword::ROUTE>
                {summary(&form.errors)}
                <input
                    type="text"
                    name="username"
                    autocomplete="username"
                    value=self.handle.to_string()
                    hidden
                    readonly
                />
                <TextField
                    field=form.field(OLD)
                    label="Current password"
                    autocomplete="current-password"
                />
                <NewPassword
                    field=form.field(NEW)
                    label="New password"
                    about=about
                />
                <button class="button">"Change password"</button>
            </form>
        };
        framed(&self.frame, Self::PATH, "Password", body)
    }
}
