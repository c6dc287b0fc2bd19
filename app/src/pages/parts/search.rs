//! Lists that can be searched and turned over.

use crate::pages::html::{Html, IntoHtml as _};
use leptos::prelude::*;
use protocol::limits::MAX_SEARCH_CHARS;

use crate::text::escaped::escaped;

/// A box to search with.
pub fn search(path: impl Into<String>, label: &'static str, query: String) -> Html {
    let path = path.into();
    view! {
        <form class="search" method="get" action=path role="search">
            <label class="visually-hidden" for="q">
                {label}
            </label>
            <input type="search" id="q" name="q" dir="auto" value=query placeholder=label maxlength=MAX_SEARCH_CHARS.to_string() autocomplete="off" />
            <button class="button quiet">"Search"</button>
        </form>
    }
    .into_html()
}

/// Nothing was found: what was searched for, and how to widen it.
pub fn empty(noun: &str, query: &str, path: impl Into<String>) -> Html {
    let path = path.into();
    if query.is_empty() {
        return view! { <p class="empty">{format!("There are no {noun} here yet.")}</p> }
            .into_html();
    }
    view! {
        <p class="empty">
            {format!("No {noun} match “{query}”. Try a shorter search, or ")}
            <a href=path>"see all"</a> "."
        </p>
    }
    .into_html()
}

/// The way to the next page; the path may end in a fragment, such as `#people`.
pub fn pager(
    path: &str,
    query: &str,
    field: &str,
    next: Option<String>,
    words: &'static str,
) -> Html {
    let link = next.map(|next| {
        let (path, spot) = path.find('#').map_or((path, ""), |at| path.split_at(at));
        let mut href = format!("{path}?{field}={}", escaped(&next));
        if !query.is_empty() {
            href.push_str("&q=");
            href.push_str(&escaped(query));
        }
        href.push_str(spot);
        view! {
            <p class="pager">
                <a class="button quiet" rel="next" href=href>
                    {words}
                </a>
            </p>
        }
    });
    link.into_html()
}
