//! Bad input on every door. Each trial runs beside a well-behaved pair of members that must notice
//! nothing; afterwards there is no panic in the log, and the memory comes back.

mod beside;
mod events;
mod floods;
mod forms;
mod frames;
mod generate;
mod handshakes;
mod origins;
mod sizes;

use std::net::Ipv4Addr;

use crate::scenario::Scenario;

/// All of them.
pub const SCENARIOS: &[Scenario] = &[
    frames::SCENARIO,
    handshakes::SCENARIO,
    sizes::SCENARIO,
    forms::SCENARIO,
    events::SCENARIO,
    origins::SCENARIO,
    floods::SCENARIO,
];

/// Where an attacker comes from: another address than the members', as limits count by address.
const ATTACKER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
