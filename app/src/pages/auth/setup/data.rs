//! The first run: `/setup`.

use crate::pages::form::FormState;

/// How far the first run is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SetupPage {
    Form(FormState),
    /// The one-time code is asked for first, by GET.
    CodeNeeded(FormState),
    /// There is an owner already: somebody was quicker.
    AlreadyDone,
}

impl SetupPage {
    pub const PATH: &str = "/setup";
}
