//! IP networks: addresses with a common prefix.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

/// An address, or all with a common prefix: `127.0.0.1`, `10.0.0.0/8`, `fd00::/8`. Two that contain
/// the same addresses are equal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Network {
    /// With zeros after the prefix.
    address: IpAddr,
    prefix: u8,
}

/// The text is not a [`Network`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a network is an address such as 127.0.0.1, or one with a prefix such as 10.0.0.0/8")]
pub struct InvalidNetwork;

impl Network {
    /// All addresses that share their first `prefix` bits with this one; with a prefix longer than
    /// the address, only the address itself. An IPv4-mapped IPv6 address is not converted.
    pub fn around(address: IpAddr, prefix: u8) -> Self {
        match address {
            IpAddr::V4(address) => {
                let prefix = prefix.min(32);
                let mask = u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0);
                Self {
                    address: Ipv4Addr::from_bits(address.to_bits() & mask).into(),
                    prefix,
                }
            }
            IpAddr::V6(address) => {
                let prefix = prefix.min(128);
                let mask = u128::MAX.checked_shl(128 - u32::from(prefix)).unwrap_or(0);
                Self {
                    address: Ipv6Addr::from_bits(address.to_bits() & mask).into(),
                    prefix,
                }
            }
        }
    }

    /// Whether it contains an address. An IPv4-mapped IPv6 address counts as the IPv4 address.
    pub fn contains(self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.address.is_ipv4() && Self::around(address, self.prefix) == self
    }
}

/// The part of an address that identifies the network and not the machine: the first 24 bits of an
/// IPv4 address, the first 48 of an IPv6 one.
pub fn prefix(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}

impl FromStr for Network {
    type Err = InvalidNetwork;

    fn from_str(text: &str) -> Result<Self, InvalidNetwork> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| InvalidNetwork)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(most), str::parse);
        match prefix {
            Ok(prefix) if prefix <= most => Ok(Self::around(address, prefix)),
            _ => Err(InvalidNetwork),
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_an_address_without_its_machine() {
        for (address, expected) in [
            ("192.0.2.77", "192.0.2.0/24"),
            ("::ffff:192.0.2.77", "192.0.2.0/24"),
            ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ] {
            let address: IpAddr = address.parse().expect("an address");
            assert_eq!(prefix(address), expected);
        }
    }

    fn network(text: &str) -> Network {
        text.parse().expect("a network")
    }

    #[test]
    fn networks_hold_what_begins_alike() {
        let holds =
            |text: &str, address: &str| network(text).contains(address.parse().expect("one"));
        assert!(holds("10.0.0.0/8", "10.255.0.1") && !holds("10.0.0.0/8", "11.0.0.1"));
        assert!(holds("127.0.0.1", "127.0.0.1") && !holds("127.0.0.1", "127.0.0.2"));
        assert!(holds("fd00::/8", "fdff::1") && !holds("fd00::/8", "fe80::1"));
        assert!(holds("0.0.0.0/0", "192.0.2.1") && !holds("0.0.0.0/0", "::1"));
        assert!(holds("::/0", "2001:db8::1") && !holds("::/0", "192.0.2.1"));
        assert!(holds("192.0.2.1", "::ffff:192.0.2.1"));
        for bad in ["", "10.0.0.0/33", "10.0.0/8", "::/129", "10.0.0.0/", "x"] {
            assert_eq!(bad.parse::<Network>(), Err(InvalidNetwork), "{bad}");
        }
    }

    #[test]
    fn a_network_is_the_same_however_its_address_is_written() {
        assert_eq!(network("10.1.2.3/8"), network("10.0.0.0/8"));
        assert_ne!(network("10.0.0.0/8"), network("10.0.0.0/9"));
        assert_eq!(network("2001:db8::5/56").to_string(), "2001:db8::/56");
        assert_eq!(network("192.0.2.1").to_string(), "192.0.2.1/32");
    }
}
