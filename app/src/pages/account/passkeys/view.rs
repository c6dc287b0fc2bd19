//! Signing in without a password.

use leptos::{nonce::use_nonce, prelude::*};
use protocol::Timestamp;

use super::form::{NAME, PASSKEY, PASSWORD, RemovePasskey};
use crate::pages::{
    Page,
    account::passkeys::{Confirm, PasskeyRow, PasskeysPage},
    form::Form,
    html::{Html, IntoHtml as _},
    parts::{TextField, framed, notice, post_button, summary, when},
};

impl Page for PasskeysPage {
    fn title(&self) -> String {
        "Passkeys · Settings · Natter".into()
    }

    fn view(self) -> Html {
        let now = self.now;
        let rows = self.passkeys.into_iter().map(|one| row(one, now));
        let rows = rows.collect_view();
        let rows = if rows.is_empty() {
            view! { <p class="empty">"You have no passkeys yet."</p> }.into_html()
        } else {
            view! { <ul class="rows">{rows}</ul> }.into_html()
        };
        let form = &self.form;
        let password = (self.confirm == Confirm::ByPassword).then(|| {
            view! {
                <div class="whole">
                    <TextField
                        field=form.field(PASSWORD)
                        label="Your password"
                        hint="You signed in a while ago. Confirm that it is you before you add a passkey."
                        autocomplete="current-password"
                    />
                </div>
            }
        });
        let body = view! {
            <p class="intro">
                "Sign in with your fingerprint, face or screen lock. Your password keeps working."
            </p>
            {notice(self.notice)}
            {rows}
            <section class="part" aria-labelledby="add-heading">
                <h2 id="add-heading">"Add a passkey"</h2>
                {summary(&form.errors)}
                <div class="instead">
                    <form class="one-line" data-passkey-form="register">
                        {password}
                        <TextField
                            field=form.field(NAME)
                            label="Device name"
                            hint="So that you recognise it later, for example “Ada's laptop”."
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
        framed(&self.frame, Self::PATH, "Passkeys", body)
    }
}

fn row(one: PasskeyRow, now: Timestamp) -> Html {
    let used = one.used.map_or_else(
        || "never used".into_html(),
        |used| view! { "used " {when(now, used)} }.into_html(),
    );
    let fields = [(PASSKEY, one.id)];
    view! {
        <li>
            <div>
                <b dir="auto">{one.name}</b>
                <small>"added " {when(now, one.added)} " · " {used}</small>
            </div>
            {post_button(RemovePasskey::ROUTE, "Remove", "button quiet", &fields)}
        </li>
    }
    .into_html()
}
