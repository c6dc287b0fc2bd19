//! What one stranger, one member or one slow line can cost. Each trial runs beside two members who
//! talk all the time, a page that is fetched five times a second, and people who come in meanwhile:
//! memory, the time of their answers, the log, and that nothing is lost or refused to them.
//!
//! The server has its default settings, and the soft limit of open files that it gets where nobody
//! has raised it.

mod bystanders;
mod client;
mod database;
mod downloads;
mod fixture;
mod forms;
mod load;
mod memory;
mod report;
mod slow;
mod sockets;
mod sources;
mod surface;
mod trial;

pub use report::table;

use crate::scenario::Scenario;

/// All of them.
pub const SCENARIOS: &[Scenario] = &[
    sockets::TUTORIAL_CLOSED,
    sockets::TUTORIAL_OPEN,
    sockets::RESUME_UNREAD,
    sockets::RESUME_READ,
    slow::BODIES,
    slow::ANSWERS,
    forms::SIGN_UP,
    forms::RENAMES,
    forms::PASSKEYS,
    forms::SEARCHES,
    forms::READINESS,
    downloads::EXPORTS,
    database::HELD,
    sources::SIGN_INS,
    sources::CONNECTIONS,
    surface::SCENARIO,
];
