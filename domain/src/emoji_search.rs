//! Emoji by what they are called, for completion.

use std::cmp::Reverse;

use emojis::{Emoji, Group, SkinTone};

/// An emoji, and the name by which it was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FoundEmoji {
    pub emoji: &'static str,
    /// Without colons.
    pub name: &'static str,
}

/// Emoji of one kind, as a picker shows them.
pub struct EmojiGroup {
    pub name: &'static str,
    pub emoji: Vec<ListedEmoji>,
}

/// An emoji in a list.
pub struct ListedEmoji {
    pub emoji: &'static str,
    /// What it shows, in words.
    pub description: &'static str,
    /// Without colons.
    pub names: Vec<&'static str>,
    /// The same in five tones of skin, from light to dark; empty if it has none.
    pub toned: Vec<&'static str>,
}

/// All emoji by their groups, each in its tone by default.
pub fn groups() -> Vec<EmojiGroup> {
    Group::iter()
        .map(|group| EmojiGroup {
            name: name_of(group),
            emoji: group.emojis().map(listed).collect(),
        })
        .collect()
}

fn listed(emoji: &'static Emoji) -> ListedEmoji {
    let tones = TONES.iter().filter_map(|tone| emoji.with_skin_tone(*tone));
    let toned: Vec<_> = tones.map(Emoji::as_str).collect();
    ListedEmoji {
        emoji: emoji.as_str(),
        description: emoji.name(),
        names: emoji.shortcodes().collect(),
        toned: if toned.len() == TONES.len() {
            toned
        } else {
            Vec::new()
        },
    }
}

const TONES: [SkinTone; 5] = [
    SkinTone::Light,
    SkinTone::MediumLight,
    SkinTone::Medium,
    SkinTone::MediumDark,
    SkinTone::Dark,
];

const fn name_of(group: Group) -> &'static str {
    match group {
        Group::SmileysAndEmotion => "Smileys",
        Group::PeopleAndBody => "People",
        Group::AnimalsAndNature => "Animals and nature",
        Group::FoodAndDrink => "Food and drink",
        Group::TravelAndPlaces => "Travel and places",
        Group::Activities => "Activities",
        Group::Objects => "Objects",
        Group::Symbols => "Symbols",
        Group::Flags => "Flags",
    }
}

/// The emoji whose names have these letters: those first whose name begins with them, of these the
/// shortest.
pub fn find(letters: &str, most: usize) -> Vec<FoundEmoji> {
    let letters = letters.to_lowercase();
    let mut found: Vec<(Reverse<bool>, usize, FoundEmoji)> = emojis::iter()
        .filter_map(|emoji| {
            let name = emoji
                .shortcodes()
                .filter(|name| name.contains(&letters))
                .min_by_key(|name| (!name.starts_with(&letters), name.len()))?;
            let one = FoundEmoji {
                emoji: emoji.as_str(),
                name,
            };
            Some((Reverse(name.starts_with(&letters)), name.len(), one))
        })
        .collect();
    found.sort_by_key(|(begins, length, one)| (*begins, *length, one.name));
    found.truncate(most);
    found.into_iter().map(|(_, _, one)| one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(letters: &str) -> Vec<&'static str> {
        find(letters, 4).into_iter().map(|one| one.name).collect()
    }

    #[test]
    fn names_that_begin_so_come_first_and_the_shortest_of_them() {
        assert_eq!(names("tad")[0], "tada");
        assert_eq!(names("TADA"), ["tada"]);
        let thumbs = names("+1");
        assert_eq!(thumbs[0], "+1");
        assert_eq!(find("tada", 4)[0].emoji, "🎉");
        let hearts = find("heart", 8);
        assert!(hearts.iter().all(|one| one.name.contains("heart")));
        assert_eq!((hearts.len(), hearts[0].name), (8, "heart"));
        assert_eq!(names("no such thing"), <[&str; 0]>::default());
    }
}
