//! The command line. Every option is an environment variable too.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use protocol::Role;

use domain::network::Network;

/// Self-hosted chat for teams and communities: one binary, from the database to the browser.
#[derive(Debug, Parser)]
#[command(name = "natter", version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// What to do; `serve` when left out.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Options of `serve`.
    #[command(flatten)]
    pub serve: ServeArgs,
}

/// What Natter can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the chat: pages, sockets and storage in one process
    Serve(ServeArgs),
    /// Look after the place without a browser, also while it is served
    Admin(AdminArgs),
}

/// Options of `natter admin`.
#[derive(Debug, Args)]
pub struct AdminArgs {
    /// Folder that keeps everything
    #[arg(
        long,
        env = "NATTER_DATA_DIR",
        default_value = "./data",
        value_name = "FOLDER",
        global = true
    )]
    pub data_dir: PathBuf,
    /// What to do.
    #[command(subcommand)]
    pub command: AdminCommand,
}

/// What `natter admin` can do. Passwords are asked for, or read from standard input.
#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// Set the place up and make its owner's account
    CreateOwner(CreateOwnerArgs),
    /// Give somebody a new password; their sessions end
    ResetPassword {
        /// Whose password, such as ada
        handle: String,
    },
    /// Make an invitation and print its link
    Invite(InviteArgs),
    /// List all accounts
    ListUsers,
    /// List the bans that hold
    ListBans,
    /// Let somebody in again, or those who come from a network
    Unban {
        /// A handle such as ada, a network such as 192.0.2.0/24 or an address in it, or "all"
        who: String,
    },
}

/// Options of `natter admin create-owner`.
#[derive(Debug, Args)]
pub struct CreateOwnerArgs {
    /// The owner's handle, such as ada
    pub handle: String,
    /// The owner's name; their handle when left out
    #[arg(long)]
    pub name: Option<String>,
    /// What the place is called
    #[arg(long, default_value = "Natter")]
    pub place: String,
    /// Whether people without an account talk in #lobby
    #[arg(long, value_enum, default_value_t = LobbyMode::Echo, value_name = "MODE")]
    pub lobby: LobbyMode,
}

/// Options of `natter admin invite`.
#[derive(Debug, Args)]
pub struct InviteArgs {
    /// What those who use it become
    #[arg(long, value_enum, default_value_t = InvitedRole::Member)]
    pub role: InvitedRole,
    /// How many may use it; as many as like when left out
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub uses: Option<u32>,
    /// How many days it works
    #[arg(long, default_value_t = 7, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=365))]
    pub days: u32,
}

/// What an invitation makes of people.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum InvitedRole {
    /// Looks after people and rooms.
    Admin,
    /// One of the people of the place.
    Member,
    /// Sees only the rooms that they were added to.
    Guest,
}

impl From<InvitedRole> for Role {
    fn from(role: InvitedRole) -> Self {
        match role {
            InvitedRole::Admin => Self::Admin,
            InvitedRole::Member => Self::Member,
            InvitedRole::Guest => Self::Guest,
        }
    }
}

impl Cli {
    /// What to do, however it was said.
    pub fn into_command(self) -> Command {
        self.command.unwrap_or(Command::Serve(self.serve))
    }
}

/// Options of `natter serve`. One that is given twice counts as given last.
#[derive(Debug, Args)]
#[command(args_override_self = true)]
pub struct ServeArgs {
    /// Address and port to listen on; port 0 picks a free one
    #[arg(
        long,
        env = "NATTER_ADDR",
        default_value = "127.0.0.1:3000",
        value_name = "IP:PORT"
    )]
    pub addr: SocketAddr,

    /// Folder that keeps everything: made if it is missing, used by one natter at a time
    #[arg(
        long,
        env = "NATTER_DATA_DIR",
        default_value = "./data",
        value_name = "FOLDER"
    )]
    pub data_dir: PathBuf,

    /// Address at which people reach Natter, such as https://chat.example.org; needed behind a
    /// reverse proxy
    #[arg(long, env = "NATTER_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,

    /// Reverse proxies whose X-Forwarded-For is believed, such as 127.0.0.1 or 10.0.0.0/8: without
    /// them, limits count all who come through a proxy as one
    #[arg(
        long = "trusted-proxy",
        env = "NATTER_TRUSTED_PROXY",
        value_delimiter = ',',
        value_name = "NETWORK"
    )]
    pub trusted_proxies: Vec<Network>,

    /// How the log is written
    #[arg(long, env = "NATTER_LOG", value_enum, default_value_t = LogFormat::Pretty, value_name = "FORMAT")]
    pub log: LogFormat,

    /// Whether people without an account talk in #lobby, from now on; left out: as it was set up.
    /// Where they don't, Socket.IO clients on the namespace "/" hear their own echo only
    #[arg(long, env = "NATTER_LOBBY", value_enum, value_name = "MODE")]
    pub lobby: Option<LobbyMode>,

    /// Whether sending, reading and joining have limits; "off" is for load tests
    #[arg(long, env = "NATTER_RATE_LIMITS", value_enum, default_value_t = Switch::On, value_name = "SWITCH")]
    pub rate_limits: Switch,

    /// Most Socket.IO connections at once; fewer where the system allows too few open files
    #[arg(
        long,
        env = "NATTER_MAX_CONNECTIONS",
        default_value_t = 10_000,
        value_name = "COUNT"
    )]
    pub max_connections: usize,

    /// Most Socket.IO connections at once from one address; from larger networks a few times as many
    #[arg(
        long,
        env = "NATTER_MAX_CONNECTIONS_PER_ADDRESS",
        default_value_t = 500,
        value_name = "COUNT"
    )]
    pub max_connections_per_address: usize,

    /// Seconds for which a client may send nothing of a body, or take nothing of an answer
    #[arg(
        long,
        env = "NATTER_STALL_LIMIT",
        default_value_t = 30,
        value_name = "SECONDS",
        value_parser = clap::value_parser!(u64).range(1..=3600),
        hide = true
    )]
    pub stall_limit: u64,

    /// Folder with the browser's files, for builds that do not hold them
    #[arg(
        long,
        env = "NATTER_SITE_ROOT",
        default_value = "target/site",
        hide = true
    )]
    pub site_root: PathBuf,
}

/// Who talks in #lobby.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum LobbyMode {
    /// Also people without an account.
    Open,
    /// The people of the place alone.
    Echo,
}

/// How the log is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    Pretty,
    /// One JSON object a line, for programs.
    Json,
}

/// On or off.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Switch {
    On,
    Off,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn serve_may_be_left_out() {
        for arguments in [
            vec!["natter", "--lobby", "echo"],
            vec!["natter", "serve", "--lobby", "echo"],
        ] {
            let Command::Serve(args) = Cli::parse_from(arguments).into_command() else {
                panic!("serves");
            };
            assert_eq!(args.lobby, Some(LobbyMode::Echo));
        }
    }
}
