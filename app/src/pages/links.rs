//! What one-time links lead to.

use leptos::prelude::*;

use super::{
    parts::{Avatar, NewPassword, action, card, summary},
    why,
};
use crate::page_data::{LinkDevicePage, NewPasswordPage};

/// `/reset/{code}`.
pub fn new_password(page: NewPasswordPage) -> AnyView {
    match page {
        NewPasswordPage::Form {
            code,
            place,
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
                        about=vec![place.clone(), name.to_string()]
                    />
                    <button class="button wide">"Set the password"</button>
                </form>
            };
            card(
                "A new password",
                format!("For @{handle} at {place}. You are signed out everywhere else."),
                body,
            )
        }
        NewPasswordPage::Invalid => card(
            "This link does not work",
            "It was used already, or its time is over. An admin can make you a new one.",
            to_sign_in(),
        ),
    }
}

/// `/link/{code}`.
pub fn link_device(page: LinkDevicePage) -> AnyView {
    match page {
        LinkDevicePage::Form { code, place, me } => {
            let label = format!("Sign in as {}", me.name);
            let body = view! {
                <p class="who-row">
                    <Avatar member=me.clone() />
                    <b dir="auto">{me.name.to_string()}</b>
                </p>
                {action(format!("/link/{code}"), label, "button wide")}
            };
            card(
                format!("Sign in to {place}"),
                "On this device, and you stay signed in on the other.",
                body,
            )
        }
        LinkDevicePage::Invalid => card(
            "This link does not work",
            "It was used already, or its five minutes are over. Make a new one in your settings, under Sessions.",
            to_sign_in(),
        ),
    }
}

fn to_sign_in() -> AnyView {
    view! {
        <a class="button wide" href="/sign-in">
            "Sign in"
        </a>
    }
    .into_any()
}
