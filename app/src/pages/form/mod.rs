//! Forms, and what is said of them. A form is a type: it knows its address, its fields with their
//! limits, and how to read itself from what a browser sent. The view draws its fields and the
//! handler reads it, so that neither repeats what the other says.

mod errors;
mod field;
mod raw;
mod state;

pub use errors::{FieldError, FormErrors};
pub use field::{Field, FieldKind};
pub use raw::{RawForm, TooLong};
pub use state::{FieldState, FormResult, FormState, SentForm};

/// A form that is sent by POST.
pub trait Form: Sized {
    /// Its address as the router has it; what stands in braces is filled in by [`address`].
    const ROUTE: &'static str;

    /// Reads it from what was sent. All fields are read before it is refused, so that nobody has
    /// to send it again for each of them.
    ///
    /// # Errors
    /// What is wrong with which fields.
    fn parse(fields: &RawForm) -> Result<Self, FormErrors>;
}

/// The address of a route for one thing: `/r/{slug}/edit` for a room. The name must be safe in a
/// path.
pub fn address(route: &str, name: &str) -> String {
    match (route.split_once('{'), route.split_once('}')) {
        (Some((start, _)), Some((_, end))) => format!("{start}{name}{end}"),
        _ => route.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_its_route_with_the_name_filled_in() {
        assert_eq!(address("/r/{slug}/edit", "design"), "/r/design/edit");
        assert_eq!(address("/rooms", "design"), "/rooms");
    }
}
