//! How long messages can be edited.

use serde::{Deserialize, Serialize};

const HOUR_MS: i64 = 60 * 60 * 1000;

/// How long people may edit their own messages: a setting of the workspace.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EditWindow {
    /// At any time.
    #[default]
    Always,
    /// For an hour after they were sent.
    Hour,
    /// Not at all.
    Never,
}

impl EditWindow {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Always, Self::Hour, Self::Never];

    /// Its name in forms and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Hour => "hour",
            Self::Never => "never",
        }
    }

    /// Reads what [`EditWindow::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// Whether a message of this age can still be edited, in ms.
    pub const fn is_open(self, age_ms: i64) -> bool {
        match self {
            Self::Always => true,
            Self::Hour => age_ms < HOUR_MS,
            Self::Never => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_ends_after_an_hour() {
        let open = EditWindow::ALL.map(|one| [one.is_open(HOUR_MS - 1), one.is_open(HOUR_MS)]);
        assert_eq!(open, [[true, true], [true, false], [false, false]]);
    }

    #[test]
    fn each_is_read_back_as_itself() {
        for one in EditWindow::ALL {
            assert_eq!(EditWindow::parse(one.as_str()), Some(one));
        }
    }
}
