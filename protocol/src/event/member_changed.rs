//! `member_changed`: a member's name, colour or account status changed.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::Member;

/// The member as they are from now on, also as the author of earlier messages.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MemberChanged(pub Member);

impl Event for MemberChanged {
    const NAME: &'static str = "member_changed";
}
