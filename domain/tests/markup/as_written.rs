//! What is not markup comes out as it was written.

use domain::markup::{Context, escaped, render};

const PLAIN: &[&str] = &[
    "hello",
    "two\nlines",
    "a paragraph\n\n\nand another",
    "nip44_decrypt_batch",
    "__main__.py",
    "if __name__ == \"__main__\":",
    "the __init__ of it",
    "call obj.__dict__ and __str__()",
    "x**2 and y**2",
    "2*3*4",
    "2 * 3 * 4",
    "5 * 3 * 2",
    "a*b*c = d*e",
    "10:30",
    "10:30:45",
    "std::map<int>::end",
    "Vec<Option<u8>>",
    r"C:\projects\x",
    r"C:\_projects\*.txt",
    r"\\server\share\_x_y",
    r"¯\_(ツ)_/¯",
    r"well ¯\_(ツ)_/¯ and again ¯\_(ツ)_/¯",
    "a < b && c > d",
    "#5 is fixed",
    "# ",
    "#",
    "#general",
    "C# and F#",
    "2024. was good",
    "1.5 litres",
    "3.14",
    "1.",
    "-",
    "--",
    "---",
    "text\n---",
    "text\n===",
    "a\n---\nb",
    "***",
    "* * *",
    "___",
    "+1",
    "-1",
    "- - -",
    "-- \nsignature",
    ":)",
    ":-)",
    ";_; and ^_^ and >_< and -_- and *_*",
    ">:(",
    ">.<",
    ">=5",
    ">",
    ">>= is bind",
    ">>> import os",
    "~5",
    "~5 to ~10",
    "~/bin and ~/lib",
    "/path/to/*.rs and *.ts",
    "/path/*.rs and /src/*.ts",
    "**/*.rs and **/*.ts",
    "src/**/test_*.py, src/**/*_test.py",
    "snake_case_*",
    "$x$",
    "$a_b$ and $c_d$",
    "* not a list",
    "+ not a list",
    "* correction",
    "char *p, *q;",
    "f(*args, **kwargs)",
    "int **pp = &*p;",
    "SELECT * FROM a WHERE b * c > 0",
    "/* a */ and /* b */",
    "a || b && c || d",
    "a||b||c",
    "if (!a ||!b)",
    "ls | grep x | wc",
    "&lt; and &amp; and &#60; and &nbsp;",
    "<b>bold</b>",
    "<script>alert(1)</script>",
    "<!-- comment -->",
    "<?php echo 1 ?>",
    "<![CDATA[x]]>",
    "<div>\n\n#x</div>",
    "[foo]: /url \"title\"",
    "[foo]",
    "[foo][bar]",
    "[foo]\n\n[foo]: /url",
    "[x] done",
    "[ ] todo",
    "array[i](x)",
    "[a](b)",
    "[a](javascript:alert(1))",
    "[a](<javascript:alert(1)>)",
    "![a](b.png)",
    "    indented\n      more",
    "\tindented",
    "  leading spaces",
    "a  b   c",
    "line with two spaces  \nnext",
    r"ends with a backslash\",
    "ends with a backslash\\\nnext",
    r"\d+\.\d+ \[a-z\] \(x\)",
    r"5 \* 3",
    r"\n \t \0",
    "a`b",
    "it's ``half",
    "```inline",
    "foo(`",
    "^caret^ and x^2^",
    "H~2~O",
    "~~~~",
    "****",
    "____",
    "**",
    "**not closed",
    "not opened**",
    "** not bold **",
    "* a*",
    "ada@example.org",
    "first_last@some_host.example",
    "http://",
    "https:// ",
    "javascript:alert(1)",
    "ftp://a.example",
    "//host/path",
    "mailto:",
    "{a: 1, b: [2]}",
    "| not | a | table |",
    "a | b",
    "=====",
    "\u{1D300}\u{1D31F}\u{FDD0}\u{F0000}\u{FDD1}*",
    "100%_of_it",
    "%*d %*s",
    "@everyone",
    "rm -rf ./*",
    "*.example.org",
    "_.map and _.filter",
    "Hello_World_",
    "kill -9 $$ && echo $?",
    "(c) 2024",
    "C:\\_x\\_y_\\z",
    "*.*",
    "\\*",
    "f(**kwargs) + y**2",
    "*-*",
    "~~~",
    "~~~ x",
    "1234) x",
];

#[test]
fn what_is_not_markup_is_the_escaped_text() {
    let wrong: Vec<String> = PLAIN
        .iter()
        .map(|source| (source, render(source, &Context::default())))
        .filter(|(source, rendered)| rendered.html != escaped(source) || rendered.plain != **source)
        .map(|(source, rendered)| format!("{source:?}\n  {}", rendered.html))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn it_stays_as_written_beside_markup() {
    let wrong: Vec<String> = PLAIN
        .iter()
        .filter(|source| !source.contains('\n') && source.trim() == **source)
        // These would run on into the text that follows.
        .filter(|source| !source.starts_with(['`', '~']) && !source.contains("  "))
        .filter(|source| !source.contains('`'))
        .map(|source| (source, format!("{source}\n\n**bold**")))
        .map(|(source, beside)| (source, render(&beside, &Context::default()).html))
        .filter(|(source, html)| {
            let text = format!("<p>{}</p><p><strong>bold</strong></p>", escaped(source));
            *html != text
        })
        .map(|(source, html)| format!("{source:?}\n  {html}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_escaped_form_has_breaks_for_lines() {
    assert_eq!(escaped("a < b\n\"c\""), "a &lt; b<br>\"c\"");
}

#[test]
fn line_ends_and_controls_are_made_harmless() {
    assert_eq!(escaped("a\r\nb\rc\0d"), "a<br>b<br>c\u{FFFD}d");
}
