//! Strings that try to be more than text: some 2,000, of vectors in contexts.

use domain::markup::{Context, render};

use crate::well_formed::faults;

/// What runs, or breaks out, where it is taken for HTML or an address.
const VECTORS: &[&str] = &[
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<img src=`x` onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert&#40;1&#41;</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "<a href=javascript:alert(1)>x</a>",
    "<body onload=alert(1)>",
    "<style>*{background:url(//evil.example)}</style>",
    "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<base href=//evil.example>",
    "</p></div></article></body></html><h1>out</h1>",
    "</code></pre><script>alert(1)</script>",
    "</a></span></li></ul></td></tr></table>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version=1?><x>",
    "\"><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    "\" onmouseover=\"alert(1)\" x=\"",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&#x3c;script&#x3e;",
    "&amp;lt;script&amp;gt;",
    "javascript:alert(1)",
    "JaVaScRiPt&colon;alert(1)",
    "java&Tab;script:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\u{1}javascript:alert(1)",
    "javascript&#0000058alert(1)",
    "&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "vbscript:msgbox(1)",
    "//evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https://a.example/\" onmouseover=\"alert(1)",
    "https://a.example/'onmouseover='alert(1)",
    "https://a.example/><script>alert(1)</script>",
    "https://a.example/?<svg/onload=alert(1)>",
    "https://bank.example@evil.example/",
    "https://a.example/\u{202E}gpj.exe",
    "https://a.example/\u{200B}x",
    "mailto:a@b.example?body=<script>",
    "mailto:\"<x>\"@b.example",
    "\u{202E}\u{2066}\u{2067}bidi",
    "\u{200B}\u{200D}\u{FEFF}<b>",
    "＜script＞alert(1)＜/script＞",
    "\u{0}<script\u{0}>",
    "<\u{0}script>alert(1)",
    "\u{FDD0}\u{F0000}\u{FDD0}\u{F0001}",
    "\u{1D300}\u{1D301}\u{1D302}script\u{1D30C}",
    "![x](javascript:alert(1))",
    "![\"onerror=alert(1)](https://a.example/x)",
    "[x](<javascript:alert(1)>)",
    "[x](javascript&colon;alert(1))",
    "[x](https://a.example \"\\\"onmouseover=alert(1)\")",
    "[<img src=x onerror=alert(1)>](https://a.example)",
    "[x](https://a.example/\"onmouseover=alert(1))",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "<https://a.example/\"onmouseover=alert(1)>",
    "`<script>`<script>",
    "``` \"><script>\nx\n```",
    "```a\" onclick=\"alert(1)\nx\n```",
    "||<script>||</span>",
    "@ada\"><script>",
    ":tada\"><script>:",
    "**<b>**</strong>**",
    "*_**__~~||`[<",
    "| <td> | </table> |\n|---|---|\n| <script> | </td> |",
    "- [ ] <input type=image src=x onerror=alert(1)>",
    "&nbsp;\u{A0}&",
];

/// Where they stand; `{}` is the vector.
const CONTEXTS: &[&str] = &[
    "{}",
    "text {} text",
    "**{}**",
    "_{}_",
    "~~{}~~",
    "||{}||",
    "`{}`",
    "```\n{}\n```",
    "```{}\ncode\n```",
    "> {}",
    "> > {}\n> after",
    "- {}\n- {}",
    "1. {}\n   - {}",
    "- [x] {}",
    "# {}",
    "| {} | b |\n|---|---|\n| {} | d |",
    "[{}](https://a.example)",
    "[text]({})",
    "[text](<{}>)",
    "[text](https://a.example/{})",
    "[text](https://a.example \"{}\")",
    "![{}]({})",
    "<{}>",
    "https://a.example/{}",
    "@{} #{} :{}:",
    "\\{}",
    "*{}**_{}__",
    "{}\n{}",
];

#[test]
fn nothing_but_what_a_message_may_have_is_in_what_they_become() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for vector in VECTORS {
        for context in CONTEXTS {
            count += 1;
            let source = context.replace("{}", vector);
            let html = render(&source, &Context::default()).html;
            let faults = faults(&html);
            if !faults.is_empty() {
                wrong.push(format!("{source:?}\n  {html}\n  {faults:?}"));
            }
        }
    }
    assert!(count > 2_000, "{count}");
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
