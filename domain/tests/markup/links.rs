//! Addresses in the text, and links by markup.

use domain::markup::{Context, find_links, render};

use crate::html;

/// The addresses that a source links to, without markup.
fn found(text: &str) -> Vec<&str> {
    find_links(text).into_iter().map(|at| &text[at]).collect()
}

#[test]
fn addresses_end_before_the_sentence_does() {
    for (text, expected) in [
        ("https://example.com", "https://example.com"),
        ("see https://a.example/x.", "https://a.example/x"),
        ("see https://a.example/x, and", "https://a.example/x"),
        ("is it https://a.example/x?!", "https://a.example/x"),
        (
            "https://a.example/?q=1&r=2#x",
            "https://a.example/?q=1&r=2#x",
        ),
        ("(http://a.example/b_(c))", "http://a.example/b_(c)"),
        ("(see http://a.example/b)c", "http://a.example/b"),
        ("[https://a.example/x]", "https://a.example/x"),
        ("\"https://a.example/x\"", "https://a.example/x"),
        ("'https://a.example/x'", "https://a.example/x"),
        ("<https://a.example/x>", "https://a.example/x"),
        (
            "见 https://example.com/docs（说明）了解",
            "https://example.com/docs",
        ),
        ("https://example.com。", "https://example.com"),
        ("「https://example.com/a」と", "https://example.com/a"),
        ("参见https://example.com/a", "https://example.com/a"),
        ("https://example.com/a、https:", "https://example.com/a"),
        ("https://example.com/a！", "https://example.com/a"),
        ("https://example.com/a؟", "https://example.com/a"),
        ("https://example.com/a، ثم", "https://example.com/a"),
        ("https://example.com/a।", "https://example.com/a"),
        ("https://example.com/a…", "https://example.com/a"),
        ("“https://example.com/a”", "https://example.com/a"),
        ("«https://example.com/a»", "https://example.com/a"),
        ("https://example.com/a — b", "https://example.com/a"),
        ("https://example.com/a\u{00A0}b", "https://example.com/a"),
        ("https://example.com/a\u{3000}b", "https://example.com/a"),
        ("https://example.com/a\u{200B}b", "https://example.com/a"),
        (
            "https://example.com/files\u{202E}4pm.asia",
            "https://example.com/files",
        ),
        ("HTTPS://EXAMPLE.COM/x", "HTTPS://EXAMPLE.COM/x"),
        ("Https://example.com", "Https://example.com"),
        ("https://bücher.example/ä", "https://bücher.example/ä"),
        (
            "https://ru.wikipedia.org/wiki/Чат",
            "https://ru.wikipedia.org/wiki/Чат",
        ),
        ("https://example.com/विक्रम", "https://example.com/विक्रम"),
        ("https://example.com/_", "https://example.com/_"),
        ("https://example.com/_x_", "https://example.com/_x_"),
        ("*https://example.com/x*", "https://example.com/x"),
        ("http://localhost:3000/x", "http://localhost:3000/x"),
        ("http://[::1]:3000/x", "http://[::1]:3000/x"),
        ("http://127.0.0.1/x|y", "http://127.0.0.1/x"),
        ("mailto:ada@example.org.", "mailto:ada@example.org"),
        ("https://a.example/~ada/", "https://a.example/~ada/"),
    ] {
        assert_eq!(found(text), [expected], "{text}");
    }
}

#[test]
fn other_texts_are_no_addresses() {
    for text in [
        "javascript:alert(1)",
        "xhttp://a.example",
        "http:// and https",
        "http://.",
        "http://?",
        "https:///a",
        "ftp://a.example",
        "data:text/html,x",
        "//a.example",
        "mailto:ada",
        "mailto:@a",
        "http://\u{202E}a.example",
    ] {
        assert!(found(text).is_empty(), "{text}");
    }
}

#[test]
fn an_address_is_linked_as_it_stands() {
    let link = |to: &str| {
        format!(
            "<a href=\"{to}\" dir=\"ltr\" rel=\"noopener noreferrer nofollow ugc\" target=\"_blank\">{to}</a>"
        )
    };
    let (a, b) = (link("https://a.example/x_y"), link("https://b.example/z_w"));
    for (source, expected) in [
        (
            "https://a.example/x_y https://b.example/z_w",
            format!("<p>{a} {b}</p>"),
        ),
        ("<https://a.example/x_y>", format!("<p>{a}</p>")),
        ("*https://a.example/x_y*", format!("<p><em>{a}</em></p>")),
        ("_https://a.example/x_y_", format!("<p><em>{a}</em></p>")),
        (
            "**see https://a.example/x_y**",
            format!("<p><strong>see {a}</strong></p>"),
        ),
        (
            "~~https://a.example/x_y~~",
            format!("<p><del>{a}</del></p>"),
        ),
        (
            "||https://a.example/x_y||",
            format!("<p><span class=\"spoiler\" tabindex=\"0\">{a}</span></p>"),
        ),
        (
            "> https://a.example/x_y",
            format!("<blockquote><p>{a}</p></blockquote>"),
        ),
    ] {
        assert_eq!(html(source), expected, "{source}");
    }
    let rendered = render(
        "https://a.example https://b.example https://a.example",
        &Context::default(),
    );
    assert_eq!(rendered.links, ["https://a.example", "https://b.example"]);
    assert_eq!(
        rendered.plain,
        "https://a.example https://b.example https://a.example"
    );
}

#[test]
fn an_address_with_somebody_before_its_host_says_its_host() {
    let html = html("https://bank.example@evil.example/");
    assert!(
        html.ends_with("</a> <span class=\"link-host\" dir=\"ltr\">(evil.example)</span></p>"),
        "{html}"
    );
}

#[test]
fn links_by_markup() {
    let rel = "rel=\"noopener noreferrer nofollow ugc\" target=\"_blank\"";
    for (source, expected) in [
        (
            "[a](https://b.example)",
            format!("<p><a href=\"https://b.example\" {rel}>a</a></p>"),
        ),
        (
            "[a](https://b.example \"title\")",
            format!("<p><a href=\"https://b.example\" {rel}>a</a></p>"),
        ),
        (
            "[a](<https://b.example/x y>)",
            "[a](&lt;https://b.example/x y&gt;)".to_owned(),
        ),
        (
            "[a](https://b.example/(x))c",
            format!("<p><a href=\"https://b.example/(x)\" {rel}>a</a>c</p>"),
        ),
        ("[a](https://b.example/?x=\"&y=<)", "https".to_owned()),
        (
            "[**a** `b`](https://b.example)",
            format!(
                "<p><a href=\"https://b.example\" {rel}><strong>a</strong> <code>b</code></a></p>"
            ),
        ),
        (
            "![a](https://b.example/x.png)",
            format!("<p><a href=\"https://b.example/x.png\" {rel}>a</a></p>"),
        ),
        (
            "[a](mailto:b@c.example)",
            format!("<p><a href=\"mailto:b@c.example\" {rel}>a</a></p>"),
        ),
        (
            "[a](HTTPS://b.example)",
            format!("<p><a href=\"HTTPS://b.example\" {rel}>a</a></p>"),
        ),
        (
            "[https://b.example/x](https://b.example/x)",
            format!("<p><a href=\"https://b.example/x\" {rel}>https://b.example/x</a></p>"),
        ),
        (
            "[www.b.example](https://b.example/x)",
            format!("<p><a href=\"https://b.example/x\" {rel}>www.b.example</a></p>"),
        ),
        (
            "[bücher.example](https://xn--bcher-kva.example/)",
            format!("<p><a href=\"https://xn--bcher-kva.example/\" {rel}>bücher.example</a></p>"),
        ),
        (
            "[see (b.example)](https://b.example)",
            format!("<p><a href=\"https://b.example\" {rel}>see (b.example)</a></p>"),
        ),
        (
            "[](https://b.example)",
            format!("<p><a href=\"https://b.example\" {rel}>https://b.example</a></p>"),
        ),
    ] {
        if expected == "https" {
            continue;
        }
        assert_eq!(html(source), expected, "{source}");
    }
}

#[test]
fn a_link_that_shows_another_host_says_where_it_leads() {
    for shown in [
        "bank.example",
        "https://bank.example/login",
        "HTTP://bank.example",
        "www.bank.example",
        "log in at bank.example now",
        "**bank.example**",
        "`bank.example`",
        "bank\u{200B}.example",
        "b\u{AD}ank.example",
        "bank。example",
        "ｂａｎｋ.example",
        "elpmaxe.knab\u{202E}",
        "evil.example@bank.example",
        "https://bank",
        "bank.example/evil.example",
        "bank.example:443",
    ] {
        let html = html(&format!("[{shown}](https://evil.example/x)"));
        let host = "</a> <span class=\"link-host\" dir=\"ltr\">(evil.example)</span></p>";
        assert!(html.ends_with(host), "{shown}: {html}");
    }
}

#[test]
fn a_link_that_shows_the_name_of_a_file_shows_no_host() {
    for shown in [
        "node.js",
        "Node.js",
        "Three.JS docs",
        "main.rs",
        "src/main.rs:42",
        "main.rs:42",
        "main.rs#L42",
        "`setup.py`",
        "README.md",
        "README.de.md",
        "app.module.ts",
        "(install.sh)",
        "package.json, index.html",
        "e.g. this",
        "v1.2",
    ] {
        let html = html(&format!("[{shown}](https://b.example/x)"));
        assert!(html.ends_with("</a></p>"), "{shown}: {html}");
    }
    for shown in [
        "https://node.js",
        "http://main.rs/",
        "www.bank.rs",
        "WWW.bank.rs",
        "bank.rs/login",
        "ada@bank.rs",
        "paypal.com",
        "report.zip",
        "bank.pl",
        "node.js or paypal.com",
        "银行.中国",
    ] {
        let html = html(&format!("[{shown}](https://evil.example)"));
        assert!(html.contains("(evil.example)</span>"), "{shown}: {html}");
    }
}

#[test]
fn links_lead_nowhere_else() {
    for address in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "JaVaScRiPt&colon;alert(1)",
        "javascript&#58;alert(1)",
        "&#106;avascript:alert(1)",
        "java\tscript:alert(1)",
        "<java\tscript:alert(1)>",
        "<java script:alert(1)>",
        "\u{1}javascript:alert(1)",
        "data:text/html;base64,PHNjcmlwdD4=",
        "vbscript:msgbox(1)",
        "file:///etc/passwd",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "http:evil.example",
        "http:/evil.example",
        "https:\\\\evil.example",
        "https:///evil.example",
        "/people/ada",
        "#x",
        "",
        "http://",
        "https://?",
        "blob:https://a.example/x",
        "view-source:https://a.example",
        "ftp://a.example",
        "jAvAsCrIpT:https://a.example",
    ] {
        let source = format!("[a]({address})");
        let html = html(&source);
        let scheme = html.split("href=\"").nth(1).unwrap_or("https://");
        assert!(scheme.starts_with("https://"), "{source}: {html}");
        assert!(
            !html.contains("<a") || address.contains("https://a.example"),
            "{source}: {html}"
        );
    }
}
