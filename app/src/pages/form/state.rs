use super::{Field, FieldKind, FormErrors, RawForm};

/// A form as a page shows it: what stands in its fields, and why it was refused.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FormState {
    pub fields: RawForm,
    pub errors: FormErrors,
}

/// A field as a page shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldState {
    pub field: Field,
    pub value: String,
    /// What is wrong with it.
    pub error: Option<String>,
}

impl FormState {
    /// A form that was not sent yet.
    pub fn with(fields: RawForm) -> Self {
        Self {
            fields,
            errors: FormErrors::default(),
        }
    }

    pub fn field(&self, field: Field) -> FieldState {
        let value = match field.kind {
            FieldKind::Password => "",
            FieldKind::Text
            | FieldKind::Email
            | FieldKind::Number
            | FieldKind::Date
            | FieldKind::Time => self.fields.get(field),
        };
        FieldState {
            field,
            value: value.to_owned(),
            error: self.errors.get(field).map(str::to_owned),
        }
    }
}

/// One of several forms of a page, which was sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SentForm<Section> {
    /// Which form it was.
    pub section: Section,
    pub result: FormResult,
}

/// What became of a form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FormResult {
    /// It was done; a sentence that says so.
    Done(String),
    /// It was refused; it is shown again as it was typed.
    Refused(FormState),
}
