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
            to_sign_in(),
        ),
    }
}

/// `/link/{code}`.
pub fn link_device(page: LinkDevicePage) -> AnyView {
    match page {
        LinkDevicePage::Form {
            code,
            workspace,
            me,
        } => {
            let label = format!("Sign in as {}", me.name);
            let body = view! {
                <p class="who-row">
                    <Avatar member=me.clone() />
                    <b dir="auto">{me.name.to_string()}</b>
                </p>
                {action(format!("/link/{code}"), label, "button wide")}
            };
            card(
                format!("Sign in to {workspace}"),
                "This signs you in on this device. You stay signed in on the other one.",
                body,
            )
        }
        LinkDevicePage::Invalid => card(
            "This link does not work",
            "It was already used, or its five minutes have passed. Create a new one in your settings, under Sessions.",
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
