//! Takes over a page that the server has rendered.

use leptos::{mount::hydrate_body, prelude::*};

use crate::{App, AppProps, page_data::Page};

/// Reads the page's data and hydrates the app with it. Without data the page stays as it is: it
/// works by links and forms.
pub fn hydrate() {
    let Some(page) = page_data() else {
        return;
    };
    hydrate_body(move || App(AppProps { page }));
}

fn page_data() -> Option<Page> {
    let data = document().get_element_by_id("page-data")?.text_content()?;
    serde_json::from_str(&data).ok()
}
