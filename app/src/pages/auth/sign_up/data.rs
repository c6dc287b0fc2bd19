use crate::pages::{auth::registration::EmailNeed, form::FormState};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignUpPage {
    /// What the workspace is called.
    pub workspace: String,
    /// Whether there has to be one.
    pub email_need: EmailNeed,
    pub form: FormState,
}

impl SignUpPage {
    pub const PATH: &str = "/sign-up";
}
