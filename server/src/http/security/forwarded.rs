//! The client's address behind reverse proxies.
//!
//! A proxy appends the address of its peer to `X-Forwarded-For`. Earlier entries came from the
//! client and may be forged, so the header is read from its end, as long as the proxies that wrote
//! it are trusted.

use std::net::{IpAddr, SocketAddr};

use domain::network::Network;

/// The client's address: the peer's, unless that is a trusted proxy; then the last one in the
/// header that is not. `forwarded` are the values of `X-Forwarded-For` in their order.
pub fn client<'a>(
    peer: IpAddr,
    forwarded: impl DoubleEndedIterator<Item = &'a str>,
    trusted: &[Network],
) -> IpAddr {
    let is_trusted = |address| trusted.iter().any(|network| network.contains(address));
    let mut client = peer.to_canonical();
    let mut before = forwarded.rev().flat_map(|value| value.rsplit(','));
    while is_trusted(client) {
        // A trusted proxy writes only valid addresses.
        match before.next().and_then(|text| read(text.trim())) {
            Some(address) => client = address.to_canonical(),
            None => break,
        }
    }
    client
}

/// Reads an address, which some proxies write with a port.
fn read(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse().ok().map(|address: SocketAddr| address.ip());
    text.parse().ok().or_else(with_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client_of(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let trusted: Vec<Network> = trusted
            .iter()
            .map(|text| text.parse().expect("a network"))
            .collect();
        let peer = peer.parse().expect("an address");
        client(peer, forwarded.iter().copied(), &trusted).to_string()
    }

    #[test]
    fn without_a_trusted_proxy_the_header_says_nothing() {
        assert_eq!(client_of("192.0.2.1", &["198.51.100.7"], &[]), "192.0.2.1");
        let other = client_of("192.0.2.1", &["198.51.100.7"], &["127.0.0.1"]);
        assert_eq!(other, "192.0.2.1");
    }

    #[test]
    fn behind_a_trusted_proxy_the_last_address_counts_and_what_was_made_up_does_not() {
        for (forwarded, client) in [
            (&["198.51.100.7"][..], "198.51.100.7"),
            (&["1.2.3.4, 198.51.100.7"], "198.51.100.7"),
            (&["1.2.3.4", "198.51.100.7"], "198.51.100.7"),
            (&["198.51.100.7, 10.1.2.3"], "198.51.100.7"),
            (&["198.51.100.7:51234"], "198.51.100.7"),
            (&["[2001:db8::7]:51234"], "2001:db8::7"),
            (&["1.2.3.4, nonsense"], "127.0.0.1"),
            (&["10.9.9.9"], "10.9.9.9"),
            (&[], "127.0.0.1"),
        ] {
            let found = client_of("127.0.0.1", forwarded, &["127.0.0.1", "10.0.0.0/8"]);
            assert_eq!(found, client, "{forwarded:?}");
        }
    }
}
