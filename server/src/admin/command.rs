//! The orders, and how they are carried out.

use std::fmt::Write as _;

use protocol::{AccountStatus, DisplayName, ErrorCode, ErrorReply, Role, RoomName};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::bans;
use crate::{
    actions::{Actions, auth::accounts::Registration, auth::joining::InviteRequest},
    passwords,
};
use domain::handle;
use store::{Caller, InviteId, Lobby, Named, PEOPLE};

/// Something to be done. It travels over the socket, and so does the password in it: nobody but the
/// owner of the data folder can open that.
#[derive(Serialize, Deserialize)]
pub enum Order {
    /// Set the workspace up.
    CreateOwner {
        workspace: String,
        /// The owner's name.
        name: String,
        /// The owner's handle.
        handle: String,
        /// The owner's password.
        password: String,
        /// Whether people without an account may talk in the lobby.
        open_lobby: bool,
    },
    /// Give somebody a new password.
    ResetPassword { handle: String, password: String },
    /// Make an invitation.
    Invite {
        /// What people become.
        role: Role,
        /// How many may use it; none for as many as like.
        uses: Option<u32>,
        /// How many days it works.
        days: u32,
    },
    /// List the accounts.
    ListUsers,
    /// List the bans that hold.
    ListBans,
    /// Lift some of them.
    Unban {
        /// Whose: a handle, a network, or "all".
        who: String,
    },
}

/// Carries an order out; `base` is the address that links begin with.
///
/// # Errors
/// As the use cases say.
pub async fn run(actions: &Actions, order: Order, base: &str) -> Result<String, ErrorReply> {
    match order {
        Order::CreateOwner {
            workspace,
            name,
            handle,
            password,
            open_lobby,
        } => {
            let workspace =
                RoomName::parse(&workspace).map_err(|reason| refused("workspace", &reason))?;
            let owner = registration(&workspace, &name, &handle, &password)?;
            let lobby = if open_lobby {
                Lobby::Open
            } else {
                Lobby::Closed
            };
            let owner = actions.create_owner(workspace, owner, lobby).await?;
            Ok(format!(
                "{} is the owner of the workspace and can sign in.",
                owner.name
            ))
        }
        Order::ResetPassword { handle, password } => {
            let handle = handle::read(&handle).map_err(|reason| refused("handle", &reason))?;
            let new = passwords::check(&password, &[handle.as_str()])
                .map_err(|reason| refused("password", &reason))?;
            let name = Named::Handle(handle::skeleton(&handle));
            actions.reset_password(name, new).await?;
            Ok(format!(
                "@{handle} has a new password, and all their sessions were ended."
            ))
        }
        Order::Invite { role, uses, days } => {
            let wish = InviteRequest {
                role,
                uses,
                days,
                rooms: Vec::new(),
            };
            let id = InviteId(Uuid::new_v4());
            let code = actions.invite_as(Caller::Operator, id, wish).await?;
            Ok(format!("{base}/join/{}", code.as_str()))
        }
        Order::ListUsers => {
            let (mut people, mut after) = (Vec::new(), 0);
            loop {
                let page = actions.accounts(Caller::Operator, String::new(), after);
                let page = page.await?;
                let is_last = page.len() < PEOPLE as usize;
                people.extend(page);
                if is_last {
                    break;
                }
                after += PEOPLE;
            }
            let mut list = String::new();
            for one in people {
                let handle = one.handle.map(String::from).unwrap_or_default();
                let state = match (one.member.account_status, one.banned_until) {
                    (AccountStatus::Active, None) => "",
                    (AccountStatus::Active, Some(_)) => "  banned",
                    (AccountStatus::Deactivated | AccountStatus::Deleted, _) => "  deactivated",
                };
                let (role, name) = (one.role.as_str(), one.member.name);
                // Writing to a text never fails.
                let _ = writeln!(list, "@{handle:<32}  {role:<7}  {name}{state}");
            }
            Ok(list.trim_end().to_owned())
        }
        Order::ListBans => bans::list(actions).await,
        Order::Unban { who } => bans::lift(actions, &who).await,
    }
}

fn registration(
    workspace: &RoomName,
    name: &str,
    handle: &str,
    password: &str,
) -> Result<Registration, ErrorReply> {
    let name = DisplayName::parse(name).map_err(|reason| refused("name", &reason))?;
    let handle = handle::choose(handle).map_err(|reason| refused("handle", &reason))?;
    let context = [name.as_str(), handle.as_str(), workspace.as_str()];
    Ok(Registration {
        password: passwords::check(password, &context)
            .map_err(|reason| refused("password", &reason))?,
        name,
        handle,
        email: None,
        time_zone: None,
    })
}

pub(super) fn refused(what: &str, reason: &impl ToString) -> ErrorReply {
    let reason = reason.to_string();
    ErrorReply::new(ErrorCode::InvalidPayload, format!("{what}: {reason}"))
}
