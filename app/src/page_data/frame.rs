//! What stands around the pages of people with an account, and the people on them.

use protocol::{AccountStatus, Handle, Member, Role};

use super::person::person_path;

/// Who is looking, and at which workspace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Frame {
    /// What the workspace is called.
    pub workspace: String,
    /// Who is looking.
    pub me: Member,
    /// What they are to the workspace. Owners and admins see the admins' pages.
    pub role: Role,
    /// Whether they may create rooms.
    pub may_create_rooms: bool,
}

/// A person in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// As others see them.
    pub member: Member,
    /// Their handle; visitors and deleted people have none.
    pub handle: Option<Handle>,
}

impl Person {
    /// The address of their page; deleted people have none.
    pub fn path(&self) -> Option<String> {
        let is_there = self.member.account_status != AccountStatus::Deleted;
        is_there.then(|| person_path(&self.member, self.handle.as_ref()))
    }
}
