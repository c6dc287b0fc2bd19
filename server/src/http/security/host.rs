//! The `Host` header of a request.
//!
//! Any site can change its DNS name to point to this server between two requests (DNS rebinding);
//! browsers then treat its pages as same-origin with the server. That is not possible with an IP
//! address, nor with localhost. So if no public address is configured, other names prove nothing.

use std::net::{IpAddr, Ipv6Addr};

/// How a request addresses the server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Host {
    /// By a loopback name or address.
    Loopback,
    /// By another IP address.
    Address,
    /// By another name, or by something invalid.
    Name,
}

impl Host {
    /// Reads a header, with or without a port.
    pub fn read(header: &str) -> Self {
        let address = match header
            .strip_prefix('[')
            .and_then(|rest| rest.split_once(']'))
        {
            Some((address, _)) => address.parse::<Ipv6Addr>().ok().map(IpAddr::from),
            None => name(header).parse().ok(),
        };
        match address.map(|address| address.to_canonical()) {
            Some(address) if address.is_loopback() => return Self::Loopback,
            Some(_) => return Self::Address,
            None => {}
        }
        let name = name(header).to_ascii_lowercase();
        if name == "localhost" || name.ends_with(".localhost") {
            Self::Loopback
        } else {
            Self::Name
        }
    }
}

/// Without the port.
fn name(header: &str) -> &str {
    header.rsplit_once(':').map_or(header, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_the_names_of_this_machine_are_told_from_other_names() {
        for (header, expected) in [
            ("localhost", Host::Loopback),
            ("LocalHost:3000", Host::Loopback),
            ("chat.localhost:3000", Host::Loopback),
            ("127.0.0.1:3000", Host::Loopback),
            ("127.9.9.9", Host::Loopback),
            ("[::1]:3000", Host::Loopback),
            ("[::1]", Host::Loopback),
            ("[::ffff:127.0.0.1]:80", Host::Loopback),
            ("192.168.1.5:3000", Host::Address),
            ("[2001:db8::1]:3000", Host::Address),
            ("attacker.example:3000", Host::Name),
            ("natter.lan", Host::Name),
            ("localhost.attacker.example", Host::Name),
            ("notlocalhost", Host::Name),
            ("127.0.0.1.attacker.example:3000", Host::Name),
            ("127.0.0.1:3000:3000", Host::Name),
            ("[localhost]:3000", Host::Name),
            ("2130706433:3000", Host::Name),
            ("", Host::Name),
        ] {
            assert_eq!(Host::read(header), expected, "{header}");
        }
    }
}
