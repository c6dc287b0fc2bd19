//! Becoming a member: `/join/{code}` and `/sign-up`.

use protocol::{DisplayName, Member, Role, RoomName};

use crate::pages::form::FormErrors;

/// What an invitation leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum JoinPage {
    /// An account is made. POST `/join/{code}`: `name` `handle` `password` `email`.
    Form(Box<JoinForm>),
    /// Somebody with an account takes it. POST `/join/{code}` without fields.
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

/// Form of one who is invited. The password is never given back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JoinForm {
    /// What they are invited to.
    pub invitation: Invitation,
    pub name: String,
    pub handle: String,
    /// Their e-mail address; may be empty.
    pub email: String,
    /// Why it was refused.
    pub errors: FormErrors,
}

/// Why an invitation leads nowhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InviteFault {
    /// Its time is over.
    Expired,
    /// It was used as often as it may be.
    UsedUp,
    /// An admin took it back.
    Revoked,
    /// There is none of that code.
    Unknown,
}
