//! People's own settings: profile, password, sessions, their data.

pub(crate) mod name;
mod own_data;
mod password;
mod profile;
pub(crate) mod qr;
mod sessions;

use app::pages::{
    account::{
        own_data::{
            DataPage,
            form::{DeleteAccount, ExportData},
        },
        password::{PasswordPage, form::ChangePassword},
        profile::{
            ProfilePage,
            form::{SaveProfile, SetContact},
        },
        sessions::{
            SessionsPage,
            form::{EndOtherSessions, EndSession, LinkPhone},
        },
        visitor_name::form::RenameVisitor,
    },
    form::Form,
};
use domain::authorise::{Action, Denied};
use protocol::{ErrorCode, ErrorReply, Handle};
use serde::Deserialize;

use crate::http::{routes::Routes, viewer::Viewer};

pub(crate) use own_data::{data, delete, export};
pub(crate) use password::{change_password, password};
pub(crate) use profile::{profile, save_contact, save_profile};
pub(crate) use sessions::{begin_phone, end_others, end_session, phone, sessions};

/// The addresses of this feature.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .post(RenameVisitor::ROUTE, &[Action::RenameSelf], name::rename)
        .get(ProfilePage::PATH, &[Action::EditAccount], profile)
        .post(SaveProfile::ROUTE, &[Action::EditAccount], save_profile)
        .post(SetContact::ROUTE, &[Action::EditAccount], save_contact)
        .get(PasswordPage::PATH, &[Action::EditAccount], password)
        .post(
            ChangePassword::ROUTE,
            &[Action::EditAccount],
            change_password,
        )
        .get(SessionsPage::PATH, &[Action::ManageSessions], sessions)
        .post(EndSession::ROUTE, &[Action::ManageSessions], end_session)
        .post(
            EndOtherSessions::ROUTE,
            &[Action::ManageSessions],
            end_others,
        )
        .post(LinkPhone::ROUTE, &[Action::ManageSessions], phone)
        .post_json(
            "/passkeys/phone/start",
            &[Action::ManageSessions],
            begin_phone,
        )
        .get(DataPage::PATH, &[Action::ExportSelf], data)
        .post(ExportData::ROUTE, &[Action::ExportSelf], export)
        .post(DeleteAccount::ROUTE, &[Action::DeleteSelf], delete)
}

/// What was done, of which a page says so.
#[derive(Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    done: String,
}

impl Done {
    pub(crate) fn notice(&self, words: &str) -> Option<String> {
        (!self.done.is_empty()).then(|| words.into())
    }
}

/// The viewer's handle; only people with an account have one.
fn handle(viewer: &Viewer) -> Result<Handle, ErrorReply> {
    viewer
        .actor
        .handle
        .clone()
        .ok_or_else(|| ErrorReply::new(ErrorCode::Forbidden, Denied::Forbidden.to_string()))
}
