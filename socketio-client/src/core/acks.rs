//! Acks under way: each is resolved exactly once.

use std::{collections::BTreeMap, time::Duration};

/// Names an ack that is waited for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AckToken(i64);

impl AckToken {
    pub(super) fn id(self) -> i64 {
        self.0
    }
}

#[derive(Default)]
pub(super) struct Acks {
    next: i64,
    deadlines: BTreeMap<i64, Duration>,
}

impl Acks {
    pub(super) fn wait(&mut self, deadline: Duration) -> AckToken {
        let id = self.next;
        // Ids are compared as JavaScript numbers by some servers; nobody emits this often.
        self.next = (self.next + 1) & ((1 << 52) - 1);
        self.deadlines.insert(id, deadline);
        AckToken(id)
    }

    pub(super) fn resolve(&mut self, id: i64) -> Option<AckToken> {
        self.deadlines.remove(&id).map(|_| AckToken(id))
    }

    pub(super) fn expired(&mut self, now: Duration) -> Vec<AckToken> {
        self.take(|_, deadline| deadline <= now)
    }

    /// All but those whose events have not been sent.
    pub(super) fn interrupted(&mut self, unsent: &[AckToken]) -> Vec<AckToken> {
        self.take(|token, _| !unsent.contains(&token))
    }

    pub(super) fn all(&mut self) -> Vec<AckToken> {
        self.take(|_, _| true)
    }

    pub(super) fn next_deadline(&self) -> Option<Duration> {
        self.deadlines.values().min().copied()
    }

    fn take(&mut self, which: impl Fn(AckToken, Duration) -> bool) -> Vec<AckToken> {
        let taken: Vec<AckToken> = self
            .deadlines
            .iter()
            .filter(|(id, deadline)| which(AckToken(**id), **deadline))
            .map(|(id, _)| AckToken(*id))
            .collect();
        for token in &taken {
            self.deadlines.remove(&token.0);
        }
        taken
    }
}
