//! The little square that stands for a member: initials, and one of ten colours.

use protocol::Member;

/// At most two letters: of the first and the last word.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let letter = |word: &str| word.chars().find(|c| c.is_alphanumeric());
    let first = words.next().and_then(letter);
    // A number at the end tells guests apart, and is no name.
    let last = words
        .rfind(|word| !word.chars().all(|c| c.is_ascii_digit()))
        .and_then(letter);
    let letters: String = first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .collect();
    if letters.is_empty() {
        "·".into()
    } else {
        letters
    }
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
            ("Élan vital", "ÉV"),
        ];
        for (name, expected) in cases {
            assert_eq!(initials(name), expected, "{name}");
        }
    }
}
