//! What messages become: tables of cases, hostile strings, and properties of every text.

#![allow(clippy::expect_used)]

mod as_written;
mod code;
mod elements;
mod hostile;
mod links;
mod mentions;
mod properties;
mod scripts;
mod well_formed;

use domain::markup::{Context, render};

/// The HTML of a source that mentions nobody.
fn html(source: &str) -> String {
    render(source, &Context::default()).html
}

fn plain(source: &str) -> String {
    render(source, &Context::default()).plain
}

#[track_caller]
fn becomes(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(source, expected)| (source, expected, html(source)))
        .filter(|(_, expected, html)| *expected != html)
        .map(|(source, expected, html)| format!("{source:?}\n  is not {expected}\n  but    {html}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
