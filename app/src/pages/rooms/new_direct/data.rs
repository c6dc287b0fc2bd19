//! A new direct message: `/direct/new?q=&person=`.

use crate::pages::{
    form::FormErrors,
    parts::{Frame, Person},
};

/// Searching sends those along who are ticked already.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewDirectPage {
    pub frame: Frame,
    /// What was searched for; empty when nothing was.
    pub query: String,
    /// Those who are ticked, whether or not the search finds them, and then those who are found.
    pub people: Vec<PersonChoice>,
    /// Whether there are more than are shown: then the page asks to search.
    pub has_more: bool,
    /// Why it was refused.
    pub errors: FormErrors,
}

impl NewDirectPage {
    pub const PATH: &str = "/direct/new";
}

/// Somebody who can be ticked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonChoice {
    pub person: Person,
    /// Whether they are.
    pub is_chosen: bool,
}
