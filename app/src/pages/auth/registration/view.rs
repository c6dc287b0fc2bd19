//! The fields of a new account, wherever one is made.

use leptos::prelude::*;
use protocol::limits::{HANDLE_CHARS, MAX_NAME_CHARS};

use crate::pages::{
    auth::registration::EmailNeed,
    form::{FormErrors, why},
    parts::{NewPassword, TextField, time_zone_script},
};

/// What a handle is.
pub const HANDLE_HINT: &str =
    "2 to 32 letters or digits, with . - _ allowed between them. Others use it to mention you.";

/// A hidden field that the browser fills in, where it runs scripts.
pub fn own_time_zone() -> AnyView {
    view! {
        <input type="hidden" name="time_zone" />
        {time_zone_script()}
    }
    .into_any()
}

/// Name, handle, password, e-mail address.
pub fn fields(
    workspace: String,
    name: String,
    handle: String,
    email: String,
    need: &EmailNeed,
    errors: &FormErrors,
) -> AnyView {
    let (email_hint, may_be_empty) = match need {
        EmailNeed::Optional => ("Used only if you forget your password.".to_owned(), true),
        EmailNeed::Of(domains) => (
            format!("Use an address at {}.", domains.join(" or ")),
            false,
        ),
    };
    view! {
        <TextField
            name="name"
            label="Your name"
            value=name
            why=why(errors, "name")
            autocomplete="name"
            max=MAX_NAME_CHARS
        />
        <TextField
            name="handle"
            label="Your handle"
            hint=HANDLE_HINT
            value=handle
            why=why(errors, "handle")
            autocomplete="username"
            max=*HANDLE_CHARS.end()
            prefix="@"
        />
        <NewPassword
            name="password"
            label="Password"
            why=why(errors, "password")
            about=vec![workspace]
        />
        <TextField
            name="email"
            label="Email address"
            hint=email_hint
            value=email
            why=why(errors, "email")
            kind="email"
            autocomplete="email"
            may_be_empty=may_be_empty
        />
        {own_time_zone()}
    }
    .into_any()
}
