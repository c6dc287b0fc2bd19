//! What goes wrong around the server: its process, the network, the disk, the clock. Each trial
//! ends with an audit of the room: every acked message is there, once, in order.

mod chaos;
mod clock;
mod kill;
mod order;
mod sigterm;
mod stalled;
mod storage;

use crate::scenario::Scenario;

/// All of them.
pub const SCENARIOS: &[Scenario] = &[
    kill::SCENARIO,
    chaos::SCENARIO,
    order::SCENARIO,
    stalled::SCENARIO,
    storage::SCENARIO,
    sigterm::SCENARIO,
    clock::SCENARIO,
];
