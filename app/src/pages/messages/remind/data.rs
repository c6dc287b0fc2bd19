use domain::local_time::Zone;
use protocol::Timestamp;

use crate::pages::{form::FormState, messages::MessageFrame};

#[derive(Clone, Debug)]
pub struct RemindPage {
    pub frame: MessageFrame,
    /// When the reader is reminded, if they are.
    pub at: Option<Timestamp>,
    /// The time zone that they set in their profile.
    pub zone: Option<Zone>,
    pub form: FormState,
}

impl RemindPage {
    pub const ROUTE: &str = "/m/{id}/remind";
}
