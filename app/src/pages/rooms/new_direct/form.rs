use protocol::{MemberId, limits::MAX_GROUP};

use crate::pages::form::{Field, Form, FormErrors, RawForm};

/// A member's id, repeated.
pub const PERSON: Field = Field::text("person");
/// What is searched for among them, by GET.
pub const QUERY: Field = Field::text("q");

/// Opens the direct room of these people.
pub struct OpenDirect {
    pub people: Vec<MemberId>,
}

/// Those who are ticked, each once.
pub fn ticked(fields: &RawForm) -> Vec<MemberId> {
    let mut people = Vec::new();
    for id in fields.all(PERSON).filter_map(|id| id.parse().ok()) {
        if !people.contains(&id) {
            people.push(id);
        }
    }
    people
}

impl Form for OpenDirect {
    const ROUTE: &'static str = "/direct";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let people = ticked(fields);
        if people.is_empty() {
            return Err(FormErrors::of(PERSON, "Choose at least one person."));
        }
        if people.len() >= MAX_GROUP {
            let words = format!("Choose at most {} people.", MAX_GROUP - 1);
            return Err(FormErrors::of(PERSON, words));
        }
        Ok(Self { people })
    }
}
