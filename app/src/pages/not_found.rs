//! Nothing is at that address, or nothing that the reader may know of.

use crate::pages::html::{Html, IntoHtml as _};
use leptos::prelude::*;

use super::Page;
use crate::chrome::icon::Logo;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotFoundPage;

impl Page for NotFoundPage {
    fn title(&self) -> String {
        "Not found · Natter".into()
    }

    fn view(self) -> Html {
        view! {
            <main class="notice">
                <Logo />
                <h1>"Page not found"</h1>
                <p>"Check the address. The page may also have been deleted."</p>
                <p>
                    <a href="/">"Go to the conversation"</a>
                </p>
            </main>
        }
        .into_html()
    }
}
