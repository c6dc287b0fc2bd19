//! From the address that people write to the addresses of an Engine.IO server.

use crate::error::ConnectError;

/// Where a server is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Endpoint {
    is_secure: bool,
    /// Host, port and path.
    authority: String,
}

impl Endpoint {
    pub(crate) fn parse(url: &str) -> Result<Self, ConnectError> {
        let invalid = ConnectError::InvalidUrl;
        let (scheme, rest) = url.split_once("://").ok_or(invalid)?;
        let is_secure = match scheme {
            "http" | "ws" => false,
            "https" | "wss" => true,
            _ => return Err(invalid),
        };
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        if host.is_empty() || rest.contains(['?', '#']) || rest.contains(char::is_whitespace) {
            return Err(invalid);
        }
        let path = match path.trim_end_matches('/') {
            "" => "socket.io",
            path => path,
        };
        Ok(Self {
            is_secure,
            authority: format!("{host}/{path}/"),
        })
    }

    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn is_secure(&self) -> bool {
        self.is_secure
    }

    pub(crate) fn websocket(&self, query: &str) -> String {
        let scheme = if self.is_secure { "wss" } else { "ws" };
        format!("{scheme}://{}?{query}", self.authority)
    }

    #[cfg(feature = "polling")]
    pub(crate) fn http(&self, query: &str) -> String {
        let scheme = if self.is_secure { "https" } else { "http" };
        format!("{scheme}://{}?{query}", self.authority)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_the_servers_path() {
        let cases = [
            ("http://localhost:3000", Ok("ws://localhost:3000/socket.io/?x")),
            ("https://a.example/", Ok("wss://a.example/socket.io/?x")),
            ("ws://a/b/c/", Ok("ws://a/b/c/?x")),
            ("localhost:3000", Err(ConnectError::InvalidUrl)),
            ("ftp://a", Err(ConnectError::InvalidUrl)),
            ("http://", Err(ConnectError::InvalidUrl)),
            ("http://a/?x=1", Err(ConnectError::InvalidUrl)),
            ("http://a?x=1", Err(ConnectError::InvalidUrl)),
            ("http://a b", Err(ConnectError::InvalidUrl)),
        ];
        for (url, expected) in cases {
            let found = Endpoint::parse(url).map(|endpoint| endpoint.websocket("x"));
            assert_eq!(found, expected.map(str::to_owned), "{url}");
        }
    }

    #[cfg(feature = "polling")]
    #[test]
    fn polling_has_the_same_address_by_http() {
        let endpoint = Endpoint::parse("wss://a.example:8443/chat").expect("an address");
        assert_eq!(endpoint.http("t=1"), "https://a.example:8443/chat/?t=1");
    }
}
