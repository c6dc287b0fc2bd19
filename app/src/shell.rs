//! The document around the app: head, the page's data, and the script that starts the app.

use leptos::{nonce::use_nonce, prelude::*};

use crate::{AssetPaths, pages::Document};

/// The whole document.
pub fn shell(document: Document, assets: AssetPaths) -> impl IntoView {
    let Document {
        title,
        hydration_data,
        body,
    } = document;
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta
                    name="viewport"
                    content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
                />
                <title>{title}</title>
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f6f5f2" />
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#1f1d1b" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=assets.css.clone() />
                {hydration_data.map(|data| start(&data, assets))}
            </head>
            <body>
                {body()}
            </body>
        </html>
    }
}

/// What helps with writing, and nobody needs before the first click: fetched once the page is alive.
const WRITING: &str =
    r#"["/composer/completion.js", "/composer/formatting.js", "/composer/edits.js"]"#;

/// The data and the script, for pages that come to life.
fn start(data: &str, assets: AssetPaths) -> impl IntoView + use<> {
    let data = script_safe(data);
    let AssetPaths { js, wasm, .. } = assets;
    // A module script runs after the document was parsed: the page is readable first.
    let loader = format!(
        "import init, {{ hydrate }} from {};init({{ module_or_path: {} }}).then(hydrate)\
         .finally(() => {{ for (const script of {WRITING}) import(script) }});{}",
        script_safe(&quoted(&js)),
        script_safe(&quoted(&wasm)),
        assets.reload_port.map_or(String::new(), reload),
    );
    view! {
        <link rel="modulepreload" href=js />
        <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
        <script type="application/json" id="page-data" nonce=use_nonce() inner_html=data></script>
        <script type="module" nonce=use_nonce() inner_html=loader></script>
        <script type="module" src="/sheet.js" nonce=use_nonce()></script>
        <script type="module" src="/later.js" nonce=use_nonce()></script>
        <script type="module" src="/log/votes.js" nonce=use_nonce()></script>
        <script type="module" src="/log/focus.js" nonce=use_nonce()></script>
        <script type="module" src="/composer/commands.js" nonce=use_nonce()></script>
        <script type="module" src="/composer/drafts.js" nonce=use_nonce()></script>
    }
}

/// While cargo-leptos watches, the page loads again after each build.
fn reload(port: u16) -> String {
    format!(
        "new WebSocket(`ws://${{location.hostname}}:{port}/live_reload`).onmessage = e => {{ \
         const m = JSON.parse(e.data); if (m.all || m.css) location.reload(); }};"
    )
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Text within a script element ends at `</script`, and `<!--` changes how it is read; JSON can
/// say `<` in another way.
fn script_safe(json: &str) -> String {
    json.replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_script_that_carries_it() {
        let safe = script_safe(&quoted("</script><!--<script>"));
        assert!(!safe.contains('<'));
        let back: String = serde_json::from_str(&safe).expect("JSON");
        assert_eq!(back, "</script><!--<script>");
    }
}
