//! `set_name`: change one's own display name.

use serde::{Deserialize, Serialize};

use super::{Event, Request};
use crate::{DisplayName, Member};

/// Changes the member's name. Everyone who shares a room with them gets a
/// [`MemberChanged`](super::MemberChanged).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SetNameRequest {
    /// The new name.
    pub name: DisplayName,
}

impl Event for SetNameRequest {
    const NAME: &'static str = "set_name";
}

impl Request for SetNameRequest {
    type Reply = Member;
}
