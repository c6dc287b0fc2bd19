//! The fields of a new account, wherever one is made.

use leptos::prelude::*;

use super::form::{EMAIL, HANDLE, NAME, PASSWORD, TIME_ZONE};
use crate::pages::{
    auth::registration::EmailNeed,
    form::FormState,
    html::{Html, IntoHtml as _},
    parts::{NewPassword, TextField, time_zone_script},
};

/// What a handle is.
const HANDLE_HINT: &str =
    "2 to 32 letters or digits, with . - _ allowed between them. Others use it to mention you.";

/// A hidden field that the browser fills in, where it runs scripts.
pub fn own_time_zone() -> Html {
    view! {
        <input type="hidden" name=TIME_ZONE.name />
        {time_zone_script()}
    }
    .into_html()
}

/// Name and handle.
pub fn name_and_handle(form: &FormState) -> Html {
    view! {
        <TextField
            field=form.field(NAME)
            label="Your name"
            autocomplete="name"
        />
        <TextField
            field=form.field(HANDLE)
            label="Your handle"
            hint=HANDLE_HINT
            autocomplete="username"
            prefix="@"
        />
    }
    .into_html()
}

/// Name, handle, password, e-mail address.
pub fn fields(workspace: String, form: &FormState, need: &EmailNeed) -> Html {
    let (email_hint, email) = match need {
        EmailNeed::Optional => ("Used only if you forget your password.".to_owned(), EMAIL),
        EmailNeed::Of(domains) => (
            format!("Use an address at {}.", domains.join(" or ")),
            EMAIL.required(),
        ),
    };
    view! {
        {name_and_handle(form)}
        <NewPassword
            field=form.field(PASSWORD)
            label="Password"
            about=vec![workspace]
        />
        <TextField
            field=form.field(email)
            label="Email address"
            hint=email_hint
            autocomplete="email"
        />
        {own_time_zone()}
    }
    .into_html()
}
