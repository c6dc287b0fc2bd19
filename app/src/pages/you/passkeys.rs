//! Signing in without a password.

use leptos::{nonce::use_nonce, prelude::*};

use crate::{
    page_data::settings::{Confirm, PasskeyRow, PasskeysPage},
    pages::{
        parts::{Spot, TextField, framed, notice, post_button, summary, when},
        why,
    },
};
use protocol::Timestamp;

/// `/settings/passkeys`. The script shows the button where the browser has passkeys.
pub fn passkeys(page: PasskeysPage) -> AnyView {
    let now = page.now;
    let rows = page.passkeys.into_iter().map(|one| row(one, now));
    let rows = rows.collect_view();
    let rows = if rows.is_empty() {
        view! { <p class="empty">"You have no passkeys yet."</p> }.into_any()
    } else {
        view! { <ul class="rows">{rows}</ul> }.into_any()
    };
    let errors = &page.errors;
    let password = (page.confirm == Confirm::ByPassword).then(|| {
        view! {
            <div class="whole">
                <TextField
                    name="password"
                    label="Your password"
                    hint="You signed in a while ago. Confirm that it is you before you add a passkey."
                    why=why(errors, "password")
                    kind="password"
                    autocomplete="current-password"
                />
            </div>
        }
    });
    let body = view! {
        <p class="intro">
            "Sign in with your fingerprint, face or screen lock. Your password keeps working."
        </p>
        {notice(page.notice)}
        {rows}
        <section class="part" aria-labelledby="add-heading">
            <h2 id="add-heading">"Add a passkey"</h2>
            {summary(errors, "")}
            <div class="instead">
                <form class="one-line" data-passkey-form="register">
                    {password}
                    <TextField
                        name="name"
                        label="Device name"
                        hint="So that you recognise it later, for example “Ada's laptop”."
                        why=why(errors, "name")
                        max=64
                    />
                    <button
                        type="button"
                        class="button"
                        hidden
                        data-passkey="register"
                        aria-describedby="passkey-result"
                    >
                        "Add passkey"
                    </button>
                </form>
                <p class="hint no-passkey">
                    "Adding a passkey needs JavaScript and a browser that supports passkeys at this address."
                </p>
            </div>
            <p class="why" id="passkey-result" role="alert"></p>
        </section>
        <script type="module" src="/passkeys.js" nonce=use_nonce()></script>
    };
    framed(&page.frame, Spot::Passkeys, "Passkeys", body)
}

fn row(one: PasskeyRow, now: Timestamp) -> AnyView {
    let used = one.used.map_or_else(
        || "never used".into_any(),
        |used| view! { "used " {when(now, used)} }.into_any(),
    );
    let fields = [("passkey", one.id)];
    view! {
        <li>
            <div>
                <b dir="auto">{one.name}</b>
                <small>"added " {when(now, one.added)} " · " {used}</small>
            </div>
            {post_button("/settings/passkeys/remove", "Remove", "button quiet", &fields)}
        </li>
    }
    .into_any()
}
