//! `/workspace/settings`.

use crate::pages::{form::FormState, parts::Frame};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorkspacePage {
    pub frame: Frame,
    pub form: FormState,
    /// The address of a reverse proxy that is not trusted, if one was seen.
    pub untrusted_proxy: Option<String>,
    /// That it was saved.
    pub notice: Option<String>,
}

impl WorkspacePage {
    pub const PATH: &str = "/workspace/settings";
}
