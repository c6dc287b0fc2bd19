use core::fmt;

use protocol::visible;

use super::Field;

/// What a browser sent, in its order: names and values. Fields can be missing or repeated.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct RawForm(Vec<(String, String)>);

/// Shows the names alone: values can be passwords.
impl fmt::Debug for RawForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TooLong(usize);

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it is too long: at most {} characters", self.0)
    }
}

impl From<Vec<(String, String)>> for RawForm {
    fn from(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }
}

impl RawForm {
    /// The value of a field, or an empty text if it is missing. The last one counts.
    pub fn get(&self, field: Field) -> &str {
        self.all(field).last().unwrap_or_default()
    }

    /// All values of a field that can be repeated.
    pub fn all(&self, field: Field) -> impl Iterator<Item = &str> {
        let values = self.0.iter().filter(move |(name, _)| name == field.name);
        values.map(|(_, value)| value.as_str())
    }

    /// Browsers send only boxes that are checked.
    pub fn is_checked(&self, field: Field) -> bool {
        !self.get(field).is_empty()
    }

    /// A single line, which may be empty: trimmed, with single spaces.
    ///
    /// # Errors
    /// [`TooLong`].
    pub fn line(&self, field: Field) -> Result<String, TooLong> {
        within(visible::line(self.get(field)), field)
    }

    /// Several lines, which may be empty.
    ///
    /// # Errors
    /// [`TooLong`].
    pub fn lines(&self, field: Field) -> Result<String, TooLong> {
        within(visible::lines(self.get(field)), field)
    }

    /// The same with this value in a field.
    pub fn with(mut self, field: Field, value: impl Into<String>) -> Self {
        self = self.without(field);
        self.0.push((field.name.to_owned(), value.into()));
        self
    }

    /// The same with a box checked, or not.
    pub fn with_checked(self, field: Field, is_checked: bool) -> Self {
        if is_checked {
            self.with(field, "yes")
        } else {
            self.without(field)
        }
    }

    pub fn without(mut self, field: Field) -> Self {
        self.0.retain(|(name, _)| name != field.name);
        self
    }
}

fn within(text: String, field: Field) -> Result<String, TooLong> {
    match field.max_chars {
        Some(most) if text.chars().count() > most => Err(TooLong(most)),
        _ => Ok(text),
    }
}
