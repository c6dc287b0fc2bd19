//! Members: the people who appear by name.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::{ids::MemberId, limits::MAX_NAME_CHARS, visible};

/// A member as others see them.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Member {
    /// Does not change with the name.
    pub id: MemberId,
    /// The name that others see.
    pub name: DisplayName,
    /// Which of the ten avatar colours they chose; left out if they chose none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<AvatarColour>,
    /// The status of their account; left out while it is active.
    #[serde(default, skip_serializing_if = "AccountStatus::is_active")]
    pub account_status: AccountStatus,
    /// Whether they have no account: anybody may use such a name, so it proves nothing. Left out
    /// for people with an account.
    #[serde(default, skip_serializing_if = "is_false")]
    pub visitor: bool,
}

impl Member {
    /// A member with an active account and no colour.
    pub const fn new(id: MemberId, name: DisplayName) -> Self {
        Self {
            id,
            name,
            colour: None,
            account_status: AccountStatus::Active,
            visitor: false,
        }
    }

    /// The same without an account.
    pub fn new_visitor(id: MemberId, name: DisplayName) -> Self {
        Self {
            visitor: true,
            ..Self::new(id, name)
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // required by serde
const fn is_false(value: &bool) -> bool {
    !*value
}

/// Whether a member's account is active.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountStatus {
    /// The account is active.
    #[default]
    Active,
    /// The account is deactivated; their messages keep their name.
    Deactivated,
    /// The account is deleted; their messages stay without their name.
    Deleted,
}

impl AccountStatus {
    /// Whether the account is active.
    pub const fn is_active(&self) -> bool {
        matches!(self, Self::Active)
    }
}

/// One of the ten colours of avatars, 1 to 10.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct AvatarColour(u8);

/// The number is not that of a colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("an avatar colour is a number from 1 to {}", AvatarColour::COUNT)]
pub struct InvalidColour;

impl AvatarColour {
    /// The number of colours.
    pub const COUNT: u8 = 10;

    /// The number.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for AvatarColour {
    type Error = InvalidColour;
    fn try_from(number: u8) -> Result<Self, Self::Error> {
        if (1..=Self::COUNT).contains(&number) {
            Ok(Self(number))
        } else {
            Err(InvalidColour)
        }
    }
}

impl From<AvatarColour> for u8 {
    fn from(colour: AvatarColour) -> Self {
        colour.0
    }
}

/// A name for display: 1 to 32 visible characters on one line, with single spaces.
/// [Invisible](visible) characters are dropped, also those that control directions.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DisplayName(Box<str>);

/// Why a text is not a [`DisplayName`]. The messages say what to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InvalidName {
    /// It has no visible character.
    #[error("a name needs at least one visible character")]
    Empty,
    /// Too many characters.
    #[error("a name can have at most {0} characters")]
    TooLong(usize),
}

impl DisplayName {
    /// Trims, replaces each run of white space by one space, and checks.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        visible_line(text, MAX_NAME_CHARS).map(|name| Self(name.into()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A line for display: without [invisible](visible) characters, with at least one visible, and at
/// most `most` characters.
pub(crate) fn visible_line(text: &str, most: usize) -> Result<String, InvalidName> {
    let line = visible::line(text);
    if !visible::is_visible(&line) {
        return Err(InvalidName::Empty);
    }
    if line.chars().count() > most {
        return Err(InvalidName::TooLong(most));
    }
    Ok(line)
}

impl TryFrom<String> for DisplayName {
    type Error = InvalidName;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<DisplayName> for String {
    fn from(name: DisplayName) -> Self {
        name.0.into()
    }
}

impl fmt::Display for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_member_is_an_id_and_a_name_on_the_wire() {
        let ada = Member::new(
            MemberId(uuid::Uuid::nil()),
            DisplayName::parse("Ada").expect("valid"),
        );
        let wire = serde_json::to_value(&ada).expect("serialises");
        assert_eq!(wire.as_object().map(serde_json::Map::len), Some(2));
        assert_eq!(serde_json::from_value::<Member>(wire).expect("reads"), ada);
    }

    #[test]
    fn a_visitor_is_told_apart_on_the_wire() {
        let name = DisplayName::parse("Ada").expect("valid");
        let visitor = Member::new_visitor(MemberId(uuid::Uuid::nil()), name);
        let wire = serde_json::to_value(&visitor).expect("serialises");
        assert_eq!(wire.get("visitor"), Some(&serde_json::Value::Bool(true)));
        assert_eq!(
            serde_json::from_value::<Member>(wire).expect("reads"),
            visitor
        );
    }

    #[test]
    fn names_are_trimmed_and_spaces_collapsed() {
        let name = DisplayName::parse("  Ada \t Lovelace ").expect("valid");
        assert_eq!(name.as_str(), "Ada Lovelace");
    }

    #[test]
    fn names_keep_emoji_sequences_and_every_script() {
        for good in ["A", "Ελένη", "李小龍", "👩‍💻", "محمد"] {
            assert!(DisplayName::parse(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn names_have_nothing_that_cannot_be_seen_or_garbles() {
        assert_eq!(
            DisplayName::parse(" \u{200B}\u{3164} "),
            Err(InvalidName::Empty)
        );
        let hidden = DisplayName::parse("A\u{200B}d\u{E0041}a\u{2800}").expect("valid");
        assert_eq!(hidden.as_str(), "Ada");
        for (text, name) in [
            ("a\u{202E}b\u{202C}", "ab"),
            ("\u{2068}Ada\u{2069}\u{200E}", "Ada"),
            ("a\0b\u{7f}", "ab"),
            ("Ada\u{b}L\r\nB\u{2028}C", "Ada L B C"),
        ] {
            let parsed = DisplayName::parse(text).map(String::from);
            assert_eq!(parsed.as_deref(), Ok(name), "{text:?}");
        }
        assert_eq!(
            DisplayName::parse(&"x".repeat(33)),
            Err(InvalidName::TooLong(MAX_NAME_CHARS))
        );
    }
}
