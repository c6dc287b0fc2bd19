//! The style sheet: one file of the many in style/, put together along its `@import`s, without
//! comments and needless spaces. What cargo-leptos does with `style-bundle` comes out the same.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};

/// The sheet and everything that it imports, ready to serve.
pub fn bundle(file: &Path) -> Result<String> {
    let mut seen = Vec::new();
    Ok(minified(&with_imports(file, &mut seen)?))
}

fn with_imports(file: &Path, open: &mut Vec<PathBuf>) -> Result<String> {
    ensure!(
        !open.iter().any(|one| one == file),
        "{} imports itself",
        file.display()
    );
    let source =
        fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))?;
    let source = without_comments(&source);
    open.push(file.to_owned());
    let mut out = String::new();
    let mut rest = source.as_str();
    while let Some((before, after)) = rest.split_once("@import") {
        ensure!(
            !before.contains('{'),
            "{}: an @import stands after a rule; browsers would pass over it",
            file.display()
        );
        let (import, behind) = after
            .split_once(';')
            .with_context(|| format!("{}: an @import has no `;`", file.display()))?;
        out.push_str(before);
        let (name, layer) =
            parsed(import).with_context(|| format!("{}: `@import{import}`", file.display()))?;
        let imported = file.parent().unwrap_or(Path::new("")).join(name);
        let imported = with_imports(&imported, open)?;
        match layer {
            Some(layer) => out.push_str(&format!("@layer {layer} {{\n{imported}}}\n")),
            None => out.push_str(&imported),
        }
        rest = behind;
    }
    out.push_str(rest);
    open.pop();
    Ok(out)
}

/// The file and the layer of an import: `"a.css"`, `url("a.css")`, `"a.css" layer(base)`.
fn parsed(import: &str) -> Result<(&str, Option<&str>)> {
    let import = import.trim();
    let import = import.strip_prefix("url(").unwrap_or(import);
    let quote = import.chars().next().filter(|c| matches!(c, '"' | '\''));
    let quote = quote.context("the name of the file stands in quotes")?;
    let (name, rest) = import
        .get(1..)
        .and_then(|rest| rest.split_once(quote))
        .context("the name of the file has no end")?;
    ensure!(
        !name.contains("//"),
        "style sheets of other sites are not imported"
    );
    match rest.trim_start_matches(')').trim() {
        "" => Ok((name, None)),
        layer => match layer
            .strip_prefix("layer(")
            .and_then(|l| l.strip_suffix(')'))
        {
            Some(layer) => Ok((name, Some(layer))),
            None => bail!("conditions are not known here; put a rule around the imported ones"),
        },
    }
}

/// Copies text, strings as they are; `plain` gets what stands between strings.
fn map_outside_strings(source: &str, mut plain: impl FnMut(&str, &mut String)) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(start) = rest.find(['"', '\'']) {
        let (before, string) = rest.split_at(start);
        plain(before, &mut out);
        let end = string_length(string);
        let (string, behind) = string.split_at(end);
        out.push_str(string);
        rest = behind;
    }
    plain(rest, &mut out);
    out
}

/// Length in bytes of the string that `text` begins with, quotes included.
fn string_length(text: &str) -> usize {
    let mut chars = text.char_indices();
    let quote = chars.next().map(|(_, quote)| quote);
    while let Some((at, c)) = chars.next() {
        if c == '\\' {
            chars.next();
        } else if Some(c) == quote {
            return at + c.len_utf8();
        }
    }
    text.len()
}

fn without_comments(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    // A quote within a comment starts no string, and `/*` within a string no comment.
    while let Some(start) = rest.find(['"', '\'', '/']) {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let is_comment = from.starts_with("/*");
        let length = if is_comment {
            from.find("*/").map_or(from.len(), |end| end + 2)
        } else if from.starts_with('/') {
            1
        } else {
            string_length(from)
        };
        let (token, behind) = from.split_at(length);
        out.push_str(if is_comment { " " } else { token });
        rest = behind;
    }
    out.push_str(rest);
    out
}

fn minified(source: &str) -> String {
    let source = without_comments(source);
    let spaced = map_outside_strings(&source, |text, out| {
        for c in text.chars() {
            let c = if c.is_ascii_whitespace() { ' ' } else { c };
            let is_after_gap = out.ends_with([' ', '{', '}', ';', ',']) || out.is_empty();
            match c {
                ' ' if is_after_gap => {}
                '{' | '}' | ';' | ',' => {
                    if out.ends_with(' ') {
                        out.pop();
                    }
                    if c == '}' && out.ends_with(';') {
                        out.pop();
                    }
                    out.push(c);
                }
                _ => out.push(c),
            }
        }
    });
    spaced.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stamp::write;

    fn bundled(files: &[(&str, &str)]) -> Result<String> {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            write(&folder.path().join(name), text.as_bytes()).expect("writes");
        }
        bundle(&folder.path().join("main.css"))
    }

    #[test]
    fn imports_stand_where_they_are_named() {
        let css = bundled(&[
            (
                "main.css",
                "@layer a, b;\n@import \"t.css\";\n@import url('sub/u.css') layer(b);\np { x: y }",
            ),
            ("t.css", ":root { --c: #fff; }"),
            ("sub/u.css", "@import \"v.css\";\n.u { color: var(--c) }"),
            ("sub/v.css", ".v{}"),
        ]);
        assert_eq!(
            css.expect("a sheet"),
            "@layer a,b;:root{--c: #fff}@layer b{.v{}.u{color: var(--c)}}p{x: y}"
        );
    }

    #[test]
    fn what_means_something_stays() {
        let css = "a /* x; \"*/ b > c:not( .d ) , e :hover { width: calc(1px + 2px); content: \"/* a  ; */ \\\" }\" ; }";
        assert_eq!(
            minified(css),
            "a b > c:not( .d ),e :hover{width: calc(1px + 2px);content: \"/* a  ; */ \\\" }\"}"
        );
    }

    #[test]
    fn mistakes_are_named() {
        let loops = bundled(&[
            ("main.css", "@import \"a.css\";"),
            ("a.css", "@import \"main.css\";"),
        ]);
        assert!(format!("{:#}", loops.expect_err("fails")).contains("imports itself"));
        let missing = bundled(&[("main.css", "@import \"gone.css\";")]);
        assert!(format!("{:#}", missing.expect_err("fails")).contains("gone.css"));
        let late = bundled(&[("main.css", "p{}\n@import \"a.css\";"), ("a.css", "")]);
        assert!(format!("{:#}", late.expect_err("fails")).contains("after a rule"));
        let conditional = bundled(&[("main.css", "@import \"a.css\" print;"), ("a.css", "")]);
        assert!(format!("{:#}", conditional.expect_err("fails")).contains("print"));
    }
}
