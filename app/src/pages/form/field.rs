/// A field of a form: its name, and what may stand in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field {
    pub name: &'static str,
    /// Most characters.
    pub max_chars: Option<usize>,
    pub kind: FieldKind,
    pub is_optional: bool,
    section: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FieldKind {
    Text,
    Email,
    Number,
    Date,
    Time,
    /// What was typed is never shown again.
    Password,
}

impl FieldKind {
    /// The type of the input.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email => "email",
            Self::Number => "number",
            Self::Date => "date",
            Self::Time => "time",
            Self::Password => "password",
        }
    }
}

impl Field {
    pub const fn text(name: &'static str) -> Self {
        Self {
            name,
            max_chars: None,
            kind: FieldKind::Text,
            is_optional: false,
            section: "",
        }
    }

    pub const fn kind(mut self, kind: FieldKind) -> Self {
        self.kind = kind;
        self
    }

    pub const fn at_most(mut self, chars: usize) -> Self {
        self.max_chars = Some(chars);
        self
    }

    /// It may be left empty.
    pub const fn optional(mut self) -> Self {
        self.is_optional = true;
        self
    }

    pub const fn required(mut self) -> Self {
        self.is_optional = false;
        self
    }

    /// Where a page has several forms: the form's name, so that ids differ.
    pub const fn in_section(mut self, section: &'static str) -> Self {
        self.section = section;
        self
    }

    /// The id of the field on the page.
    pub fn id(&self) -> String {
        if self.section.is_empty() {
            self.name.to_owned()
        } else {
            format!("{}-{}", self.section, self.name)
        }
    }
}
