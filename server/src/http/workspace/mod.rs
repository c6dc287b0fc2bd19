//! Workspace administration, for owners and admins: people, invitations, settings, bans and the
//! audit log.

mod audit;
mod bans;
mod invites;
mod people;
mod settings;

use app::pages::{
    form::Form,
    parts::Person,
    workspace::{
        audit::AuditPage,
        bans::BansPage,
        invites::{
            InvitesPage,
            form::{CreateInvite, RevokeInvite},
        },
        people::PeoplePage,
        settings::{WorkspacePage, form::ChangeWorkspace},
    },
};
use domain::authorise::Action;
use protocol::Member;
use serde::Deserialize;

use crate::http::routes::Routes;

pub(crate) use audit::{audit, audit_csv};
pub(crate) use bans::bans;
pub(crate) use invites::{create_invite, invites, revoke_invite};
pub(crate) use people::people;
pub(crate) use settings::{change_workspace, workspace};

/// The addresses of this feature.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get(PeoplePage::PATH, &[Action::SeeAccounts], people)
        .get(InvitesPage::PATH, &[Action::Invite], invites)
        .post(
            CreateInvite::ROUTE,
            &[Action::Invite, Action::InviteAdmin],
            create_invite,
        )
        .post(RevokeInvite::ROUTE, &[Action::Invite], revoke_invite)
        .get(WorkspacePage::PATH, &[Action::ChangeWorkspace], workspace)
        .post(
            ChangeWorkspace::ROUTE,
            &[Action::ChangeWorkspace],
            change_workspace,
        )
        .get(AuditPage::PATH, &[Action::ReadAudit], audit)
        .get("/workspace/audit.csv", &[Action::ReadAudit], audit_csv)
        .get(BansPage::PATH, &[Action::SeeAccounts], bans)
}

fn person(member: Member) -> Person {
    Person {
        member,
        handle: None,
    }
}

#[derive(Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    done: String,
    /// How many entries of the list are skipped.
    #[serde(default)]
    after: u32,
}

/// The offset of the next page of a list, if this page is full.
fn next(count: usize, after: u32, most: u32) -> Option<String> {
    (count >= most as usize).then(|| after.saturating_add(most).to_string())
}
