//! Acks under way: each is resolved exactly once.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

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
    /// The same, earliest first.
    by_deadline: BTreeSet<(Duration, i64)>,
}

impl Acks {
    pub(super) fn wait(&mut self, deadline: Duration) -> AckToken {
        let id = self.next;
        // Ids are compared as JavaScript numbers by some servers; nobody emits this often.
        self.next = (self.next + 1) & ((1 << 52) - 1);
        self.deadlines.insert(id, deadline);
        self.by_deadline.insert((deadline, id));
        AckToken(id)
    }

    pub(super) fn resolve(&mut self, id: i64) -> Option<AckToken> {
        let deadline = self.deadlines.remove(&id)?;
        self.by_deadline.remove(&(deadline, id));
        Some(AckToken(id))
    }

    pub(super) fn expired(&mut self, now: Duration) -> Vec<AckToken> {
        let due: Vec<i64> = self
            .by_deadline
            .iter()
            .take_while(|(deadline, _)| *deadline <= now)
            .map(|(_, id)| *id)
            .collect();
        due.into_iter().filter_map(|id| self.resolve(id)).collect()
    }

    /// All but those whose events have not been sent.
    pub(super) fn interrupted(&mut self, unsent: &BTreeSet<AckToken>) -> Vec<AckToken> {
        let sent: Vec<i64> = self
            .deadlines
            .keys()
            .filter(|id| !unsent.contains(&AckToken(**id)))
            .copied()
            .collect();
        sent.into_iter().filter_map(|id| self.resolve(id)).collect()
    }

    pub(super) fn all(&mut self) -> Vec<AckToken> {
        self.interrupted(&BTreeSet::new())
    }

    pub(super) fn next_deadline(&self) -> Option<Duration> {
        self.by_deadline.first().map(|(deadline, _)| *deadline)
    }
}
