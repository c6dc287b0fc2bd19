//! Who may add a person to rooms.

/// Who may open a direct or group room with a person, or add them to a room. Forms use it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Contact {
    /// Everyone who may see them.
    #[default]
    Everyone,
    /// People with whom they share a room that is not an open one.
    Shared,
    /// Nobody.
    Nobody,
}

impl Contact {
    /// All values.
    pub const ALL: [Self; 3] = [Self::Everyone, Self::Shared, Self::Nobody];

    /// The value as written in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Everyone => "everyone",
            Self::Shared => "shared",
            Self::Nobody => "nobody",
        }
    }

    /// Reads what [`Contact::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}
