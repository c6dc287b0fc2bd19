//! `/settings/data`.

use protocol::Handle;

use crate::pages::{form::FormState, parts::Frame};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DataPage {
    pub frame: Frame,
    /// What has to be typed to delete the account.
    pub handle: Handle,
    /// Whether the account can be deleted.
    pub may_delete: MayDelete,
    /// The form to delete it.
    pub form: FormState,
}

impl DataPage {
    pub const PATH: &str = "/settings/data";
}

/// Whether an account can be deleted by its owner.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MayDelete {
    Yes,
    /// It is the workspace's last owner's.
    LastOwner,
}
