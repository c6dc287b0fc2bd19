//! What is said of a form that was sent.

/// Why a form was refused. Empty when it was not.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FormErrors {
    /// What is wrong with single fields.
    pub fields: Vec<FieldError>,
    /// What is wrong with no field of its own: "That is not the right handle or password."
    pub general: Option<String>,
}

/// What is wrong with a field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldError {
    /// The field's `name` in the form.
    pub field: &'static str,
    /// A whole sentence that can stand alone: "A handle has 2 to 32 characters."
    pub sentence: String,
}

impl FormErrors {
    /// Nothing is wrong with a single field, but this.
    pub fn general(sentence: impl Into<String>) -> Self {
        Self {
            fields: Vec::new(),
            general: Some(sentence.into()),
        }
    }

    /// Only this field is wrong.
    pub fn of(field: &'static str, sentence: impl Into<String>) -> Self {
        let mut errors = Self::default();
        errors.add(field, sentence);
        errors
    }

    /// One more field is wrong.
    pub fn add(&mut self, field: &'static str, sentence: impl Into<String>) {
        self.fields.push(FieldError {
            field,
            sentence: sentence.into(),
        });
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.general.is_none()
    }

    /// What is wrong with a field.
    pub fn get(&self, field: &str) -> Option<&str> {
        let error = self.fields.iter().find(|error| error.field == field);
        error.map(|error| error.sentence.as_str())
    }
}

/// What became of one of several forms of a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome<Section> {
    /// Which form it was.
    pub section: Section,
    /// What became of it.
    pub said: Said,
}

/// What became of a form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Said {
    /// It was done; a sentence that says so.
    Done(String),
    /// It was refused.
    Refused(FormErrors),
}

/// What is wrong with a field.
pub fn why(errors: &FormErrors, field: &str) -> Option<String> {
    errors.get(field).map(str::to_owned)
}
