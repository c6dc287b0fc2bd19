//! Finds the addresses in a text. All else stays text.

/// A piece of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece<'a> {
    Text(&'a str),
    /// An http or https address.
    Link(&'a str),
}

/// Cuts a text at its addresses; the pieces in order are the text again.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((start, length)) = find(rest) {
        let (before, from) = rest.split_at(start);
        let (link, after) = from.split_at(length);
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        pieces.push(Piece::Link(link));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// Where the first address starts, and its length in bytes.
fn find(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(at) = text.get(from..)?.find("http").map(|at| at + from) {
        let address = text.get(at..)?;
        let starts_word = text
            .get(..at)?
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_alphanumeric());
        let scheme = ["https://", "http://"]
            .into_iter()
            .find(|scheme| address.starts_with(scheme));
        if let (true, Some(scheme)) = (starts_word, scheme) {
            let length = trimmed(address);
            if length > scheme.len() {
                return Some((at, length));
            }
        }
        from = at + "http".len();
    }
    None
}

/// Length of the address without the punctuation of the sentence around it.
fn trimmed(address: &str) -> usize {
    let end = address
        .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`'))
        .unwrap_or(address.len());
    let mut link = address.get(..end).unwrap_or_default();
    loop {
        let shorter = link.strip_suffix(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
        let shorter = shorter.or_else(|| unpaired(link, '(', ')'));
        match shorter.or_else(|| unpaired(link, '[', ']')) {
            Some(shorter) => link = shorter,
            None => return link.len(),
        }
    }
}

fn unpaired(link: &str, open: char, close: char) -> Option<&str> {
    let shorter = link.strip_suffix(close)?;
    (link.matches(close).count() > link.matches(open).count()).then_some(shorter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Piece::{Link, Text};

    #[test]
    fn addresses_end_before_the_sentence_does() {
        let cases = [
            (
                "see https://a.example/x.",
                vec![Text("see "), Link("https://a.example/x"), Text(".")],
            ),
            (
                "(http://a.example/b_(c))",
                vec![Text("("), Link("http://a.example/b_(c)"), Text(")")],
            ),
            ("https://a?b=1&c=2", vec![Link("https://a?b=1&c=2")]),
            ("javascript:alert(1)", vec![Text("javascript:alert(1)")]),
            ("xhttp://a", vec![Text("xhttp://a")]),
            ("http:// and https", vec![Text("http:// and https")]),
            (
                "ü https://ü.example ü",
                vec![Text("ü "), Link("https://ü.example"), Text(" ü")],
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(pieces(text), expected, "{text}");
        }
    }

    #[test]
    fn the_pieces_are_the_text() {
        let text = "a http://b, <http://c>\nhttp://d!! http://";
        let joined: String = pieces(text)
            .iter()
            .map(|piece| match piece {
                Text(text) | Link(text) => *text,
            })
            .collect();
        assert_eq!(joined, text);
    }
}
