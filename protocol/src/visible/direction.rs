//! Characters that change the direction of the text after them: Unicode UAX #9.

/// Embeddings and overrides; they end at [`POP`].
const LRE: char = '\u{202A}';
const RLO: char = '\u{202E}';
const POP: char = '\u{202C}';
/// Isolates; they end at [`POP_ISOLATE`], with every embedding inside them.
const LRI: char = '\u{2066}';
const FSI: char = '\u{2068}';
const POP_ISOLATE: char = '\u{2069}';

/// Whether a character changes a direction, or is a mark that has one.
pub(super) fn is_control(c: char) -> bool {
    matches!(c, LRE..=RLO | LRI..=POP_ISOLATE | '\u{200E}' | '\u{200F}' | '\u{061C}')
}

/// Ends in each line what was begun there, and drops ends of what was not: so no part of a text
/// turns what follows it, wherever it is shown.
pub(super) fn closed_in_each_line(text: &str) -> String {
    if !text.contains(|c| matches!(c, LRE..=RLO | LRI..=POP_ISOLATE)) {
        return text.to_owned();
    }
    let mut closed = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (line, line_break) = line
            .strip_suffix('\n')
            .map_or((line, ""), |line| (line, "\n"));
        close(line, &mut closed);
        closed.push_str(line_break);
    }
    closed
}

fn close(line: &str, closed: &mut String) {
    // The ends of what is open.
    let mut open = Vec::new();
    for c in line.chars() {
        let stays = match c {
            POP => open.pop_if(|end| *end == POP).is_some(),
            POP_ISOLATE => {
                let isolate = open.iter().rposition(|end| *end == POP_ISOLATE);
                open.truncate(isolate.unwrap_or(open.len()));
                isolate.is_some()
            }
            LRE..=RLO => {
                open.push(POP);
                true
            }
            LRI..=FSI => {
                open.push(POP_ISOLATE);
                true
            }
            _ => true,
        };
        if stays {
            closed.push(c);
        }
    }
    closed.extend(open.into_iter().rev());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_begins_in_a_line_ends_in_it() {
        for (text, closed) in [
            ("a\u{202E}b\nc", "a\u{202E}b\u{202C}\nc"),
            ("\u{2067}a\u{202B}b", "\u{2067}a\u{202B}b\u{202C}\u{2069}"),
            (
                "\u{2067}a\u{202B}b\u{2069}c\u{202C}",
                "\u{2067}a\u{202B}b\u{2069}c",
            ),
            ("\u{2068}a\u{2069}\u{200F}!", "\u{2068}a\u{2069}\u{200F}!"),
            ("a\u{202C}\u{2069}b", "ab"),
        ] {
            assert_eq!(closed_in_each_line(text), closed, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_closed_text_stays_as_it_is(text in "[a\n\u{202A}-\u{202E}\u{2066}-\u{2069}]{0,30}") {
            let closed = closed_in_each_line(&text);
            prop_assert_eq!(closed_in_each_line(&closed), closed);
        }
    }
}
