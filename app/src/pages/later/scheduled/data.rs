use domain::local_time::Zone;
use protocol::{NotSent, Timestamp};

use crate::pages::{form::FormState, parts::Frame};

#[derive(Clone, Debug)]
pub struct ScheduledPage {
    pub frame: Frame,
    /// The next first, and before them those that were not sent.
    pub messages: Vec<ScheduledRow>,
    /// The time zone that times are told in.
    pub zone: Zone,
    /// The address of those that do not fit on the page.
    pub next: Option<String>,
    /// What was done.
    pub notice: Option<String>,
    /// Whether that is that a message was scheduled: the message box lets go of it.
    pub took_text: bool,
}

impl ScheduledPage {
    pub const PATH: &str = "/scheduled";
}

/// A scheduled message.
#[derive(Clone, Debug)]
pub struct ScheduledRow {
    /// Names it in the forms.
    pub id: String,
    /// The room's address, and what it is called; none if one sees it no more.
    pub room: Option<(String, String)>,
    /// None when the room was deleted.
    pub text: Option<String>,
    pub at: Timestamp,
    pub not_sent: Option<NotSent>,
    /// The form to change it, if it is open.
    pub edited: Option<EditedMessage>,
}

/// A message that is being changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EditedMessage(pub FormState);
