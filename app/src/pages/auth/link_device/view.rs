use leptos::prelude::*;

use super::{LinkDevicePage, form::LINK_DEVICE};
use crate::pages::{
    Page,
    form::address,
    html::Html,
    parts::{Avatar, action, card, sign_in_link},
};

impl Page for LinkDevicePage {
    fn title(&self) -> String {
        "Sign in on this device · Natter".into()
    }

    fn view(self) -> Html {
        match self {
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
                    {action(address(LINK_DEVICE, &code), label, "button wide")}
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
                sign_in_link(),
            ),
        }
    }
}
