//! The figures, one file each.

mod conversation;
mod durable;
mod fanout;
mod memory;
mod page;
mod people;
mod resume;
mod rooms;
mod start;
mod stored;

use anyhow::{Result, bail};

use crate::table::Figure;

/// Their names, in the order in which they are measured.
pub const NAMES: [&str; 9] = [
    "fanout",
    "memory",
    "durable",
    "rooms",
    "conversation",
    "people",
    "resume",
    "start",
    "page",
];

pub async fn measure(name: &str) -> Result<Vec<Figure>> {
    match name {
        "fanout" => fanout::measure().await,
        "memory" => memory::measure().await,
        "durable" => durable::measure().await,
        "rooms" => rooms::measure().await,
        "conversation" => conversation::measure().await,
        "people" => people::measure().await,
        "resume" => resume::measure().await,
        "start" => start::measure().await,
        "page" => page::measure().await,
        _ => bail!("no such figure: {name}"),
    }
}
