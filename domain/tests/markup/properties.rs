//! What is true of every text.

use std::time::Duration;

use domain::markup::{Context, escaped, render};
use proptest::prelude::*;
use rustix::time::{ClockId, clock_gettime};

use crate::well_formed::faults;

const MOST_CHARS: usize = 10_000;

/// Bytes that a short text may become: a link has many attributes.
const CONSTANT: usize = 500;

fn holds(source: &str) {
    let rendered = render(source, &Context::default());
    let most = 20 * source.len() + CONSTANT;
    assert!(
        rendered.html.len() <= most,
        "{} bytes of {}: {source:?}",
        rendered.html.len(),
        source.len()
    );
    assert!(rendered.plain.len() <= most, "{source:?}");
    let faults = faults(&rendered.html);
    assert!(
        faults.is_empty(),
        "{faults:?}\n{source:?}\n{}",
        rendered.html
    );
}

/// Texts with much that is markup.
fn marked_up() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "*", "**", "_", "__", "~~", "||", "`", "```", "```\n", "\n", "\n\n", "> ", ">", "- ", "* ",
            "1. ", "2) ", "# ", "## ", "[", "](", ")", "![", "<", ">", "&", "&lt;", "\\", "|", "|---|",
            "---", "===", "\t", "    ", "  ", "[ ] ", "[x] ", "https://a.example/", "http://b",
            "mailto:a@b.c", "@ada", "#general", ":tada:", ":", "<script>", "<!--", "-->", "</p>", "javascript:",
            "^", "~", "]:", "\"", "'", "(", "{", "}", ".", ",", "!", "\u{202E}", "\u{200B}", "。", "文字", "é",
            "\u{FDD0}", "\u{F0000}", "\u{1D300}", "\u{1D31F}", "\r\n", "\0", "👍🏽", "🏳️‍🌈",
        ]).prop_map(str::to_owned),
        2 => "[a-z0-9]{1,4}",
        1 => "\\PC{1,3}",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn every_text_becomes_well_formed_html(source in marked_up()) {
        holds(&source);
    }

    #[test]
    fn even_any_characters_do(source in any::<String>()) {
        holds(&source);
    }

    #[test]
    fn text_of_letters_and_spaces_stays(source in "[\\p{L}\\p{N} ,.!?\n]{0,200}") {
        let source = source.trim();
        // A number before a full stop begins a list.
        prop_assume!(!source.lines().any(|line| line.trim_start().starts_with(char::is_numeric)));
        prop_assert_eq!(render(source, &Context::default()).html, escaped(source));
    }
}

/// How long this thread works on a text; others use the machine too, and do not count.
pub fn time(source: &str) -> Duration {
    let started = worked();
    std::hint::black_box(render(std::hint::black_box(source), &Context::default()));
    worked() - started
}

fn worked() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap_or_default()
}

/// Pieces that parsers have taken quadratic time for, and openings without an end.
const REPEATED: &[&str] = &[
    "[",
    "]",
    "*",
    ">",
    "> ",
    "`",
    "|",
    "_",
    "~",
    "(",
    ")",
    "!",
    "-",
    "- ",
    "* ",
    "1. ",
    "#",
    "\\",
    "<",
    "&",
    "^",
    ":",
    "@",
    "\n",
    " ",
    "\t",
    "**",
    "~~",
    "||",
    "``",
    "![",
    "[a](",
    "](",
    "[]",
    "[a](b",
    "<a",
    "<!--",
    "&#",
    "a*",
    "*a",
    "_a",
    "a_",
    "**a",
    "a**",
    "*a_",
    "||a",
    "|a",
    "|-",
    "a|",
    "`a",
    "`a``b",
    "~~a",
    "\\*",
    "\\`",
    "\\[",
    "\\|",
    "http://",
    "http://%",
    "http://a ",
    "https://a.b(",
    "mailto:",
    "mailto:a@b ",
    "@a",
    "@a.",
    "#a-",
    ":a",
    ":a:",
    ":+1:",
    "@a_",
    "__a",
    "__",
    "___",
    "***",
    "*_",
    "文**",
    "。**字",
    "> a\n",
    ">\n",
    "- a\n",
    "* a\n",
    "- a\n\n",
    "1. a\n",
    "1\n",
    "# a\n",
    "```\n",
    "~~~\n",
    "```a\n```\n",
    "a\n",
    "a\n\n",
    "|a|\n",
    "|a|\n|-|\n",
    "> - ",
    "[x] ",
    "- [ ] a\n",
    "[a](http://b)",
    "[a.b](http://c)",
    "[a](<",
    "<http://a>",
    "\u{FDD0}",
    "\u{1D300}",
    "👍",
    "a.b.c ",
    "*_*",
    "\"a\" ",
    "]:",
    "[a]: b\n",
    "&amp;",
    "\u{A0}",
    "||a||",
    "`a`",
    "**a**",
    "1) ",
    "    a\n",
    "a\u{300}",
];

#[test]
fn the_longest_repetitions_become_well_formed_html() {
    for piece in REPEATED {
        holds(&piece.chars().cycle().take(MOST_CHARS).collect::<String>());
    }
}

#[test]
fn deep_nesting_becomes_well_formed_html() {
    let indented = |marker: &str| -> String {
        (0..130)
            .map(|depth| format!("{}{marker} a\n", "  ".repeat(depth)))
            .collect()
    };
    for source in [
        indented("-"),
        indented("1."),
        indented(">"),
        format!("{}a{}", "[".repeat(4_000), "](http://a)".repeat(500)),
        format!("{}a{}", "*_".repeat(2_000), "_*".repeat(2_000)),
        format!("{}a{}", "**_~~||".repeat(700), "||~~_**".repeat(700)),
        format!(
            "{}\n{}\n{}",
            "|a".repeat(49),
            "|-".repeat(49),
            "|\n".repeat(4_000)
        ),
        format!(
            "{}\n{}\n{}",
            "|a".repeat(1_500),
            "|-".repeat(1_500),
            "|b\n".repeat(1_000)
        ),
        "> > > > > a\n\n".repeat(700),
        "- > a\n  > - b\n".repeat(700),
    ] {
        holds(&source);
    }
}

/// Whether four times the text takes much more than four times as long: it would be 16 times if the
/// time were quadratic. One try of several is enough.
fn is_linear(piece: &str) -> bool {
    let [short, long] = [MOST_CHARS / 4, MOST_CHARS]
        .map(|length| piece.chars().cycle().take(length).collect::<String>());
    (0..3).any(|_| time(&long) < 9 * time(&short).max(Duration::from_millis(1)))
}

#[test]
fn the_time_is_linear() {
    let slow: Vec<&&str> = REPEATED.iter().filter(|piece| !is_linear(piece)).collect();
    assert!(slow.is_empty(), "{slow:?}");
}

/// What a typical message looks like: most have no markup at all.
const TYPICAL: &[&str] = &[
    "good morning",
    "Has anybody seen the build fail on main? It was green an hour ago.",
    "yes, looking at it now",
    "The **second** stage times out, see https://ci.example.org/build/4711 for the _whole_ log.",
    "```rust\nfn main() {\n    println!(\"hello\");\n}\n```",
    "> It was green an hour ago.\n\nThat was before the merge :sweat_smile:",
    "- check the cache\n- run `cargo xtask test`\n- [x] tell the others",
    "👍",
    "ok, merged. Thanks for the quick fix, @ada and @grace!",
    "Lunch at 12:30? The usual place, or the new one: [menu](https://lunch.example.org/menu)",
];

/// Goals for release builds; other builds only show that it runs.
#[test]
fn typical_messages_and_the_longest_are_rendered_in_time() {
    let started = worked();
    for source in TYPICAL.iter().cycle().take(1_000) {
        std::hint::black_box(render(source, &Context::default()));
    }
    let typical = worked() - started;
    let (worst, piece) = REPEATED
        .iter()
        .map(|piece| {
            let long: String = piece.chars().cycle().take(MOST_CHARS).collect();
            ((0..3).map(|_| time(&long)).min().unwrap_or_default(), piece)
        })
        .max()
        .unwrap_or((Duration::ZERO, &""));
    let code: String = include_str!("links.rs").chars().take(MOST_CHARS).collect();
    let code = time(&format!("```rust\n{code}"));
    println!(
        "1,000 typical messages: {typical:?}; the worst, of {piece:?}: {worst:?}; code: {code:?}"
    );
    if !cfg!(debug_assertions) {
        assert!(typical < Duration::from_millis(30), "{typical:?}");
        assert!(worst < Duration::from_millis(20), "{piece:?}: {worst:?}");
        assert!(code < Duration::from_millis(20), "{code:?}");
    }
}
