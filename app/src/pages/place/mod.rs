//! What owners and admins see of the place.

mod audit;
mod bans;
mod instance;
mod invites;
mod people;

pub use audit::audit;
pub use bans::bans;
pub use instance::instance;
pub use invites::invites;
pub use people::people;
