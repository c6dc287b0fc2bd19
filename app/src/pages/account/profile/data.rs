//! `/settings`.

use protocol::{AvatarColour, Contact, Handle};

use crate::pages::{form::FormErrors, parts::Frame};

/// POST `/settings/profile`: `name` `pronouns` `bio` `email` `time_zone` `colour` (1 to 10, or
/// empty for none).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProfilePage {
    pub frame: Frame,
    /// Shown, and not to be changed here.
    pub handle: Handle,
    pub name: String,
    /// May be empty.
    pub pronouns: String,
    /// May be empty.
    pub bio: String,
    /// May be empty.
    pub email: String,
    /// IANA name; empty if unknown.
    pub time_zone: String,
    /// Colour of the avatar.
    pub colour: Option<AvatarColour>,
    /// Who may put them into rooms. POST `/settings/contact`: `contact`.
    pub contact: Contact,
    /// Why it was refused.
    pub errors: FormErrors,
    /// That it was saved.
    pub notice: Option<String>,
}

impl ProfilePage {
    pub const PATH: &str = "/settings";
}
