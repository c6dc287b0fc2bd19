//! Any text becomes HTML that the second fence finds nothing in (`render` asserts that in debug
//! builds, as these are), and not much longer than it was: `cargo +nightly fuzz run markup`.

#![no_main]

use domain::markup::{Context, candidates, render, resolve};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| {
    let mentions = resolve(&candidates(source), |_, _| {
        Some(domain::markup::Target::Here)
    });
    let context = Context {
        mentions: &mentions,
        ..Context::default()
    };
    let rendered = render(source, &context);
    assert!(rendered.html.len() <= 20 * source.len() + 10_000);
    assert!(rendered.plain.len() <= 20 * source.len() + 10_000);
});
