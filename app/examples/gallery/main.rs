//! Every page in every state, as files to look at: `cargo run -p app --features ssr --example
//! gallery` writes them into `target/gallery`, with the style sheet beside them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod cast;
mod entry;
mod later;
mod messages;
mod rooms;
mod talk;
mod workspace;
mod you;

use std::{fs, io, path::Path};

use app::{AssetPaths, pages::Document};
use leptos::prelude::*;

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = root.join("target/gallery");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("natter.css"), style(&root.join("style"))?)?;
    let pages = [
        entry::pages(),
        talk::pages(),
        messages::pages(),
        later::pages(),
        rooms::pages(),
        you::pages(),
        workspace::pages(),
    ];
    let mut links = String::new();
    for (name, page) in pages.into_iter().flatten() {
        fs::write(folder.join(format!("{name}.html")), html(page))?;
        links.push_str(&format!("<li><a href=\"{name}.html\">{name}</a></li>"));
    }
    let index = format!("<!doctype html><title>Gallery</title><ul>{links}</ul>");
    fs::write(folder.join("index.html"), index)
}

/// The style sheet as the build makes it: the imports in their order.
fn style(folder: &Path) -> io::Result<String> {
    let list = fs::read_to_string(folder.join("main.css"))?;
    let names = list
        .lines()
        .filter_map(|line| line.strip_prefix("@import \"./")?.strip_suffix("\";"));
    names
        .map(|name| fs::read_to_string(folder.join(name)))
        .collect()
}

fn html(page: Document) -> String {
    let assets = AssetPaths {
        js: "natter.js".into(),
        wasm: "natter.wasm".into(),
        css: "natter.css".into(),
        reload_port: None,
    };
    Owner::new().with(|| app::shell(page, assets).to_html())
}
