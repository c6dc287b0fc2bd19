use protocol::{MemberId, Room};

use crate::pages::form::FormState;

#[derive(Clone, PartialEq, Debug)]
pub struct NewPollPage {
    /// What the workspace is called.
    pub workspace: String,
    /// Who is looking.
    pub me: MemberId,
    /// Where it is posted.
    pub room: Room,
    pub form: FormState,
}
