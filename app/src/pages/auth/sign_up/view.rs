use leptos::prelude::*;

use super::SignUpForm;
use crate::pages::{
    Page,
    auth::registration,
    parts::{card, summary},
};

impl Page for SignUpForm {
    fn title(&self) -> String {
        "Create an account · Natter".into()
    }

    fn view(self) -> AnyView {
        let body = view! {
            <form method="post" action="/sign-up">
                {summary(&self.errors, "")}
                {registration::fields(
                    self.workspace.clone(),
                    self.name,
                    self.handle,
                    self.email,
                    &self.email_need,
                    &self.errors,
                )}
                <button class="button wide">"Create account"</button>
            </form>
            <p class="aside">
                "Already have an account? " <a href="/sign-in">"Sign in"</a> "."
            </p>
        };
        card(format!("Join {}", self.workspace), "", body)
    }
}
