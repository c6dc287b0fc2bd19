//! What owners and admins see of the workspace.

mod audit;
mod bans;
mod invites;
mod people;
mod settings;

pub use audit::audit;
pub use bans::bans;
pub use invites::invites;
pub use people::people;
pub use settings::workspace;
