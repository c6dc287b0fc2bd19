use core::fmt::Display;

use domain::copy::sentence;

use super::Field;

/// Why a form was refused. Empty when it was not.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FormErrors {
    /// What is wrong with single fields.
    pub fields: Vec<FieldError>,
    /// What is wrong with no field of its own: "That is not the right handle or password."
    pub general: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldError {
    pub field: Field,
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
    pub fn of(field: Field, sentence: impl Into<String>) -> Self {
        let mut errors = Self::default();
        errors.add(field, sentence);
        errors
    }

    pub fn add(&mut self, field: Field, sentence: impl Into<String>) {
        self.fields.push(FieldError {
            field,
            sentence: sentence.into(),
        });
    }

    /// What was read from a field, or nothing, and one error more.
    pub fn check<T, E: Display>(&mut self, field: Field, read: Result<T, E>) -> Option<T> {
        read.map_err(|reason| self.add(field, sentence(&reason)))
            .ok()
    }

    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.general.is_none()
    }

    /// What is wrong with a field.
    pub fn get(&self, field: Field) -> Option<&str> {
        let error = self.fields.iter().find(|error| error.field == field);
        error.map(|error| error.sentence.as_str())
    }
}
