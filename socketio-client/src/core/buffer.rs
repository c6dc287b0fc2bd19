//! Events that wait for a connection.

use std::collections::VecDeque;

use super::{AckToken, Frame};
use crate::error::EmitError;

/// What happens to an event for which there is no room while there is no connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Overflow {
    /// It is refused with [`EmitError::BufferFull`].
    #[default]
    Refuse,
    /// The one that waits longest is dropped; its ack fails.
    DropOldest,
}

pub(super) struct Waiting {
    pub frames: Vec<Frame>,
    pub token: Option<AckToken>,
}

pub(super) struct Buffer {
    waiting: VecDeque<Waiting>,
    capacity: usize,
    overflow: Overflow,
}

impl Buffer {
    pub(super) fn new(capacity: usize, overflow: Overflow) -> Self {
        Self {
            waiting: VecDeque::new(),
            capacity,
            overflow,
        }
    }

    /// Keeps it; returns what was dropped for it.
    pub(super) fn push(&mut self, one: Waiting) -> Result<Option<Waiting>, EmitError> {
        let mut dropped = None;
        if self.waiting.len() >= self.capacity {
            if self.overflow == Overflow::Refuse || self.capacity == 0 {
                return Err(EmitError::BufferFull);
            }
            dropped = self.waiting.pop_front();
        }
        self.waiting.push_back(one);
        Ok(dropped)
    }

    pub(super) fn drain(&mut self) -> impl Iterator<Item = Waiting> + use<> {
        core::mem::take(&mut self.waiting).into_iter()
    }

    /// Whose acks wait with their events, in ascending order.
    pub(super) fn tokens(&self) -> Vec<AckToken> {
        self.waiting.iter().filter_map(|one| one.token).collect()
    }

    /// Whoever waited for its ack has given up.
    pub(super) fn forget(&mut self, token: AckToken) {
        self.waiting.retain(|one| one.token != Some(token));
    }
}
