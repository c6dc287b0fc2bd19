//! Acks under way: each is resolved exactly once.

use std::{collections::VecDeque, time::Duration};

/// Names an ack that is waited for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AckToken(i64);

impl AckToken {
    pub(super) fn id(self) -> i64 {
        self.0
    }
}

/// Something for each ack under way. Their ids ascend and most are resolved in that order, so this is
/// a list with gaps: a tree or a hash table would be 1 kB more of what browsers download.
pub(crate) struct ByAck<T> {
    first: i64,
    items: VecDeque<Option<T>>,
}

impl<T> ByAck<T> {
    pub(crate) const fn new() -> Self {
        Self {
            first: 0,
            items: VecDeque::new(),
        }
    }

    /// Adds it for an ack that is younger than all others.
    pub(crate) fn add(&mut self, token: AckToken, item: T) {
        if self.items.is_empty() {
            self.first = token.0;
        }
        while self.slot(token).is_some_and(|slot| slot > self.items.len()) {
            self.items.push_back(None);
        }
        self.items.push_back(Some(item));
    }

    pub(crate) fn remove(&mut self, token: AckToken) -> Option<T> {
        let slot = self.slot(token)?;
        let item = self.items.get_mut(slot)?.take()?;
        while let Some(None) = self.items.front() {
            self.items.pop_front();
            self.first += 1;
        }
        Some(item)
    }

    #[cfg(any(feature = "native", feature = "web"))]
    pub(crate) fn clear(&mut self) {
        self.items.clear();
    }

    fn iter(&self) -> impl Iterator<Item = (AckToken, &T)> {
        let slots = (self.first..).zip(&self.items);
        slots.filter_map(|(id, item)| Some((AckToken(id), item.as_ref()?)))
    }

    fn slot(&self, token: AckToken) -> Option<usize> {
        usize::try_from(token.0.checked_sub(self.first)?).ok()
    }
}

pub(super) struct Acks {
    next: i64,
    deadlines: ByAck<Duration>,
    /// No deadline is before this one, which may be of an ack that was resolved.
    earliest: Option<Duration>,
}

impl Acks {
    pub(super) const fn new() -> Self {
        Self {
            next: 0,
            deadlines: ByAck::new(),
            earliest: None,
        }
    }

    pub(super) fn wait(&mut self, deadline: Duration) -> AckToken {
        let token = AckToken(self.next);
        self.next += 1;
        self.deadlines.add(token, deadline);
        let earliest = self.earliest.map_or(deadline, |other| other.min(deadline));
        self.earliest = Some(earliest);
        token
    }

    pub(super) fn resolve(&mut self, id: i64) -> Option<AckToken> {
        let token = AckToken(id);
        self.deadlines.remove(token)?;
        if self.deadlines.items.is_empty() {
            self.earliest = None;
        }
        Some(token)
    }

    pub(super) fn expired(&mut self, now: Duration) -> Vec<AckToken> {
        if self.earliest.is_none_or(|earliest| earliest > now) {
            return Vec::new();
        }
        let due = self.take(|_, deadline| deadline <= now);
        self.earliest = self.deadlines.iter().map(|(_, deadline)| *deadline).min();
        due
    }

    /// All but those whose events have not been sent; these in ascending order.
    pub(super) fn interrupted(&mut self, unsent: &[AckToken]) -> Vec<AckToken> {
        self.take(|token, _| unsent.binary_search(&token).is_err())
    }

    pub(super) fn all(&mut self) -> Vec<AckToken> {
        self.interrupted(&[])
    }

    fn take(&mut self, is_taken: impl Fn(AckToken, Duration) -> bool) -> Vec<AckToken> {
        let taken = self.deadlines.iter();
        let taken = taken.filter(|(token, deadline)| is_taken(*token, **deadline));
        let taken: Vec<AckToken> = taken.map(|(token, _)| token).collect();
        for token in &taken {
            self.resolve(token.0);
        }
        taken
    }

    pub(super) fn next_deadline(&self) -> Option<Duration> {
        self.earliest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn an_ack_is_resolved_once_in_any_order() {
        let mut acks = Acks::new();
        let tokens: Vec<_> = (0..5).map(|_| acks.wait(at(9))).collect();
        for id in [3, 0, 1, 4, 2] {
            assert_eq!(
                acks.resolve(id),
                Some(tokens[usize::try_from(id).expect("small")])
            );
            assert_eq!(acks.resolve(id), None);
        }
        assert_eq!(acks.next_deadline(), None);
        for id in [-1, 5, i64::MIN, i64::MAX] {
            assert_eq!(acks.resolve(id), None);
        }
        assert_eq!(acks.wait(at(9)).id(), 5);
    }

    #[test]
    fn what_is_due_expires_and_the_rest_waits() {
        let mut acks = Acks::new();
        let [first, second, third] = [5, 3, 7].map(|seconds| acks.wait(at(seconds)));
        assert_eq!(acks.next_deadline(), Some(at(3)));
        assert_eq!(acks.expired(at(2)), []);
        assert_eq!(acks.expired(at(5)), [first, second]);
        assert_eq!(acks.next_deadline(), Some(at(7)));
        assert_eq!(acks.interrupted(&[third]), []);
        assert_eq!(acks.all(), [third]);
    }

    #[test]
    fn something_can_be_kept_for_some_acks_alone() {
        let mut kept = ByAck::new();
        for id in [4, 7] {
            kept.add(AckToken(id), id);
        }
        assert_eq!(kept.remove(AckToken(5)), None);
        assert_eq!(kept.remove(AckToken(7)), Some(7));
        assert_eq!(kept.remove(AckToken(4)), Some(4));
        assert_eq!(kept.items.len(), 0);
    }
}
