use leptos::prelude::*;

use super::{SignUpPage, form::SignUp};
use crate::pages::{
    Page,
    auth::registration,
    form::Form,
    html::Html,
    parts::{card, summary},
};

impl Page for SignUpPage {
    fn title(&self) -> String {
        "Create an account · Natter".into()
    }

    fn view(self) -> Html {
        let body = view! {
            <form method="post" action=SignUp::ROUTE>
                {summary(&self.form.errors)}
                {registration::fields(self.workspace.clone(), &self.form, &self.email_need)}
                <button class="button wide">"Create account"</button>
            </form>
            <p class="aside">
                "Already have an account? " <a href="/sign-in">"Sign in"</a> "."
            </p>
        };
        card(format!("Join {}", self.workspace), "", body)
    }
}
