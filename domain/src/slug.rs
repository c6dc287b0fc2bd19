//! Slugs: the names of rooms in URLs, generated from their names.

use protocol::{RoomId, RoomName, Slug, limits::MAX_SLUG_BYTES};
use uuid::Uuid;

/// Words that are, or may become, other paths next to rooms (`/r/new`).
const RESERVED: [&str; 18] = [
    "all",
    "archived",
    "browse",
    "create",
    "directory",
    "direct",
    "edit",
    "favourites",
    "feed",
    "files",
    "join",
    "leave",
    "mentions",
    "new",
    "search",
    "settings",
    "threads",
    "unread",
];

/// The slug of a name: its words in plain Latin letters, joined with `-`, truncated to the longest
/// allowed. "Design Talk" is `design-talk`, "Küche" is `kuche`, "设计" is `she-ji`.
///
/// `None` if nothing is left, as for "???", or the word is [reserved](is_reserved): the caller then
/// numbers a word of its own, such as `room-2`.
pub fn from_name(name: &RoomName) -> Option<Slug> {
    let plain = deunicode::deunicode(name.as_str()).to_ascii_lowercase();
    let words = plain
        // An apostrophe is part of a word and does not separate two.
        .replace('\'', "")
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    let slug = Slug::parse(cut(&words, MAX_SLUG_BYTES)).ok()?;
    (!is_reserved(&slug)).then_some(slug)
}

/// The room whose id is given instead of a slug: forms use it, as the slug may belong to another
/// room by the time they are submitted. No room has such a slug.
pub fn id(text: &Slug) -> Option<RoomId> {
    let text = text.as_str();
    text.parse().ok().filter(|_| text.len() == ID_BYTES)
}

/// A room's slug from its name; from its id if the name gives none.
pub fn of_room(name: &RoomName, id: RoomId) -> Slug {
    from_name(name).unwrap_or_else(|| {
        let id = id.0.simple().to_string();
        let short = id.get(..6).unwrap_or_default();
        Slug::parse(&format!("room-{short}")).unwrap_or_else(|_| Slug::lobby())
    })
}

/// Length of a UUID in hyphenated form.
const ID_BYTES: usize = 36;

/// Hex digits at the end of a private room's slug.
const SECRET: usize = 8;

/// A slug for a private room: with some of these random digits, so that nobody can guess it from
/// the name: `design-1f0c93ab`.
pub fn unguessable(base: &Slug, random: Uuid) -> Slug {
    let digits = random.simple().to_string();
    ending(base, digits.get(..SECRET).unwrap_or_default())
}

/// Whether a slug has the form of a private room's. No other room has one, as finding it taken
/// would reveal a private one.
pub fn is_like_private(slug: &Slug) -> bool {
    slug.as_str().rsplit_once('-').is_some_and(|(_, end)| {
        end.len() == SECRET && end.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}

/// Another slug for a name whose own one is taken: `design-2`.
pub fn numbered(base: &Slug, number: u32) -> Slug {
    ending(base, &number.to_string())
}

/// A slug with a suffix. The base is truncated if both would be too long.
fn ending(base: &Slug, end: &str) -> Slug {
    let room = MAX_SLUG_BYTES.saturating_sub(end.len() + 1);
    let text = format!("{}-{end}", cut(base.as_str(), room));
    // It consists of a slug's characters and is short enough, so it is always valid.
    Slug::parse(&text).unwrap_or_else(|_| base.clone())
}

/// Whether a slug means something other than a room in a URL.
pub fn is_reserved(slug: &Slug) -> bool {
    RESERVED.contains(&slug.as_str()) || slug.as_str().parse::<RoomId>().is_ok()
}

/// At most `most` bytes of an ASCII text, without a trailing `-`.
fn cut(text: &str, most: usize) -> &str {
    text.get(..most).unwrap_or(text).trim_end_matches('-')
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    fn slug_of(name: &str) -> Option<String> {
        from_name(&RoomName::parse(name).expect("a name")).map(String::from)
    }

    #[test]
    fn a_slug_is_the_name_in_plain_letters() {
        for (name, slug) in [
            ("Design Talk", "design-talk"),
            ("#general", "general"),
            ("Küche & Bad", "kuche-bad"),
            ("Ada's room", "adas-room"),
            ("проект 7", "proekt-7"),
            ("  --x--  ", "x"),
        ] {
            assert_eq!(slug_of(name).as_deref(), Some(slug), "{name}");
        }
        assert_eq!(slug_of("设计"), Some("she-ji".into()));
    }

    #[test]
    fn what_leaves_nothing_or_means_something_else_has_no_slug() {
        let id = Uuid::from_u128(7);
        let ids = [id.to_string(), id.simple().to_string()];
        for name in ["???", "---", "New", "settings", &ids[0], &ids[1]] {
            assert_eq!(slug_of(name), None, "{name}");
        }
    }

    #[test]
    fn an_id_in_the_workspace_of_a_slug_is_read() {
        let known = RoomId(Uuid::from_u128(7));
        let read = |text: &str| id(&Slug::parse(text).expect("a slug"));
        assert_eq!(read(&known.to_string()), Some(known));
        for text in ["design", &known.0.simple().to_string()] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn no_other_rooms_slug_looks_as_that_of_a_private_one() {
        let base = Slug::parse("design").expect("a slug");
        let private = unguessable(&base, Uuid::from_u128(0x1f0c_93ab << 96));
        assert_eq!(private.as_str(), "design-1f0c93ab");
        assert!(is_like_private(&private));
        assert!(!is_like_private(&numbered(&private, 2)));
        let unnamed = of_room(
            &RoomName::parse("???").expect("a name"),
            RoomId(Uuid::max()),
        );
        assert!(!is_like_private(&unnamed), "{unnamed:?}");
        for other in [
            "design",
            "design-2",
            "design-1f0c93a",
            "1f0c93ab",
            "a-1f0c93ag",
        ] {
            assert!(
                !is_like_private(&Slug::parse(other).expect("a slug")),
                "{other}"
            );
        }
    }

    #[test]
    fn a_taken_slug_is_numbered_and_stays_short_enough() {
        let design = Slug::parse("design").expect("a slug");
        assert_eq!(numbered(&design, 2).as_str(), "design-2");
        let long = Slug::parse(&"a".repeat(MAX_SLUG_BYTES)).expect("a slug");
        let longest = numbered(&long, u32::MAX);
        assert_eq!(longest.as_str().len(), MAX_SLUG_BYTES);
        assert!(longest.as_str().ends_with("-4294967295"));
    }

    proptest! {
        #[test]
        fn every_name_has_a_slug_or_none(text in "\\PC{1,64}") {
            if let Ok(name) = RoomName::parse(&text)
                && let Some(slug) = from_name(&name)
            {
                prop_assert_eq!(Slug::parse(slug.as_str()), Ok(slug.clone()));
                prop_assert!(!is_reserved(&slug));
            }
        }

        #[test]
        fn numbers_make_different_slugs(base in "[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?", numbers in proptest::collection::hash_set(any::<u32>(), 1..20)) {
            let base = Slug::parse(&base).expect("a slug");
            let slugs: HashSet<_> = numbers.iter().map(|n| numbered(&base, *n)).collect();
            prop_assert_eq!(slugs.len(), numbers.len());
        }
    }
}
