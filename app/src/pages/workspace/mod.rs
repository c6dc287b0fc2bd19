//! What owners and admins see of the workspace.

pub mod audit;
pub mod bans;
pub mod invites;
pub mod people;
pub mod settings;
