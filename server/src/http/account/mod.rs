//! People's own settings: profile, password, sessions, their data.

mod data;
pub(crate) mod name;
mod password;
mod profile;
pub(crate) mod qr;
mod sessions;

use std::time::{SystemTime, UNIX_EPOCH};

use protocol::{ErrorCode, ErrorReply, Handle, Timestamp};
use serde::Deserialize;

use crate::http::viewer::Viewer;
use domain::authorise::Denied;

use crate::http::routes::Routes;
pub(crate) use data::{data, delete, export};
use domain::authorise::Action;
pub(crate) use password::{change_password, password};
pub(crate) use profile::{profile, save_contact, save_profile, time_zone};
pub(crate) use sessions::{begin_phone, end_others, end_session, phone, sessions};

/// The addresses of this feature.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .post("/name", &[Action::RenameSelf], name::rename)
        .get("/settings", &[Action::EditAccount], profile)
        .post("/settings/profile", &[Action::EditAccount], save_profile)
        .post("/settings/contact", &[Action::EditAccount], save_contact)
        .get("/settings/password", &[Action::EditAccount], password)
        .post(
            "/settings/password",
            &[Action::EditAccount],
            change_password,
        )
        .get("/settings/sessions", &[Action::ManageSessions], sessions)
        .post(
            "/settings/sessions/end",
            &[Action::ManageSessions],
            end_session,
        )
        .post(
            "/settings/sessions/end-others",
            &[Action::ManageSessions],
            end_others,
        )
        .post("/settings/phone", &[Action::ManageSessions], phone)
        .post_json(
            "/passkeys/phone/start",
            &[Action::ManageSessions],
            begin_phone,
        )
        .get("/settings/data", &[Action::ExportSelf], data)
        .post("/settings/data/export", &[Action::ExportSelf], export)
        .post("/settings/data/delete", &[Action::DeleteSelf], delete)
}

#[derive(Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    done: String,
}

impl Done {
    fn notice(&self, words: &str) -> Option<String> {
        (!self.done.is_empty()).then(|| words.into())
    }
}

/// The time that pages show relative times to.
pub(crate) fn now() -> Timestamp {
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
