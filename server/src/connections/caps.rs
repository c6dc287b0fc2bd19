//! Counts connections by nested networks.

use std::collections::{HashMap, hash_map::Entry};

use domain::network::Network;
use domain::source::Source;

/// Caps on a number of connections.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Caps {
    /// From one source, which may be a whole office. The larger networks around it have a multiple
    /// of this; see [`Source::shares`].
    pub per_source: usize,
    pub total: usize,
}

/// Which cap is reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Full {
    /// The cap of this network.
    Network(Network),
    /// The cap on the total.
    All,
}

/// Current numbers.
#[derive(Default)]
pub(crate) struct Count {
    total: usize,
    by_network: HashMap<Network, usize>,
}

impl Count {
    /// Whether one more from this source is within the caps. Without a source, only the total
    /// counts.
    pub(crate) fn check(&self, source: Option<Source>, caps: Caps) -> Result<(), Full> {
        for (network, times) in source.iter().flat_map(|source| source.shares()) {
            let most = caps.per_source.saturating_mul(times as usize);
            if self.of(&network) >= most {
                return Err(Full::Network(network));
            }
        }
        if self.total >= caps.total {
            return Err(Full::All);
        }
        Ok(())
    }

    pub(crate) fn add(&mut self, source: Option<Source>) {
        self.total += 1;
        for network in source.iter().flat_map(|source| source.networks()) {
            *self.by_network.entry(network).or_default() += 1;
        }
    }

    pub(crate) fn remove(&mut self, source: Option<Source>) {
        self.total = self.total.saturating_sub(1);
        for network in source.iter().flat_map(|source| source.networks()) {
            if let Entry::Occupied(mut here) = self.by_network.entry(network) {
                *here.get_mut() -= 1;
                if *here.get() == 0 {
                    here.remove();
                }
            }
        }
    }

    pub(crate) fn total(&self) -> usize {
        self.total
    }

    /// How many there are from one of the networks that [`Source::shares`] names.
    pub(crate) fn of(&self, network: &Network) -> usize {
        self.by_network.get(network).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    fn source(address: &str) -> Option<Source> {
        Some(address.parse::<IpAddr>().expect("an address").into())
    }

    const CAPS: Caps = Caps {
        per_source: 10,
        total: 60,
    };

    /// Adds as many as the caps allow.
    fn fill(count: &mut Count, address: &str) -> usize {
        let mut added = 0;
        while count.check(source(address), CAPS).is_ok() {
            count.add(source(address));
            added += 1;
        }
        added
    }

    #[test]
    fn larger_networks_have_a_few_times_as_many_and_not_all() {
        let mut count = Count::default();
        assert_eq!(fill(&mut count, "2001:db8:0:1::1"), 10);
        assert_eq!(fill(&mut count, "2001:db8:0:1::2"), 0, "the same /64");
        assert_eq!(fill(&mut count, "2001:db8:0:2::1"), 10);
        assert_eq!(fill(&mut count, "2001:db8:0:3::1"), 0, "the /56 is full");
        assert_eq!(fill(&mut count, "2001:db8:0:101::1"), 10);
        assert_eq!(fill(&mut count, "2001:db8:0:102::1"), 10);
        assert_eq!(fill(&mut count, "2001:db8:0:201::1"), 0, "the /48 is full");
        assert_eq!(fill(&mut count, "192.0.2.1"), 10);
        assert_eq!(fill(&mut count, "192.0.2.2"), 10);
        assert_eq!(fill(&mut count, "2001:db8:1::1"), 0, "all is full");
        assert_eq!(count.check(None, CAPS), Err(Full::All));
    }

    #[test]
    fn an_ipv4_address_is_counted_with_its_neighbours() {
        let mut count = Count::default();
        let added = (1..9).map(|last| fill(&mut count, &format!("192.0.2.{last}")));
        assert_eq!(added.sum::<usize>(), 40);
        assert_eq!(fill(&mut count, "192.0.3.1"), 10);
    }

    #[test]
    fn what_is_gone_leaves_nothing_behind() {
        let mut count = Count::default();
        for _ in 0..3 {
            count.add(source("2001:db8::1"));
            count.add(None);
        }
        for _ in 0..3 {
            count.remove(source("2001:db8::1"));
            count.remove(None);
        }
        assert_eq!((count.total(), count.by_network.len()), (0, 0));
    }
}
