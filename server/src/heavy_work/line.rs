//! A line of those who wait, in which networks have equal shares, and networks within networks too:
//! the /48s of IPv6 take turns, in each of them its /56s, and in these its /64s; likewise the /24s of
//! IPv4, and their addresses. So who owns a large network has one share, and not one for each of
//! its addresses.
//!
//! It is short, so it is searched as a whole.

use std::collections::HashMap;

use domain::network::Network;
use domain::source::Source;

/// Those who wait; `T` is what they are called by.
pub(super) struct Line<T> {
    waiting: Vec<Waiting<T>>,
    /// How many turns the networks have had that wait now.
    turns: HashMap<Network, u64>,
    most: usize,
}

struct Waiting<T> {
    /// From the widest to the source itself.
    networks: Vec<Network>,
    call: T,
}

impl<T> Line<T> {
    /// For so many.
    pub(super) fn new(most: usize) -> Self {
        Self {
            waiting: Vec::new(),
            turns: HashMap::new(),
            most,
        }
    }

    /// Somebody waits from now on. If there is no room, the last of the network gives way that has
    /// the most in line, if that has more than the one who comes; else they cannot stay.
    pub(super) fn join(&mut self, source: Source, call: T) -> Option<T> {
        let mut networks: Vec<_> = source.networks().collect();
        networks.reverse();
        let gives_way = if self.waiting.len() < self.most {
            None
        } else {
            match self.who_gives_way(&networks) {
                Some(place) => Some(self.waiting.remove(place).call),
                None => return Some(call),
            }
        };
        self.begin(&networks);
        self.waiting.push(Waiting { networks, call });
        self.forget();
        gives_way
    }

    /// Whose turn it is.
    pub(super) fn next(&mut self) -> Option<T> {
        let mut places: Vec<usize> = (0..self.waiting.len()).collect();
        for level in 0.. {
            // The network with the fewest turns; of several, the one that waits longest.
            let turns = |place: &usize| Some(self.turns_of(self.network(*place, level)?));
            let Some(fewest) = places.iter().filter_map(turns).min() else {
                break;
            };
            let first = places.iter().find(|place| turns(place) == Some(fewest));
            let chosen = first.and_then(|place| self.network(*place, level));
            places.retain(|place| self.network(*place, level) == chosen);
        }
        let next = self.waiting.remove(*places.first()?);
        for network in &next.networks {
            *self.turns.entry(*network).or_default() += 1;
        }
        self.forget();
        Some(next.call)
    }

    /// Those go of whom this is not true.
    pub(super) fn retain(&mut self, waits: impl Fn(&T) -> bool) {
        self.waiting.retain(|one| waits(&one.call));
        self.forget();
    }

    /// Networks that begin to wait have had as many turns as the one beside them with the fewest: what
    /// was before they came counts neither for nor against them.
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

    /// The last one of the network with the most in line, then of the one with the most within that,
    /// unless it would then have fewer than those who come from `networks`.
    fn who_gives_way(&self, networks: &[Network]) -> Option<usize> {
        let mut places: Vec<usize> = (0..self.waiting.len()).collect();
        for (level, own) in networks.iter().enumerate() {
            let count = |network: Option<Network>| {
                let of_it = places
                    .iter()
                    .filter(|place| self.network(**place, level) == network);
                of_it.count()
            };
            let largest = places
                .iter()
                .filter_map(|place| self.network(*place, level))
                .max_by_key(|network| count(Some(*network)))?;
            if largest != *own {
                // They come from elsewhere: nothing further in is theirs.
                return (count(Some(largest)) > count(Some(*own)) + 1).then(|| {
                    places.retain(|place| self.network(*place, level) == Some(largest));
                    self.last_of_largest(places, level + 1)
                })?;
            }
            places.retain(|place| self.network(*place, level) == Some(largest));
        }
        None
    }

    fn last_of_largest(&self, mut places: Vec<usize>, from: usize) -> Option<usize> {
        for level in from.. {
            let count = |network: Network| {
                let of_it = places
                    .iter()
                    .filter(|place| self.network(**place, level) == Some(network));
                of_it.count()
            };
            let largest = places
                .iter()
                .filter_map(|place| self.network(*place, level))
                .max_by_key(|network| count(*network));
            let Some(largest) = largest else {
                break;
            };
            places.retain(|place| self.network(*place, level) == Some(largest));
        }
        places.last().copied()
    }

    fn network(&self, place: usize, level: usize) -> Option<Network> {
        self.waiting.get(place)?.networks.get(level).copied()
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

    /// Who is called when, of those who come in that order.
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
