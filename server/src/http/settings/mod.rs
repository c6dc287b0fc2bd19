//! People's own settings: profile, password, sessions, their data.

mod data;
mod password;
mod profile;
mod sessions;

use std::time::{SystemTime, UNIX_EPOCH};

use protocol::{ErrorCode, ErrorReply, Handle, Timestamp};
use serde::Deserialize;

use super::viewer::Viewer;
use domain::authorise::Denied;

pub(super) use data::{data, delete, export};
pub(super) use password::{change_password, password};
pub(super) use profile::{profile, save_contact, save_profile, time_zone};
pub(super) use sessions::{begin_phone, end_others, end_session, phone, sessions};

#[derive(Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
}

impl Done {
    fn notice(&self, words: &str) -> Option<String> {
        (!self.done.is_empty()).then(|| words.into())
    }
}

/// The time that pages show relative times to.
pub(super) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    Timestamp(since.map_or(0, |since| {
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }))
}

/// The viewer's handle; only people with an account have one.
fn handle(viewer: &Viewer) -> Result<Handle, ErrorReply> {
    viewer
        .actor
        .handle
        .clone()
        .ok_or_else(|| ErrorReply::new(ErrorCode::Forbidden, Denied::Forbidden.to_string()))
}
