//! The second fence: what is not on this list is removed, whatever the [walk](super::walk) wrote.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::{Builder, UrlRelative};

use super::links;

static FENCE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut fence = Builder::empty();
    fence
        .tags(HashSet::from([
            "a",
            "blockquote",
            "br",
            "code",
            "del",
            "em",
            "h4",
            "h5",
            "h6",
            "img",
            "input",
            "li",
            "ol",
            "p",
            "pre",
            "span",
            "strong",
            "table",
            "tbody",
            "td",
            "th",
            "thead",
            "tr",
            "ul",
        ]))
        .tag_attributes(HashMap::from([
            (
                "a",
                HashSet::from([
                    "class",
                    "data-group",
                    "data-member",
                    "data-room",
                    "dir",
                    "href",
                    "rel",
                    "target",
                    "title",
                ]),
            ),
            ("code", HashSet::from(["class"])),
            ("h4", HashSet::from(["class"])),
            ("h5", HashSet::from(["class"])),
            ("h6", HashSet::from(["class"])),
            ("img", HashSet::from(["alt", "class", "src", "title"])),
            ("input", HashSet::from(["checked", "disabled", "type"])),
            ("li", HashSet::from(["value"])),
            ("ol", HashSet::from(["start"])),
            (
                "span",
                HashSet::from([
                    "class",
                    "data-audience",
                    "data-group",
                    "data-member",
                    "data-room",
                    "dir",
                    "tabindex",
                ]),
            ),
            ("td", HashSet::from(["class"])),
            ("th", HashSet::from(["class"])),
        ]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::PassThrough)
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            ("a", "href") => {
                (is_path(value) || links::allowed(value)).then_some(Cow::Borrowed(value))
            }
            ("img", "src") => is_path(value).then_some(Cow::Borrowed(value)),
            ("input", "type") => Some(Cow::Borrowed("checkbox")),
            _ => Some(Cow::Borrowed(value)),
        })
        .link_rel(None);
    fence
});

pub fn clean(html: &str) -> String {
    FENCE.clean(html).to_string()
}

/// A path of this server, and not `//host`.
fn is_path(href: &str) -> bool {
    href.starts_with('/') && !href.starts_with("//") && !href.contains(['\\', '\t', '\n', '\r'])
}
