//! What a trial is: a name, the part that it belongs to, and what it does.

use futures_util::future::BoxFuture;

use crate::failure::Failure;

pub struct Scenario {
    /// `faults`, `hostile` or `bounds`.
    pub part: &'static str,
    /// How it is asked for.
    pub name: &'static str,
    /// Does it; in the end one line with figures.
    pub run: fn(Plan) -> BoxFuture<'static, Result<String, Failure>>,
}

/// How a trial is to be done.
#[derive(Clone, Copy)]
pub struct Plan {
    /// Of everything that is random.
    pub seed: u64,
    /// How much of it.
    pub size: Size,
    /// How often, where that is asked for.
    pub rounds: Option<u64>,
}

/// How much of a trial is done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// What two cores do in seconds, and no judgement by time.
    Quick,
    /// All of it.
    Full,
}

impl Plan {
    /// One of two figures.
    pub fn choose<T>(self, quick: T, full: T) -> T {
        match self.size {
            Size::Quick => quick,
            Size::Full => full,
        }
    }
}
