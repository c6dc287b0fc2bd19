use domain::joining::Joining;
use protocol::{EditWindow, RoomName, limits::MAX_ROOM_NAME_CHARS};

use super::WorkspacePage;
use crate::pages::form::{Field, Form, FormErrors, RawForm};

pub const WORKSPACE: Field = Field::text("workspace").at_most(MAX_ROOM_NAME_CHARS);
pub const JOINING: Field = Field::text("joining");
/// Separated by spaces, commas or lines.
pub const DOMAINS: Field = Field::text("domains").at_most(2000).optional();
pub const EDIT_WINDOW: Field = Field::text("edit_window");
pub const OPEN_LOBBY: Field = Field::text("open_lobby").optional();

/// The workspace's settings.
pub struct ChangeWorkspace {
    pub name: RoomName,
    pub joining: Joining,
    pub domains: String,
    /// Whether people without an account may post in #lobby.
    pub open_lobby: bool,
    pub edit_window: EditWindow,
}

impl Form for ChangeWorkspace {
    const ROUTE: &'static str = WorkspacePage::PATH;

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::default();
        let name = errors.check(WORKSPACE, RoomName::parse(fields.get(WORKSPACE)));
        let domains = errors.check(DOMAINS, fields.lines(DOMAINS));
        let (Some(name), Some(domains)) = (name, domains) else {
            return Err(errors);
        };
        Ok(Self {
            name,
            joining: Joining::parse(fields.get(JOINING)).unwrap_or_default(),
            domains,
            open_lobby: fields.is_checked(OPEN_LOBBY),
            edit_window: EditWindow::parse(fields.get(EDIT_WINDOW)).unwrap_or_default(),
        })
    }
}

impl From<&ChangeWorkspace> for RawForm {
    fn from(form: &ChangeWorkspace) -> Self {
        Self::default()
            .with(WORKSPACE, form.name.as_str())
            .with(JOINING, form.joining.as_str())
            .with(DOMAINS, form.domains.as_str())
            .with_checked(OPEN_LOBBY, form.open_lobby)
            .with(EDIT_WINDOW, form.edit_window.as_str())
    }
}
