//! Bytes of WebSockets, so that a test can send what no library would. Written from RFC 6455; it
//! shares no code with the server or with our client.

use std::net::SocketAddr;

/// Path and query of an Engine.IO handshake, without the transport's name.
pub const HANDSHAKE: &str = "/socket.io/?EIO=4&transport=";

/// First byte of a whole text frame.
pub const TEXT: u8 = 0x81;
/// First byte of a whole binary frame.
pub const BINARY: u8 = 0x82;
/// First byte of a ping.
pub const PING: u8 = 0x89;

/// A request for a WebSocket. With an `engine_id` it belongs to that transport.
pub fn upgrade(to: SocketAddr, engine_id: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    let sid = match engine_id {
        "" => String::new(),
        id => format!("&sid={id}"),
    };
    let mut head = format!(
        "GET {HANDSHAKE}websocket{sid} HTTP/1.1\r\nHost: {to}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    );
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    head.into_bytes()
}

/// A frame as clients send it, with any first byte.
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match payload.len() {
        short @ 0..126 => frame.push(0x80 | u8::try_from(short).unwrap_or(0)),
        middle @ 126..0x1_0000 => {
            frame.push(0x80 | 126);
            frame.extend(u16::try_from(middle).unwrap_or(0).to_be_bytes());
        }
        long => {
            frame.push(0x80 | 127);
            frame.extend(u64::try_from(long).unwrap_or(0).to_be_bytes());
        }
    }
    // A mask of zeros is a mask.
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}
