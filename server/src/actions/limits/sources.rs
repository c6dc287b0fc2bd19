//! Token buckets of sources, and of the networks around them.

use std::{net::IpAddr, time::Duration};

use super::rates::Rate;
use crate::actions::limits::buckets::Buckets;
use domain::network::Network;
use domain::source::Source;

/// The rates of all sources of a network together, as multiples of that of one source: of the
/// source itself, of the network around it, and of the one around that.
const WIDER: [u32; 3] = [1, 4, 16];

/// Largest number of sources that are remembered for one kind of token.
const MOST: usize = 8 * 1024;

/// Buckets of one kind of token for each source. The owner of a whole network has the tokens of a
/// few sources.
pub(crate) struct SourceBuckets([Buckets<Network>; 3]);

impl SourceBuckets {
    pub(crate) fn new(rate: Rate, times: u32) -> Self {
        Self(WIDER.map(|wider| {
            let times = times * wider;
            Buckets::one_per(rate.every / times, rate.burst * times).of_at_most(MOST)
        }))
    }

    /// Takes a token of the source and of each network around it. The larger networks are checked
    /// first, so one without tokens creates no buckets of its sources. A refusal of the source
    /// itself takes nothing from its neighbours.
    pub(crate) fn take(&self, address: IpAddr) -> Result<(), Duration> {
        let networks = || Source::from(address).networks().zip(&self.0);
        for (network, buckets) in networks().skip(1) {
            buckets.check(&network)?;
        }
        for (network, buckets) in networks() {
            buckets.take(&network)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::*;

    fn buckets() -> SourceBuckets {
        let every = Duration::from_secs(3600);
        SourceBuckets::new(Rate { burst: 10, every }, 1)
    }

    /// How many of these pass.
    fn passed(buckets: &SourceBuckets, addresses: impl Iterator<Item = IpAddr>) -> usize {
        addresses.filter(|one| buckets.take(*one).is_ok()).count()
    }

    fn ipv6(subnets: u128) -> impl Iterator<Item = IpAddr> {
        let address =
            move |n| Ipv6Addr::from_bits((0x2001_0db8_u128 << 96) + ((n % subnets) << 64) + n);
        (0..10_000).map(move |n| address(n).into())
    }

    #[test]
    fn a_whole_network_does_a_few_times_what_one_source_does() {
        assert_eq!(passed(&buckets(), ipv6(1)), 10);
        assert_eq!(passed(&buckets(), ipv6(256)), 40);
        assert_eq!(passed(&buckets(), ipv6(65_536)), 160);
        let ipv4 = (0..10_000).map(|n| Ipv4Addr::from_bits(0xc000_0200 + n % 256).into());
        assert_eq!(passed(&buckets(), ipv4), 40);
    }

    #[test]
    fn one_source_does_not_use_up_what_its_neighbours_may() {
        let buckets = buckets();
        let address = |last| IpAddr::from(Ipv4Addr::new(192, 0, 2, last));
        passed(&buckets, (0..10_000).map(|_| address(1)));
        assert_eq!(passed(&buckets, (0..100).map(|_| address(2))), 10);
    }

    #[test]
    fn others_are_unharmed() {
        let buckets = buckets();
        passed(&buckets, ipv6(65_536));
        assert!(buckets.take(Ipv4Addr::LOCALHOST.into()).is_ok());
        assert!(buckets.take(Ipv6Addr::LOCALHOST.into()).is_ok());
    }
}
