//! What is markup, and what it becomes.

use crate::{becomes, plain};

#[test]
fn emphasis() {
    becomes(&[
        ("**bold**", "<p><strong>bold</strong></p>"),
        ("__bold__", "<p><strong>bold</strong></p>"),
        ("*italic*", "<p><em>italic</em></p>"),
        ("_italic_", "<p><em>italic</em></p>"),
        ("~~gone~~", "<p><del>gone</del></p>"),
        ("***both***", "<p><em><strong>both</strong></em></p>"),
        ("**a _b_ c**", "<p><strong>a <em>b</em> c</strong></p>"),
        ("**_a_**", "<p><strong><em>a</em></strong></p>"),
        ("_**a**_", "<p><em><strong>a</strong></em></p>"),
        (
            "(**a**), \"*b*\".",
            "<p>(<strong>a</strong>), \"<em>b</em>\".</p>",
        ),
        (
            "**snake_case** and _x_y_",
            "<p><strong>snake_case</strong> and <em>x_y</em></p>",
        ),
        ("**bold:** text", "<p><strong>bold:</strong> text</p>"),
        ("*Ada*'s", "<p><em>Ada</em>'s</p>"),
        ("**/etc/passwd**", "<p><strong>/etc/passwd</strong></p>"),
        (
            "**Haus**tür ~~a~~b",
            "<p><strong>Haus</strong>tür <del>a</del>b</p>",
        ),
        ("**Note:**text", "<p><strong>Note:</strong>text</p>"),
        ("**a\nb**", "<p><strong>a<br>b</strong></p>"),
        ("**&lt;**", "<p><strong>&amp;lt;</strong></p>"),
        ("👍**yes**👍", "<p>👍<strong>yes</strong>👍</p>"),
    ]);
}

#[test]
fn emphasis_in_scripts_without_spaces() {
    becomes(&[
        ("这是**粗体**文字", "<p>这是<strong>粗体</strong>文字</p>"),
        (
            "这是**粗体。**文字",
            "<p>这是<strong>粗体。</strong>文字</p>",
        ),
        (
            "文字**「粗体」**文字",
            "<p>文字<strong>「粗体」</strong>文字</p>",
        ),
        ("これは_斜体_です", "<p>これは<em>斜体</em>です</p>"),
        ("**단어**를", "<p><strong>단어</strong>를</p>"),
        (
            "是||秘密||吗",
            "<p>是<span class=\"spoiler\" tabindex=\"0\">秘密</span>吗</p>",
        ),
        ("**жирный** текст", "<p><strong>жирный</strong> текст</p>"),
        ("**עברית** כן", "<p><strong>עברית</strong> כן</p>"),
    ]);
}

#[test]
fn code() {
    becomes(&[
        ("```\na\nb```\nc", "<pre><code>a\nb</code></pre><p>c</p>"),
        ("```\na```\nb\n```", "<pre><code>a```\nb</code></pre>"),
        ("`a_b*c*`", "<p><code>a_b*c*</code></p>"),
        ("`` a`b ``", "<p><code>a`b</code></p>"),
        (r"`C:\`", r"<p><code>C:\</code></p>"),
        (r"`\*a\*`", r"<p><code>\*a\*</code></p>"),
        ("`<b>&lt;`", "<p><code>&lt;b&gt;&amp;lt;</code></p>"),
        ("`||a||` ^", "<p><code>||a||</code> ^</p>"),
        (
            "`https://a.example/_x_`",
            "<p><code>https://a.example/_x_</code></p>",
        ),
        ("`:tada: @ada`", "<p><code>:tada: @ada</code></p>"),
        (
            "```\na\n\n  b *c*\n```",
            "<pre><code>a\n\n  b *c*</code></pre>",
        ),
        ("~~~\na\n~~~", "<pre><code>a</code></pre>"),
        (
            "```\nopen **to** the\n\nend",
            "<pre><code>open **to** the\n\nend</code></pre>",
        ),
        (
            "text\n```\na\n```\ntext",
            "<p>text</p><pre><code>a</code></pre><p>text</p>",
        ),
        (
            "```let x = 1;\nlet y;\n```",
            "<pre><code>let x = 1;\nlet y;</code></pre>",
        ),
        (
            "```\n# no\n> no\n- no\n1. no\n|a|\n|-|\n```",
            "<pre><code># no\n&gt; no\n- no\n1. no\n|a|\n|-|</code></pre>",
        ),
        ("```\n\n\na\n```", "<pre><code>\n\na</code></pre>"),
        (
            "```\n\\n ^ || https://a.example\n```",
            "<pre><code>\\n ^ || https://a.example</code></pre>",
        ),
        (
            "```nosuchlanguage\na\n```",
            "<pre><code class=\"language-nosuchlanguage\">a</code></pre>",
        ),
        (
            "```\"><script>\na\n```",
            "<pre><code>\"&gt;&lt;script&gt;\na</code></pre>",
        ),
        (
            "> ```\n> a\n> ```\nb",
            "<blockquote><pre><code>a</code></pre></blockquote><p>b</p>",
        ),
        (
            "> ```\n> a\nb",
            "<blockquote><pre><code>a</code></pre></blockquote><p>b</p>",
        ),
        (
            "- a\n  ```\n  b\n  ```\n- c",
            "<ul><li>a<pre><code>b</code></pre></li><li>c</li></ul>",
        ),
    ]);
}

#[test]
fn quotes() {
    becomes(&[
        ("> a", "<blockquote><p>a</p></blockquote>"),
        ("> a\nb", "<blockquote><p>a</p></blockquote><p>b</p>"),
        ("> a\n> b", "<blockquote><p>a<br>b</p></blockquote>"),
        ("> a\n>\n> b", "<blockquote><p>a</p><p>b</p></blockquote>"),
        (
            "> a\n> > b\n> c",
            "<blockquote><p>a</p><blockquote><p>b</p></blockquote><p>c</p></blockquote>",
        ),
        (
            "> - a\n> - b",
            "<blockquote><ul><li>a</li><li>b</li></ul></blockquote>",
        ),
        ("a\n> b", "<p>a</p><blockquote><p>b</p></blockquote>"),
        (
            "> a\n- b",
            "<blockquote><p>a</p></blockquote><ul><li>b</li></ul>",
        ),
        ("> >_< no", "<blockquote><p>&gt;_&lt; no</p></blockquote>"),
    ]);
}

#[test]
fn lists() {
    becomes(&[
        (
            "1. a\n  - b\n    - c\n  - d\n2. e",
            "<ol><li>a<ul><li>b<ul><li>c</li></ul></li><li>d</li></ul></li><li>e</li></ol>",
        ),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("* a\n* b", "<ul><li>a</li><li>b</li></ul>"),
        ("+ a\n+ b", "<ul><li>a</li><li>b</li></ul>"),
        (
            "- a\n  - b\n    - c\n- d",
            "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>",
        ),
        ("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("3. a\n4. b", "<ol start=\"3\"><li>a</li><li>b</li></ol>"),
        (
            "1. a\n3. b\n7. c",
            "<ol><li>a</li><li value=\"3\">b</li><li value=\"7\">c</li></ol>",
        ),
        ("1) a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        (
            "1. a\n   - b\n2. c",
            "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>",
        ),
        (
            "todo:\n- a\n- b\nthanks!",
            "<p>todo:</p><ul><li>a</li><li>b</li></ul><p>thanks!</p>",
        ),
        ("- a\n  more of a", "<ul><li>a<br>more of a</li></ul>"),
        ("- - a", "<ul><li>- a</li></ul>"),
        (
            "- **a**: `b`",
            "<ul><li><strong>a</strong>: <code>b</code></li></ul>",
        ),
        ("    - a\n    - b", "<ul><li>a</li><li>b</li></ul>"),
        ("- a\n\n      deep", "<ul><li><p>a</p><p>deep</p></li></ul>"),
        (
            "- [ ] a\n- [x] b",
            "<ul><li><input type=\"checkbox\" disabled=\"\"> a</li>\
             <li><input type=\"checkbox\" disabled=\"\" checked=\"\"> b</li></ul>",
        ),
    ]);
}

#[test]
fn headings() {
    becomes(&[
        ("# One", "<h4 class=\"heading heading-1\">One</h4>"),
        ("## Two", "<h5 class=\"heading heading-2\">Two</h5>"),
        ("###### Six", "<h6 class=\"heading heading-6\">Six</h6>"),
        ("# C#", "<h4 class=\"heading heading-1\">C#</h4>"),
        (
            "# One\ntext",
            "<h4 class=\"heading heading-1\">One</h4><p>text</p>",
        ),
        (
            "# **a** _b_",
            "<h4 class=\"heading heading-1\"><strong>a</strong> <em>b</em></h4>",
        ),
    ]);
}

#[test]
fn tables() {
    becomes(&[
        (
            "| a | b |\n|---|--:|\n| 1 | **2** |\nafter",
            "<table><thead><tr><th>a</th><th class=\"right\">b</th></tr></thead><tbody>\
             <tr><td>1</td><td class=\"right\"><strong>2</strong></td></tr></tbody></table><p>after</p>",
        ),
        (
            "a | b\n--- | ---\n1 | 2",
            "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>\
             <tr><td>1</td><td>2</td></tr></tbody></table>",
        ),
        (
            "| a |\n|---|\n| `x \\| y` |",
            "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td><code>x | y</code></td></tr></tbody></table>",
        ),
        (
            "| a | b |\n|:-:|---|\n| 1 |",
            "<table><thead><tr><th class=\"center\">a</th><th>b</th></tr></thead><tbody>\
             <tr><td class=\"center\">1</td></tr></tbody></table>",
        ),
    ]);
}

#[test]
fn spoilers() {
    becomes(&[
        (
            "||a b||",
            "<p><span class=\"spoiler\" tabindex=\"0\">a b</span></p>",
        ),
        (
            "x ||**a**|| y",
            "<p>x <span class=\"spoiler\" tabindex=\"0\"><strong>a</strong></span> y</p>",
        ),
        (
            "**||a||**",
            "<p><strong><span class=\"spoiler\" tabindex=\"0\">a</span></strong></p>",
        ),
        (
            "||a\nb||",
            "<p><span class=\"spoiler\" tabindex=\"0\">a<br>b</span></p>",
        ),
        ("**x** ||a", "<p><strong>x</strong> ||a</p>"),
    ]);
    assert_eq!(plain("It was ||the butler||!"), "It was ███ ██████!");
}

#[test]
fn backslashes_escape_what_would_act() {
    becomes(&[
        (r"\*not italic\*", "<p>*not italic*</p>"),
        (r"\*\*not bold\*\*", "<p>**not bold**</p>"),
        (r"\_no\_ **b**", "<p>_no_ <strong>b</strong></p>"),
        (r"\# no", "<p># no</p>"),
        (r"\> no", "<p>&gt; no</p>"),
        (r"\- no", "<p>- no</p>"),
        (r"1\. no", "<p>1. no</p>"),
        (r"\`no\`", "<p>`no`</p>"),
        (r"\||no\||", "<p>||no||</p>"),
        (r"\~~no\~~", "<p>~~no~~</p>"),
        (
            r"\[a](https://a.example)",
            "<p>[a](<a href=\"https://a.example\" dir=\"ltr\" rel=\"noopener noreferrer nofollow ugc\" target=\"_blank\">https://a.example</a>)</p>",
        ),
        (r"\:tada:", "<p>:tada:</p>"),
    ]);
}

#[test]
fn plain_text_has_no_markup() {
    for (source, expected) in [
        ("**a** _b_ ~~c~~ `d`", "a b c d"),
        ("# One\n\ntwo", "One\ntwo"),
        ("> a\nb", "a\nb"),
        ("- a\n  - b\n\n3. c\n7. d", "- a\n  - b\n3. c\n7. d"),
        ("- [x] a\n- [ ] b", "- [x] a\n- [ ] b"),
        ("```rust\nfn x() {}\n```\nafter", "fn x() {}\nafter"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a\tb\n1\t2"),
        ("[text](https://a.example)", "text"),
        ("[b.example](https://a.example)", "b.example (a.example)"),
        (":tada: **x**", "🎉 x"),
    ] {
        assert_eq!(plain(source), expected, "{source:?}");
    }
}
