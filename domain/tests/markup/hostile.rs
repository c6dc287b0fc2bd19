//! Strings that try to be more than text: vectors in contexts. The lists are beside this file, as the
//! browser tests post them too (`end2end/tests/hostile_messages.spec.ts`).

use domain::markup::{Context, render};

use crate::well_formed::faults;

/// What runs, or breaks out, where it is taken for HTML or an address.
const VECTORS: &str = include_str!("corpus/vectors.json");

/// Where they stand; `{}` is the vector.
const CONTEXTS: &str = include_str!("corpus/contexts.json");

fn list(json: &str) -> Vec<String> {
    serde_json::from_str(json).expect("a list of strings")
}

#[test]
fn nothing_but_what_a_message_may_have_is_in_what_they_become() {
    let mut count = 0;
    let mut wrong = Vec::new();
    let contexts = list(CONTEXTS);
    for vector in list(VECTORS) {
        for context in &contexts {
            count += 1;
            let source = context.replace("{}", &vector);
            let html = render(&source, &Context::default()).html;
            let faults = faults(&html);
            if !faults.is_empty() {
                wrong.push(format!("{source:?}\n  {html}\n  {faults:?}"));
            }
        }
    }
    assert!(count > 6_000, "{count}");
    assert!(
        wrong.is_empty(),
        "{} of {count}\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_reader_finds_what_a_message_may_not_have() {
    for bad in [
        "<script>x</script>",
        "<p onclick=\"x\">a</p>",
        "<a href=\"javascript:x\">a</a>",
        "<a href=\"//evil.example\">a</a>",
        "<img src=\"https://evil.example/x\">",
        "<p><p>a</p></p>",
        "<em>a",
        "a</em>",
        "<p>a</p></article>b",
        "<table>a<tbody></tbody></table>",
        "<a href=\"/a\"><em><a href=\"/b\">c</a></em></a>",
        "<!-- a -->",
        "a < b & c",
    ] {
        assert!(!faults(bad).is_empty(), "{bad}");
    }
    assert!(faults("<p>a <em>b</em> &lt; <a href=\"/c\">d</a></p>").is_empty());
}
