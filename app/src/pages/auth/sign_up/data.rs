use crate::pages::{auth::registration::EmailNeed, form::FormErrors};

/// Form of one who comes by themselves. POST `/sign-up`: `name` `handle` `password` `email`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignUpForm {
    /// What the workspace is called.
    pub workspace: String,
    pub name: String,
    pub handle: String,
    /// Their e-mail address.
    pub email: String,
    /// Whether there has to be one.
    pub email_need: EmailNeed,
    /// Why it was refused.
    pub errors: FormErrors,
}

impl SignUpForm {
    pub const PATH: &str = "/sign-up";
}
