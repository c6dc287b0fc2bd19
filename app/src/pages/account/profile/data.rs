//! `/settings`.

use protocol::{Contact, Handle};

use crate::pages::{form::FormState, parts::Frame};

/// The reader's own profile.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProfilePage {
    pub frame: Frame,
    /// Shown, and not to be changed here.
    pub handle: Handle,
    pub form: FormState,
    /// Who may put them into rooms.
    pub contact: Contact,
    /// That it was saved.
    pub notice: Option<String>,
}

impl ProfilePage {
    pub const PATH: &str = "/settings";
}
