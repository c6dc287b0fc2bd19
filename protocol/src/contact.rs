//! By whom somebody lets themselves be put into rooms.

/// Who may begin a direct or group room with a person, or add them to a room. It stands in forms.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Contact {
    /// Everybody who may see them.
    #[default]
    Everyone,
    /// Those with whom they share a room that is not open to all.
    Shared,
    /// Nobody.
    Nobody,
}

impl Contact {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Everyone, Self::Shared, Self::Nobody];

    /// As it is written in forms.
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
