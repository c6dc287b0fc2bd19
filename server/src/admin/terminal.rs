//! Asks for passwords. They never stand on the command line, where others of the machine could read
//! them: they are typed twice without being shown, or come by standard input.

use std::io::{self, BufRead, IsTerminal};

use super::Order;
use crate::cli::{AdminCommand, LobbyMode};

/// An order with all that it needs.
pub(super) fn complete(command: AdminCommand) -> io::Result<Order> {
    Ok(match command {
        AdminCommand::CreateOwner(args) => Order::CreateOwner {
            password: password()?,
            workspace: args.workspace,
            name: args.name.unwrap_or_else(|| args.handle.clone()),
            handle: args.handle,
            open_lobby: args.lobby == LobbyMode::Open,
        },
        AdminCommand::ResetPassword { handle } => Order::ResetPassword {
            password: password()?,
            handle,
        },
        AdminCommand::Invite(args) => Order::Invite {
            role: args.role.into(),
            uses: args.uses,
            days: args.days,
        },
        AdminCommand::ListUsers => Order::ListUsers,
        AdminCommand::ListBans => Order::ListBans,
        AdminCommand::Unban { who } => Order::Unban { who },
    })
}

fn password() -> io::Result<String> {
    if !io::stdin().is_terminal() {
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line)?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    loop {
        let first = rpassword::prompt_password("Password: ")?;
        let second = rpassword::prompt_password("Repeat password: ")?;
        if first == second {
            return Ok(first);
        }
        eprintln!("The passwords do not match. Try again.");
    }
}
