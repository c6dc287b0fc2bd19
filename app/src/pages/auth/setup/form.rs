use protocol::{RoomName, limits::MAX_ROOM_NAME_CHARS};

use super::SetupPage;
use crate::pages::{
    auth::registration::AccountFields,
    form::{Field, Form, FormErrors, RawForm},
};

/// The one-time code from the address; empty where none is needed.
pub const CODE: Field = Field::text("code");
pub const WORKSPACE: Field = Field::text("workspace").at_most(MAX_ROOM_NAME_CHARS);
pub const OPEN_LOBBY: Field = Field::text("open_lobby").optional();

/// Names the workspace and makes its owner's account.
pub struct SetUp {
    /// Nothing if it is wrong; the errors are among the owner's.
    pub workspace: Option<RoomName>,
    /// Whether people without an account may post in #lobby.
    pub open_lobby: bool,
    pub owner: AccountFields,
}

impl Form for SetUp {
    const ROUTE: &'static str = SetupPage::PATH;

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::default();
        let workspace = errors.check(WORKSPACE, RoomName::parse(fields.get(WORKSPACE)));
        let mut owner = AccountFields::read(fields);
        errors.fields.append(&mut owner.errors.fields);
        owner.errors = errors;
        Ok(Self {
            workspace,
            open_lobby: fields.is_checked(OPEN_LOBBY),
            owner,
        })
    }
}
