//! The WASM entry: hydrates the app, and that is all.
#![recursion_limit = "256"]

use wasm_bindgen::prelude::wasm_bindgen;

/// Takes over the server-rendered page. The page's loader script calls it once.
#[wasm_bindgen]
pub fn hydrate() {
    // In a release, it would be 1.1 kB of what every page loads.
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    app::hydrate();
}
