//! From the address that people write to the WebSocket's.

use crate::error::InvalidUrl;

/// The WebSocket address of an Engine.IO server.
pub(crate) fn websocket(url: &str) -> Result<String, InvalidUrl> {
    let (scheme, rest) = url.split_once("://").ok_or(InvalidUrl)?;
    let scheme = match scheme {
        "http" | "ws" => "ws",
        "https" | "wss" => "wss",
        _ => return Err(InvalidUrl),
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    if host.is_empty() || path.contains(['?', '#']) {
        return Err(InvalidUrl);
    }
    let path = match path.trim_end_matches('/') {
        "" => "socket.io",
        path => path,
    };
    Ok(format!(
        "{scheme}://{host}/{path}/?EIO=4&transport=websocket"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_the_servers_path() {
        let cases = [
            (
                "http://localhost:3000",
                Ok("ws://localhost:3000/socket.io/?EIO=4&transport=websocket"),
            ),
            (
                "https://a.example/",
                Ok("wss://a.example/socket.io/?EIO=4&transport=websocket"),
            ),
            ("ws://a/b/c/", Ok("ws://a/b/c/?EIO=4&transport=websocket")),
            ("localhost:3000", Err(InvalidUrl)),
            ("ftp://a", Err(InvalidUrl)),
            ("http://", Err(InvalidUrl)),
            ("http://a/?x=1", Err(InvalidUrl)),
        ];
        for (url, expected) in cases {
            assert_eq!(websocket(url), expected.map(str::to_owned), "{url}");
        }
    }
}
