//! Sources of requests, as counted by limits.

use std::net::IpAddr;

use super::network::Network;

/// A source on the network: an IPv4 address, or the first 64 bits of an IPv6 address, which the
/// provider assigns, as everyone can change the rest.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Source(IpAddr);

/// Prefix lengths of the source and of the networks around it, each with the multiple of one
/// source's limit that all sources in it share.
const IPV4: &[(u8, u32)] = &[(32, 1), (24, 4)];
const IPV6: &[(u8, u32)] = &[(64, 1), (56, 2), (48, 4)];

impl Source {
    /// The source as a network, and those around it, each larger than the previous: /64, /56 and
    /// /48 of IPv6, the address and its /24 of IPv4. One customer of a provider may have all of
    /// such a network: a /48 is 65,536 sources.
    pub fn networks(self) -> impl Iterator<Item = Network> {
        self.shares().map(|(network, _)| network)
    }

    /// Its [`networks`](Self::networks), each with the multiple of one source's limit that all
    /// sources in it share.
    pub fn shares(self) -> impl Iterator<Item = (Network, u32)> {
        let shares = if self.0.is_ipv4() { IPV4 } else { IPV6 };
        shares
            .iter()
            .map(move |(prefix, times)| (Network::around(self.0, *prefix), *times))
    }
}

impl From<IpAddr> for Source {
    fn from(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(address) => address.into(),
            IpAddr::V6(address) => (address.to_bits() >> 64 << 64).to_be_bytes().into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(address: &str) -> Source {
        address.parse::<IpAddr>().expect("an address").into()
    }

    #[test]
    fn an_ipv6_network_is_one_source_and_an_ipv4_address_is_one_however_it_is_written() {
        assert_eq!(source("2001:db8::1"), source("2001:db8::ffff:0:0:2"));
        assert_ne!(source("2001:db8::1"), source("2001:db8:0:1::1"));
        assert_eq!(source("::ffff:192.0.2.1"), source("192.0.2.1"));
        assert_ne!(source("192.0.2.1"), source("192.0.2.2"));
    }

    #[test]
    fn a_source_is_in_larger_and_larger_networks() {
        let networks = |address| {
            let networks = source(address).networks();
            networks.map(|one| one.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(networks("192.0.2.7"), ["192.0.2.7/32", "192.0.2.0/24"]);
        assert_eq!(networks("::ffff:192.0.2.7"), networks("192.0.2.7"));
        assert_eq!(
            networks("2001:db8:1:234:5::6"),
            [
                "2001:db8:1:234::/64",
                "2001:db8:1:200::/56",
                "2001:db8:1::/48"
            ]
        );
    }
}
