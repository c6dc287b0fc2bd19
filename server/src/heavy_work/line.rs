//! A queue with fair scheduling between networks, and between the networks within them: the /48s of
//! IPv6 take turns, within each of them its /56s, and within these their /64s; likewise the /24s of
//! IPv4, and their addresses. So the owner of a large network has one share, not one for each of
//! its addresses.
//!
//! The queue is short, so it is searched linearly.

use std::collections::HashMap;

use domain::network::Network;
use domain::source::Source;

/// The waiting entries; `T` is what wakes the one that waits.
pub(super) struct Line<T> {
    waiting: Vec<Waiting<T>>,
    /// Turns that each waiting network has had.
    turns: HashMap<Network, u64>,
    most: usize,
}

struct Waiting<T> {
    networks: Vec<Network>,
    call: T,
}

impl<T> Line<T> {
    /// An empty queue for at most `most` entries.
    pub(super) fn new(most: usize) -> Self {
        Self {
            waiting: Vec::new(),
            turns: HashMap::new(),
            most,
        }
    }

    /// Adds an entry. If the queue is full, the last entry of the network with the most entries is
    /// evicted, provided that it has more than the network of the new entry; otherwise the new
    /// entry is rejected. Returns what was evicted or rejected.
    pub(super) fn join(&mut self, source: Source, call: T) -> Option<T> {
        let mut networks: Vec<_> = source.networks().collect();
        networks.reverse();
        let evict = if self.waiting.len() < self.most {
            None
        } else {
            match self.evict_one(&networks) {
                Some(index) => Some(self.waiting.remove(index).call),
                None => return Some(call),
            }
        };
        self.begin(&networks);
        self.waiting.push(Waiting { networks, call });
        self.forget();
        evict
    }

    /// Removes and returns the entry whose turn it is.
    pub(super) fn next(&mut self) -> Option<T> {
        let mut indexes: Vec<usize> = (0..self.waiting.len()).collect();
        for level in 0.. {
            // The network with the fewest turns; of several, the one that has waited longest.
            let turns = |index: &usize| Some(self.turns_of(self.network(*index, level)?));
            let Some(fewest) = indexes.iter().filter_map(turns).min() else {
                break;
            };
            let first = indexes.iter().find(|index| turns(index) == Some(fewest));
            let chosen = first.and_then(|index| self.network(*index, level));
            indexes.retain(|index| self.network(*index, level) == chosen);
        }
        let next = self.waiting.remove(*indexes.first()?);
        for network in &next.networks {
            *self.turns.entry(*network).or_default() += 1;
        }
        self.forget();
        Some(next.call)
    }

    /// Removes the entries for which `waits` is false.
    pub(super) fn retain(&mut self, waits: impl Fn(&T) -> bool) {
        self.waiting.retain(|one| waits(&one.call));
        self.forget();
    }

    /// A network that begins to wait starts with as many turns as its sibling with the fewest: what
    /// happened before counts neither for nor against it.
    fn begin(&mut self, networks: &[Network]) {
        for (level, network) in networks.iter().enumerate() {
            if self.turns.contains_key(network) {
                continue;
            }
            let outer = level.checked_sub(1).and_then(|outer| networks.get(outer));
            let beside = self.waiting.iter().filter(|one| {
                let around = level
                    .checked_sub(1)
                    .and_then(|outer| one.networks.get(outer));
                around == outer
            });
            let turns = beside
                .filter_map(|one| one.networks.get(level))
                .map(|one| self.turns_of(*one));
            let fewest = turns.min().unwrap_or(0);
            self.turns.insert(*network, fewest);
        }
    }

    /// Forgets the turns of networks that no longer wait.
    fn forget(&mut self) {
        let waiting = &self.waiting;
        self.turns
            .retain(|network, _| waiting.iter().any(|one| one.networks.contains(network)));
    }

    /// The entry to evict: the last one of the network with the most entries, then of the one with
    /// the most within that, unless it would then have fewer than `networks`.
    fn evict_one(&self, networks: &[Network]) -> Option<usize> {
        let mut indexes: Vec<usize> = (0..self.waiting.len()).collect();
        for (level, own) in networks.iter().enumerate() {
            let count = |network: Option<Network>| {
                let of_it = indexes
                    .iter()
                    .filter(|index| self.network(**index, level) == network);
                of_it.count()
            };
            let largest = indexes
                .iter()
                .filter_map(|index| self.network(*index, level))
                .max_by_key(|network| count(Some(*network)))?;
            if largest != *own {
                // The new entry is from another network, so no narrower network is shared either.
                return (count(Some(largest)) > count(Some(*own)) + 1).then(|| {
                    indexes.retain(|index| self.network(*index, level) == Some(largest));
                    self.last_of_largest(indexes, level + 1)
                })?;
            }
            indexes.retain(|index| self.network(*index, level) == Some(largest));
        }
        None
    }

    fn last_of_largest(&self, mut indexes: Vec<usize>, from: usize) -> Option<usize> {
        for level in from.. {
            let count = |network: Network| {
                let of_it = indexes
                    .iter()
                    .filter(|index| self.network(**index, level) == Some(network));
                of_it.count()
            };
            let largest = indexes
                .iter()
                .filter_map(|index| self.network(*index, level))
                .max_by_key(|network| count(*network));
            let Some(largest) = largest else {
                break;
            };
            indexes.retain(|index| self.network(*index, level) == Some(largest));
        }
        indexes.last().copied()
    }

    fn network(&self, index: usize, level: usize) -> Option<Network> {
        self.waiting.get(index)?.networks.get(level).copied()
    }

    fn turns_of(&self, network: Network) -> u64 {
        self.turns.get(&network).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    fn source(address: &str) -> Source {
        address.parse::<IpAddr>().expect("an address").into()
    }

    /// The order in which entries that join in this order get their turns.
    fn order(addresses: &[&'static str]) -> Vec<&'static str> {
        let mut line = Line::new(100);
        for address in addresses {
            assert_eq!(line.join(source(address), *address), None);
        }
        std::iter::from_fn(|| line.next()).collect()
    }

    #[test]
    fn networks_take_turns() {
        assert_eq!(
            order(&["10.0.0.1", "10.0.0.1", "10.0.0.2", "10.9.0.1", "10.8.0.1"]),
            ["10.0.0.1", "10.9.0.1", "10.8.0.1", "10.0.0.2", "10.0.0.1"]
        );
    }

    #[test]
    fn networks_within_networks_take_turns() {
        let (a, b, c, d) = (
            "2001:db8:1:100::1",
            "2001:db8:1:101::1",
            "2001:db8:1:200::1",
            "2001:db8:2::1",
        );
        assert_eq!(order(&[a, a, b, c, d]), [a, d, c, b, a]);
    }

    #[test]
    fn who_comes_later_is_not_behind_all_who_wait() {
        let mut line = Line::new(100);
        for number in 0..10 {
            line.join(source("10.0.0.1"), number);
        }
        assert_eq!([line.next(), line.next()], [Some(0), Some(1)]);
        line.join(source("10.9.0.1"), 99);
        let next = [(); 3].map(|()| line.next());
        assert!(next.contains(&Some(99)), "{next:?}");
    }

    #[test]
    fn a_full_line_is_shared_out_anew() {
        let mut line = Line::new(4);
        for number in 0..4 {
            line.join(source("10.0.0.1"), number);
        }
        assert_eq!(line.join(source("10.0.0.1"), 4), Some(4), "has its share");
        assert_eq!(line.join(source("10.9.0.1"), 5), Some(3));
        assert_eq!(line.join(source("10.9.0.2"), 6), Some(2));
        assert_eq!(line.join(source("10.9.0.3"), 7), Some(7), "halves are fair");
        assert_eq!(line.join(source("10.8.0.1"), 8), Some(6));
        // Three /24s, and an address in each.
        assert_eq!(line.turns.len(), 6, "of networks that wait alone");
    }

    #[test]
    fn whoever_holds_a_large_network_gives_way_within_it_too() {
        let mut line = Line::new(3);
        line.join(source("10.0.0.1"), 0);
        line.join(source("10.0.0.1"), 1);
        line.join(source("10.0.0.1"), 2);
        assert_eq!(line.join(source("10.0.0.2"), 3), Some(2));
    }
}
