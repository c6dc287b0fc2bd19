//! Signing out, and what the browser keeps until then.

use crate::pages::html::{Html, IntoHtml as _};
use leptos::{nonce::use_nonce, prelude::*};

use crate::pages::auth::sign_in::form::SIGN_OUT;
use crate::pages::parts::action;

/// The button; where something is unsent, the script asks in the dialog first.
pub fn sign_out() -> Html {
    view! {
        {action(SIGN_OUT, "Sign out", "button quiet wide")}
        <dialog class="ask" data-unsent="" aria-label="Unsent messages">
            <form method="dialog">
                <p></p>
                <div class="buttons">
                    <button class="button danger" value="discard">
                        "Sign out and discard"
                    </button>
                    <button class="button quiet" value="stay">
                        "Cancel"
                    </button>
                </div>
            </form>
        </dialog>
        {local_data_script()}
    }
    .into_html()
}

/// Clears what the browser keeps for a member when their session ends.
pub fn local_data_script() -> Html {
    view! { <script type="module" src="/local_data.js" nonce=use_nonce()></script> }.into_html()
}
