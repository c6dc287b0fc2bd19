//! Becoming a member: `/join/{code}` and `/sign-up`.

use domain::joining::InviteFault;
use protocol::{DisplayName, Member, Role, RoomName};

use crate::pages::form::{FormErrors, FormState};

/// What an invitation leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum JoinPage {
    /// An account is made.
    Form {
        invitation: Invitation,
        form: FormState,
    },
    /// Somebody with an account takes it.
    As {
        me: Member,
        /// What they are invited to.
        invitation: Invitation,
        /// Why it was refused.
        errors: FormErrors,
    },
    /// It is not valid, or no longer.
    Invalid(InviteFault),
}

/// What an invitation says: nothing else of the workspace is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Invitation {
    /// The code in the address.
    pub code: String,
    /// What the workspace is called.
    pub workspace: String,
    pub inviter: DisplayName,
    pub role: Role,
    /// The rooms that it leads to, besides those that everybody is in.
    pub rooms: Vec<RoomName>,
}
