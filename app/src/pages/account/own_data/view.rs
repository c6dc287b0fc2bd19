//! One's own data: a copy, and the end of it.

use leptos::prelude::*;

use super::form::{CONFIRM, DeleteAccount, ExportData, PASSWORD};
use crate::pages::{
    Page,
    account::own_data::{DataPage, MayDelete},
    form::Form,
    html::{Html, IntoHtml as _},
    parts::{TextField, action, framed, part, summary},
};

impl Page for DataPage {
    fn title(&self) -> String {
        "Your data · Settings · Natter".into()
    }

    fn view(self) -> Html {
        let form = &self.form;
        let download = view! {
            <p class="hint">
                "Your account, your rooms and all your messages, as JSON files in one archive."
            </p>
            {action(ExportData::ROUTE, "Download my data", "button")}
        };
        let delete = match self.may_delete {
            MayDelete::LastOwner => view! {
                <p class="hint">
                    "You are the last owner of this workspace. Make someone else an owner first."
                </p>
            }
            .into_html(),
            MayDelete::Yes => view! {
                <p class="hint">
                    "You will be signed out everywhere, and your name, handle and all other data about you will be deleted. Your messages stay, under “deleted user”. This cannot be undone."
                </p>
                <form method="post" action=DeleteAccount::ROUTE>
                    <TextField
                        field=form.field(PASSWORD)
                        label="Your password"
                        autocomplete="current-password"
                    />
                    <TextField
                        field=form.field(CONFIRM)
                        label=format!("Type your handle, {}, to delete your account", self.handle)
                        prefix="@"
                    />
                    <button class="button danger">"Delete my account"</button>
                </form>
            }
            .into_html(),
        };
        let body = view! {
            {part("download", "Download my data", ().into_html(), download)}
            {part("delete", "Delete my account", summary(&form.errors), delete)}
        };
        framed(&self.frame, Self::PATH, "Your data", body)
    }
}
