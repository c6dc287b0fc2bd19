use domain::local_time::Zone;
use protocol::Timestamp;

use crate::pages::{
    form::{FormErrors, RawForm},
    later::time,
};

/// The time of a reminder.
pub struct SetReminder {
    pub at: Timestamp,
}

impl SetReminder {
    /// # Errors
    /// What is wrong with which fields.
    pub fn parse(fields: &RawForm, own: Option<&Zone>, now: Timestamp) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::default();
        let at = time::read(fields, own, now, &mut errors);
        at.map(|at| Self { at }).ok_or(errors)
    }
}
