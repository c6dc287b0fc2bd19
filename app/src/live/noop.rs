//! On the server nothing happens to a page.

use leptos::prelude::*;

use super::Live;

impl Live {
    /// Connects the page, in a browser.
    pub fn start(self) {}

    /// Renames the reader, in a browser.
    pub fn set_name(self, _name: &str, _error: RwSignal<Option<String>>) {}
}
