//! Caps on new visitors per day: by one address, by the networks around it, and in total. Each is a
//! stored row, and providers give their customers many addresses.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    time::Duration,
};

use protocol::ErrorReply;

use crate::actions::{
    limits::RateLimits,
    limits::buckets::{Buckets, too_fast},
};

/// From one IPv4 address, or one IPv6 /64.
const BY_ADDRESS: u32 = 1_000;

/// From one IPv4 /24, or one IPv6 /56.
const BY_NETWORK: u32 = 2_000;

/// From one IPv6 /48.
const BY_SITE: u32 = 4_000;

const IN_ALL: u32 = 10_000;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The message for people.
const TOO_MANY: &str = "There were too many new visitors today. Try again later, or sign in.";

pub(crate) struct VisitorCaps {
    apply: RateLimits,
    by_address: Buckets<IpAddr>,
    by_network: Buckets<IpAddr>,
    by_site: Buckets<IpAddr>,
    in_all: Buckets<()>,
}

impl VisitorCaps {
    pub(crate) fn new(apply: RateLimits) -> Self {
        Self {
            apply,
            by_address: a_day(BY_ADDRESS),
            by_network: a_day(BY_NETWORK),
            by_site: a_day(BY_SITE),
            in_all: a_day(IN_ALL),
        }
    }

    /// Counts a new visitor, or refuses one beyond the caps: the narrowest network first, so that a
    /// refusal takes nothing from the others.
    pub(crate) fn check(&self, address: IpAddr) -> Result<(), ErrorReply> {
        if self.apply == RateLimits::Off {
            return Ok(());
        }
        let take = || {
            self.by_address.take(&prefix(address, 32, 64))?;
            self.by_network.take(&prefix(address, 24, 56))?;
            if address.to_canonical().is_ipv6() {
                self.by_site.take(&prefix(address, 24, 48))?;
            }
            self.in_all.take(&())
        };
        take().map_err(|wait| too_fast(wait, TOO_MANY))
    }
}

fn a_day<K: std::hash::Hash + Eq + Clone>(count: u32) -> Buckets<K> {
    Buckets::one_per(DAY / count, count)
}

/// The network with this prefix length that an address is in.
fn prefix(address: IpAddr, bits4: u32, bits6: u32) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32 - bits4).unwrap_or(0);
            Ipv4Addr::from_bits(address.to_bits() & mask).into()
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128 - bits6).unwrap_or(0);
            Ipv6Addr::from_bits(address.to_bits() & mask).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::ErrorCode;

    use super::*;

    fn accepted(caps: &VisitorCaps, addresses: impl Iterator<Item = IpAddr>) -> usize {
        addresses
            .filter(|address| caps.check(*address).is_ok())
            .count()
    }

    #[test]
    fn visitors_are_counted_by_address_network_and_site() {
        let v4 = |last| IpAddr::from([192, 0, 2, last]);
        // Another last half of an IPv6 address counts as the same.
        let v6 = |site: u16, network: u16, host: u16| {
            IpAddr::from([0x2001, 0xdb8, site, network, host, 0, 0, host])
        };
        let caps = VisitorCaps::new(RateLimits::On);
        let one = accepted(&caps, std::iter::repeat_n(v4(1), 1500));
        assert!((1000..1010).contains(&one), "{one}");
        let network = accepted(
            &caps,
            (0..4000u16).map(|n| v4(u8::try_from(n % 250).expect("small"))),
        );
        assert!((1000..1010).contains(&network), "{network}");
        let one = accepted(&caps, (0..1500).map(|n| v6(1, 1, n)));
        assert!((1000..1010).contains(&one), "{one}");
        let site = accepted(&caps, (0..9000).map(|n| v6(1, n, n)));
        assert!((3000..3010).contains(&site), "{site}");
        let refused = caps.check(v6(1, 1, 1)).expect_err("is full");
        assert!(matches!(refused.code, ErrorCode::RateLimited { .. }));
        assert!(caps.check(v6(2, 1, 1)).is_ok());
    }
}
