use protocol::{DisplayName, Handle};

use crate::pages::form::FormState;

/// A forgotten password: `/reset/{code}`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NewPasswordPage {
    Form {
        /// The code in the address.
        code: String,
        /// What the workspace is called.
        workspace: String,
        /// Whose password it is; password managers keep it under this name.
        handle: Handle,
        /// What they are called.
        name: DisplayName,
        form: FormState,
    },
    /// The link was used, is too old, or never was one.
    Invalid,
}
