//! The little square that stands for a member: initials, and one of ten colours.

use protocol::Member;

/// At most two letters: of the first and the last word.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let letter = |word: &str| word.chars().find(|c| is_letter(*c));
    let first = words.next().and_then(letter);
    // A number at the end tells guests apart, and is no name.
    let last = words
        .rfind(|word| !word.chars().all(|c| c.is_ascii_digit()))
        .and_then(letter);
    let letters: String = first.into_iter().chain(last).collect();
    if letters.is_empty() {
        "·".into()
    } else {
        upper_case(&letters)
    }
}

/// Letters and digits, and whatever else is no sign. As ranges: tables of all letters would be 1 kB of
/// what browsers download.
fn is_letter(c: char) -> bool {
    match c {
        '\0'..='\u{7F}' => c.is_ascii_alphanumeric(),
        // Signs and marks; punctuation, arrows, mathematics; the same of China and Japan; private
        // characters; pictures.
        '\u{80}'..='\u{BF}' | '×' | '÷' | '\u{300}'..='\u{36F}' => false,
        '\u{2000}'..='\u{2BFF}' | '\u{2E00}'..='\u{2E7F}' | '\u{3000}'..='\u{303F}' => false,
        '\u{E000}'..='\u{F8FF}' | '\u{FE00}'..='\u{FE6F}' | '\u{FF00}'..='\u{FF0F}' => false,
        '\u{1F000}'..='\u{1FAFF}' | '\u{E0000}'.. => false,
        _ => true,
    }
}

#[cfg(not(feature = "hydrate"))]
fn upper_case(letters: &str) -> String {
    letters.to_uppercase()
}

/// The browser has the table, which would be 4 kB of what it downloads.
#[cfg(feature = "hydrate")]
fn upper_case(letters: &str) -> String {
    js_sys::JsString::from(letters).to_upper_case().into()
}

/// The class of a member's colour: the one they chose, or else always the same for one member.
pub fn colour(member: &Member) -> &'static str {
    const COLOURS: [&str; 10] = [
        "avatar-1",
        "avatar-2",
        "avatar-3",
        "avatar-4",
        "avatar-5",
        "avatar-6",
        "avatar-7",
        "avatar-8",
        "avatar-9",
        "avatar-10",
    ];
    let index = member.colour.map_or_else(
        || {
            let bytes = member.id.0.as_bytes().iter();
            bytes.map(|byte| usize::from(*byte)).sum()
        },
        |chosen| usize::from(chosen.get()) - 1,
    );
    COLOURS
        .get(index % COLOURS.len())
        .copied()
        .unwrap_or("avatar-1")
}

#[cfg(test)]
mod tests {
    use protocol::{AvatarColour, DisplayName, MemberId};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_chosen_colour_wins() {
        let name = DisplayName::parse("Ada").expect("valid");
        let mut ada = Member::new(MemberId(Uuid::from_u128(3)), name);
        assert_eq!(colour(&ada), "avatar-4");
        ada.colour = AvatarColour::try_from(10).ok();
        assert_eq!(colour(&ada), "avatar-10");
    }

    #[test]
    fn initials_are_one_or_two_letters_of_any_name() {
        let cases = [
            ("Ada Lovelace", "AL"),
            ("Merry Otter 42", "MO"),
            ("x", "X"),
            ("a b c", "AC"),
            ("42", "4"),
            ("🙂", "·"),
            ("élan vital", "ÉV"),
            ("«Жанна» д'Арк", "ЖД"),
            ("ß", "SS"),
            ("李小龍 (Bruce)", "李B"),
            ("→ x", "X"),
        ];
        for (name, expected) in cases {
            assert_eq!(initials(name), expected, "{name}");
        }
    }
}
