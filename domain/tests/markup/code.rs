//! Code by its language.

use domain::markup::{Context, render};
use proptest::prelude::*;

use crate::{html, plain};

/// The HTML of a block of code, without what is around it.
fn code(language: &str, code: &str) -> String {
    let html = html(&format!("```{language}\n{code}\n```"));
    let inner = html.split_once("\">").map(|(_, inner)| inner);
    let inner = inner.and_then(|inner| inner.strip_suffix("</code></pre>"));
    inner.unwrap_or(&html).to_owned()
}

/// With `[k fn]` for a span of the class `hl-k`.
#[track_caller]
fn is(language: &str, source: &str, expected: &str) {
    let html = code(language, source)
        .replace("<span class=\"hl-", "[")
        .replace("\">", " ")
        .replace("</span>", "]");
    assert_eq!(html, expected, "{language}");
}

#[test]
fn words_strings_numbers_and_comments_have_classes() {
    is(
        "rust",
        "#[test]\nfn f<'a>(x: &'a str) -> Vec<u8> { 'x'; \"a\\\"b\"; 0x1f } // c",
        "#[test]\n[k fn] f&lt;'a&gt;(x: &amp;'a str) -&gt; [t Vec]&lt;u8&gt; { [s 'x']; [s \"a\\\"b\"]; [n 0x1f] } [c // c]",
    );
    is(
        "python",
        "@cache\ndef f(x): # c\n    '''a\n    b'''\n    return None",
        "[m @cache]\n[k def] [f f](x): [c # c]\n    [s '''a\n    b''']\n    [k return] [k None]",
    );
    is(
        "ts",
        "const a = await f(`x\n${y}`); /* c\nd */",
        "[k const] a = [k await] [f f]([s `x\n${y}`]); [c /* c\nd */]",
    );
    is("c", "#include <x.h>", "[m #include] &lt;x.h&gt;");
    is(
        "sql",
        "Select a FROM b -- c\nwhere d = 'e'",
        "[k Select] a [k FROM] b [c -- c]\n[k where] d = [s 'e']",
    );
    is(
        "sh",
        "echo \"$x\" $HOME # it's",
        "[k echo] [s \"$x\"] [m $HOME] [c # it's]",
    );
    is("bash", "a=$#; curl http://b#c", "a=$#; curl http://b#c");
    is(
        "JSON",
        "{\"a\": [1, \"b\", null]}",
        "{[t \"a\"]: [[n 1], [s \"b\"], [k null]]}",
    );
    is(
        "yaml",
        "- a-b: c # d\n  e: true",
        "- [t a-b]: c [c # d]\n  [t e]: [k true]",
    );
    is("toml", "[a]\nb = 1", "[a]\n[t b] = [n 1]");
    is(
        "html",
        "<a href='x'>b</a><!-- c -->",
        "[k &lt;a] [t href]=[s 'x'][k &gt;]b[k &lt;/a][k &gt;][c &lt;!-- c --&gt;]",
    );
    is(
        "diff",
        "@@ 1 @@\n+a\n-b\n c",
        "[m @@ 1 @@\n][i +a\n][d -b\n] c",
    );
}

#[test]
fn other_code_is_plain() {
    for language in ["nosuchlanguage", "text", "txt", "plain"] {
        is(language, "fn \"a\" 1 // b", "fn \"a\" 1 // b");
    }
    assert_eq!(html("```\nfn x\n```"), "<pre><code>fn x</code></pre>");
    let long = "fn a() {}\n".repeat(2_100);
    assert!(!code("rust", &long).contains("hl-"));
}

#[test]
fn what_would_grow_too_much_is_plain() {
    let source = "1\"\"".repeat(2_000);
    assert!(code("js", &source).len() < 13 * source.len());
}

const LANGUAGES: &[&str] = &[
    "rust", "python", "js", "sql", "html", "css", "yaml", "diff", "bash", "lua", "ruby", "tex",
];

/// What lexers may go wrong with.
const PIECES: &[&str] = &[
    "'", "\"", "`", "'''", "\"\"\"", "\\", "\\'", "/*", "*/", "//", "#", "--", "<!--", "-->", "<",
    ">", "</a", "@a", "$", "\n", " ", "a", "A(", "1.5", "é", "字", "👍", ":", "=", "--[[", "]]",
    "=begin", "(*", "'a", "'\\''", "\t", "+", "-",
];

#[test]
fn code_is_read_in_linear_time() {
    for language in LANGUAGES {
        for piece in PIECES {
            let time = |length: usize| {
                let code: String = piece.chars().cycle().take(length).collect();
                crate::properties::time(&format!("```{language}\n{code}\n```"))
            };
            let floor = std::time::Duration::from_millis(2);
            let is_linear = (0..3).any(|_| time(9_900) < 9 * time(2_475).max(floor));
            assert!(is_linear, "{language} {piece:?}");
        }
    }
}

proptest! {
    #[test]
    fn the_pieces_are_the_code(
        language in prop::sample::select(LANGUAGES),
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40),
    ) {
        let code = format!("x{}x", pieces.concat());
        let source = format!("```{language}\n{code}\n```");
        prop_assert_eq!(&plain(&source), &code);
        let html = render(&source, &Context::default()).html;
        let mut text = String::new();
        let mut is_tag = false;
        for c in html.chars() {
            match c {
                '<' => is_tag = true,
                '>' => is_tag = false,
                _ if !is_tag => text.push(c),
                _ => {}
            }
        }
        let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        prop_assert_eq!(text, code);
    }
}
