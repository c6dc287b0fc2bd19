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
    /// Manage the workspace without a browser, also while the server runs
    Admin(AdminArgs),
}

/// Options of `natter admin`.
#[derive(Debug, Args)]
pub struct AdminArgs {
    /// Folder that contains all data
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
    /// Set up the workspace and create its owner's account
    CreateOwner(CreateOwnerArgs),
    /// Set a new password for a person and end their sessions
    ResetPassword {
        /// Handle of the person, such as ada
        handle: String,
    },
    /// Create an invitation and print its link
    Invite(InviteArgs),
    /// List all accounts
    ListUsers,
    /// List the active bans
    ListBans,
    /// Lift the bans of a person or a network
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
    /// The owner's name; the handle if not given
    #[arg(long)]
    pub name: Option<String>,
    /// Name of the workspace
    #[arg(long, default_value = "Natter")]
    pub workspace: String,
    /// Whether people without an account can post in #lobby
    #[arg(long, value_enum, default_value_t = LobbyMode::Echo, value_name = "MODE")]
    pub lobby: LobbyMode,
}

/// Options of `natter admin invite`.
#[derive(Debug, Args)]
pub struct InviteArgs {
    /// Role of the people who use it
    #[arg(long, value_enum, default_value_t = InvitedRole::Member)]
    pub role: InvitedRole,
    /// How many people can use it; unlimited if not given
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub uses: Option<u32>,
    /// Days until it expires
    #[arg(long, default_value_t = 7, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=365))]
    pub days: u32,
}

/// What an invitation makes of people.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum InvitedRole {
    /// Manages people and rooms.
    Admin,
    /// Can see public rooms, and join and create rooms.
    Member,
    /// Can see only the rooms they are added to.
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

    /// Folder that contains all data: created if it is missing, used by one natter at a time
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

    /// Reverse proxies whose X-Forwarded-For is trusted, such as 127.0.0.1 or 10.0.0.0/8: without
    /// this, limits count everyone behind a proxy as one client
    #[arg(
        long = "trusted-proxy",
        env = "NATTER_TRUSTED_PROXY",
        value_delimiter = ',',
        value_name = "NETWORK"
    )]
    pub trusted_proxies: Vec<Network>,

    /// Format of the log
    #[arg(long, env = "NATTER_LOG", value_enum, default_value_t = LogFormat::Pretty, value_name = "FORMAT")]
    pub log: LogFormat,

    /// Whether people without an account can post in #lobby, from now on; unchanged if not given.
    /// If they cannot, Socket.IO clients on the namespace "/" receive only their own messages
    #[arg(long, env = "NATTER_LOBBY", value_enum, value_name = "MODE")]
    pub lobby: Option<LobbyMode>,

    /// Whether sending, reading and joining are rate-limited; "off" is for load tests
    #[arg(long, env = "NATTER_RATE_LIMITS", value_enum, default_value_t = Switch::On, value_name = "SWITCH")]
    pub rate_limits: Switch,

    /// Seconds for which people can undo that they deleted a message of their own; 0: it is erased at
    /// once
    #[arg(
        long,
        env = "NATTER_UNDO_SECONDS",
        default_value_t = 60,
        value_name = "SECONDS",
        value_parser = clap::value_parser!(u64).range(0..=60)
    )]
    pub undo_seconds: u64,

    /// Maximum number of Socket.IO connections; fewer if the system allows too few open files
    #[arg(
        long,
        env = "NATTER_MAX_CONNECTIONS",
        default_value_t = 10_000,
        value_name = "COUNT"
    )]
    pub max_connections: usize,

    /// Maximum number of Socket.IO connections from one address; larger networks get a few times as
    /// many
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
    /// Everyone, including people without an account.
    Open,
    /// Only people with an account.
    Echo,
}

/// How the log is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum LogFormat {
    /// Lines of text, for people to read.
    Pretty,
    /// One JSON object per line, for programs.
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
