//! Something went wrong.

use crate::pages::html::{Html, IntoHtml as _};
use leptos::prelude::*;

use super::Page;
use crate::chrome::icon::Logo;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProblemPage {
    /// What happened and what to do.
    pub message: String,
    /// Names it in the server's log, for failures of the server.
    pub id: Option<String>,
}

impl Page for ProblemPage {
    fn title(&self) -> String {
        "Something went wrong · Natter".into()
    }

    fn view(self) -> Html {
        let id = self.id.map(|id| {
            view! { <p class="problem-id">"Report this problem ID to an admin: " <code>{id}</code></p> }
        });
        view! {
            <main class="notice">
                <Logo />
                <h1>"That did not work"</h1>
                <p>{self.message}</p>
                {id}
                <p>
                    <a href="/">"Back to the conversation"</a>
                </p>
            </main>
        }
        .into_html()
    }
}
