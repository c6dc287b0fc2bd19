//! The hosts that links show and that they lead to.

use unicode_normalization::UnicodeNormalization;
use url::Url;

use super::is_direction_control;

/// Names of files end so: `node.js` and `main.rs` name no hosts, though some of these are also
/// countries. Those of Poland and others with many hosts are not here, nor is `zip`, which is made
/// for deceptions.
#[rustfmt::skip]
const FILE_EXTENSIONS: [&str; 113] = [
    "adoc", "apk", "asm", "avi", "bak", "bash", "bat", "bib", "bin", "bmp", "cfg", "cjs", "clj",
    "cmake", "conf", "cpp", "cs", "csproj", "css", "csv", "dart", "deb", "diff", "dll", "dmg",
    "doc", "docx", "env", "epub", "erl", "ex", "exe", "exs", "flac", "gif", "go", "gradle", "gz",
    "hpp", "hs", "htm", "html", "ico", "ini", "ipynb", "iso", "jar", "java", "jl", "jpeg", "jpg",
    "js", "json", "jsx", "kt", "less", "lock", "log", "lua", "md", "mdx", "mjs", "mkv", "msi",
    "nim", "nix", "odp", "ods", "odt", "ogg", "patch", "pdf", "php", "png", "ppt", "pptx",
    "proto", "psd", "py", "rar", "rb", "rpm", "rs", "rst", "rtf", "sass", "scala", "scss", "sh",
    "sql", "svelte", "svg", "swift", "tar", "tex", "tgz", "tmp", "toml", "ts", "tsx", "txt",
    "vim", "vue", "wasm", "wav", "webm", "webp", "xls", "xlsx", "xml", "yaml", "yml", "zig",
];

/// The host that is said beside a link, because what it shows looks like another.
pub fn host_to_show(shown: &str, address: &str) -> Option<String> {
    let host = host(address)?;
    let text: String = shown.nfkc().filter(|c| !is_invisible(*c)).collect();
    let is_other = text
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>' | '"' | ','))
        .filter_map(host_in_word)
        .any(|named| named != host);
    is_other.then_some(host)
}

fn is_invisible(c: char) -> bool {
    is_direction_control(c)
        || c.is_control()
        || matches!(c, '\u{00AD}' | '\u{034F}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
}

/// The host of an http address, as browsers show it; the one after the `@` of a mail address.
fn host(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let host = match url.host_str() {
        Some(host) => host.to_owned(),
        None => url.path().rsplit_once('@')?.1.to_lowercase(),
    };
    Some(without_www(&host).to_owned())
}

fn without_www(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}

/// The host that a word names, if it looks as if it did.
fn host_in_word(word: &str) -> Option<String> {
    let word = word.replace(['。', '｡', '．', '․'], ".");
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let (has_scheme, rest) = match word.split_once("://") {
        Some((_, rest)) => (true, rest),
        None => (false, word),
    };
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let named = authority.rsplit('@').next()?.split(':').next()?;
    let says_so = has_scheme || starts_with_www(named) || authority.contains('@');
    let has_path = rest.get(authority.len()..)?.starts_with(['/', '\\']);
    let is_host = says_so
        || named
            .rsplit_once('.')
            .is_some_and(|(_, top)| is_top_level(top) && (has_path || !is_file_extension(top)));
    if !is_host || named.is_empty() {
        return None;
    }
    Some(host(&format!("http://{named}/")).unwrap_or_else(|| named.to_lowercase()))
}

fn starts_with_www(named: &str) -> bool {
    named
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("www."))
}

/// Whether a label may be the last of a host.
fn is_top_level(label: &str) -> bool {
    label.chars().count() > 1 && label.chars().all(char::is_alphabetic)
}

fn is_file_extension(label: &str) -> bool {
    let label = label.to_ascii_lowercase();
    FILE_EXTENSIONS.binary_search(&label.as_str()).is_ok()
}

/// Whether an address names somebody before its host: `https://bank.example@evil.example`.
pub fn userinfo_host(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let has_userinfo = !url.username().is_empty() || url.password().is_some();
    url.host_str().filter(|_| has_userinfo).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_are_sorted_as_the_search_needs() {
        assert!(FILE_EXTENSIONS.is_sorted());
    }
}
