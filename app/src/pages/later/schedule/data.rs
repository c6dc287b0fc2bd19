use domain::local_time::Zone;
use protocol::{MemberId, Room};

use crate::pages::form::FormState;

#[derive(Clone, Debug)]
pub struct ScheduleMessagePage {
    /// What the workspace is called.
    pub workspace: String,
    /// Who is looking.
    pub me: MemberId,
    /// Where the message is to be posted.
    pub room: Room,
    /// The time zone that they set in their profile.
    pub zone: Option<Zone>,
    pub form: FormState,
}

impl ScheduleMessagePage {
    pub const ROUTE: &str = "/r/{slug}/schedule";
}
