//! Engine.IO frames over WebSocket (Engine.IO protocol, "Packet encoding").

use std::time::Duration;

use engineioxide_core::{Packet, ProtocolVersion};
use serde::Deserialize;

use super::{Frame, packets::Malformed};

/// The answer to a ping.
pub(super) const PONG: &str = "3";

/// How often the server pings, and how long it may be late.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Timing {
    pub interval: Duration,
    pub timeout: Duration,
}

pub(super) enum Incoming {
    Open(Timing),
    Ping,
    Close,
    Packet(String),
    Attachment(Vec<u8>),
    Nothing,
}

/// The handshake. Read here and not by the codec, which insists on its own server's form of ids.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Handshake {
    ping_interval: u32,
    ping_timeout: u32,
}

pub(super) fn read(frame: Frame, max: usize) -> Result<Incoming, Malformed> {
    match frame {
        Frame::Binary(bytes) if bytes.len() <= max => Ok(Incoming::Attachment(bytes)),
        Frame::Text(text) if text.len() <= max => read_text(text),
        Frame::Binary(_) | Frame::Text(_) => Err(Malformed),
    }
}

fn read_text(text: String) -> Result<Incoming, Malformed> {
    if let Some(json) = text.strip_prefix('0') {
        let handshake: Handshake = serde_json::from_str(json).map_err(|_| Malformed)?;
        return Ok(Incoming::Open(Timing {
            interval: Duration::from_millis(handshake.ping_interval.into()),
            timeout: Duration::from_millis(handshake.ping_timeout.into()),
        }));
    }
    match Packet::parse(ProtocolVersion::V4, text).map_err(|_| Malformed)? {
        Packet::Message(text) => Ok(Incoming::Packet(text.as_str().to_owned())),
        Packet::Binary(bytes) => Ok(Incoming::Attachment(bytes.to_vec())),
        Packet::Ping => Ok(Incoming::Ping),
        Packet::Close => Ok(Incoming::Close),
        _ => Ok(Incoming::Nothing),
    }
}
