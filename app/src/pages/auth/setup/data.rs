//! The first run: `/setup`.

use crate::pages::form::FormErrors;

/// How far the first run is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SetupPage {
    /// The form. POST `/setup`: `code` `workspace` `name` `handle` `password` `open_lobby`.
    Form(Box<SetupForm>),
    /// The one-time code is asked for first. GET `/setup`: `code`.
    CodeNeeded(CodeForm),
    /// There is an owner already: somebody was quicker.
    AlreadyDone,
}

impl SetupPage {
    pub const PATH: &str = "/setup";
}

/// The form of the first run. The password is never given back.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SetupForm {
    /// The one-time code from the address; empty where none is needed.
    pub code: String,
    /// Name of the workspace.
    pub workspace: String,
    /// Name of its owner.
    pub name: String,
    /// The owner's handle.
    pub handle: String,
    /// Whether people without an account may talk in #lobby. In the form `yes`.
    pub open_lobby: bool,
    /// Why it was refused.
    pub errors: FormErrors,
}

/// Asks for the one-time code.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CodeForm {
    /// What was typed.
    pub code: String,
    /// Why it was refused.
    pub errors: FormErrors,
}
