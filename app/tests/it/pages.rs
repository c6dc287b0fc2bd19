//! What the server's own pages promise to people and to their tools.

use app::{
    AssetPaths,
    pages::{
        Document,
        auth::{
            registration::{HANDLE, PASSWORD},
            setup::{SetupPage, form::WORKSPACE},
        },
        form::{FormErrors, FormState, RawForm},
    },
};
use leptos::prelude::*;

fn html(page: Document) -> String {
    let assets = AssetPaths {
        js: "/natter.js".into(),
        wasm: "/natter.wasm".into(),
        css: "/natter.css".into(),
        reload_port: None,
    };
    Owner::new().with(|| app::shell(page, assets).to_html())
}

fn refused() -> String {
    let mut errors = FormErrors::of(HANDLE, "A handle must have 2 to 32 characters.");
    errors.add(PASSWORD, "Take another password.");
    let fields = RawForm::default()
        .with(WORKSPACE, "\"><script>alert(1)</script>")
        .with(HANDLE, "a")
        .with(PASSWORD, "correct horse");
    html(Document::of(SetupPage::Form(FormState { fields, errors })))
}

/// What stands between the one and the other, each time.
fn between<'a>(html: &'a str, start: &'a str, end: &'a str) -> Vec<&'a str> {
    let pieces = html.split(start).skip(1);
    pieces.filter_map(|piece| piece.split(end).next()).collect()
}

#[test]
fn a_refused_form_leads_to_each_field_and_says_there_what_is_wrong() {
    let page = refused();
    let targets = between(&page, "<li><a href=\"#", "\"");
    assert_eq!(targets, ["handle", "password"]);
    for field in targets {
        let input = between(&page, "<input ", ">");
        let input = input
            .into_iter()
            .find(|input| input.contains(&format!("id=\"{field}\"")))
            .expect("the field");
        assert!(input.contains("aria-invalid=\"true\""), "{input}");
        let described = between(input, "aria-describedby=\"", "\"");
        for id in described.first().expect("described").split(' ') {
            assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
        }
    }
}

#[test]
fn what_was_typed_comes_back_as_text() {
    let page = refused();
    assert!(page.contains("value=\"&quot;"), "{page}");
    assert!(!page.contains("<script>alert"));
}

#[test]
fn a_password_never_comes_back() {
    assert!(!refused().contains("correct horse"));
}

#[test]
fn a_page_without_a_room_loads_no_module() {
    let page = html(Document::of(SetupPage::AlreadyDone));
    assert!(page.contains("/natter.css"));
    assert!(!page.contains("natter.wasm") && !page.contains("<script"));
}
